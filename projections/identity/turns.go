package identity

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"
)

// lanes is how many accounts have their turns at the same time: a long turn,
// such as after the activation of a model, leaves room for the others.
const lanes = 4

// An account whose turn failed pauses, longer each time.
const (
	minPause = 10 * time.Millisecond
	maxPause = 5 * time.Second
)

// turns gives accounts their turns: several accounts at a time, each account
// one, the small ones first.
type turns struct {
	p       *Projector
	free    chan struct{}
	running sync.WaitGroup
}

// turnState is what turns knows of an account; the lock of the Projector guards
// it.
type turnState struct {
	taken  bool // it has its turn, or pauses after one that failed
	missed bool // something was there to do while it had
	pause  time.Duration
}

func newTurns(p *Projector) *turns { return &turns{p: p, free: make(chan struct{}, lanes)} }

// begin begins a turn for every account that has something to do.
func (t *turns) begin(ctx context.Context) {
	for _, a := range t.open() {
		select {
		case t.free <- struct{}{}:
		case <-ctx.Done():
			return
		}
		if t.take(a) {
			t.running.Go(func() { t.run(ctx, a) })
		} else {
			<-t.free
		}
	}
}

// open are the accounts that have something to do, the small ones first.
func (t *turns) open() []*account {
	t.p.mu.Lock()
	defer t.p.mu.Unlock()
	var open []*account
	for _, a := range t.p.accounts {
		switch {
		case !a.progress.unsettled || a.progress.closing:
		case a.turn.taken:
			a.turn.missed = true
		default:
			open = append(open, a)
		}
	}
	slices.SortFunc(open, func(a, b *account) int { return cmp.Compare(a.partition.Len(), b.partition.Len()) })
	return open
}

func (t *turns) take(a *account) bool {
	t.p.mu.Lock()
	defer t.p.mu.Unlock()
	if a.turn.taken {
		return false
	}
	a.turn.taken, a.turn.missed = true, false
	return true
}

func (t *turns) run(ctx context.Context, a *account) {
	err := t.p.turn(ctx, a)
	<-t.free
	if err != nil && ctx.Err() == nil {
		t.p.Logger.Warn("consequences could not be appended; trying again", "err", err)
		t.rest(ctx, a)
	}
	t.p.mu.Lock()
	defer t.p.mu.Unlock()
	a.turn.taken = false
	t.p.broadcast() // somebody may wait for a turn, see ask
	if err == nil {
		a.turn.pause = 0
	}
	if err != nil || a.turn.missed {
		t.p.rouse()
	}
}

// rest lets an account pause.
func (t *turns) rest(ctx context.Context, a *account) {
	a.turn.pause = min(max(2*a.turn.pause, minPause), maxPause) // nobody else looks at it meanwhile
	select {
	case <-time.After(a.turn.pause):
	case <-ctx.Done():
	}
}
