package commands

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
)

// directoryFilter is what a Directory folds.
var directoryFilter = eventstore.Filter{StreamPrefixes: []string{
	string(event.KindAccount) + "-", string(event.KindSharing) + "-", string(event.KindImport) + "-",
}}

// Directory is the state of all accounts in memory, kept up to date from the
// log: who may do what, sources, categories, imports. It is what commands
// decide on; it is safe for concurrent use.
type Directory struct {
	mu       sync.RWMutex
	state    *fold.Directory
	imports  map[uuid.UUID]*Import
	revision map[uuid.UUID]eventstore.Revision // of each account's stream
	position eventstore.Position
	moved    chan struct{} // closed and replaced whenever position moves
	failed   error
}

// Import is an import as its stream tells.
type Import struct {
	ID       uuid.UUID
	Account  uuid.UUID
	Started  time.Time
	Finished time.Time // zero while it runs
	Actor    string
	event.ImportStarted
	Result event.ImportFinished
}

// NewDirectory is a directory before the first event; Follow fills it.
func NewDirectory() *Directory {
	return &Directory{
		state: fold.NewDirectory(), imports: map[uuid.UUID]*Import{},
		revision: map[uuid.UUID]eventstore.Revision{}, moved: make(chan struct{}),
	}
}

// Follow folds the log until ctx ends; ready is called once everything that was
// there is folded. It returns ctx's error or that of the log.
func (d *Directory) Follow(ctx context.Context, j *journal.Journal, ready func()) error {
	sub, err := j.Subscribe(ctx, eventstore.Start, directoryFilter)
	if err != nil {
		return d.fail(err)
	}
	defer sub.Close()
	for {
		b, err := sub.Next(ctx)
		if err != nil {
			return d.fail(err)
		}
		d.apply(b)
		if b.CaughtUp && ready != nil {
			ready()
			ready = nil
		}
	}
}

func (d *Directory) fail(err error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.failed = err
	close(d.moved)
	d.moved = make(chan struct{})
	return fmt.Errorf("commands: directory: %w", err)
}

func (d *Directory) apply(b journal.Batch) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range b.Events {
		d.state.Apply(e.Event)
		switch e.Stream.Kind {
		case event.KindAccount:
			d.revision[e.Account] = e.Revision
		case event.KindImport:
			d.applyImport(e)
		}
	}
	d.position = b.Position
	close(d.moved)
	d.moved = make(chan struct{})
}

func (d *Directory) applyImport(e journal.Event) {
	switch p := e.Payload.(type) {
	case *event.ImportStarted:
		d.imports[e.Stream.ID] = &Import{ID: e.Stream.ID, Account: e.Account, Started: e.RecordedAt, Actor: e.Actor, ImportStarted: *p}
	case *event.ImportFinished:
		if i := d.imports[e.Stream.ID]; i != nil {
			i.Finished, i.Result = e.RecordedAt, *p
		}
	}
}

// Position is how far the log has been folded.
func (d *Directory) Position() eventstore.Position {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.position
}

// WaitFor returns once the directory has folded the log up to a position.
func (d *Directory) WaitFor(ctx context.Context, p eventstore.Position) error {
	return d.wait(ctx, func() bool { return !d.position.Before(p) })
}

