package identity

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"sync"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// ErrSurveying: another account, or this one, is being looked over as a whole.
var ErrSurveying = errors.New("identity: another preview or partition is under way")

// surveying lets one survey at a time take memory and processors, and none
// outlive the store.
type surveying struct {
	slot   *sync.Mutex // held by the one survey
	disk   *sync.Mutex // held while it reads
	ctx    context.Context
	cancel context.CancelFunc
}

func newSurveying() surveying {
	ctx, cancel := context.WithCancel(context.Background())
	return surveying{slot: &sync.Mutex{}, disk: &sync.Mutex{}, ctx: ctx, cancel: cancel}
}

// stop ends the reading of a survey and lets no other begin.
func (s *surveying) stop() {
	s.cancel()
	s.disk.Lock()
	defer s.disk.Unlock()
}

// survey is an account as a whole at one moment, for answers that look at every
// record. It is read from a frozen image, beside the author and its matcher.
type survey struct {
	nodes     []match.Node
	ordinals  []fold.Ordinal // of the nodes
	profiles  []fold.Ordinal // by record: the profile that holds it
	decisions map[uuid.UUID]*decision
	inForce   *match.Model
}

// surveyed takes a survey of an account and calls f with it. Blocked values are
// left out as a model has it; under nil, as the one in force has it. One survey
// runs at a time in a process: ErrSurveying.
func (p *Projector) surveyed(ctx context.Context, id uuid.UUID, under *match.Model, f func(*survey) error) error {
	if !p.survey.slot.TryLock() {
		return ErrSurveying
	}
	defer p.survey.slot.Unlock()
	s, err := p.takeSurvey(ctx, id, under)
	if err != nil {
		return err
	}
	return f(s)
}

func (p *Projector) takeSurvey(ctx context.Context, id uuid.UUID, under *match.Model) (*survey, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(p.survey.ctx, cancel)()
	p.survey.disk.Lock()
	defer p.survey.disk.Unlock()
	if err := errors.Join(ctx.Err(), p.survey.ctx.Err()); err != nil {
		return nil, err
	}
	s := &survey{}
	from := reading{account: id}
	err := p.look(ctx, id, func(a *account) {
		from.image = image{p.store.db.NewSnapshot()} // of the very moment that memory is at
		if a == nil {
			s.inForce = p.base
			return
		}
		from.filter = p.filterIn(a, from.image)
		s.decisions, s.inForce = maps.Clone(a.decisions), a.model
		s.profiles = make([]fold.Ordinal, a.partition.Len())
		for n := range s.profiles {
			s.profiles[n], _ = a.partition.Profile(fold.Ordinal(n))
		}
	})
	if err != nil {
		return nil, err
	}
	if under == nil {
		under = s.inForce
	}
	from.choice = under.Choice()
	err = p.sweep(ctx, from, func(n fold.Ordinal, node *match.Node, present bool) {
		if present {
			s.nodes, s.ordinals = append(s.nodes, *node), append(s.ordinals, n)
		}
	})
	if err = errors.Join(err, from.from.Close()); err != nil {
		return nil, fmt.Errorf("identity: survey: %w", err)
	}
	return s, nil
}

// Partition is who is whom in an account, as one figure.
type Partition struct {
	Hash     string // see match.PartitionHash: no ids, no order
	Records  int    // that count: not erased, not retracted
	Profiles int    // of them
	Model    string // version in force
}

// Partition hashes the profiles of an account as they are now.
func (p *Projector) Partition(ctx context.Context, account uuid.UUID) (out Partition, err error) {
	err = p.surveyed(ctx, account, nil, func(s *survey) error {
		keys, profiles := make([]match.ContentKey, len(s.nodes)), make([]fold.Ordinal, len(s.nodes))
		distinct := map[fold.Ordinal]struct{}{}
		for i := range s.nodes {
			keys[i], profiles[i] = s.nodes[i].Key(), s.profiles[s.ordinals[i]]
			distinct[profiles[i]] = struct{}{}
		}
		out = Partition{match.PartitionHash(profiles, keys), len(keys), len(distinct), s.inForce.Hash()}
		return nil
	})
	return out, err
}
