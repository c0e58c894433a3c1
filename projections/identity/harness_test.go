package identity_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/pebblevault"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

// tb is what testing.T and rapid.T have in common.
type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
	Cleanup(f func())
	Context() context.Context
}

// world is a log with one account and a matcher that follows it, all in memory
// but the vault's ledger.
type world struct {
	t       tb
	fs      vfs.FS
	log     *pebblelog.Log
	vault   *pebblevault.Vault
	journal *journal.Journal
	account uuid.UUID
	crm     uuid.UUID
	matcher *identity.Projector
	stop    func() // of matcher
	// before, if set, is called before each append of a matcher; with an error
	// nothing is appended.
	before func() error
	mu     sync.Mutex
	last   eventstore.Position
}

func newWorld(t *testing.T) *world { return newWorldIn(t, t.TempDir()) }

func newWorldIn(t tb, dir string) *world {
	t.Helper()
	fs := vfs.NewMem()
	log, err := pebblelog.Open(pebblelog.Config{Dir: "/log", FS: fs, MemTableBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	master, err := vault.NewMaster(nil)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := pebblevault.Open(pebblevault.Config{Dir: "/vault", FS: fs, Masters: []vault.Master{master}, Ledger: dir + "/" + uuid.NewString()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = keys.Close() })
	j, err := journal.New(journal.Config{Log: log, Vault: keys})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, fs: fs, log: log, vault: keys, journal: j, account: uuid.New(), crm: uuid.New()}
	if err := keys.OpenAccount(context.Background(), w.account); err != nil {
		t.Fatal(err)
	}
	w.append(event.AccountStream(w.account), event.AccountOpened{Name: "test", Timezone: "UTC", PhoneRegion: "US"},
		event.SourceRegistered{Source: w.crm, Name: "crm", Kind: event.SourceImport, Namespace: uuid.New(), IDSpace: "source:crm"})
	w.start("/identity")
	return w
}

// Append implements identity.Journal, so that a test can come in between.
func (w *world) Append(ctx context.Context, writes ...journal.Write) ([]eventstore.Result, error) {
	w.mu.Lock()
	before := w.before
	w.before = nil
	w.mu.Unlock()
	if before != nil {
		if err := before(); err != nil {
			return nil, err
		}
	}
	return w.journal.Append(ctx, writes...)
}

// ReadOne implements identity.Journal.
func (w *world) ReadOne(ctx context.Context, s event.Stream, at eventstore.Revision) (journal.Event, error) {
	return w.journal.ReadOne(ctx, s, at)
}

type feed struct{ w *world }

func (f feed) StoreID(ctx context.Context) (uuid.UUID, error)        { return f.w.log.StoreID(ctx) }
func (f feed) Head(ctx context.Context) (eventstore.Position, error) { return f.w.log.Head(ctx) }
func (f feed) Subscribe(ctx context.Context, from eventstore.Position, filter eventstore.Filter) (projections.Subscription, error) {
	return f.w.journal.Subscribe(ctx, from, filter)
}

// start runs a matcher on a folder and makes it the world's.
func (w *world) start(dir string) {
	w.t.Helper()
	w.matcher, w.stop = w.run(dir)
}

// run runs a matcher on a folder until stop.
func (w *world) run(dir string) (m *identity.Projector, stop func()) {
	w.t.Helper()
	return w.follow(dir, func(ctx context.Context, m *identity.Projector) {
		if err := m.Author(ctx); !errors.Is(err, context.Canceled) {
			w.t.Errorf("author: %v", err)
		}
	})
}

// fold runs a stand-by on a folder: a matcher without an author.
func (w *world) fold(dir string) (m *identity.Projector, stop func()) {
	w.t.Helper()
	return w.follow(dir, func(context.Context, *identity.Projector) {})
}

func (w *world) follow(dir string, beside func(context.Context, *identity.Projector)) (m *identity.Projector, stop func()) {
	w.t.Helper()
	m, err := identity.Open(identity.Config{Dir: dir, FS: w.fs, CacheBytes: 1 << 20, Journal: w})
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := projections.NewRunner(m, feed{w}, projections.Config{})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() {
		if err := r.Run(ctx); err != nil {
			w.t.Errorf("runner: %v", err)
		}
	})
	all.Go(func() { beside(ctx, m) })
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		all.Wait()
		if err := m.Close(); err != nil {
			w.t.Errorf("close: %v", err)
		}
	}
	w.t.Cleanup(stop)
	return m, stop
}

