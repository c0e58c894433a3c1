package journal_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/pebblevault"
)

var ctx = context.Background()

// now is the time of every test.
var now = time.Date(2026, 3, 4, 5, 6, 7, 8, time.UTC)

// world is a journal on disk with one account and one source.
type world struct {
	*journal.Journal
	dir             string
	log             eventstore.Log
	vault           vault.Vault
	account, source uuid.UUID
}

func newWorld(t testing.TB) *world {
	t.Helper()
	dir := t.TempDir()
	log, err := pebblelog.Open(pebblelog.Config{Dir: filepath.Join(dir, "log")})
	must(t, err)
	t.Cleanup(func() { must(t, log.Close()) })
	master, err := vault.NewMaster(nil)
	must(t, err)
	v, err := pebblevault.Open(pebblevault.Config{
		Dir: filepath.Join(dir, "vault"), Ledger: filepath.Join(dir, "erasures"), Masters: []vault.Master{master},
	})
	must(t, err)
	t.Cleanup(func() { must(t, v.Close()) })
	w := &world{dir: dir, log: log, vault: v, account: uuid.New(), source: uuid.New()}
	must(t, v.OpenAccount(ctx, w.account))
	w.Journal, err = journal.New(journal.Config{Log: log, Vault: v})
	must(t, err)
	return w
}

// positions lets go-cmp compare them.
func positions() cmp.Option {
	return cmp.Comparer(func(a, b eventstore.Position) bool { return a == b })
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("got error: %v", err)
	}
}

// record makes a record and gives its stream.
func (w *world) record(t testing.TB, key string) event.Stream {
	t.Helper()
	rows, err := w.vault.Resolve(ctx, w.account, []vault.Ref{{Source: w.source, Key: key}})
	must(t, err)
	return event.RecordStream(w.account, rows[0].Record)
}

// entry is an event as a command makes it.
func (w *world) entry(p event.Payload) event.Event {
	return event.Event{Envelope: event.Envelope{ID: uuid.New(), Source: w.source, RecordedAt: now, Actor: "key:1"}, Payload: p}
}

// write appends and wants every write to succeed.
func (w *world) write(t testing.TB, writes ...journal.Write) []eventstore.Result {
	t.Helper()
	results, err := w.Append(ctx, writes...)
	must(t, err)
	for _, r := range results {
		must(t, r.Err)
	}
	return results
}

// put appends one event with a payload and gives it back.
func (w *world) put(t testing.TB, s event.Stream, p event.Payload) event.Event {
	t.Helper()
	e := w.entry(p)
	w.write(t, journal.Write{Stream: s, Expected: eventstore.Any, SkipKnown: true, Entries: []event.Event{e}})
	return e
}

// recorded is the whole log.
func (w *world) recorded(t testing.TB) []eventstore.Recorded {
	t.Helper()
	var out []eventstore.Recorded
	for r, err := range w.log.ReadAll(ctx, eventstore.Start, eventstore.Forwards, eventstore.Filter{}, 0) {
		must(t, err)
		out = append(out, r)
	}
	return out
}

// observation is what a spreadsheet says of a person, in 20 facts.
func observation(n int) *event.RecordObserved {
	o := &event.RecordObserved{Key: fmt.Sprint("row-", n), Cleaner: 1, Region: "US", Message: uuid.NewString()}
	values := []string{
		"Ana", "Maria", "Lopez-Whitfield", "1984-02-29", "female", fmt.Sprintf("ana.lopez%d@example.org", n),
		"+19195550142", "+19195550199", "home", "1204 Glenwood Avenue", "Apt 3B", "Raleigh", "NC", "27605",
		"Wake", "Democratic", "Acme Hospital", "Nurse", "true", "2019-11-05",
	}
	for i, v := range values {
		f := event.Fact{Op: event.Set, Category: category.Number(i + 1), Value: v}
		if i%4 == 0 {
			f.Raw = " " + v
		}
		if i >= 8 && i < 14 {
			f.Group = 1
		}
		o.Facts = append(o.Facts, f)
	}
	return o
}

func pageView(n int) *event.ActivityRecorded {
	return &event.ActivityRecorded{
		Key: fmt.Sprint("anon-", n), Activity: uuid.New(), Name: "page_view", Message: uuid.NewString(),
		Properties: []event.Property{
			{Name: "path", Value: "/events/spring-gala"}, {Name: "url", Value: "https://www.example.org/events/spring-gala?utm_source=newsletter"},
			{Name: "title", Value: "Spring Gala | Example"}, {Name: "referrer_domain", Value: "mail.example.com"},
			{Name: "utm_source", Value: "newsletter"}, {Name: "device_type", Value: "mobile"},
			{Name: "os", Value: "iOS"}, {Name: "browser", Value: "Safari"},
		},
	}
}
