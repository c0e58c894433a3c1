package http

import (
	"crypto/sha256"
	"sync"

	"github.com/google/uuid"
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/cerebro-cdp/cerebro/commands"
)

// replayBytes bounds the answers that are remembered, together.
const replayBytes = 16 << 20

// replay remembers the answers of data commands that came with an
// Idempotency-Key, so that a repetition gets the first answer word for word.
// That a repetition changes nothing does not rest on it: event ids follow from
// the key. After a restart, or when it is forgotten, only the wording differs:
// an item with a message id of its own is a "duplicate" then.
type replay struct {
	mu    sync.Mutex
	known *lru.Cache[[32]byte, replayed]
	bytes int
}

type replayed struct {
	body   [32]byte
	answer []byte
}

func newReplay() (*replay, error) {
	r := &replay{}
	var err error
	r.known, err = lru.NewWithEvict(1<<16, func(_ [32]byte, old replayed) { r.bytes -= len(old.answer) })
	return r, err
}

func replayKey(account uuid.UUID, command, key string) [32]byte {
	return sha256.Sum256([]byte(account.String() + "\x00" + command + "\x00" + key))
}

// find gives the first answer, or refuses when the body was another one.
func (r *replay) find(id [32]byte, body []byte) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	first, ok := r.known.Get(id)
	if !ok {
		return nil, nil
	}
	if first.body != sha256.Sum256(body) {
		return nil, commands.Refuse(commands.Conflict, "use a new key for a new command", "this Idempotency-Key came with another body before")
	}
	return first.answer, nil
}

func (r *replay) keep(id [32]byte, body, answer []byte) {
	if len(answer) > replayBytes/16 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known.Remove(id)
	r.known.Add(id, replayed{sha256.Sum256(body), answer})
	for r.bytes += len(answer); r.bytes > replayBytes; {
		r.known.RemoveOldest()
	}
}
