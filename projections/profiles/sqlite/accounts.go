package sqlite

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// kept are the account events that views depend on. Keys, webhooks, grants and
// segments are none of this read model's business.
func kept(t event.Type) bool {
	switch t {
	case event.TypeAccountOpened, event.TypeSourceRegistered, event.TypeSourceRenamed, event.TypeSourcesOrdered,
		event.TypeSourceRetracted, event.TypeSourceReinstated, event.TypeImportRetracted,
		event.TypeImportReinstated, event.TypeCategoryDefined:
		return true
	}
	return false
}

// foldAccount folds an account event and keeps it for the next start.
func (b *batch) foldAccount(e event.Event) error {
	if _, err := b.account(e.Account); err != nil { // numbered by its first event, whatever that says
		return err
	}
	if _, erased := e.Payload.(event.Erased); erased || !kept(e.Type) {
		return nil
	}
	a, err := b.change(e.Account)
	if err != nil || a.fold.Closed || !a.fold.Apply(e) {
		return err
	}
	envelope, payload, err := encode(e)
	if err != nil {
		return err
	}
	_, err = b.conn.ExecContext(b.ctx, "INSERT INTO account_events (account, type, version, envelope, payload) VALUES (?,?,?,?,?)",
		a.n, string(e.Type), event.Version(e.Type), envelope, payload)
	return err
}

// flushChanges keeps the unfinished changes of the batch's accounts.
func (b *batch) flushChanges() error {
	for id := range b.matched {
		a := b.state.accounts[id]
		if _, err := b.conn.ExecContext(b.ctx, "DELETE FROM changes WHERE account = ?", a.n); err != nil {
			return err
		}
		const insert = "INSERT INTO changes (account, part, type, version, envelope, payload) VALUES (?,?,?,?,?,?)"
		parts, done := a.changes.State()
		if _, err := b.conn.ExecContext(b.ctx, insert, a.n, 0, "", 0, done[:], []byte{}); err != nil {
			return err
		}
		for i, e := range parts {
			envelope, payload, err := encode(e)
			if err != nil {
				return err
			}
			if _, err := b.conn.ExecContext(b.ctx, insert, a.n, i+1, string(e.Type), event.Version(e.Type), envelope, payload); err != nil {
				return err
			}
		}
	}
	clear(b.matched)
	return nil
}

// encode is an event as two columns; its id leads the envelope.
func encode(e event.Event) (envelope, payload []byte, err error) {
	if envelope, err = event.EncodeEnvelope(e.Envelope); err != nil {
		return nil, nil, err
	}
	payload, err = event.EncodePayload(e.Payload)
	return append(e.ID[:], envelope...), payload, err
}

func decode(kind string, version int, envelope, payload []byte) (event.Event, error) {
	var e event.Event
	if len(envelope) < len(e.ID) {
		return e, event.ErrMalformed
	}
	var err error
	if e.Envelope, err = event.DecodeEnvelope(envelope[len(e.ID):]); err != nil {
		return e, err
	}
	copy(e.ID[:], envelope)
	e.Type = event.Type(kind)
	e.Payload, err = event.DecodePayload(e.Type, version, payload)
	return e, err
}

// loadState folds what readers need in memory from what is stored.
func (s *Store) loadState(ctx context.Context) error {
	st := &state{map[uuid.UUID]*account{}, map[int64]uuid.UUID{}, map[int64]uuid.UUID{}}
	for _, load := range []func(context.Context, *state) error{s.loadAccounts, s.loadSources, s.loadEvents, s.loadChanges} {
		if err := load(ctx, st); err != nil {
			return fmt.Errorf("read what is stored: %w", err)
		}
	}
	if err := s.conn.QueryRowContext(ctx, "SELECT coalesce(max(n), 0) + 1 FROM records").Scan(&s.next); err != nil {
		return fmt.Errorf("count records: %w", err)
	}
	for n, id := range st.sources {
		s.seen[id] = n
	}
	s.state.Store(st)
	return nil
}

func (s *Store) loadAccounts(ctx context.Context, st *state) error {
	return s.eachRow(ctx, "SELECT n, id, closed FROM accounts ORDER BY n", func(scan func(...any) error) error {
		a := &account{changes: &fold.Changes{}}
		var id uuid.UUID
		var closed bool
		if err := scan(&a.n, &id, &closed); err != nil {
			return err
		}
		a.fold = fold.NewAccount(id)
		a.fold.Closed = closed
		st.accounts[id], st.byNumber[a.n] = a, id
		return nil
	})
}

func (s *Store) loadSources(ctx context.Context, st *state) error {
	return s.eachRow(ctx, "SELECT n, id FROM sources", func(scan func(...any) error) error {
		var n int64
		var id uuid.UUID
		err := scan(&n, &id)
		st.sources[n] = id
		return err
	})
}

func (s *Store) loadEvents(ctx context.Context, st *state) error {
	return s.eachRow(ctx, "SELECT account, type, version, envelope, payload FROM account_events ORDER BY n", func(scan func(...any) error) error {
		var n int64
		var kind string
		var version int
		var envelope, payload []byte
		if err := scan(&n, &kind, &version, &envelope, &payload); err != nil {
			return err
		}
		e, err := decode(kind, version, envelope, payload)
		if err == nil {
			st.accounts[st.byNumber[n]].fold.Apply(e)
		}
		return err
	})
}

func (s *Store) loadChanges(ctx context.Context, st *state) error {
	parts, done := map[int64][]event.Event{}, map[int64]uuid.UUID{}
	err := s.eachRow(ctx, "SELECT account, part, type, version, envelope, payload FROM changes ORDER BY account, part", func(scan func(...any) error) error {
		var n, part int64
		var kind string
		var version int
		var envelope, payload []byte
		if err := scan(&n, &part, &kind, &version, &envelope, &payload); err != nil {
			return err
		}
		if part == 0 {
			id, err := uuid.FromBytes(envelope)
			done[n] = id
			return err
		}
		e, err := decode(kind, version, envelope, payload)
		parts[n] = append(parts[n], e)
		return err
	})
	for n, id := range done {
		st.accounts[st.byNumber[n]].changes = fold.RestoreChanges(parts[n], id)
	}
	return err
}

// eachRow goes through the rows of a query on the connection that writes.
func (s *Store) eachRow(ctx context.Context, query string, row func(scan func(...any) error) error) error {
	rows, err := s.conn.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
