package mapping

import (
	"time"

	"github.com/cerebro-cdp/cerebro/domain/category"
)

// Kind is what kind of file it is, in the words of `import --kind`.
type Kind string

// The kinds. Files of donations, events and history are read as lists of people
// with their other columns unmapped.
const (
	KindList      Kind = "list"
	KindVoter     Kind = "voter"
	KindDonations Kind = "donations" // gifts
	KindEvents    Kind = "events"    // attendees and orders
	KindHistory   Kind = "history"   // elections: a row per voter and election
)

// Known reports whether k is one of the kinds.
func (k Kind) Known() bool {
	switch k {
	case KindList, KindVoter, KindDonations, KindEvents, KindHistory:
		return true
	}
	return false
}

// ReadAs is how rows of the kind are read: as voters or as a list of people.
func (k Kind) ReadAs() Kind {
	if k == KindVoter {
		return KindVoter
	}
	return KindList
}

// Mode is what a row does to its record.
type Mode string

// The modes of an import.
const (
	Update   Mode = "update"   // filled cells replace
	Append   Mode = "append"   // many-valued categories gain values, the others are replaced
	Snapshot Mode = "snapshot" // update, and blank cells clear
)

// Options steer Guess; the zero value guesses everything.
type Options struct {
	Kind Kind   // "" = find out
	Mode Mode   // "" = Update
	File string // name of the file: some exports tell only there what the rows are
	// Region is the country of phones and addresses that name none, ISO 3166-1
	// alpha-2; "" = found from the table, else DefaultRegion.
	Region string
	// DefaultRegion is the account's; "" = US.
	DefaultRegion string
	// Overrides maps a header to what its column is: a category, or one of
	// "ignore", "full_name", "home.city" and the like.
	Overrides map[string]string
	// RecordKey is the header of the column whose cells are the record keys.
	RecordKey string
	// Catalogue is the account's; nil = category.BuiltIn.
	Catalogue *category.Catalogue
	// Space is written on strong ids that are unique in their source only.
	Space string
	// Now is when the file is read: for two-digit years and dates in the future.
	Now time.Time
	// Date1904 tells that plain day numbers count from 1904.
	Date1904 bool
	Zone     *time.Location // of times that name none; nil = UTC
}

func (o Options) withDefaults() Options {
	if o.Mode == "" {
		o.Mode = Update
	}
	if o.Catalogue == nil {
		o.Catalogue = category.BuiltIn()
	}
	return o
}
