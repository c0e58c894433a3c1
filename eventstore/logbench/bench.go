package logbench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// Load is what clients do.
type Load struct {
	Name    string `json:"name"`
	Clients int    `json:"clients"`
	Batch   int    `json:"batch"` // events an append
}

// Config says how much is measured. The zero value is the full bench.
type Config struct {
	Loads    []Load        // 256 clients with one event, 256 with batches of 50
	Rounds   int           // 5; each runs everything once
	Duration time.Duration // 3 s; of one measurement
	Payload  int           // 115 bytes of incompressible data an event
	Metadata int           // 70 bytes of envelope an event
}

// Validate tells what is wrong with the configuration.
func (c Config) Validate() error {
	if c.Rounds < 0 || c.Duration < 0 || c.Payload < 0 || c.Metadata < 0 {
		return fmt.Errorf("log bench: %w: a number is negative", eventstore.ErrInvalid)
	}
	for _, l := range c.Loads {
		if l.Clients < 1 || l.Batch < 1 {
			return fmt.Errorf("log bench: %w: load %q needs clients and a batch size", eventstore.ErrInvalid, l.Name)
		}
	}
	return nil
}

func (c Config) withDefaults() Config {
	if len(c.Loads) == 0 {
		c.Loads = []Load{{"256 clients, 1 event", 256, 1}, {"256 clients, batches of 50", 256, 50}}
	}
	if c.Rounds == 0 {
		c.Rounds = 5
	}
	if c.Duration == 0 {
		c.Duration = 3 * time.Second
	}
	if c.Payload == 0 {
		c.Payload = 115
	}
	if c.Metadata == 0 {
		c.Metadata = 70
	}
	return c
}

// Figures are medians over the rounds, in events per second.
type Figures struct {
	Load
	EventBytes  int       `json:"event_bytes"` // of one stored event, without its index entries
	Ours        float64   `json:"ours"`
	BareClients float64   `json:"bare_clients"`
	BareLoop    float64   `json:"bare_loop"`
	OfClients   float64   `json:"ratio_to_bare_clients"` // median of the rounds' ratios
	OfLoop      float64   `json:"ratio_to_bare_loop"`
	GroupEvents float64   `json:"events_per_sync"`
	Rounds      []Figured `json:"rounds"`
}

// Figured is one round.
type Figured struct {
	Ours        float64 `json:"ours"`
	BareClients float64 `json:"bare_clients"`
	BareLoop    float64 `json:"bare_loop"`
	GroupEvents float64 `json:"events_per_sync"`
}

// Result is what a run gives.
type Result struct {
	CPUs     int           `json:"cpus"`
	Go       string        `json:"go"`
	Duration time.Duration `json:"duration_ns"` // of one measurement
	Loads    []Figures     `json:"loads"`
}

// Run measures in fresh folders below dir and removes them.
func Run(ctx context.Context, dir string, c Config) (Result, error) {
	if err := c.Validate(); err != nil {
		return Result{}, err
	}
	c = c.withDefaults()
	result := Result{CPUs: runtime.GOMAXPROCS(0), Go: runtime.Version(), Duration: c.Duration}
	for _, load := range c.Loads {
		f, err := c.measure(ctx, dir, load)
		if err != nil {
			return Result{}, fmt.Errorf("log bench, %s: %w", load.Name, err)
		}
		result.Loads = append(result.Loads, f)
	}
	return result, nil
}

func (c Config) measure(ctx context.Context, dir string, load Load) (Figures, error) {
	a := newSource(c, 0).append(1)
	f := Figures{Load: load, EventBytes: len(value(0, a.Stream, &a.Events[0]))}
	for round := range c.Rounds {
		r, err := c.round(ctx, filepath.Join(dir, fmt.Sprintf("bench-%d", round)), load)
		if err != nil {
			return Figures{}, err
		}
		f.Rounds = append(f.Rounds, r)
	}
	f.Ours = median(f.Rounds, func(r Figured) float64 { return r.Ours })
	f.BareClients = median(f.Rounds, func(r Figured) float64 { return r.BareClients })
	f.BareLoop = median(f.Rounds, func(r Figured) float64 { return r.BareLoop })
	f.OfClients = median(f.Rounds, func(r Figured) float64 { return r.Ours / r.BareClients })
	f.OfLoop = median(f.Rounds, func(r Figured) float64 { return r.Ours / r.BareLoop })
	f.GroupEvents = median(f.Rounds, func(r Figured) float64 { return r.GroupEvents })
	return f, nil
}

// round runs the three once, each in a folder of its own.
func (c Config) round(ctx context.Context, dir string, load Load) (r Figured, err error) {
	in := func(run func(dir string) (float64, error)) (float64, error) {
		defer func() { _ = os.RemoveAll(dir) }()
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		// What the last measurement left behind is not this one's to collect.
		runtime.GC()
		return run(dir)
	}
	if r.Ours, err = in(func(dir string) (rate float64, err error) {
		rate, r.GroupEvents, err = c.ours(ctx, dir, load)
		return rate, err
	}); err != nil {
		return r, err
	}
	if r.BareClients, err = in(func(dir string) (float64, error) { return c.bareClients(ctx, dir, load) }); err != nil {
		return r, err
	}
	r.BareLoop, err = in(func(dir string) (float64, error) { return c.bareLoop(ctx, dir, int(r.GroupEvents)+1, load.Batch) })
	return r, err
}

func median(rounds []Figured, of func(Figured) float64) float64 {
	var v []float64
	for _, r := range rounds {
		v = append(v, of(r))
	}
	slices.Sort(v)
	return v[len(v)/2]
}
