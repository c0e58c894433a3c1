package sqlite

import (
	"context"
	"errors"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
)

// read answers one request from one snapshot.
func read[T any](ctx context.Context, s *Store, sight profiles.Sight, ask func(*profiles.Reading) (T, error)) (T, error) {
	var none T
	snap, err := s.snapshot(ctx)
	if err != nil {
		return none, &profiles.Error{Op: "read", Err: err}
	}
	defer snap.close()
	var of *fold.Account
	if a := snap.accounts[sight.Account]; a != nil {
		of = a.fold
	}
	r, err := profiles.NewReading(ctx, snap, of, sight)
	if err != nil {
		return none, err
	}
	out, err := ask(r)
	var ours *profiles.Error
	if err != nil && !errors.As(err, &ours) {
		err = &profiles.Error{Op: "read", Err: err}
	}
	return out, err
}

// Profile implements profiles.Reader.
func (s *Store) Profile(ctx context.Context, sight profiles.Sight, id uuid.UUID) (profiles.Profile, error) {
	return read(ctx, s, sight, func(r *profiles.Reading) (profiles.Profile, error) { return r.Profile(id) })
}

// Each implements profiles.Reader.
func (s *Store) Each(ctx context.Context, sight profiles.Sight, ids []uuid.UUID, show profiles.Show) error {
	_, err := read(ctx, s, sight, func(r *profiles.Reading) (struct{}, error) { return struct{}{}, r.Each(ids, show) })
	return err
}

// ProfileOf implements profiles.Reader.
func (s *Store) ProfileOf(ctx context.Context, sight profiles.Sight, record uuid.UUID) (uuid.UUID, error) {
	return read(ctx, s, sight, func(r *profiles.Reading) (uuid.UUID, error) { return r.ProfileOf(record) })
}

// RecordsOf implements profiles.Reader.
func (s *Store) RecordsOf(ctx context.Context, sight profiles.Sight, profile uuid.UUID) ([]uuid.UUID, error) {
	return read(ctx, s, sight, func(r *profiles.Reading) ([]uuid.UUID, error) { return r.RecordsOf(profile) })
}

// Find implements profiles.Reader.
func (s *Store) Find(ctx context.Context, sight profiles.Sight, q profiles.Query) (profiles.Page, error) {
	return read(ctx, s, sight, func(r *profiles.Reading) (profiles.Page, error) { return r.Find(q) })
}

// Contact implements profiles.Reader.
func (s *Store) Contact(ctx context.Context, sight profiles.Sight, p fold.Point) (fold.Contact, error) {
	return read(ctx, s, sight, func(r *profiles.Reading) (fold.Contact, error) { return r.Contact(p) })
}

// Confirmed implements profiles.Reader.
func (s *Store) Confirmed(ctx context.Context, sight profiles.Sight, observation uuid.UUID) (bool, error) {
	return read(ctx, s, sight, func(r *profiles.Reading) (bool, error) { return r.Confirmed(observation) })
}

// Sources implements profiles.Reader.
func (s *Store) Sources(ctx context.Context, sight profiles.Sight) ([]fold.Source, error) {
	return read(ctx, s, sight, func(r *profiles.Reading) ([]fold.Source, error) { return r.Sources(), nil })
}

// Account implements profiles.Reader.
func (s *Store) Account(id uuid.UUID) *fold.Account {
	if a := s.state.Load().accounts[id]; a != nil {
		return a.fold
	}
	return nil
}
