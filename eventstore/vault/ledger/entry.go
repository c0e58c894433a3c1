package ledger

import (
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// Kind is what was erased.
type Kind string

// The kinds of erasures.
const (
	Record  Kind = "record"
	Datum   Kind = "datum"
	Account Kind = "account" // the account was closed; ID is uuid.Nil
)

// Entry is one erasure.
type Entry struct {
	Kind    Kind
	Account uuid.UUID
	ID      uuid.UUID
	// Hash is the keyed hash of the (source, key) that may not return; zero
	// when it may.
	Hash vault.Hash
}

const fields = 5

func sum(text string) string {
	return fmt.Sprintf("%08x", crc32.Checksum([]byte(text), crc32.MakeTable(crc32.Castagnoli)))
}

// line is the entry's line with its end.
func (e Entry) line() string {
	hash := "-"
	if e.Hash != (vault.Hash{}) {
		hash = hex.EncodeToString(e.Hash[:])
	}
	text := string(e.Kind) + " " + e.Account.String() + " " + e.ID.String() + " " + hash
	return text + " " + sum(text) + "\n"
}

// ParseEntry reads a line without its end.
func ParseEntry(line string) (Entry, error) {
	part := strings.Split(line, " ")
	if len(part) != fields {
		return Entry{}, fmt.Errorf("%d fields instead of %d", len(part), fields)
	}
	if part[4] != sum(line[:len(line)-len(part[4])-1]) {
		return Entry{}, fmt.Errorf("wrong check sum %s", strconv.Quote(part[4]))
	}
	e := Entry{Kind: Kind(part[0])}
	switch e.Kind {
	case Record, Datum, Account:
	default:
		return Entry{}, fmt.Errorf("unknown kind %s", strconv.Quote(part[0]))
	}
	var err error
	if e.Account, err = uuid.Parse(part[1]); err != nil {
		return Entry{}, fmt.Errorf("account: %w", err)
	}
	if e.ID, err = uuid.Parse(part[2]); err != nil {
		return Entry{}, fmt.Errorf("id: %w", err)
	}
	if part[3] == "-" {
		return e, nil
	}
	hash, err := hex.DecodeString(part[3])
	if err != nil || len(hash) != len(e.Hash) {
		return Entry{}, fmt.Errorf("not a hash: %s", strconv.Quote(part[3]))
	}
	e.Hash = vault.Hash(hash)
	return e, nil
}
