package segment

import (
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// Limits of a tree.
const (
	MaxDepth  = 100     // nodes above one another
	MaxNodes  = 2_000   // in one tree, inlined segments included
	MaxValues = 65_536  // in one list
	MaxDays   = 36_525  // within_days: a hundred years
	MaxBytes  = 8 << 20 // of JSON
	maxText   = 4_096   // of one value
)

// Kind tells what a node is.
type Kind uint8

// The kinds of nodes.
const (
	KindAll      Kind = iota // every one of Nodes; none: everybody
	KindAny                  // at least one of Nodes; none: nobody
	KindNot                  // not Nodes[0]
	KindCategory             // Category
	KindActivity             // Activity
	KindSegment              // Segment, a saved one; gone after Inline
)

// Node is one node of a tree, and so is the tree.
type Node struct {
	Kind     Kind
	Nodes    []*Node
	Category *CategoryLeaf
	Activity *ActivityLeaf
	Segment  string // id of a saved segment
	Path     string // JSON pointer of the node in what was parsed
}

// Op is what a category leaf asks.
type Op uint8

// The operations of a category leaf.
const (
	OpIn       Op = iota // one of Values
	OpKnown              // has a value (Known) or has none
	OpPrefix             // begins with Text
	OpContains           // has Text in it
	OpRange              // Range, numbers and dates
	OpWithin             // in Circle
)

// CategoryLeaf asks for a value of a category.
type CategoryLeaf struct {
	Name   string
	Op     Op
	Values []string // OpIn; canonical, folded, sorted and distinct once checked
	Text   string   // OpPrefix, OpContains; folded once checked
	Known  bool
	Bounds Bounds // OpRange as written
	Circle Circle
	Any    bool        // "match":"any": every current value of every visible record
	Source SourceNames // these sources only

	// Set by Check.
	Category category.Category
	Range    Interval
}

// ActivityLeaf asks how often, or how much in all, something was done.
type ActivityLeaf struct {
	Type   string // folded once checked
	Count  Count
	Sum    string // a declared number; "" when the leaf counts
	Bounds Bounds // of the sum
	Within int    // days back from today, 0 when not given
	From   string // dates, "" when open
	To     string
	Where  []Condition // all on one activity
	Source SourceNames

	// Set by Check.
	Range    Interval // of the sum, in millionths
	Days     Days     // of From and To
	Declared fold.ActivityType
}

// Condition holds when a dimension has one of the values.
type Condition struct {
	Dimension string
	Values    []string // folded, sorted and distinct once checked
}

// Count is a range of counts. Max < 0 is open.
type Count struct{ Min, Max int64 }

// Holds tells whether n lies in the range.
func (c Count) Holds(n int64) bool { return n >= c.Min && (c.Max < 0 || n <= c.Max) }

// SourceNames narrows a leaf to some sources; empty is every visible one.
type SourceNames struct {
	Names []string
	IDs   []uuid.UUID // set by Check, sorted
}

// Bounds are the ends of a range as written; nil where not given.
type Bounds struct{ Gt, Gte, Lt, Lte *Bound }

// Given tells whether there is any bound.
func (b Bounds) Given() bool { return b.Gt != nil || b.Gte != nil || b.Lt != nil || b.Lte != nil }

// Bound is a number, or the text of a date.
type Bound struct {
	Number float64
	Text   string
	IsText bool
}

// Days are calendar days, both ends included, as day numbers (Day).
type Days struct{ From, To int32 }
