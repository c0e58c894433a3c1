package event

import (
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
)

// The events of the sharing, import and quarantine streams. Sharing and import
// are sealed with the account's key, quarantine with a key of its own.
type (
	// SharingGranted lets account To see sources of this one.
	SharingGranted struct {
		Grant   uuid.UUID         `cbor:"1,keyasint"`
		To      uuid.UUID         `cbor:"2,keyasint"`
		Sources []uuid.UUID       `cbor:"3,keyasint,omitempty"`
		Kind    SourceKind        `cbor:"4,keyasint,omitempty"` // all sources of a kind
		All     bool              `cbor:"5,keyasint,omitempty"`
		Without []category.Number `cbor:"6,keyasint,omitempty"`
		Reason  string            `cbor:"7,keyasint,omitempty"`
	}
	// SharingRevoked ends a grant.
	SharingRevoked struct {
		Grant  uuid.UUID `cbor:"1,keyasint"`
		Reason string    `cbor:"2,keyasint,omitempty"`
	}

	// MappedColumn is how an import read one column.
	MappedColumn struct {
		Header   string `cbor:"1,keyasint"`
		Category string `cbor:"2,keyasint,omitempty"` // "" = not mapped
	}
	// ImportStarted begins one load of a file.
	ImportStarted struct {
		Source   uuid.UUID      `cbor:"1,keyasint"`
		File     string         `cbor:"2,keyasint,omitempty"`
		Kind     string         `cbor:"3,keyasint"` // list, voter, ...
		Mode     string         `cbor:"4,keyasint"` // append, update, snapshot
		Mapping  []MappedColumn `cbor:"5,keyasint,omitempty"`
		DataDate time.Time      `cbor:"6,keyasint,omitzero"`
		RecordBy string         `cbor:"7,keyasint,omitempty"` // the key column, or "content"
	}
	// ImportConfirmed names the observations that unchanged rows equal.
	ImportConfirmed struct {
		Source       uuid.UUID   `cbor:"1,keyasint"`
		Observations []uuid.UUID `cbor:"2,keyasint"`
	}
	// ImportFinished ends it with its counts.
	ImportFinished struct {
		Source    uuid.UUID      `cbor:"1,keyasint"`
		Read      int64          `cbor:"2,keyasint"`
		Saved     int64          `cbor:"3,keyasint"`
		Unchanged int64          `cbor:"4,keyasint"`
		Rejected  int64          `cbor:"5,keyasint"`
		Reasons   map[string]int `cbor:"6,keyasint,omitempty"`
	}

	// DatumRejected keeps a datum that could not be taken in.
	DatumRejected struct {
		Datum   uuid.UUID `cbor:"1,keyasint"`
		Door    string    `cbor:"2,keyasint"` // tracking, command, import, eventbrite
		Reason  string    `cbor:"3,keyasint"` // what was wrong, with the field
		Hint    string    `cbor:"4,keyasint,omitempty"`
		Raw     []byte    `cbor:"5,keyasint"` // as it came (JSON), at most 64 KiB
		Expires time.Time `cbor:"6,keyasint"`
	}
	// DatumResubmitted says that the datum was mended and taken in.
	DatumResubmitted struct {
		Datum  uuid.UUID   `cbor:"1,keyasint"`
		Events []uuid.UUID `cbor:"2,keyasint,omitempty"`
	}
)

// EventType implements Payload.
func (SharingGranted) EventType() Type { return TypeSharingGranted }

// EventType implements Payload.
func (SharingRevoked) EventType() Type { return TypeSharingRevoked }

// EventType implements Payload.
func (ImportStarted) EventType() Type { return TypeImportStarted }

// EventType implements Payload.
func (ImportConfirmed) EventType() Type { return TypeImportConfirmed }

// EventType implements Payload.
func (ImportFinished) EventType() Type { return TypeImportFinished }

// EventType implements Payload.
func (DatumRejected) EventType() Type { return TypeDatumRejected }

// EventType implements Payload.
func (DatumResubmitted) EventType() Type { return TypeDatumResubmitted }
