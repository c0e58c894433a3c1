package event

import (
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
)

// SourceKind is the kind of a source; it gives the default order of trust.
type SourceKind string

// The kinds of sources, most trusted first.
const (
	SourceManual      SourceKind = "manual"
	SourceForm        SourceKind = "form"
	SourceIntegration SourceKind = "integration"
	SourceVoter       SourceKind = "voter"
	SourceImport      SourceKind = "import"
	SourceDigital     SourceKind = "digital"
)

// Role is what a key may do.
type Role string

// The roles of keys. Admin may do all that the others may.
const (
	RoleWrite Role = "write"
	RoleRead  Role = "read"
	RoleAdmin Role = "admin"
)

// The events of the account stream, sealed with the account's key.
type (
	// AccountOpened starts an account. Timezone (IANA) never changes.
	AccountOpened struct {
		Name        string `cbor:"1,keyasint"`
		Timezone    string `cbor:"2,keyasint"`
		PhoneRegion string `cbor:"3,keyasint"`
		First       bool   `cbor:"4,keyasint,omitempty"` // runs the installation
	}
	// AccountClosed ends it; its key is destroyed.
	AccountClosed struct {
		Reason string `cbor:"1,keyasint,omitempty"`
	}
	// SourceRegistered makes a source. Namespace is random and never rotated:
	// event ids are made under it.
	SourceRegistered struct {
		Source    uuid.UUID  `cbor:"1,keyasint"`
		Name      string     `cbor:"2,keyasint"`
		Kind      SourceKind `cbor:"3,keyasint"`
		Namespace uuid.UUID  `cbor:"4,keyasint"`
		IDSpace   string     `cbor:"5,keyasint"`           // where its ids are unique: "app", "us-nc", "source:<name>"
		Private   bool       `cbor:"6,keyasint,omitempty"` // never shareable
		Region    string     `cbor:"7,keyasint,omitempty"`
	}
	// SourceRenamed gives a source another name.
	SourceRenamed struct {
		Source uuid.UUID `cbor:"1,keyasint"`
		Name   string    `cbor:"2,keyasint"`
	}
	// SourcesOrdered sets the account's order of trust, most trusted first,
	// for all categories or for one. Sources not named follow by the default.
	SourcesOrdered struct {
		Order    []uuid.UUID     `cbor:"1,keyasint"`
		Category category.Number `cbor:"2,keyasint,omitempty"`
	}
	// SourceRetracted leaves everything of a source out, as if it had not been.
	SourceRetracted struct {
		Source uuid.UUID `cbor:"1,keyasint"`
		Reason string    `cbor:"2,keyasint,omitempty"`
	}
	// SourceReinstated takes a SourceRetracted back.
	SourceReinstated struct {
		Source uuid.UUID `cbor:"1,keyasint"`
		Reason string    `cbor:"2,keyasint,omitempty"`
	}
	// ImportRetracted leaves one import out.
	ImportRetracted struct {
		Import uuid.UUID `cbor:"1,keyasint"`
		Reason string    `cbor:"2,keyasint,omitempty"`
	}
	// ImportReinstated takes an ImportRetracted back.
	ImportReinstated struct {
		Import uuid.UUID `cbor:"1,keyasint"`
		Reason string    `cbor:"2,keyasint,omitempty"`
	}
	// CategoryDefined adds a category to the account's catalogue.
	CategoryDefined struct {
		Number category.Number `cbor:"1,keyasint"`
		Name   string          `cbor:"2,keyasint"`
		Label  string          `cbor:"3,keyasint,omitempty"`
		Type   category.Type   `cbor:"4,keyasint"`
		Many   bool            `cbor:"5,keyasint,omitempty"`
	}
	// ActivityTypeDefined declares dimensions and numbers of an activity type.
	ActivityTypeDefined struct {
		Name       string   `cbor:"1,keyasint"`
		Dimensions []string `cbor:"2,keyasint,omitempty"`
		Numbers    []string `cbor:"3,keyasint,omitempty"`
	}
	// SegmentDefined saves a segment; Tree and Scope are JSON.
	SegmentDefined struct {
		Segment uuid.UUID `cbor:"1,keyasint"`
		Name    string    `cbor:"2,keyasint"`
		Tree    []byte    `cbor:"3,keyasint"`
		Scope   []byte    `cbor:"4,keyasint,omitempty"`
	}
	// SegmentChanged replaces a saved segment's definition.
	SegmentChanged struct {
		Segment uuid.UUID `cbor:"1,keyasint"`
		Name    string    `cbor:"2,keyasint"`
		Tree    []byte    `cbor:"3,keyasint"`
		Scope   []byte    `cbor:"4,keyasint,omitempty"`
	}
	// SegmentRemoved ends it.
	SegmentRemoved struct {
		Segment uuid.UUID `cbor:"1,keyasint"`
	}
	// KeyIssued makes a key. Hash is SHA-256 of the secret, which is shown once
	// and stored nowhere.
	KeyIssued struct {
		Key     uuid.UUID `cbor:"1,keyasint"`
		Role    Role      `cbor:"2,keyasint"`
		Source  uuid.UUID `cbor:"3,keyasint,omitzero"`
		Hash    []byte    `cbor:"4,keyasint"`
		Expires time.Time `cbor:"5,keyasint,omitzero"`
		Name    string    `cbor:"6,keyasint,omitempty"`
	}
	// KeyRevoked ends a key.
	KeyRevoked struct {
		Key uuid.UUID `cbor:"1,keyasint"`
	}
	// WebhookDefined sends events of some types to a URL, signed with Secret.
	WebhookDefined struct {
		Webhook uuid.UUID `cbor:"1,keyasint"`
		URL     string    `cbor:"2,keyasint"`
		Secret  []byte    `cbor:"3,keyasint"`
		Types   []string  `cbor:"4,keyasint,omitempty"` // empty: all that may leave
	}
	// WebhookRemoved ends it.
	WebhookRemoved struct {
		Webhook uuid.UUID `cbor:"1,keyasint"`
	}
	// IntegrationConnected lets a source of kind integration fetch from a
	// service: Kind names it ("eventbrite"), Token is what it is fetched with. A
	// later one for the same source replaces it.
	IntegrationConnected struct {
		Source uuid.UUID `cbor:"1,keyasint"`
		Kind   string    `cbor:"2,keyasint"`
		Token  []byte    `cbor:"3,keyasint"`
	}
)

