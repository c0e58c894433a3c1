package projections

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// Mode is what a Runner does at the end of the log and at a poison event.
type Mode int

// The modes. Live follows the log for ever and parks; Rebuild ends at the head
// that stood when it began and stops at the first event that cannot be applied.
const (
	Live Mode = iota
	Rebuild
)

// Config of a Runner. The zero value gives the defaults.
type Config struct {
	Mode Mode

	// MaxEvents and MaxBytes bound one batch, and once more what is read ahead
	// while a batch is applied (4096 events, 8 MiB).
	MaxEvents int
	MaxBytes  int

	// Attempts at a batch before it is bisected (4), with waits that double
	// from BackOff (50 ms) to MaxBackOff (15 s).
	Attempts   int
	BackOff    time.Duration
	MaxBackOff time.Duration

	// StoreEvery is how often a checkpoint is stored when no event passes the
	// filter (30 s); StopWithin bounds the batch in flight when stopping (30 s).
	StoreEvery time.Duration
	StopWithin time.Duration

	Parking Parking // nil keeps the list in memory only
	Clock   Clock   // nil is the system's
	Logger  *slog.Logger
}

// Clock is time as a Runner sees it.
type Clock interface {
	Now() time.Time
	// Wait returns after d, or earlier with ctx's error.
	Wait(ctx context.Context, d time.Duration) error
}

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func (systemClock) Wait(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func (c Config) withDefaults() Config {
	c.MaxEvents = orDefault(c.MaxEvents, 4096)
	c.MaxBytes = orDefault(c.MaxBytes, 8<<20)
	c.Attempts = orDefault(c.Attempts, 4)
	c.BackOff = orDefault(c.BackOff, 50*time.Millisecond)
	c.MaxBackOff = orDefault(c.MaxBackOff, 15*time.Second)
	c.StoreEvery = orDefault(c.StoreEvery, 30*time.Second)
	c.StopWithin = orDefault(c.StopWithin, 30*time.Second)
	if c.Parking == nil {
		c.Parking = &memoryParking{}
	}
	if c.Clock == nil {
		c.Clock = systemClock{}
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

func orDefault[T int | time.Duration](v, otherwise T) T {
	if v == 0 {
		return otherwise
	}
	return v
}

// Validate tells what is wrong with a configuration.
func (c Config) Validate() error {
	for name, v := range map[string]int64{
		"MaxEvents": int64(c.MaxEvents), "MaxBytes": int64(c.MaxBytes), "Attempts": int64(c.Attempts),
		"BackOff": int64(c.BackOff), "MaxBackOff": int64(c.MaxBackOff),
		"StoreEvery": int64(c.StoreEvery), "StopWithin": int64(c.StopWithin),
	} {
		if v < 0 {
			return fmt.Errorf("projections: %w: %s is negative", ErrInvalid, name)
		}
	}
	if c.Mode != Live && c.Mode != Rebuild {
		return fmt.Errorf("projections: %w: unknown mode %d", ErrInvalid, c.Mode)
	}
	return nil
}
