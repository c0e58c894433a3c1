package commands

import (
	"context"
	"sync"

	"github.com/google/uuid"
)

// turns lets one at a time do something about a source.
type turns struct {
	mu    sync.Mutex
	taken map[uuid.UUID]chan struct{}
}

func newTurns() *turns { return &turns{taken: map[uuid.UUID]chan struct{}{}} }

// take waits for the source's turn; give it back by calling what it returns.
func (t *turns) take(ctx context.Context, source uuid.UUID) (back func(), err error) {
	t.mu.Lock()
	turn := t.taken[source]
	if turn == nil {
		turn = make(chan struct{}, 1)
		t.taken[source] = turn
	}
	t.mu.Unlock()
	select {
	case turn <- struct{}{}:
		return func() { <-turn }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
