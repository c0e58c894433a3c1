package projections

import (
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// Phase is what a Runner is doing.
type Phase string

// The phases.
const (
	Stopped    Phase = "stopped"
	Starting   Phase = "starting"
	CatchingUp Phase = "catching_up"
	Following  Phase = "live"
	Failed     Phase = "failed"
)

// Status is how a projection stands.
type Status struct {
	Name     string
	Phase    Phase
	Version  int
	Store    uuid.UUID
	Position eventstore.Position // applied
	Visible  eventstore.Position // what readers see
	Ordinal  int64

	// CaughtUp: the head was reached and nothing is waiting.
	CaughtUp bool
	// LagEvents are read and not applied yet; LagExact says that the log has no
	// others (otherwise there are at least as many).
	LagEvents int64
	LagExact  bool
	// Lag is the age of the newest event applied while the runner is behind,
	// else 0.
	Lag time.Duration
	// Rate is events a second over the last ten seconds.
	Rate float64

	Parked     int64 // events, those behind a parked one included
	ParkedKeys int
	Err        error // what went wrong last, nil once it passed
}

// state is what the goroutine of the runner tells the others; Runner.mu guards
// it.
type state struct {
	phase     Phase
	at        Checkpoint
	seen      eventstore.Position
	applied   eventstore.Position // of the last event given to Apply
	recorded  time.Time           // of the last event given to Apply
	caughtUp  bool
	queue     *queue
	parked    []Parked
	rate      rate
	err       error
	succeeded int64 // events applied in this run
}

func (r *Runner) opened(c Checkpoint, parked []Parked) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := &r.state
	s.phase, s.at, s.seen, s.applied, s.parked = CatchingUp, c, c.Position, c.Position, parked
	s.caughtUp = false
}

func (r *Runner) setQueue(q *queue) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.queue = q
}

func (r *Runner) setParked(list []Parked) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.parked = list
}

func (r *Runner) setError(err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.state.err = err
}

func (r *Runner) lastError() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state.err
}

// applied notes a transaction that went through.
func (r *Runner) applied(to Checkpoint, events []Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := &r.state
	s.at, s.seen, s.applied, s.err = to, to.Position, to.Position, nil
	s.recorded = events[len(events)-1].RecordedAt
	s.succeeded += int64(len(events))
	s.rate.add(r.cfg.Clock.Now(), len(events))
}

// passed notes that a batch is done with.
func (r *Runner) passed(at Checkpoint, caughtUp bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := &r.state
	s.at, s.seen, s.caughtUp, s.err = at, at.Position, caughtUp, nil
	if caughtUp {
		s.phase = Following
	}
}

// Status tells how the projection stands now.
func (r *Runner) Status() Status {
	visible := r.readers.position()
	r.mu.Lock()
	defer r.mu.Unlock()
	s, now := &r.state, r.cfg.Clock.Now()
	out := Status{
		Name: r.name, Phase: s.phase, Version: r.projector.Version(), Store: s.at.Store,
		Position: s.seen, Visible: visible, Ordinal: s.at.Ordinal, Rate: s.rate.perSecond(now),
		ParkedKeys: len(s.parked), Err: s.err,
	}
	for _, one := range s.parked {
		out.Parked += 1 + one.Later
	}
	if s.queue != nil {
		n, all := s.queue.waiting()
		out.LagEvents, out.LagExact = int64(n), all
		out.CaughtUp = s.caughtUp && n == 0 && all
	}
	if !out.CaughtUp && !s.recorded.IsZero() {
		out.Lag = max(0, now.Sub(s.recorded))
	}
	return out
}

// Parked lists the parked keys in log order.
func (r *Runner) Parked() []Parked {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Parked(nil), r.state.parked...)
}

// rate counts events over the last ten whole seconds.
type rate struct {
	seconds [rateSeconds]int64
	last    int64 // Unix second of the newest bucket
}

const rateSeconds = 10

func (r *rate) turn(now time.Time) {
	second := now.Unix()
	for ; r.last < second; r.last++ {
		if second-r.last > rateSeconds {
			r.last, r.seconds = second-1, [rateSeconds]int64{}
		}
		r.seconds[(r.last+1)%rateSeconds] = 0
	}
}

func (r *rate) add(now time.Time, n int) {
	r.turn(now)
	r.seconds[r.last%rateSeconds] += int64(n)
}

func (r *rate) perSecond(now time.Time) float64 {
	r.turn(now)
	var sum int64
	for _, n := range r.seconds {
		sum += n
	}
	return float64(sum) / rateSeconds
}
