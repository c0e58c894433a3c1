package identity

import (
	"context"
	"errors"

	"github.com/google/uuid"
)

// question is something only the author can answer: it alone looks at the
// matchers. It answers between two turns.
type question struct {
	account uuid.UUID
	ask     func(*account)
	answer  chan error
}

// errUnsettled: the account's matcher is ahead of the log, or behind it.
var errUnsettled = errors.New("identity: not settled")

// ask has the author call f with an account whose matcher has nothing left to
// do, as soon as there is such a moment; f looks at the partition under the
// projector's lock.
func (p *Projector) ask(ctx context.Context, accountID uuid.UUID, f func(*account)) error {
	for {
		if _, err := p.Settle(ctx, accountID, p.Position()); err != nil {
			return err
		}
		q := question{accountID, f, make(chan error, 1)}
		select {
		case p.questions <- q:
		case <-ctx.Done():
			return ctx.Err()
		}
		select {
		case err := <-q.answer:
			if !errors.Is(err, errUnsettled) {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// respond answers a question, unless there is something to do first.
func (p *Projector) respond(q question) {
	p.mu.Lock()
	a := p.accounts[q.account]
	known := a != nil && !a.row.Closed
	idle := known && a.matching != nil && a.progress.idle()
	p.mu.Unlock()
	switch {
	case !known:
		q.answer <- ErrUnknown
	case !idle || a.matching.x.Unsettled():
		q.answer <- errUnsettled
	default:
		q.ask(a)
		q.answer <- nil
	}
}
