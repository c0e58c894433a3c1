package clean

import "time"

// Version of the rules in this package; every observation names the version
// that cleaned it. Raise it when any rule changes.
const Version = 1

// Options are what cleaning depends on besides the raw text.
type Options struct {
	Region     string    // default phone and address region, ISO 3166-1 alpha-2; "" = "US"
	Now        time.Time // for two-digit years and future dates: when the datum was recorded
	DayFirst   bool      // 03/04/1980 is 3 April; found per column or source by the caller
	Date1904   bool      // Excel serials count from 1904
	FullValues bool      // keep long free text instead of cutting it at MaxText

	// OrderKnown: DayFirst was found from the column or stated, so that
	// 03/04/1980 is no longer reported as ambiguous.
	OrderKnown bool
	// Zone of times that name none; nil = UTC.
	Zone *time.Location
	// Single: raw is one value (an element of a JSON array, a clean value), so
	// a many-valued category is not split at commas or semicolons.
	Single bool
	// Dialect names whose code lists apply where codes clash between states,
	// like an id space: "us-nc", "us-fl", "us-ny", "us-oh", "us-co", "us-wa".
	Dialect string
	// HasGiven: the row has a given name, so "Null" may really be a surname.
	HasGiven bool
}

// Value is one clean value; compound values carry parts.
type Value struct {
	Text  string
	Parts []Part
}

// Part is a value that belongs to another: the city of an address, the kind of
// a phone number. Category is a name of the catalogue.
type Part struct {
	Category string
	Text     string
	Raw      string // when it differs from Text and is known apart
}

// Result is what one raw cell came to.
type Result struct {
	Values []Value // none: missing, a placeholder, or not understood
	// Problem says why text was there but gave no value, or why a value is
	// doubtful ("no such day", "digits lost in scientific notation"); "" if
	// fine or missing.
	Problem string
	// Missing is true when the cell is blank or a placeholder.
	Missing bool
}

// one is the result of a cell that came to a single plain value.
func one(text string) Result { return Result{Values: []Value{{Text: text}}} }

// doubtful is a value with a reason not to trust it.
func doubtful(text, problem string) Result {
	return Result{Values: []Value{{Text: text}}, Problem: problem}
}

// problem is text that gave no value.
func problem(why string) Result { return Result{Problem: why} }

// missing is a blank cell or a placeholder.
func missing() Result { return Result{Missing: true} }
