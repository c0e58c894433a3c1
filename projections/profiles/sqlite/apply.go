package sqlite

import (
	"context"
	"errors"
	"fmt"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
)

// Apply implements projections.Projector.
func (s *Store) Apply(ctx context.Context, events []projections.Event, to projections.Checkpoint) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.apply(ctx, events, to); err != nil {
		s.memo.forget()
		return &profiles.Error{Op: "apply", Err: err}
	}
	return s.overwrite(ctx)
}

// overwrite empties the write-ahead log when it may hold values of erased
// records. Readers of old snapshots put it off to the next batch.
func (s *Store) overwrite(ctx context.Context) error {
	if !s.wipe {
		return nil
	}
	var busy, frames, done int
	err := s.conn.QueryRowContext(context.WithoutCancel(ctx), "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &done)
	s.wipe = err != nil || busy != 0
	return nil // the batch stands either way
}

func (s *Store) apply(ctx context.Context, events []projections.Event, to projections.Checkpoint) (err error) {
	if _, err := s.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() {
		if err != nil { // the caller's context may be what failed
			_, back := s.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
			err = errors.Join(err, back)
		}
	}()
	b := s.newBatch(ctx)
	if err := b.look(events); err != nil {
		return err
	}
	for i := range events {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.fold(&events[i].Event); err != nil {
			return fmt.Errorf("%s %s: %w", events[i].Type, events[i].ID, err)
		}
	}
	if err := b.flush(); err != nil {
		return err
	}
	_, err = s.conn.ExecContext(ctx, `INSERT INTO checkpoint (one, store, position, ordinal, version) VALUES (1,?,?,?,?)
		ON CONFLICT (one) DO UPDATE SET store = excluded.store, position = excluded.position, ordinal = excluded.ordinal, version = excluded.version`,
		to.Store[:], to.Position.Bytes(), to.Ordinal, to.Version)
	if err != nil {
		return fmt.Errorf("store the checkpoint: %w", err)
	}
	s.publishing.Lock()
	defer s.publishing.Unlock()
	if _, err := s.conn.ExecContext(ctx, "COMMIT"); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	b.publish()
	s.wipe = s.wipe || b.erased
	return nil
}

// fold takes one event in.
func (b *batch) fold(e *event.Event) error {
	switch e.Type {
	case event.TypeRecordObserved, event.TypeActivityRecorded, event.TypeRecordRecleaned, event.TypeRecordErased:
		return b.foldRecord(e)
	case event.TypeImportConfirmed:
		return b.confirm(e)
	case event.TypeAccountClosed: // its own payload may be erased with it
		return b.closeAccount(e)
	}
	if _, ok := fold.ChangeOf(e.Payload); ok {
		return b.consequence(*e)
	}
	return b.foldAccount(*e)
}

func (b *batch) foldRecord(e *event.Event) error {
	r, err := b.record(e)
	if err != nil {
		return err
	}
	switch p := e.Payload.(type) {
	case *event.RecordObserved, *event.RecordRecleaned:
		return b.applyFacts(r, *e)
	case *event.ActivityRecorded:
		return b.applyActivity(r, *e)
	case *event.RecordErased:
		return b.erase(r, *e)
	case event.Erased:
		return nil // it states nothing any more
	default:
		return fmt.Errorf("%w: payload %T", projections.ErrPoison, p)
	}
}

func (b *batch) confirm(e *event.Event) error {
	a, err := b.account(e.Account)
	if err != nil {
		return err
	}
	p, ok := e.Payload.(*event.ImportConfirmed)
	if !ok {
		return nil
	}
	for i := range p.Observations {
		if _, err := b.stmts.putConfirmed.ExecContext(b.ctx, p.Observations[i][:], e.Import[:], a.n); err != nil {
			return err
		}
	}
	return nil
}
