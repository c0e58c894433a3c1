package identity_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

// echo is a log that hands what the author appends straight back.
type echo struct {
	events   []projections.Event
	revision map[event.Kind]eventstore.Revision
	at       uint64
	authored int
}

func (l *echo) add(s event.Stream, e event.Event) {
	l.at++
	if _, known := l.revision[s.Kind]; !known {
		l.revision[s.Kind] = eventstore.NoStream
	}
	l.revision[s.Kind]++
	l.events = append(l.events, projections.Event{
		Event: e, Stream: s, Position: eventstore.MakePosition(l.at, 0), Revision: l.revision[s.Kind],
	})
}

// Append implements identity.Journal. Payloads pass through their encoding, as
// in a log.
func (l *echo) Append(_ context.Context, writes ...journal.Write) ([]eventstore.Result, error) {
	out := make([]eventstore.Result, len(writes))
	for i, w := range writes {
		for _, e := range w.Entries {
			b, err := event.EncodePayload(e.Payload)
			if err == nil {
				e.Payload, err = event.DecodePayload(e.Type, e.Version, b)
			}
			if err != nil {
				return nil, err
			}
			l.add(w.Stream, e)
			l.authored++
		}
		out[i].Revision = l.revision[w.Stream.Kind]
	}
	return out, nil
}

// ReadOne implements identity.Journal.
func (l *echo) ReadOne(context.Context, event.Stream, eventstore.Revision) (journal.Event, error) {
	return journal.Event{}, journal.ErrNoEvent
}

// factsOf are the facts of a generated person.
func factsOf(c *category.Catalogue, r *match.Record) (out []event.Fact) {
	set := func(name, value string, group uint16) {
		if value != "" {
			out = append(out, event.Fact{Op: event.Set, Category: c.Number(name), Value: value, Group: group})
		}
	}
	set("first_name", r.Given, 0)
	set("middle_name", r.Middle, 0)
	set("last_name", r.Surname, 0)
	set("suffix", r.Suffix, 0)
	set("birth_date", r.BirthDate, 0)
	set("gender", r.Gender, 0)
	for _, v := range r.Emails {
		set("email", v, 0)
	}
	for _, v := range r.Phones {
		set("phone", v, 0)
	}
	for _, a := range r.Addresses {
		set("address", "home", 1)
		set("street", a.Number+" "+a.Street, 1)
		set("city", a.City, 1)
		set("state", a.State, 1)
		set("postcode", a.Postcode, 1)
	}
	return out
}

// BenchmarkLive imports generated people through Apply and the author, in
// portions of 500, with the calibrations of a first load. CEREBRO_BENCH_RECORDS
// says how many (20,000).
func BenchmarkLive(b *testing.B) {
	n := 20_000
	if v, err := strconv.Atoi(os.Getenv("CEREBRO_BENCH_RECORDS")); err == nil {
		n = v
	}
	for b.Loop() {
		live(b, n)
	}
}

// bench is an account under load.
type bench struct {
	*echo
	b       *testing.B
	config  identity.Config
	matcher *identity.Projector
	to      projections.Checkpoint
	account uuid.UUID
}

func newBench(b *testing.B) *bench {
	l := &echo{revision: map[event.Kind]eventstore.Revision{}}
	c := identity.Config{Dir: b.TempDir(), Journal: l}
	p, err := identity.Open(c)
	if err != nil {
		b.Fatal(err)
	}
	return &bench{
		echo: l, b: b, config: c, matcher: p, account: uuid.New(),
		to: projections.Checkpoint{Store: uuid.New(), Version: p.Version()},
	}
}

// happen puts an event into the log.
func (l *bench) happen(s event.Stream, record uuid.UUID, pl event.Payload) {
	now := time.Now()
	l.add(s, event.Event{Envelope: event.Envelope{
		ID: uuid.New(), Type: pl.EventType(), Version: event.Version(pl.EventType()), Account: l.account,
		Record: record, OccurredAt: now, RecordedAt: now,
	}, Payload: pl})
}

// settle applies what is in the log and lets the author have turns until
// nothing follows.
func (l *bench) settle() {
	for len(l.events) > 0 {
		events := l.events
		l.events = nil
		l.to.Position, l.to.Ordinal = events[len(events)-1].Position, l.to.Ordinal+int64(len(events))
		if err := l.matcher.Apply(context.Background(), events, l.to); err != nil {
			l.b.Fatal(err)
		}
		if err := l.matcher.AuthorOnce(context.Background()); err != nil {
			l.b.Fatal(err)
		}
	}
}

func live(b *testing.B, n int) {
	before := heap()
	people, _ := matchtest.Split(matchtest.Households(3, n))
	catalogue := category.BuiltIn()
	l := newBench(b)
	l.happen(event.AccountStream(l.account), uuid.Nil, &event.AccountOpened{Timezone: "UTC"})
	cpu, start := cpuTime(), time.Now()
	for i := range people {
		id := uuid.New()
		l.happen(event.RecordStream(l.account, id), id, &event.RecordObserved{Key: fmt.Sprint(i), Cleaner: 1, Facts: factsOf(catalogue, &people[i])})
		if i%500 == 499 {
			l.settle()
		}
	}
	l.happen(event.ImportStream(l.account, uuid.New()), uuid.Nil, &event.ImportFinished{Saved: int64(n)})
	l.settle()
	people = nil
	b.ReportMetric(float64(n)/time.Since(start).Seconds(), "records/s")
	b.ReportMetric(float64(n)/(cpuTime()-cpu).Seconds(), "records/cpu-s")
	b.ReportMetric(float64(heap()-before)/float64(n), "B/record")
	b.ReportMetric(float64(l.authored)/float64(n), "consequences/record")
	b.ReportMetric(peak(), "MB/peak")
	open, _, err := l.matcher.Reviews(b.Context(), l.account, nil, 0)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(len(open))/float64(n), "reviews/record")
	if err := l.matcher.Close(); err != nil {
		b.Fatal(err)
	}
	l.authored = 0
	restart(b, l.config, l.account)
	if l.authored > 0 {
		b.Errorf("%d consequences after a restart", l.authored)
	}
}

// restart opens a folder again: how long until profiles are answered, and until
// the matcher is there.
func restart(b *testing.B, c identity.Config, account uuid.UUID) {
	start := time.Now()
	p, err := identity.Open(c)
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	b.ReportMetric(time.Since(start).Seconds(), "s/open")
	if _, _, _, err := p.Members(context.Background(), account, account); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(time.Since(start).Seconds(), "s/profiles")
	if err := p.AuthorOnce(context.Background()); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(time.Since(start).Seconds(), "s/matcher")
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// peak is the most memory the process held, in MB.
func peak() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Maxrss) / 1024
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
