package identity

import (
	"context"

	"github.com/google/uuid"
)

// ask calls f with an account whose matcher has nothing left to do, as soon as
// there is such a moment. It takes the account's turn for that: nobody else
// looks at its matcher meanwhile. f looks at the partition under the projector's
// lock. Without an author there is no matcher, and ask waits in vain.
func (p *Projector) ask(ctx context.Context, accountID uuid.UUID, f func(*account)) error {
	if err := p.loaded(ctx); err != nil {
		return err
	}
	for {
		a, moved, err := p.takeTurn(accountID)
		switch {
		case err != nil:
			return err
		case a != nil:
			defer p.giveTurn(a)
			f(a)
			return nil
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// takeTurn takes the turn of a settled account; nil when it is not settled or
// has its turn, and what tells when to look again.
func (p *Projector) takeTurn(id uuid.UUID) (*account, <-chan struct{}, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.accounts[id]
	if a == nil || a.row.Closed {
		return nil, nil, ErrUnknown
	}
	if p.broken || a.turn.taken || !a.progress.idle() || a.matching == nil {
		return nil, p.moved, nil
	}
	a.turn.taken, a.turn.missed = true, false
	return a, nil, nil
}

// giveTurn gives it back, and has the author look at what came meanwhile.
func (p *Projector) giveTurn(a *account) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a.turn.taken = false
	p.broadcast()
	if a.turn.missed {
		p.rouse()
	}
}
