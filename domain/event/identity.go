package event

import "github.com/google/uuid"

// Cause says why profiles were merged or parted.
type Cause string

// The causes of consequences.
const (
	CauseSameValues Cause = "same_values"  // a node's records, alike in every matching value
	CauseStrongLink Cause = "strong_link"  // a shared strong identifier
	CauseContact    Cause = "contact_link" // the only holder of a contact point
	CauseScore      Cause = "score"
	CauseForced     Cause = "forced" // a person's MergeForced
	CauseUndo       Cause = "undo"
	CauseKeepApart  Cause = "keep_apart"
	CauseEvidence   Cause = "evidence" // new data spoke against it
	CauseRetraction Cause = "retraction"
	CauseModel      Cause = "model"
	CauseErasure    Cause = "erasure"
)

// ValueRef points at a value without repeating it: a fact of an observation.
type ValueRef struct {
	Event uuid.UUID `cbor:"1,keyasint"`
	Fact  int       `cbor:"2,keyasint"`
}

// FieldBits is one compared field of the deciding pair.
type FieldBits struct {
	Field string    `cbor:"1,keyasint"`
	Level string    `cbor:"2,keyasint"`
	Bits  int32     `cbor:"3,keyasint"` // millibits
	A     *ValueRef `cbor:"4,keyasint,omitempty"`
	B     *ValueRef `cbor:"5,keyasint,omitempty"`
}

// GateBits is what a gate took away.
type GateBits struct {
	Name string `cbor:"1,keyasint"`
	Bits int32  `cbor:"2,keyasint"` // millibits
}

// Evidence is why two profiles were joined. Prior, fields and gates add up to
// Total (millibits).
type Evidence struct {
	Trigger    uuid.UUID   `cbor:"1,keyasint,omitzero"` // record that set it off
	Model      string      `cbor:"2,keyasint"`
	ModelHash  []byte      `cbor:"3,keyasint,omitempty"`
	AutoBits   int32       `cbor:"4,keyasint"`
	TotalBits  int32       `cbor:"5,keyasint"`
	PriorBits  int32       `cbor:"6,keyasint"`
	MarginBits int32       `cbor:"7,keyasint,omitempty"`
	RecordA    uuid.UUID   `cbor:"8,keyasint,omitzero"` // the deciding pair
	RecordB    uuid.UUID   `cbor:"9,keyasint,omitzero"`
	Fields     []FieldBits `cbor:"10,keyasint,omitempty"`
	Gates      []GateBits  `cbor:"11,keyasint,omitempty"`
	Keys       []string    `cbor:"12,keyasint,omitempty"` // kinds of shared keys
	MeanBits   int32       `cbor:"13,keyasint,omitempty"` // cluster check
	Pairs      int         `cbor:"14,keyasint,omitempty"`
	Decision   uuid.UUID   `cbor:"15,keyasint,omitzero"` // the person's decision, if one decided
}

// Change groups the events of one recompute: they are seen together, at the
// event with Part == Of.
type Change struct {
	ID   uuid.UUID `cbor:"1,keyasint"`
	Part int       `cbor:"2,keyasint"` // from 1
	Of   int       `cbor:"3,keyasint"`
}

