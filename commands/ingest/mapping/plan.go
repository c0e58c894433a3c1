package mapping

import (
	"fmt"
	"strings"
	"time"

	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Plan is how the rows of a table are read.
type Plan struct {
	Kind    Kind
	Layout  string // the known layout, such as "us-nc" or "mailchimp"; "" = none
	Mode    Mode
	Region  string // of phones and addresses
	Columns []Column
	// RecordBy is the header of the record key's column; "" = the key is made
	// from the identifying cells of the row (RowFacts.Identity).
	RecordBy string
	// Notes are remarks on the file as a whole that a person should read.
	Notes []string

	program program
}

// Column is what was decided about one column.
type Column struct {
	Index   int
	Header  string
	Samples []string // a few different cells that are not blank
	// Category is what the cells state: "first_name"; for parts of something
	// larger the part ("city"), for a full name "last_name". "" = nothing.
	Category string
	// Use says it for people: "city of the home address", "kind of the phone in
	// \"Phone 1 - Value\"", "record key", "not used: about another person".
	Use string
	// Key is true for the record key's column, whatever else it is.
	Key bool
	// Space is the id space of a strong identifier.
	Space string
	// Sure is how sure the guess is: 1 for a known layout or an override, 0 for a
	// column that is not used.
	Sure float64
}

// Mapped is the columns as the import's first event keeps them.
func (p *Plan) Mapped() []event.MappedColumn {
	out := make([]event.MappedColumn, len(p.Columns))
	for i, c := range p.Columns {
		out[i] = event.MappedColumn{Header: c.Header, Category: c.Category}
	}
	return out
}

// RowFacts is what a row says.
type RowFacts struct {
	Facts []event.Fact
	// RecordKey is the cell of the key column; "" = make one from Identity.
	RecordKey string
	// Identity is a canonical text of all that tells who the row is about, equal
	// for equal rows; "" when RecordKey is set or there is no such cell.
	Identity string
	// Identifying is false when the row says nothing about who it is about.
	Identifying bool
	// OccurredAt is when the row was true, where the file says so itself.
	OccurredAt time.Time
	// Reject says why the row is nobody: "a row of totals"; "" = it is somebody.
	Reject string
}

// Level is how much a problem matters.
type Level uint8

// The levels of problems.
const (
	Note     Level = iota // worth telling: a refunded ticket
	Doubtful              // a value was kept that may be wrong
	Lost                  // the cell gave no value; its text is kept raw
)

func (l Level) String() string { return [...]string{"note", "doubtful", "lost"}[min(l, 2)] }

// Problem is a cell that is not as it should be.
type Problem struct {
	Header   string
	Category string
	Raw      string
	Reason   string
	Level    Level
}

func (p Problem) Error() string { return fmt.Sprintf("%s: %s", p.Header, p.Reason) }

// maxRaw bounds the raw text kept beside a clean value.
const maxRaw = clean.MaxText

// rawText is a cell as it is kept: without the blanks around it.
func rawText(cell, value string) string {
	cell = strings.TrimSpace(cell)
	if cell == value {
		return ""
	}
	if len(cell) > maxRaw {
		cell = cell[:maxRaw]
	}
	return strings.ToValidUTF8(cell, "\uFFFD")
}
