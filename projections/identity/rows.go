package identity

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// checkpointRow is the stored checkpoint.
type checkpointRow struct {
	Store    uuid.UUID `cbor:"1,keyasint"`
	Position []byte    `cbor:"2,keyasint"`
	Ordinal  int64     `cbor:"3,keyasint"`
	Version  int       `cbor:"4,keyasint"`
}

// accountRow is what is kept of an account as a whole.
type accountRow struct {
	Revision int64       `cbor:"1,keyasint"` // of the identity stream; -1 = no event yet
	Pending  [][]byte    `cbor:"2,keyasint,omitempty"`
	Done     uuid.UUID   `cbor:"3,keyasint,omitzero"`
	Position []byte      `cbor:"4,keyasint,omitempty"` // of the last decision or consequence
	Sources  []uuid.UUID `cbor:"5,keyasint,omitempty"` // retracted
	Imports  []uuid.UUID `cbor:"6,keyasint,omitempty"` // retracted
	Closed   bool        `cbor:"7,keyasint,omitempty"`

	// First load, see firstLoad. Times are Unix milliseconds.
	Opened int64 `cbor:"8,keyasint,omitempty"`
	Latest int64 `cbor:"9,keyasint,omitempty"` // newest recording
	InUse  bool  `cbor:"10,keyasint,omitempty"`
	// Import finished and no model in force was made after it.
	Import uuid.UUID `cbor:"11,keyasint,omitzero"`

	AccountRevision int64  `cbor:"12,keyasint"` // of the account stream; -1 = no event yet
	Model           string `cbor:"13,keyasint,omitempty"`
	Loading         string `cbor:"15,keyasint,omitempty"` // a model that is not whole yet
	Parts           int    `cbor:"16,keyasint,omitempty"`

	// What the account last chose for its models, and what is open about them.
	Strict   bool        `cbor:"30,keyasint,omitempty"`
	Blocked  []uint64    `cbor:"31,keyasint,omitempty"` // match.BlockKey, sorted
	Asked    []uuid.UUID `cbor:"32,keyasint,omitempty"` // requests without an answer, oldest first
	Proposed string      `cbor:"33,keyasint,omitempty"` // the newest model that nobody put in force
	Unusable string      `cbor:"34,keyasint,omitempty"` // in force by the log, but not for this program

	Merges uint64 `cbor:"17,keyasint,omitempty"` // counted, to order them
}

// firstLoadDays is how long a first load may last.
const firstLoadDays = 30

// firstLoad: nobody relies on the profiles yet, so that a calibration is put in
// force by itself. It ends with the account's first decision by a person, grant
// or saved segment, and after thirty days.
func (r *accountRow) firstLoad() bool {
	return !r.InUse && !r.Closed && time.Duration(r.Latest-r.Opened)*time.Millisecond <= firstLoadDays*24*time.Hour
}

// decisionRow is a person's decision in force.
type decisionRow struct {
	Apart bool        `cbor:"1,keyasint"` // otherwise a merge
	A     []uuid.UUID `cbor:"2,keyasint"`
	B     []uuid.UUID `cbor:"3,keyasint"`
	Undo  bool        `cbor:"4,keyasint,omitempty"` // takes a merge back
	// Revision of its event in the identity stream, where actor and reason stand.
	Revision int64 `cbor:"5,keyasint,omitempty"`
}

// decisionOf makes the row of a person's decision; false for other events.
func decisionOf(p event.Payload) (decisionRow, bool) {
	switch p := p.(type) {
	case *event.MergeForced:
		return decisionRow{A: p.RecordA, B: p.RecordB}, true
	case *event.MergeUndone:
		return decisionRow{Apart: true, Undo: true, A: p.RecordA, B: p.RecordB}, true
	case *event.ProfilesKeptApart:
		return decisionRow{Apart: true, A: p.RecordA, B: p.RecordB}, true
	case *event.ReviewDecided:
		return decisionRow{Apart: !p.Accept, A: p.RecordA, B: p.RecordB}, true
	}
	return decisionRow{}, false
}

// mergeRow is what a merge joined: the records of either side, by ordinal.
type mergeRow struct {
	A      []byte `cbor:"1,keyasint"` // packed
	B      []byte `cbor:"2,keyasint"`
	Margin int32  `cbor:"3,keyasint,omitempty"` // millibits
	// Revision of its event in the identity stream, where its evidence stands.
	Revision int64 `cbor:"4,keyasint,omitempty"`
}

// pack writes ordinals that ascend, as differences.
func pack(ns []fold.Ordinal) []byte {
	out := make([]byte, 0, 2*len(ns))
	last := fold.Ordinal(0)
	for _, n := range ns {
		out = binary.AppendUvarint(out, uint64(n-last))
		last = n
	}
	return out
}

// unpack reverses pack, up to the first byte that is none of it.
func unpack(b []byte) []fold.Ordinal {
	var out []fold.Ordinal
	last := fold.Ordinal(0)
	for len(b) > 0 {
		d, n := binary.Uvarint(b)
		if n <= 0 {
			return out
		}
		last += fold.Ordinal(d)
		out, b = append(out, last), b[n:]
	}
	return out
}

// reviewRow is an open proposal.
type reviewRow struct {
	A    uuid.UUID `cbor:"1,keyasint"`
	B    uuid.UUID `cbor:"2,keyasint"`
	Why  string    `cbor:"3,keyasint"`
	Bits int32     `cbor:"4,keyasint"`
	At   int64     `cbor:"5,keyasint"` // Unix milliseconds
}

// A stored record is its id, its source and its folded state.
func encodeRecord(r *fold.Record) []byte {
	b := make([]byte, 0, 512)
	b = append(append(b, r.ID[:]...), r.Source[:]...)
	return r.AppendBinary(b)
}

func decodeRecord(account uuid.UUID, b []byte) (*fold.Record, error) {
	if len(b) < 32 {
		return nil, fmt.Errorf("identity: %w: a record of %d bytes", fold.ErrMalformed, len(b))
	}
	return fold.DecodeRecord(uuid.UUID(b[:16]), account, uuid.UUID(b[16:32]), b[32:])
}