func (d *Directory) wait(ctx context.Context, done func() bool) error {
	for {
		d.mu.RLock()
		ok, moved, failed := done(), d.moved, d.failed
		d.mu.RUnlock()
		switch {
		case ok:
			return nil
		case failed != nil:
			return &Error{Code: Unavailable, Detail: "the log cannot be followed", Hint: "see /readyz", Err: failed}
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Read calls f with an account's state, which f must not keep. ErrNoAccount
// when there is no such account.
func (d *Directory) Read(account uuid.UUID, f func(*fold.Account)) error {
	d.mu.RLock()
	defer d.mu.RUnlock()
	a, ok := d.state.Account(account)
	if !ok || !a.Opened {
		return ErrNoAccount
	}
	f(a)
	return nil
}

// ErrNoAccount: there is no such account.
var ErrNoAccount = errors.New("no such account")

// readAt is Read with the revision of the account's stream that the state is of.
func (d *Directory) readAt(account uuid.UUID, f func(*fold.Account) error) (eventstore.Revision, error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	a, ok := d.state.Account(account)
	if !ok || !a.Opened || a.Closed {
		return 0, Refuse(NotFound, "", "there is no such account")
	}
	return d.revision[account], f(a)
}

// Accounts lists the open accounts in the order they were opened.
func (d *Directory) Accounts() []AccountInfo {
	d.mu.RLock()
	defer d.mu.RUnlock()
	var out []AccountInfo
	for _, a := range d.state.Accounts() {
		if a.Opened && !a.Closed {
			out = append(out, AccountInfo{a.ID, a.Name, a.Timezone, a.PhoneRegion, a.First})
		}
	}
	return out
}

// AccountInfo is what is known of an account in general.
type AccountInfo struct {
	ID          uuid.UUID `json:"id"`
	Name        string    `json:"name"`
	Timezone    string    `json:"timezone"`
	PhoneRegion string    `json:"phone_region"`
	First       bool      `json:"-"`
}

// Source finds a source of an account.
func (d *Directory) Source(account, id uuid.UUID) (s fold.Source, ok bool) {
	_ = d.Read(account, func(a *fold.Account) { s, ok = a.Source(id) })
	return s, ok
}

// SourceByName finds a source by its id or its name.
func (d *Directory) SourceByName(account uuid.UUID, name string) (s fold.Source, ok bool) {
	_ = d.Read(account, func(a *fold.Account) {
		if id, err := uuid.Parse(name); err == nil {
			if s, ok = a.Source(id); ok {
				return
			}
		}
		s, ok = a.SourceNamed(name)
	})
	return s, ok
}

// Catalogue is the catalogue of an account; the built-in one when there is no
// such account.
func (d *Directory) Catalogue(account uuid.UUID) *category.Catalogue {
	c := category.BuiltIn()
	_ = d.Read(account, func(a *fold.Account) { c = a.Catalogue() })
	return c
}

// Region is an account's default phone region.
func (d *Directory) Region(account uuid.UUID) (region string) {
	_ = d.Read(account, func(a *fold.Account) { region = a.PhoneRegion })
	return region
}

// Import finds an import of an account.
func (d *Directory) Import(account, id uuid.UUID) (Import, bool) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if i := d.imports[id]; i != nil && i.Account == account {
		return *i, true
	}
	return Import{}, false
}

// Imports lists the imports of an account, newest first.
func (d *Directory) Imports(account uuid.UUID) []Import {
	d.mu.RLock()
	defer d.mu.RUnlock()
	var out []Import
	for _, i := range d.imports {
		if i.Account == account {
			out = append(out, *i)
		}
	}
	slices.SortFunc(out, func(a, b Import) int {
		return cmp.Or(b.Started.Compare(a.Started), bytes.Compare(a.ID[:], b.ID[:]))
	})
	return out
}

// Authenticate finds who a key's secret belongs to.
func (d *Directory) Authenticate(secret string, now time.Time) (Caller, error) {
	d.mu.RLock()
	defer d.mu.RUnlock()
	k, ok := d.state.KeyByHash(hashKey(secret))
	if !ok || !k.Usable(now) {
		return Caller{}, Refuse(Unauthenticated, "send a key that `cerebro key create` or keys.json gave you", "this key is not known, has expired or was revoked")
	}
	a, ok := d.state.Account(k.Account)
	if !ok || a.Closed {
		return Caller{}, Refuse(Unauthenticated, "", "the account of this key is closed")
	}
	return Caller{Account: k.Account, Key: k.ID, Role: k.Role, Source: k.Source, Installation: a.First && k.Role == event.RoleAdmin}, nil
}
