package commands

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/commands/ingest/mapping"
	"github.com/cerebro-cdp/cerebro/commands/ingest/tabular"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

const (
	chunkRows     = 500    // rows taken in together
	chunksAhead   = 4      // read and cleaned before their turn
	confirmChunk  = 10_000 // confirmations in one event
	quarantineMax = 1_000  // rejected rows of an import that go to quarantine
)

// chunk is some rows on their way: read, then cleaned by a worker, then taken
// in, in the order of the file.
type chunk struct {
	rows  []tabular.Row
	bad   []*tabular.RowError
	facts []mapping.RowFacts
	found [][]mapping.Problem
	ready chan struct{}
}

// run takes the rows in: one goroutine reads, several clean, this one appends.
func (i *importing) run(ctx context.Context) (ImportResult, error) {
	i.result.Import = i.service.NewID()
	err := i.append(ctx, event.ImportStarted{
		Source: i.source.ID, File: i.options.File, Kind: i.result.Kind, Mode: i.options.Mode,
		Mapping: i.result.Plan.Mapped(), DataDate: i.dataDate, RecordBy: recordBy(i.result.Plan),
	})
	if err != nil {
		return i.result, err
	}
	if i.options.Started != nil {
		i.options.Started(i.result.Import)
	}
	t := &takingRows{importing: i, equals: map[[16]byte]int32{}, problems: map[ImportProblem]int64{}, rejects: newRejects(i.options.Rejects, i.table.Header())}
	err = i.pipeline(ctx, t.take)
	err = errors.Join(err, t.finish(ctx))
	return i.result, err
}

func recordBy(p *mapping.Plan) string {
	if p.RecordBy == "" {
		return "content"
	}
	return p.RecordBy
}

