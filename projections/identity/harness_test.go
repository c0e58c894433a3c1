package identity_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

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

// world is a log with one account and a matcher that follows it.
type world struct {
	t       *testing.T
	log     *pebblelog.Log
	vault   *pebblevault.Vault
	journal *journal.Journal
	account uuid.UUID
	crm     uuid.UUID
	dir     string
	matcher *identity.Projector
	stop    func()
	// before, if set, is called before each append of the matcher.
	before func()
	mu     sync.Mutex
	last   eventstore.Position
}

func newWorld(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	log, err := pebblelog.Open(pebblelog.Config{Dir: dir + "/log"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	master, err := vault.NewMaster(nil)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := pebblevault.Open(pebblevault.Config{Dir: dir + "/vault", Masters: []vault.Master{master}, Ledger: dir + "/ledger"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = keys.Close() })
	j, err := journal.New(journal.Config{Log: log, Vault: keys})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, log: log, vault: keys, journal: j, account: uuid.New(), crm: uuid.New(), dir: dir}
	if err := keys.OpenAccount(t.Context(), w.account); err != nil {
		t.Fatal(err)
	}
	w.append(event.AccountStream(w.account), event.AccountOpened{Name: "test", Timezone: "UTC", PhoneRegion: "US"},
		event.SourceRegistered{Source: w.crm, Name: "crm", Kind: event.SourceImport, Namespace: uuid.New(), IDSpace: "source:crm"})
	w.start(dir + "/identity")
	return w
}

// Append implements identity.Journal, so that a test can come in between.
func (w *world) Append(ctx context.Context, writes ...journal.Write) ([]eventstore.Result, error) {
	w.mu.Lock()
	before := w.before
	w.before = nil
	w.mu.Unlock()
	if before != nil {
		before()
	}
	return w.journal.Append(ctx, writes...)
}

type feed struct{ w *world }

func (f feed) StoreID(ctx context.Context) (uuid.UUID, error)        { return f.w.log.StoreID(ctx) }
func (f feed) Head(ctx context.Context) (eventstore.Position, error) { return f.w.log.Head(ctx) }
func (f feed) Subscribe(ctx context.Context, from eventstore.Position, filter eventstore.Filter) (projections.Subscription, error) {
	return f.w.journal.Subscribe(ctx, from, filter)
}

// start runs a matcher on a folder.
func (w *world) start(dir string) {
	w.t.Helper()
	m, err := identity.Open(identity.Config{Dir: dir, Journal: w})
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
	all.Go(func() {
		if err := m.Author(ctx); !errors.Is(err, context.Canceled) {
			w.t.Errorf("author: %v", err)
		}
	})
	w.matcher = m
	stopped := false
	w.stop = func() {
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
	w.t.Cleanup(w.stop)
}

func (w *world) append(s event.Stream, payloads ...event.Payload) []uuid.UUID {
	w.t.Helper()
	write := journal.Write{Stream: s, Expected: eventstore.Any}
	var ids []uuid.UUID
	for _, p := range payloads {
		e := event.Event{Envelope: event.Envelope{ID: uuid.New(), Account: w.account, RecordedAt: time.Now().UTC()}, Payload: p}
		if s.Kind == event.KindRecord {
			e.Source, e.Record = w.crm, s.ID
		}
		ids = append(ids, e.ID)
		write.Entries = append(write.Entries, e)
	}
	r, err := w.journal.Append(context.Background(), write)
	if err != nil {
		w.t.Fatal(err)
	}
	if r[0].Err != nil {
		w.t.Fatal(r[0].Err)
	}
	w.last = r[0].Position
	return ids
}

// observe states facts, written "category=value", about the record of a key.
// "home=street|city|state|postcode" is an address.
func (w *world) observe(key string, facts ...string) uuid.UUID {
	w.t.Helper()
	rows, err := w.vault.Resolve(w.t.Context(), w.account, []vault.Ref{{Source: w.crm, Key: key}})
	if err != nil {
		w.t.Fatal(err)
	}
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
	w.append(event.RecordStream(w.account, rows[0].Record), o)
	return rows[0].Record
}

// settle waits for the matcher and gives the partition: the records of each
// profile, by name.
func (w *world) settle(names map[uuid.UUID]string) []string {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), 20*time.Second)
	defer cancel()
	if _, err := w.matcher.Settle(ctx, w.account, w.last); err != nil {
		w.t.Fatalf("settle: %v", err)
	}
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
