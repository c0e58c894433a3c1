package match

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Choice is what an account chooses for its models; it is part of each of them.
// The zero value is balanced, with nothing blocked but what the program blocks
// for everybody.
type Choice struct {
	Strict  bool       // joins from 9 bits on instead of 6
	Blocked []BlockKey // sorted, each once
}

// BlockKey stands for a value that an account says names nobody: the e-mail
// address of an office, the phone of a switchboard. It is a hash, so that the
// matcher's files hold no such value in clear.
type BlockKey uint64

// MaxBlocked bounds what an account may block.
const MaxBlocked = 1000

// blockSalt keeps block keys apart from every other hash of a value.
const blockSalt = "cerebro/match/block/1"

// ErrNotBlockable: a value that cannot be blocked; the text says why.
var ErrNotBlockable = errors.New("match: not a value that can be blocked")

// BlockableKinds are the categories whose values can be blocked. Identifiers
// are blocked in every space.
func BlockableKinds() []string {
	return []string{"anonymous_id", "email", "external_id", "phone", "user_id", "voter_id"}
}

// Block names a value of a category to a Choice, brought into the form that is
// compared, so that other spellings of it are blocked too. Errors wrap
// ErrNotBlockable.
func Block(category, value string) (BlockKey, error) {
	if !slices.Contains(BlockableKinds(), category) {
		return 0, fmt.Errorf("%w: values of %q", ErrNotBlockable, category)
	}
	normal := ""
	switch category {
	case "email":
		normal = normaliseEmail(value)
	case "phone":
		normal = phoneTail(normalisePhone(value))
	default:
		normal = normaliseID(value)
	}
	if normal == "" {
		return 0, fmt.Errorf("%w: the %s is none, or names nobody to anybody", ErrNotBlockable, category)
	}
	return blockKey(category, normal), nil
}

func blockKey(category, normal string) BlockKey {
	sum := sha256.Sum256([]byte(blockSalt + string(partSep) + category + string(partSep) + normal))
	return BlockKey(binary.BigEndian.Uint64(sum[:]))
}

// blockKeyOfID is the key of an identifier as a node holds it.
func blockKeyOfID(id string) BlockKey {
	typ, _, value := splitID(id)
	if IDType(typ) == Cookie {
		typ = "anonymous_id"
	}
	return blockKey(typ, value)
}

// auto is what joining needs.
func (c *Choice) auto() Bits {
	if c.Strict {
		return StrictAuto
	}
	return BalancedAuto
}

// Equal tells whether two choices are the same.
func (c Choice) Equal(o Choice) bool {
	return c.Strict == o.Strict && slices.Equal(c.Blocked, o.Blocked)
}

func (c Choice) blocks(k BlockKey) bool {
	_, found := slices.BinarySearch(c.Blocked, k)
	return found
}

// Strip answers a node as if its blocked values were missing: they make no key,
// are not compared and link nothing.
func (c Choice) Strip(n Node) Node {
	if len(c.Blocked) == 0 {
		return n
	}
	var fields [numText]string
	hit := false
	for i := range fields {
		fields[i] = n.field(i)
	}
	for field, key := range map[int]func(string) BlockKey{
		textEmails: func(v string) BlockKey { return blockKey("email", v) },
		textPhones: func(v string) BlockKey { return blockKey("phone", phoneTail(v)) },
		textIDs:    blockKeyOfID,
	} {
		kept, blocked := c.strip(n.list(field), key)
		if blocked {
			fields[field], hit = kept, true
		}
	}
	if !hit {
		return n
	}
	n.seal(&fields)
	return n
}

// strip leaves the blocked values of a list out, and tells whether there were
// any.
func (c Choice) strip(l list, key func(string) BlockKey) (string, bool) {
	var kept []string
	blocked := false
	for v, ok := l.next(); ok; v, ok = l.next() {
		if c.blocks(key(v)) {
			blocked = true
		} else {
			kept = append(kept, v)
		}
	}
	return strings.Join(kept, string(listSep)), blocked
}