// pipeline reads chunks, has them cleaned and hands them to take in order. Its
// memory is bounded by chunksAhead, whatever the file.
func (i *importing) pipeline(ctx context.Context, take func(context.Context, *chunk) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ordered, work := make(chan *chunk, chunksAhead), make(chan *chunk, chunksAhead)
	var readErr error
	var all sync.WaitGroup
	defer all.Wait() // after stop: nobody reads the table once we return
	defer stop()
	all.Go(func() {
		defer close(ordered)
		defer close(work)
		readErr = i.read(ctx, func(c *chunk) bool {
			for _, out := range []chan<- *chunk{work, ordered} {
				select {
				case out <- c:
				case <-ctx.Done():
					return false
				}
			}
			return true
		})
	})
	for range max(1, runtime.GOMAXPROCS(0)-1) {
		all.Go(func() {
			for c := range work {
				i.clean(c)
			}
		})
	}
	for c := range ordered {
		select {
		case <-c.ready:
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := take(ctx, c); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return readErr
}

// read cuts the table into chunks until its end, or until give says stop.
func (i *importing) read(ctx context.Context, give func(*chunk) bool) error {
	for {
		c := &chunk{ready: make(chan struct{})}
		err := i.fill(c)
		if (len(c.rows) > 0 || len(c.bad) > 0) && !give(c) {
			return ctx.Err()
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fileProblem(err)
		}
	}
}

func (i *importing) fill(c *chunk) error {
	for len(c.rows)+len(c.bad) < chunkRows {
		row, err := i.table.Next()
		if bad, ok := errors.AsType[*tabular.RowError](err); ok {
			c.bad = append(c.bad, bad)
			continue
		}
		if err != nil {
			return err
		}
		c.rows = append(c.rows, row)
	}
	return nil
}

// clean makes the facts of a chunk's rows.
func (i *importing) clean(c *chunk) {
	defer close(c.ready)
	c.facts, c.found = make([]mapping.RowFacts, len(c.rows)), make([][]mapping.Problem, len(c.rows))
	for n := range c.rows {
		c.facts[n], c.found[n] = i.result.Plan.Facts(c.rows[n].Cells)
	}
}

// takingRows is the part of an import that appends.
type takingRows struct {
	*importing
	equals    map[[16]byte]int32 // rows without a key, by content: how many so far
	problems  map[ImportProblem]int64
	confirmed []uuid.UUID
	records   []uuid.UUID
	rejects   *rejects
	held      int
}

func (t *takingRows) take(ctx context.Context, c *chunk) error {
	var data []ingest.Datum
	var rows []int
	var bad []rejectedRow
	for _, b := range c.bad {
		bad = append(bad, rejectedRow{b.Row, []string{b.Raw}, b.Reason})
	}
	for n := range c.rows {
		t.notice(c.found[n])
		if note := c.rows[n].Note; note != "" { // a row that was mended to fit the header
			t.count(ImportProblem{Reason: note, Level: "note"})
		}
		d, reason := t.datum(&c.rows[n], &c.facts[n])
		if reason != "" {
			bad = append(bad, rejectedRow{c.rows[n].Number, c.rows[n].Cells, reason})
			continue
		}
		data, rows = append(data, d), append(rows, n)
	}
	taken, err := t.service.Take(ctx, t.caller, t.result.Import, data)
	if err != nil {
		return err
	}
	if t.result.Position.Before(taken.Position) {
		t.result.Position = taken.Position
	}
	for k, out := range taken.Outcomes {
		switch out.Status {
		case ingest.Rejected:
			row := c.rows[rows[k]]
			bad = append(bad, rejectedRow{row.Number, row.Cells, out.Err.Error()})
			continue
		case ingest.Saved:
			t.result.Counts.Saved++
		default:
			t.result.Counts.Unchanged++
		}
		if out.Record != uuid.Nil {
			t.records = append(t.records, out.Record)
		}
	}
	t.result.Counts.Read += int64(len(c.rows) + len(c.bad))
	t.result.Counts.Rejected += int64(len(bad))
	if err := t.refuse(ctx, bad); err != nil {
		return err
	}
	if t.progress != nil {
		t.progress(t.result.Counts)
	}
	return t.confirm(ctx, taken.Confirmed)
}

// datum makes the datum of a row, or says why it is nobody's.
func (t *takingRows) datum(row *tabular.Row, f *mapping.RowFacts) (ingest.Datum, string) {
	switch {
	case f.Reject != "":
		return ingest.Datum{}, f.Reject
	case f.RecordKey == "" && !f.Identifying:
		return ingest.Datum{}, "nothing in the row tells who it is about"
	case len(f.Facts) == 0:
		return ingest.Datum{}, "no cell of the row could be used"
	}
	d := ingest.Datum{Source: t.source.ID, Key: f.RecordKey, Facts: f.Facts, OccurredAt: f.OccurredAt, Row: row.Number, Content: true, Region: t.result.Plan.Region}
	if d.OccurredAt.IsZero() {
		d.OccurredAt = t.dataDate
	}
	if d.Key == "" {
		h := t.service.Vault.Fingerprint(t.caller.Account, []byte("row\x00"+t.source.ID.String()+"\x00"+f.Identity))
		n := t.equals[h]
		t.equals[h] = n + 1
		d.Key = fmt.Sprintf("content:%s:%d", hex.EncodeToString(h[:]), n)
	}
	if len(d.Key) > maxKey {
		return d, fmt.Sprintf("the record key is longer than %d bytes", maxKey)
	}
	return d, ""
}

// notice counts what was wrong with cells, by column and reason.
func (t *takingRows) notice(found []mapping.Problem) {
	for _, p := range found {
		t.count(ImportProblem{Header: p.Header, Reason: p.Reason, Level: p.Level.String()})
	}
}

// maxProblems bounds the kinds of problems that are told apart.
const maxProblems = 500

func (t *takingRows) count(p ImportProblem) {
	if _, there := t.problems[p]; !there && len(t.problems) >= maxProblems {
		p = ImportProblem{Reason: "further problems", Level: p.Level}
	}
	t.problems[p]++
}

// confirm notes which observations unchanged rows equal, in chunks.
func (t *takingRows) confirm(ctx context.Context, more []uuid.UUID) error {
	t.confirmed = append(t.confirmed, more...)
	for len(t.confirmed) >= confirmChunk {
		if err := t.append(ctx, event.ImportConfirmed{Source: t.source.ID, Observations: t.confirmed[:confirmChunk]}); err != nil {
			return err
		}
		t.confirmed = append([]uuid.UUID(nil), t.confirmed[confirmChunk:]...)
	}
	return nil
}
