package segments

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// Sentinels; match them with errors.Is.
var (
	// ErrTooMany: a histogram would have more than MaxBuckets bars.
	ErrTooMany = errors.New("too many bars")
	// ErrCursor: a cursor that no engine gave out.
	ErrCursor = errors.New("not a cursor of this list")
	// ErrClosed: the engine was closed.
	ErrClosed = errors.New("segments are closed")
)

// Limits of answers.
const (
	MaxBuckets = 10_000
	MaxSample  = 1_000
	MaxPage    = 10_000
)

// Query is one question about one account.
type Query struct {
	Account uuid.UUID
	// Visible is what the viewer sees, in its order of trust: nil is the whole
	// account, in the account's own order. A whole account and a Visible that
	// lists all its sources differ only in derived totals, which someone who
	// sees parts knows one source at a time.
	Visible *fold.Trust
	Tree    *segment.Node   // from segment.Check; nil is everybody
	Charts  []segment.Chart // from segment.CheckCharts
	Sample  int             // how many profile ids to show, at most MaxSample
	// Households are counted beside persons in Answer.Homes; charts say for
	// themselves.
	Households bool
	Now        time.Time // the moment that ages and windows are counted from
}

// Answer is what comes back.
type Answer struct {
	Count    int64
	Homes    segment.Homes       // when households were asked for
	Charts   []Chart             // one for each asked, in order
	Sample   []uuid.UUID         // profile ids, the first of Members
	Position eventstore.Position // of the log that the answer shows
}

// Chart is the answer to one segment.Chart. Counts are distinct people.
type Chart struct {
	// Buckets of a chart by value are the most frequent values first, equal
	// ones by value; those of a histogram go upwards without gaps being filled.
	Buckets []Bucket
	// Columns and Cells are of a cross-tab: Buckets are its rows,
	// Cells[row][column] counts those who have both values.
	Columns []Bucket
	Cells   [][]int64
	Homes   [][]int64 // households of each cell, where asked for
	// Known people have a value (of both categories, in a cross-tab; did it, in
	// a chart of an activity), Unknown have none. Other are known, but stand in
	// no bucket (in no cell).
	Known, Unknown, Other int64
}

// Bucket is one bar. Value is the value in its most frequent spelling, the
// lower end of a step, or the first day of a period.
type Bucket struct {
	Value      string
	Count      int64
	Times      int64 // of a chart of an activity: how often it was done
	Households int64 // distinct ones of the people counted, where asked for
}

// Page is one page of members in the order of their first records in the log.
type Page struct {
	Profiles []uuid.UUID
	Next     string // "" after the last page
	Position eventstore.Position
}

// Engine is the port. Implementations are safe for concurrent use.
type Engine interface {
	// Query counts, charts and shows a sample. An account without data answers
	// zeros. Errors: ErrTooMany, ErrClosed, or ctx's.
	Query(ctx context.Context, q Query) (Answer, error)

	// Members lists who is in the segment, up to limit (at most MaxPage) after
	// the cursor; "" starts. Pages may show different positions: a profile that
	// enters or leaves between two of them may be there or not, others neither
	// twice nor never. Errors: ErrCursor, ErrClosed, or ctx's.
	Members(ctx context.Context, q Query, cursor string, limit int) (Page, error)
}
