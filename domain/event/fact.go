package event

import "github.com/cerebro-cdp/cerebro/domain/category"

// Op is what a fact operation does to a category of its record.
type Op uint8

// The fact operations. See package fold for how they add up.
const (
	Set    Op = 1 // replaces all values of the category in the record
	Add    Op = 2 // adds a value
	Remove Op = 3 // takes a value away
	Clear  Op = 4 // takes all values away
)

func (o Op) String() string {
	return [...]string{"?", "set", "add", "remove", "clear"}[min(o, 4)]
}

// Fact is one fact operation of an observation. Its index in the observation is
// its fact number.
//
// Several values set at once are one Set followed by Adds. Operations with the
// same non-zero Group belong together: the first is the whole (the address with
// its kind as Value; the phone; the e-mail) and the others, whose categories
// are parts, describe it; they are not operations of their own. A Value of ""
// under Set or Add is raw text that could not be cleaned: it states nothing and
// waits for a better cleaner.
type Fact struct {
	Op       Op              `cbor:"1,keyasint"`
	Category category.Number `cbor:"2,keyasint"`
	Group    uint16          `cbor:"3,keyasint,omitempty"`
	Value    string          `cbor:"4,keyasint,omitempty"` // clean, canonical text
	Raw      string          `cbor:"5,keyasint,omitempty"` // "" when equal to Value
	// Space is where an identifier's value is unique ("app", "us-nc",
	// "source:<name>"); only on strong ids.
	Space string `cbor:"6,keyasint,omitempty"`
}

// RawText is the text as it came.
func (f Fact) RawText() string {
	if f.Raw == "" {
		return f.Value
	}
	return f.Raw
}
