package webhook_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/outbound"
	"github.com/cerebro-cdp/cerebro/commands/outbound/webhook"
	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/pebblevault"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// world is a journal with one account, a receiver of webhooks, and the service
// between them.
type world struct {
	t       testing.TB
	journal *journal.Journal
	vault   vault.Vault
	state   *outbound.State
	account uuid.UUID
	source  uuid.UUID
	secret  []byte

	policy   webhook.Policy
	receiver *httptest.Server
	answer   func(n int, w http.ResponseWriter, r *http.Request) // to the nth request
	requests chan request
}

type request struct {
	header http.Header
	body   []byte
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, account: uuid.New(), source: uuid.New(), secret: []byte("whsec_1"), requests: make(chan request, 100),
		policy: webhook.Policy{AllowPrivate: true, AllowHTTP: true}}
	disk, dir := vfs.NewMem(), t.TempDir()
	log, err := pebblelog.Open(pebblelog.Config{Dir: "log", FS: disk})
	must(t, err)
	t.Cleanup(func() { must(t, log.Close()) })
	master, err := vault.NewMaster(nil)
	must(t, err)
	w.vault, err = pebblevault.Open(pebblevault.Config{Dir: filepath.Join(dir, "vault"), Ledger: filepath.Join(dir, "erasures"), Masters: []vault.Master{master}})
	must(t, err)
	t.Cleanup(func() { must(t, w.vault.Close()) })
	w.journal, err = journal.New(journal.Config{Log: log, Vault: w.vault})
	must(t, err)
	w.state, err = outbound.OpenState(outbound.StateConfig{Dir: "outbound", FS: disk})
	must(t, err)
	t.Cleanup(func() { must(t, w.state.Close()) })
	must(t, w.vault.OpenAccount(t.Context(), w.account))
	w.receive()
	return w
}

func (w *world) receive() {
	var mu sync.Mutex
	n := 0
	w.receiver = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			w.t.Error(err)
		}
		mu.Lock()
		n++
		now := n
		mu.Unlock()
		if w.answer != nil {
			w.answer(now, rw, r)
		}
		w.requests <- request{r.Header, body}
	}))
	w.t.Cleanup(w.receiver.Close)
}

// serve runs the service until the answered function is called.
func (w *world) serve() (*webhook.Service, func()) {
	w.t.Helper()
	s, err := webhook.New(webhook.Config{
		Journal: w.journal, Catalogue: category.BuiltIn(), State: w.state, Policy: w.policy, Timeout: 5 * time.Second, StopWithin: 50 * time.Millisecond,
		Retrying: outbound.Retrying{Times: 2, First: time.Millisecond, Most: time.Millisecond},
	})
	must(w.t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	stop := sync.OnceFunc(func() { cancel(); must(w.t, <-done) })
	w.t.Cleanup(stop)
	return s, stop
}

// append puts an event into a stream.
func (w *world) append(stream event.Stream, p event.Payload) uuid.UUID {
	w.t.Helper()
	e := event.Event{Envelope: event.Envelope{ID: uuid.New(), Source: w.source, RecordedAt: time.Now(), Actor: "key:1"}, Payload: p}
	results, err := w.journal.Append(w.t.Context(), journal.Write{Stream: stream, Expected: eventstore.Any, Entries: []event.Event{e}})
	must(w.t, err)
	must(w.t, results[0].Err)
	return e.ID
}

func (w *world) define(url string, types ...string) uuid.UUID {
	w.t.Helper()
	id := uuid.New()
	w.append(event.AccountStream(w.account), event.WebhookDefined{Webhook: id, URL: url, Secret: w.secret, Types: types})
	return id
}

func (w *world) record(key string) event.Stream {
	w.t.Helper()
	rows, err := w.vault.Resolve(w.t.Context(), w.account, []vault.Ref{{Source: w.source, Key: key}})
	must(w.t, err)
	return event.RecordStream(w.account, rows[0].Record)
}

func (w *world) view(record event.Stream, path string) uuid.UUID {
	w.t.Helper()
	return w.append(record, event.ActivityRecorded{Key: "k", Activity: uuid.New(), Name: "page_view", Properties: []event.Property{
		{Name: "path", Value: path}, {Name: "amount", Value: "12.50", Kind: event.PropertyNumber},
	}})
}

// next waits for the next request that arrived.
func (w *world) next() request {
	w.t.Helper()
	select {
	case r := <-w.requests:
		return r
	case <-time.After(20 * time.Second):
		w.t.Fatal("nothing was delivered")
		return request{}
	}
}

func (w *world) nothingElse() {
	w.t.Helper()
	select {
	case r := <-w.requests:
		w.t.Errorf("also delivered: %s", r.body)
	default:
	}
}

func (r request) fields(t testing.TB) map[string]any {
	t.Helper()
	var out map[string]any
	must(t, json.Unmarshal(r.body, &out))
	return out
}

// attempts waits until a webhook's log has n lines, and gives them oldest first.
func (w *world) attempts(id uuid.UUID, n int) []outbound.Attempt {
	w.t.Helper()
	again := time.NewTicker(2 * time.Millisecond)
	defer again.Stop()
	for deadline := time.Now().Add(20 * time.Second); ; <-again.C {
		var out []outbound.Attempt
		for a, err := range w.state.Attempts(id) {
			must(w.t, err)
			out = append([]outbound.Attempt{a}, out...)
		}
		if len(out) >= n {
			return out
		}
		if time.Now().After(deadline) {
			w.t.Fatalf("the delivery log has %+v, want %d lines", out, n)
		}
	}
}