// The events of the identity stream, sealed with the account's key.
type (
	// ProfilesMerged joins exactly two profiles. Records are those of the
	// smaller side, From; they now belong with the records of Into. The id of
	// the joined profile is that of its oldest record.
	ProfilesMerged struct {
		Into     uuid.UUID   `cbor:"1,keyasint"` // profile ids before the merge
		From     uuid.UUID   `cbor:"2,keyasint"`
		Records  []uuid.UUID `cbor:"3,keyasint"`
		Cause    Cause       `cbor:"4,keyasint"`
		Evidence Evidence    `cbor:"5,keyasint"`
		Change   Change      `cbor:"6,keyasint"`
	}
	// ProfilesSplit parts a profile: Parts are the record sets that leave it,
	// each becoming a profile of its own; what is not named stays together.
	ProfilesSplit struct {
		Profile  uuid.UUID     `cbor:"1,keyasint"`
		Parts    [][]uuid.UUID `cbor:"2,keyasint"`
		Cause    Cause         `cbor:"3,keyasint"`
		Decision uuid.UUID     `cbor:"4,keyasint,omitzero"`
		Change   Change        `cbor:"5,keyasint"`
	}
	// MatchProposed asks a person: are these two profiles one?
	MatchProposed struct {
		Review   uuid.UUID `cbor:"1,keyasint"`
		RecordA  uuid.UUID `cbor:"2,keyasint"`
		RecordB  uuid.UUID `cbor:"3,keyasint"`
		Why      string    `cbor:"4,keyasint"` // score, ambiguous, limit, veto, keep_apart
		Evidence Evidence  `cbor:"5,keyasint"`
		Change   Change    `cbor:"6,keyasint"`
	}
	// MatchWithdrawn dissolves a proposal that new data decided.
	MatchWithdrawn struct {
		Review uuid.UUID `cbor:"1,keyasint"`
		Why    string    `cbor:"2,keyasint,omitempty"`
		Change Change    `cbor:"3,keyasint"`
	}

	// MergeForced is a person's merge of the two record sets.
	MergeForced struct {
		A       uuid.UUID   `cbor:"1,keyasint"` // profiles as the person saw them
		B       uuid.UUID   `cbor:"2,keyasint"`
		RecordA []uuid.UUID `cbor:"3,keyasint"`
		RecordB []uuid.UUID `cbor:"4,keyasint"`
		Reason  string      `cbor:"5,keyasint,omitempty"`
	}
	// MergeUndone takes a merge back and keeps its two record sets apart.
	MergeUndone struct {
		Merge   uuid.UUID   `cbor:"1,keyasint"` // event id of ProfilesMerged or of the decision
		RecordA []uuid.UUID `cbor:"2,keyasint"`
		RecordB []uuid.UUID `cbor:"3,keyasint"`
		Reason  string      `cbor:"4,keyasint,omitempty"`
	}
	// ProfilesKeptApart says never to join these record sets.
	ProfilesKeptApart struct {
		A       uuid.UUID   `cbor:"1,keyasint"`
		B       uuid.UUID   `cbor:"2,keyasint"`
		RecordA []uuid.UUID `cbor:"3,keyasint"`
		RecordB []uuid.UUID `cbor:"4,keyasint"`
		Reason  string      `cbor:"5,keyasint,omitempty"`
	}
	// KeptApartLifted takes a ProfilesKeptApart or a MergeUndone back.
	KeptApartLifted struct {
		Decision uuid.UUID `cbor:"1,keyasint"`
		Reason   string    `cbor:"2,keyasint,omitempty"`
	}
	// ReviewDecided answers a MatchProposed.
	ReviewDecided struct {
		Review   uuid.UUID   `cbor:"1,keyasint"`
		Accept   bool        `cbor:"2,keyasint"`
		RecordA  []uuid.UUID `cbor:"3,keyasint"`
		RecordB  []uuid.UUID `cbor:"4,keyasint"`
		Decision string      `cbor:"5,keyasint,omitempty"`
		Reason   string      `cbor:"6,keyasint,omitempty"`
	}
)

// EventType implements Payload.
func (ProfilesMerged) EventType() Type { return TypeProfilesMerged }

// EventType implements Payload.
func (ProfilesSplit) EventType() Type { return TypeProfilesSplit }

// EventType implements Payload.
func (MatchProposed) EventType() Type { return TypeMatchProposed }

// EventType implements Payload.
func (MatchWithdrawn) EventType() Type { return TypeMatchWithdrawn }

// EventType implements Payload.
func (MergeForced) EventType() Type { return TypeMergeForced }

// EventType implements Payload.
func (MergeUndone) EventType() Type { return TypeMergeUndone }

// EventType implements Payload.
func (ProfilesKeptApart) EventType() Type { return TypeProfilesKept }

// EventType implements Payload.
func (KeptApartLifted) EventType() Type { return TypeKeptApartLifted }

// EventType implements Payload.
func (ReviewDecided) EventType() Type { return TypeReviewDecided }
