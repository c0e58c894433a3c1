package pebblelog

import (
	"crypto/rand"
	"io"
	"log/slog"
	"time"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// Config says where a log lies and how much memory it may use. Only Dir has no
// default.
type Config struct {
	Dir    string       // folder of its own; made when it is missing
	FS     vfs.FS       // vfs.Default
	Logger *slog.Logger // discards; never gets payloads or stream names

	// ReadOnly opens an existing log without changing a byte of it. Appends
	// fail with ErrInvalid. The folder is locked all the same.
	ReadOnly bool

	Now    func() time.Time // time.Now; stamps Recorded.Created
	Random io.Reader        // crypto/rand; makes the store id

	CacheBytes    int64 // 64 MiB; blocks read from disk
	MemTableBytes int64 // 64 MiB; two of them may be held, and a third filled
}

const (
	defaultCacheBytes    = 64 << 20
	defaultMemTableBytes = 64 << 20
	leastMemTableBytes   = 256 << 10 // pebble's smallest; larger batches still work, slowly
)

// Validate tells what is wrong with the configuration.
func (c Config) Validate() error {
	bad := func(hint string) error {
		return &eventstore.Error{Op: "open", About: c.Dir, Err: eventstore.ErrInvalid, Hint: hint}
	}
	switch {
	case c.Dir == "":
		return bad("name the log's folder, as in pebble:DIR")
	case c.CacheBytes < 0:
		return bad("CacheBytes must not be negative")
	case c.MemTableBytes != 0 && c.MemTableBytes < leastMemTableBytes:
		return bad("MemTableBytes must be at least 256 KiB")
	}
	return nil
}

func (c Config) withDefaults() Config {
	if c.FS == nil {
		c.FS = vfs.Default
	}
	c.Dir = absolute(c.FS, c.Dir)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.CacheBytes == 0 {
		c.CacheBytes = defaultCacheBytes
	}
	if c.MemTableBytes == 0 {
		c.MemTableBytes = defaultMemTableBytes
	}
	return c
}
