package bitmap

import (
	"errors"
	"fmt"
	"time"
)

// Config says where an engine lives and how it behaves. Zero values take the
// defaults.
type Config struct {
	Folder string // made when it is not there

	// PublishEvery is how long applied events may stay unseen (100 ms);
	// negative publishes at the end of every Apply.
	PublishEvery time.Duration
	// PublishEvents is after how many events a version is published anyway
	// (10,000).
	PublishEvents int
	// SnapshotEvents is after how many applied events a snapshot is taken in
	// the background (50,000), later if snapshots would take more than one part
	// in twenty of the time; negative takes them only when asked to.
	SnapshotEvents int
	// ReplayTime is how long applying may have taken since the last snapshot
	// before one is taken whatever it costs (4 s): as long as a start after a
	// crash takes to apply the same again.
	ReplayTime time.Duration
	// ReviewHolders is how many profiles one Apply looks at again because of
	// what another profile says of a contact point that they share (2,000); the
	// others follow with the next Applies, or when nothing else is to do.
	ReviewHolders int
	// CacheRecords is how many records' states are kept decoded (16,384).
	CacheRecords int
	// StoreBytes is the memory of the state store's caches (64 MiB).
	StoreBytes int64
	// Now is the clock (time.Now); it decides when to publish and
	// to take snapshots, never what.
	Now func() time.Time
}

// ErrConfig: the configuration does not hold.
var ErrConfig = errors.New("wrong configuration of segments")

// Validate fills in the defaults and refuses what cannot work.
func (c *Config) Validate() error {
	if c.Folder == "" {
		return fmt.Errorf("bitmap: %w: no folder", ErrConfig)
	}
	if c.PublishEvery == 0 {
		c.PublishEvery = 100 * time.Millisecond
	}
	if c.PublishEvents <= 0 {
		c.PublishEvents = 10_000
	}
	if c.SnapshotEvents == 0 {
		c.SnapshotEvents = 50_000
	}
	if c.ReplayTime <= 0 {
		c.ReplayTime = 4 * time.Second
	}
	if c.ReviewHolders <= 0 {
		c.ReviewHolders = 2_000
	}
	if c.CacheRecords <= 0 {
		c.CacheRecords = 16_384
	}
	if c.StoreBytes <= 0 {
		c.StoreBytes = 64 << 20
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return nil
}
