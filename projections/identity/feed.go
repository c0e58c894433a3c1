package identity

import (
	"context"
	"runtime"
	"slices"
	"sync"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// feed tells the matcher what changed since the last turn, and all there is
// when it has just begun.
func (p *Projector) feed(ctx context.Context, a *account, w *work) error {
	m := a.matching
	if m == nil {
		x, err := match.NewMatcher(w.model, match.Options{Workers: p.workers()})
		if err != nil {
			return err
		}
		m = newMatching(x)
		if err := p.fill(ctx, p.reading(a.id, w.filter, w.model), m); err != nil {
			return err
		}
		a.matching = m
	}
	m.remodel, m.filter = w.todo.model, w.filter
	if err := p.news(ctx, a, m, w); err != nil {
		return err
	}
	for id, d := range w.decisions {
		m.decide(id, d)
	}
	m.tellStale()
	if m.x.Model() != w.model {
		m.x.Adopt(w.model)
	}
	return nil
}

// reading is how an account's records become nodes: from where, without what is
// retracted, and without the values that are blocked.
type reading struct {
	image
	account uuid.UUID
	filter  fold.Filter
	choice  match.Choice
}

// reading reads the store as it is, for a model.
func (p *Projector) reading(account uuid.UUID, f fold.Filter, m *match.Model) reading {
	return reading{p.store.image, account, f, m.Choice()}
}

// news puts the records that changed.
func (p *Projector) news(ctx context.Context, a *account, m *matching, w *work) error {
	from := p.reading(a.id, w.filter, w.model)
	if w.todo.all {
		return p.sweep(ctx, from, m.put)
	}
	slices.Sort(w.todo.records)
	for chunk := range slices.Chunk(slices.Compact(w.todo.records), readBatch) {
		rows := make([]row, len(chunk))
		for i, n := range chunk {
			rows[i].ordinal = n
		}
		if err := p.read(from, rows); err != nil {
			return err
		}
		for i := range rows {
			m.put(rows[i].ordinal, &rows[i].node, rows[i].present)
		}
	}
	return nil
}

// fill loads an empty matcher with all records there are.
func (p *Projector) fill(ctx context.Context, from reading, m *matching) error {
	var nodes []match.Node
	var ranks []match.Rank
	err := p.sweep(ctx, from, func(n fold.Ordinal, node *match.Node, present bool) {
		if present {
			nodes, ranks = append(nodes, *node), append(ranks, match.Rank(n))
		}
	})
	if err != nil {
		return err
	}
	for i, h := range m.x.Load(nodes, ranks...) {
		m.bind(fold.Ordinal(ranks[i]), h)
	}
	return nil
}

// readBatch is how many records are read before they are normalised together.
const readBatch = 4096

// row is a stored record on its way into the matcher.
type row struct {
	ordinal fold.Ordinal
	value   []byte // read already
	record  uuid.UUID
	source  uuid.UUID
	node    match.Node
	present bool
	err     error
}

// sweep reads every record of an account, in the order of ordinals.
func (p *Projector) sweep(ctx context.Context, from reading, put func(fold.Ordinal, *match.Node, bool)) error {
	rows := make([]row, 0, readBatch)
	flush := func() error {
		if err := p.read(from, rows); err != nil {
			return err
		}
		for i := range rows {
			put(rows[i].ordinal, &rows[i].node, rows[i].present)
		}
		clear(rows)
		rows = rows[:0]
		return ctx.Err()
	}
	err := from.all(key(tableRecord, from.account[:]), func(k, v []byte) error {
		rows = append(rows, row{ordinal: ordinalIn(k), value: append([]byte(nil), v...)})
		if len(rows) < readBatch {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

func (p *Projector) workers() int {
	if p.Workers > 0 {
		return p.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// read decodes and normalises records, with several goroutines when there are
// many.
func (p *Projector) read(from reading, rows []row) error {
	workers := max(1, min(p.workers(), len(rows)/64))
	var all sync.WaitGroup
	for w := range workers {
		work := func() {
			for i := w; i < len(rows); i += workers {
				rows[i].err = p.normalise(&from, &rows[i])
			}
		}
		if workers == 1 {
			work()
			break
		}
		all.Go(work)
	}
	all.Wait()
	for i := range rows {
		if rows[i].err != nil {
			return rows[i].err
		}
	}
	return nil
}

func (p *Projector) normalise(from *reading, r *row) error {
	var rec *fold.Record
	var err error
	if r.value != nil {
		rec, err = decodeRecord(from.account, r.value)
	} else {
		rec, err = from.record(from.account, r.ordinal)
	}
	if err != nil {
		return err
	}
	r.value, r.record, r.source = nil, rec.ID, rec.Source
	if r.present = !rec.Erased && rec.InForce(from.filter); r.present {
		r.node = from.choice.Strip(match.Normalise(p.reader.Record(rec.Current(from.filter))))
	}
	return nil
}
