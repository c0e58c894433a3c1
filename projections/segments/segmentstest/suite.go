package segmentstest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/domain/segment/naive"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

// Opened is an engine that is open on a folder.
type Opened struct {
	Projector projections.Projector
	Engine    segments.Engine
	// Show makes everything applied visible to queries.
	Show func(ctx context.Context) error
	// Snapshot, when given, stores everything applied, so that Open on a copy
	// of the folder goes on from there.
	Snapshot func(ctx context.Context) error
	Close    func() error
}

// Suite says how to make what is tested.
type Suite struct {
	Open func(t testing.TB, folder string) Opened
}

// Trees is how many random trees a run compares: 200, or what the environment
// says in CEREBRO_TEST_TREES.
func Trees() int {
	if n, err := strconv.Atoi(os.Getenv("CEREBRO_TEST_TREES")); err == nil && n > 0 {
		return n
	}
	return 200
}

// Run runs every case.
func Run(t *testing.T, s Suite) {
	t.Run("answers equal those of looking at everybody", s.testAnswers)
	t.Run("the same after starting again", s.testRestart)
	t.Run("members come in pages, each once", s.testMembers)
	t.Run("households are counted", s.testHouseholds)
	t.Run("an account without data", s.testEmpty)
	t.Run("a query can be cancelled", s.testCancelled)
}

// world is one history in an engine and in the reference.
type world struct {
	Opened
	t      testing.TB
	events []projections.Event
	done   int
	trees  *treeMaker
	folder string
}

func (s Suite) world(t testing.TB, seed int64, n int) *world {
	return s.worldOf(t, seed, History(seed, n))
}

// worldOf is the world of a history.
func (s Suite) worldOf(t testing.TB, seed int64, history []projections.Event) *world {
	w := &world{t: t, events: history, folder: t.TempDir()}
	w.Opened = s.Open(t, w.folder)
	w.trees = &treeMaker{Rand: rand.New(rand.NewPCG(uint64(seed), 11))} //nolint:gosec // a seed
	for _, e := range w.events {
		if p, ok := e.Payload.(*event.SourceRegistered); ok {
			w.trees.sources = append(w.trees.sources, p.Source)
		}
	}
	return w
}

// apply folds the next events, in batches of any size.
func (w *world) apply(n int) {
	w.t.Helper()
	for end := min(w.done+n, len(w.events)); w.done < end; {
		k := min(1+w.trees.IntN(60), end-w.done)
		to := projections.Checkpoint{Store: Account(), Position: w.events[w.done+k-1].Position, Ordinal: int64(w.done + k), Version: w.Projector.Version()}
		if err := w.Projector.Apply(w.t.Context(), w.events[w.done:w.done+k], to); err != nil {
			w.t.Fatalf("apply: %v", err)
		}
		w.done += k
	}
	if err := w.Show(w.t.Context()); err != nil {
		w.t.Fatalf("show: %v", err)
	}
}

// reference is what looking at everybody knows at this point.
func (w *world) reference() *naive.World {
	events := make([]event.Event, w.done)
	for i := range events {
		events[i] = w.events[i].Event
	}
	return naive.NewWorld(Account(), events)
}

// compare asks some random questions of both, and always by which channels
// people may be contacted: what decides it may be said of anybody.
func (w *world) compare(questions int) {
	w.t.Helper()
	ref := w.reference()
	for _, channel := range []string{"can_email", "can_text", "can_call", "can_mail"} {
		w.question(ref, fmt.Sprintf(`{"category":%q,"is":%t}`, channel, w.trees.IntN(2) == 0), fmt.Sprintf(`[{"by":%q}]`, channel), w.viewer(ref.Account))
	}
	for range questions {
		w.question(ref, w.trees.tree(4), w.trees.charts(), w.viewer(ref.Account))
	}
}

// viewer is the whole account, or some of its sources in some order.
func (w *world) viewer(a *fold.Account) *fold.Trust {
	if w.trees.IntN(2) == 0 {
		return nil
	}
	visible := map[uuid.UUID]bool{}
	for range 1 + w.trees.IntN(4) {
		visible[w.trees.sources[w.trees.IntN(len(w.trees.sources))]] = true
	}
	if w.trees.IntN(2) == 0 { // as another account sees it: in the owner's order
		return a.Trust().Only(func(id uuid.UUID) bool { return visible[id] })
	}
	var order []uuid.UUID
	for id := range visible {
		order = append(order, id)
	}
	return fold.NewTrust(order...)
}

func (w *world) question(ref *naive.World, tree, charts string, viewer *fold.Trust) {
	w.t.Helper()
	schema := segment.SchemaOf(ref.Account)
	node, err := segment.Parse([]byte(tree))
	if err == nil {
		node, err = segment.Check(node, schema)
	}
	if err != nil {
		w.t.Fatalf("tree %s: %v", tree, err)
	}
	parsed, err := segment.ParseCharts([]byte(charts))
	if err == nil {
		parsed, err = segment.CheckCharts(parsed, schema)
	}
	if err != nil {
		w.t.Fatalf("charts %s: %v", charts, err)
	}
	want := ref.Answer(naive.Query{Visible: viewer, Tree: node, Charts: parsed, Now: Now(), Households: true})
	got, err := w.Engine.Query(w.t.Context(), segments.Query{
		Account: Account(), Visible: viewer, Tree: node, Charts: parsed, Now: Now(), Sample: segments.MaxSample, Households: true,
	})
	if err != nil {
		w.t.Fatalf("query %s: %v", tree, err)
	}
	if diff := cmp.Diff(want.Members, got.Sample, cmpopts.EquateEmpty()); diff != "" || got.Count != int64(len(want.Members)) {
		w.t.Fatalf("after %d events, tree %s for %v: count %d, want %d; members (-want +got):\n%s", w.done, tree, viewer, got.Count, len(want.Members), diff)
	}
	if diff := cmp.Diff(want.Homes, got.Homes); diff != "" {
		w.t.Fatalf("after %d events, tree %s for %v: homes (-want +got):\n%s", w.done, tree, viewer, diff)
	}
	for i := range want.Charts {
		if diff := cmp.Diff(portChart(want.Charts[i]), got.Charts[i], cmpopts.EquateEmpty()); diff != "" {
			w.t.Fatalf("after %d events, tree %s, chart %d of %s for %v differs (-want +got):\n%s", w.done, tree, i, charts, viewer, diff)
		}
		w.leads(ref.Account, node, parsed[i], got.Charts[i], viewer)
	}
	if got.Position != w.events[w.done-1].Position {
		w.t.Fatalf("the answer shows %s, want %s", got.Position, w.events[w.done-1].Position)
	}
}

func portChart(c naive.Chart) segments.Chart {
	out := segments.Chart{Cells: c.Cells, Homes: c.Homes, Known: c.Known, Unknown: c.Unknown, Other: c.Other}
	for _, b := range c.Buckets {
		out.Buckets = append(out.Buckets, segments.Bucket(b))
	}
	for _, b := range c.Columns {
		out.Columns = append(out.Columns, segments.Bucket(b))
	}
	return out
}