// EventType implements Payload.
func (AccountOpened) EventType() Type { return TypeAccountOpened }

// EventType implements Payload.
func (AccountClosed) EventType() Type { return TypeAccountClosed }

// EventType implements Payload.
func (SourceRegistered) EventType() Type { return TypeSourceRegistered }

// EventType implements Payload.
func (SourceRenamed) EventType() Type { return TypeSourceRenamed }

// EventType implements Payload.
func (SourcesOrdered) EventType() Type { return TypeSourcesOrdered }

// EventType implements Payload.
func (SourceRetracted) EventType() Type { return TypeSourceRetracted }

// EventType implements Payload.
func (SourceReinstated) EventType() Type { return TypeSourceReinstated }

// EventType implements Payload.
func (ImportRetracted) EventType() Type { return TypeImportRetracted }

// EventType implements Payload.
func (ImportReinstated) EventType() Type { return TypeImportReinstated }

// EventType implements Payload.
func (CategoryDefined) EventType() Type { return TypeCategoryDefined }

// EventType implements Payload.
func (ActivityTypeDefined) EventType() Type { return TypeActivityTypeDefined }

// EventType implements Payload.
func (SegmentDefined) EventType() Type { return TypeSegmentDefined }

// EventType implements Payload.
func (SegmentChanged) EventType() Type { return TypeSegmentChanged }

// EventType implements Payload.
func (SegmentRemoved) EventType() Type { return TypeSegmentRemoved }

// EventType implements Payload.
func (KeyIssued) EventType() Type { return TypeKeyIssued }

// EventType implements Payload.
func (KeyRevoked) EventType() Type { return TypeKeyRevoked }

// EventType implements Payload.
func (WebhookDefined) EventType() Type { return TypeWebhookDefined }

// EventType implements Payload.
func (WebhookRemoved) EventType() Type { return TypeWebhookRemoved }

// EventType implements Payload.
func (IntegrationConnected) EventType() Type { return TypeIntegrationConnected }
