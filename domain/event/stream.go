package event

import (
	"strings"

	"github.com/google/uuid"
)

// Kind is the first part of a stream's name, <kind>-<account>.<id>.
type Kind string

// The kinds of streams.
const (
	KindAccount    Kind = "account"
	KindRecord     Kind = "record"
	KindIdentity   Kind = "identity"
	KindSharing    Kind = "sharing"
	KindImport     Kind = "import"
	KindQuarantine Kind = "quarantine"
)

// Stream is a parsed stream name. ID is the record, import or datum; streams
// that an account has once (account, identity, sharing) carry the account's own
// id there.
type Stream struct {
	Kind    Kind
	Account uuid.UUID
	ID      uuid.UUID
}

// String is the stream's name in the log.
func (s Stream) String() string {
	return string(s.Kind) + "-" + s.Account.String() + "." + s.ID.String()
}

// ParseStream reverses String; false for streams that are not ours.
func ParseStream(name string) (Stream, bool) {
	kind, rest, ok := strings.Cut(name, "-")
	if !ok || len(rest) != 73 || rest[36] != '.' {
		return Stream{}, false
	}
	account, err := uuid.Parse(rest[:36])
	if err != nil {
		return Stream{}, false
	}
	id, err := uuid.Parse(rest[37:])
	if err != nil {
		return Stream{}, false
	}
	return Stream{Kind(kind), account, id}, true
}

// AccountStream is the stream of an account's own events.
func AccountStream(account uuid.UUID) Stream { return Stream{KindAccount, account, account} }

// RecordStream is the stream of one record.
func RecordStream(account, record uuid.UUID) Stream { return Stream{KindRecord, account, record} }

// IdentityStream is the stream of decisions about profiles and what follows.
func IdentityStream(account uuid.UUID) Stream { return Stream{KindIdentity, account, account} }

// SharingStream is the stream of an account's grants.
func SharingStream(account uuid.UUID) Stream { return Stream{KindSharing, account, account} }

// ImportStream is the stream of one import.
func ImportStream(account, imp uuid.UUID) Stream { return Stream{KindImport, account, imp} }

// QuarantineStream is the stream of one rejected datum.
func QuarantineStream(account, datum uuid.UUID) Stream {
	return Stream{KindQuarantine, account, datum}
}