func (w *world) append(s event.Stream, payloads ...event.Payload) []uuid.UUID {
	w.t.Helper()
	return w.write(w.entries(s, uuid.Nil, payloads...))
}

// entries is a write of payloads, made by an import unless that is uuid.Nil.
func (w *world) entries(s event.Stream, imp uuid.UUID, payloads ...event.Payload) journal.Write {
	write := journal.Write{Stream: s, Expected: eventstore.Any}
	for _, p := range payloads {
		e := event.Event{Envelope: event.Envelope{ID: uuid.New(), Account: w.account, Import: imp, RecordedAt: time.Now().UTC()}, Payload: p}
		if s.Kind == event.KindRecord {
			e.Source, e.Record = w.crm, s.ID
		}
		write.Entries = append(write.Entries, e)
	}
	return write
}

// write appends and answers the ids of the events.
func (w *world) write(writes ...journal.Write) (ids []uuid.UUID) {
	w.t.Helper()
	results, err := w.journal.Append(context.Background(), writes...)
	if err != nil {
		w.t.Fatal(err)
	}
	for i, r := range results {
		if r.Err != nil {
			w.t.Fatal(r.Err)
		}
		if w.last.Before(r.Position) {
			w.last = r.Position
		}
		for _, e := range writes[i].Entries {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// records resolves keys to record ids.
func (w *world) records(keys ...string) []uuid.UUID {
	w.t.Helper()
	refs := make([]vault.Ref, len(keys))
	for i, k := range keys {
		refs[i] = vault.Ref{Source: w.crm, Key: k}
	}
	rows, err := w.vault.Resolve(context.Background(), w.account, refs)
	if err != nil {
		w.t.Fatal(err)
	}
	out := make([]uuid.UUID, len(rows))
	for i := range rows {
		out[i] = rows[i].Record
	}
	return out
}

// observe states facts, written "category=value", about the record of a key.
func (w *world) observe(key string, facts ...string) uuid.UUID {
	w.t.Helper()
	record := w.records(key)[0]
	w.append(event.RecordStream(w.account, record), observation(key, facts...))
	return record
}

// observation makes an observation of facts, written "category=value";
// "home=street|city|state|postcode" is an address.
func observation(key string, facts ...string) event.RecordObserved {
	c := category.BuiltIn()
	o := event.RecordObserved{Key: key, Cleaner: 1}
	for _, f := range facts {
		name, value, _ := strings.Cut(f, "=")
		if name == "home" {
			o.Facts = append(o.Facts, event.Fact{Op: event.Set, Category: c.Number("address"), Group: 1, Value: "home"})
			for i, part := range strings.Split(value, "|") {
				o.Facts = append(o.Facts, event.Fact{Op: event.Set, Category: c.Number([]string{"street", "city", "state", "postcode"}[i]), Group: 1, Value: part})
			}
			continue
		}
		fact := event.Fact{Op: event.Set, Category: c.Number(name), Value: value}
		if cat, _ := c.Named(name); cat.StrongID {
			fact.Space = "app"
		}
		o.Facts = append(o.Facts, fact)
	}
	return o
}

// settle waits for the matcher and gives the partition: the records of each
// profile, by name.
func (w *world) settle(names map[uuid.UUID]string) []string {
	w.t.Helper()
	ctx := context.Background()
	w.wait(w.matcher)
	profiles := map[uuid.UUID][]string{}
	for record, name := range names {
		profile, _, ok, err := w.matcher.Members(ctx, w.account, record)
		if err != nil || !ok {
			w.t.Fatalf("record %s has no profile: %v", name, err)
		}
		profiles[profile] = append(profiles[profile], name)
	}
	var out []string
	for _, members := range profiles {
		slices.Sort(members)
		out = append(out, strings.Join(members, "+"))
	}
	slices.Sort(out)
	return out
}

// wait waits until a matcher has nothing left to do.
func (w *world) wait(m *identity.Projector) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if _, err := m.Settle(ctx, w.account, w.last); err != nil {
		w.t.Fatalf("settle: %v", err)
	}
}

// reviews are all that are open.
func (w *world) reviews(m *identity.Projector) []identity.Review {
	w.t.Helper()
	open, more, err := m.Reviews(w.t.Context(), w.account, nil, 0)
	if err != nil || more {
		w.t.Fatalf("reviews: %v, more %v", err, more)
	}
	return open
}

// consequences are the matcher's events in the log.
func (w *world) consequences() []journal.Event {
	w.t.Helper()
	var out []journal.Event
	for e, err := range w.journal.ReadStream(w.t.Context(), event.IdentityStream(w.account), 0) {
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, e)
	}
	return out
}
