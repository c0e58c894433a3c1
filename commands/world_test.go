package commands_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/commands/ingest/tracking"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/pebblevault"
)

// noon is the time of every test until it moves its clock.
var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// world is a command service on an embedded log and vault, with one account.
type world struct {
	t          testing.TB
	log        *pebblelog.Log
	vault      *pebblevault.Vault
	journal    *journal.Journal
	directory  *commands.Directory
	quarantine *commands.Quarantine
	service    *commands.Service
	admin      commands.Caller
	web        uuid.UUID // the first source
	now        time.Time
}

func newWorld(t testing.TB) *world {
	t.Helper()
	dir := t.TempDir()
	w := &world{t: t, now: noon}
	var err error
	w.log, err = pebblelog.Open(pebblelog.Config{Dir: filepath.Join(dir, "log")})
	must(t, err)
	t.Cleanup(func() { must(t, w.log.Close()) })
	master, err := vault.NewMaster(nil)
	must(t, err)
	w.vault, err = pebblevault.Open(pebblevault.Config{
		Dir: filepath.Join(dir, "vault"), Ledger: filepath.Join(dir, "erasures"), Masters: []vault.Master{master},
	})
	must(t, err)
	t.Cleanup(func() { must(t, w.vault.Close()) })
	w.journal, err = journal.New(journal.Config{Log: w.log, Vault: w.vault})
	must(t, err)
	w.directory, w.quarantine = commands.NewDirectory(), commands.NewQuarantine(0, w.clock)
	w.follow(func(ctx context.Context) error { return w.directory.Follow(ctx, w.journal, nil) })
	w.follow(func(ctx context.Context) error { return w.quarantine.Follow(ctx, w.journal) })
	w.service = w.newService()
	answer, err := w.service.CreateAccount(t.Context(), commands.Caller{Role: event.RoleAdmin, Installation: true}, commands.CreateAccount{Name: "one"}, "")
	must(t, err)
	w.admin = commands.Caller{Account: answer.IDs["account"].(uuid.UUID), Role: event.RoleAdmin, Installation: true}
	source, ok := w.directory.SourceByName(w.admin.Account, commands.FirstSource)
	if !ok {
		t.Fatal("the account has no first source")
	}
	w.web = source.ID
	return w
}

func (w *world) clock() time.Time { return w.now }

// follow runs a follower of the log until the test ends.
func (w *world) follow(f func(context.Context) error) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f(ctx) }()
	w.t.Cleanup(func() {
		stop()
		if err := <-done; !errors.Is(err, context.Canceled) {
			w.t.Errorf("a follower ended with %v", err)
		}
	})
}

// newService is another process on the same log: it remembers nothing.
func (w *world) newService() *commands.Service {
	w.t.Helper()
	s, err := commands.NewService(commands.Config{Journal: w.journal, Log: w.log, Vault: w.vault, Directory: w.directory, Now: w.clock})
	must(w.t, err)
	return s
}

// track sends a tracking call in.
func (w *world) track(kind, body string) commands.DataAnswer {
	w.t.Helper()
	call, err := tracking.Parse(kind, []byte(body))
	must(w.t, err)
	answer, err := w.service.Track(w.t.Context(), w.admin, call, w.now)
	must(w.t, err)
	return answer
}

// observe states facts, given as JSON, about records.
func (w *world) observe(items ...string) commands.DataAnswer {
	w.t.Helper()
	cmd := commands.ObserveRecords{Source: commands.FirstSource}
	for _, it := range items {
		cmd.Records = append(cmd.Records, json.RawMessage(it))
	}
	answer, err := w.service.ObserveRecords(w.t.Context(), w.admin, cmd, "")
	must(w.t, err)
	return answer
}

// events reads every event of streams of a kind, in the order of the log.
func (w *world) events(kind event.Kind) (out []journal.Event) {
	w.t.Helper()
	filter := eventstore.Filter{StreamPrefixes: []string{string(kind) + "-"}}
	for b, err := range w.journal.ReadAll(w.t.Context(), eventstore.Start, eventstore.Forwards, filter) {
		must(w.t, err)
		out = append(out, b.Events...)
	}
	return out
}

// category is the name of a category of the account by its number.
func (w *world) category(f event.Fact) string {
	return w.directory.Catalogue(w.admin.Account).Name(f.Category)
}

func statuses(items []ingest.Outcome) []ingest.Status {
	out := make([]ingest.Status, len(items))
	for i, it := range items {
		out[i] = it.Status
	}
	return out
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused demands a refusal of a kind, with something to do about it.
func refused(t testing.TB, err error, code commands.Code) {
	t.Helper()
	var e *commands.Error
	if !errors.As(err, &e) || e.Code != code || e.Detail == "" {
		t.Errorf("got %v, want a refusal %s", err, code)
	}
}
