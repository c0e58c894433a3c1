package event

import "github.com/google/uuid"

// RecordObserved says that a source states facts about a record. Sealed with the
// record's key.
type RecordObserved struct {
	Key     string `cbor:"1,keyasint"` // the record's key in its source
	Facts   []Fact `cbor:"2,keyasint"`
	Cleaner int    `cbor:"3,keyasint"` // clean.Version
	Region  string `cbor:"4,keyasint,omitempty"`
	Message string `cbor:"5,keyasint,omitempty"` // the caller's message id
	// Linked is the key of another record of the same source that this one is
	// told to be (tracking's alias); "" otherwise.
	Linked string `cbor:"6,keyasint,omitempty"`
	// Extra is what came along and belongs to no category (a trait nobody has
	// defined yet): kept so that it is not lost, never matched or charted.
	Extra []Property `cbor:"7,keyasint,omitempty"`
}

// EventType implements Payload.
func (RecordObserved) EventType() Type { return TypeRecordObserved }

// PropertyKind is the JSON kind a property had.
type PropertyKind uint8

// The kinds of property values.
const (
	PropertyText   PropertyKind = 0
	PropertyNumber PropertyKind = 1
	PropertyBool   PropertyKind = 2
	PropertyJSON   PropertyKind = 3 // an array or object, as compact JSON
)

// Property is one property of an activity, cleaned; nested names are joined by
// dots. The names that segments and the digital categories use are fixed: path,
// url, title, referrer, referrer_domain, utm_source, utm_medium, utm_campaign,
// utm_content, utm_term, device_type, os, browser, ip_country, form, event,
// amount, currency.
type Property struct {
	Name  string       `cbor:"1,keyasint"`
	Value string       `cbor:"2,keyasint"`
	Kind  PropertyKind `cbor:"3,keyasint,omitempty"`
}

// ActivityRecorded tells something a record's person did. Sealed with the record's
// key. The newest event (by log order) of an Activity replaces the older.
type ActivityRecorded struct {
	Key        string     `cbor:"1,keyasint"`
	Activity   uuid.UUID  `cbor:"2,keyasint"`
	Name       string     `cbor:"3,keyasint"` // activity type: page_view, donation, "signed up", ...
	Label      string     `cbor:"4,keyasint,omitempty"`
	Properties []Property `cbor:"5,keyasint,omitempty"`
	Message    string     `cbor:"6,keyasint,omitempty"`
	// Withdrawn marks an activity that turned out not to have happened (a
	// cancelled order): it counts nowhere and shows as withdrawn.
	Withdrawn bool `cbor:"7,keyasint,omitempty"`
}

// EventType implements Payload.
func (ActivityRecorded) EventType() Type { return TypeActivityRecorded }

// Property finds a property's value, "" when absent.
func (a *ActivityRecorded) Property(name string) string {
	for i := range a.Properties {
		if a.Properties[i].Name == name {
			return a.Properties[i].Value
		}
	}
	return ""
}

// RecordRecleaned says that a newer cleaner read an observation's raw values again.
// Facts replaces the observation's facts in place, number by number.
type RecordRecleaned struct {
	Observation uuid.UUID `cbor:"1,keyasint"` // event id of the RecordObserved
	Facts       []Fact    `cbor:"2,keyasint"`
	Cleaner     int       `cbor:"3,keyasint"`
}

// EventType implements Payload.
func (RecordRecleaned) EventType() Type { return TypeRecordRecleaned }

// RecordErased says that the record's key was destroyed. Carries no values and is not
// sealed.
type RecordErased struct {
	Reason string `cbor:"1,keyasint,omitempty"` // a code, never free text
}

// EventType implements Payload.
func (RecordErased) EventType() Type { return TypeRecordErased }
