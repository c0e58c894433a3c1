package http

import (
	"sync"
	"time"

	"github.com/google/uuid"
)

// keyUses remembers when each key was used last, since this process started. It
// is a convenience for whoever cleans up keys, not a fact of the log.
type keyUses struct {
	mu   sync.Mutex
	last map[uuid.UUID]time.Time
}

func newKeyUses() *keyUses { return &keyUses{last: map[uuid.UUID]time.Time{}} }

func (k *keyUses) note(key uuid.UUID, at time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.last[key] = at
}

func (k *keyUses) of(key uuid.UUID) (time.Time, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	at, ok := k.last[key]
	return at, ok
}
