package ingest

import (
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Datum is one thing to be taken in: an observation (Facts), an activity, or
// both (a group call is an activity and a membership). It is clean already.
type Datum struct {
	Source uuid.UUID
	Key    string // the record's key in its source
	// Message is the caller's id of this datum: the same message, however much
	// later, changes nothing. "" takes Fallback, and without that a random id.
	Message    string
	Fallback   string
	OccurredAt time.Time // zero: when it is recorded

	Facts    []event.Fact
	Extra    []event.Property
	Linked   string
	Activity *Activity
	Region   string

	// Identity are identifiers that came along with the datum (the user and
	// cookie of a tracking call): stated once per record and combination.
	Identity []event.Fact

	// Row is the place in a file, from 1; 0 for other doors.
	Row int
	// Content marks an observation whose repetition says nothing new (a row of
	// a file): equal to the record's last one it is confirmed, not saved.
	Content bool
}

// Activity is what a person did.
type Activity struct {
	Name       string // activity type, folded: "page_view", "signed up"
	Label      string // as sent, when it differs
	Natural    string // natural key, such as an attendee's id; "" = none
	Properties []event.Property
	Withdrawn  bool
}

// Status says what became of a datum.
type Status string

// What can become of a datum.
const (
	Saved     Status = "saved"
	Duplicate Status = "duplicate" // its events were in the log before
	Unchanged Status = "unchanged" // equals the record's last observation
	Rejected  Status = "rejected"  // in quarantine, with the reason
)

// Outcome is the answer for one datum.
type Outcome struct {
	Status Status
	Record uuid.UUID
	Events []uuid.UUID
	Datum  uuid.UUID // in quarantine, when rejected
	Err    error     // why it was rejected
}
