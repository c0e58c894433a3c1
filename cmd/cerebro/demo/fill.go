package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/commands/ingest/tracking"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// Config says how large the organisation is; the zero value gives the demo.
type Config struct {
	Seed       uint64
	Voters     int // 20,000
	Members    int // 1,500
	Volunteers int // 600
	Visitors   int // 3,200
	Attendees  int // 400
	Now        time.Time
	Progress   io.Writer // nil: silent
}

func (c Config) withDefaults() Config {
	orElse := func(n *int, d int) {
		if *n == 0 {
			*n = d
		}
	}
	orElse(&c.Voters, 20_000)
	orElse(&c.Members, 1_500)
	orElse(&c.Volunteers, 600)
	orElse(&c.Visitors, 3_200)
	orElse(&c.Attendees, 400)
	if c.Now.IsZero() {
		c.Now = time.Now()
	}
	if c.Progress == nil {
		c.Progress = io.Discard
	}
	return c
}

// Account is the account that the demo lives in.
var Account = commands.CreateAccount{Name: "Triangle Neighbours", Timezone: "America/New_York", PhoneRegion: "US"}

// Fill invents the organisation and takes it in through s, as caller (an admin
// of an account with the source "web").
func Fill(ctx context.Context, s *commands.Service, caller commands.Caller, c Config) error {
	c = c.withDefaults()
	w := newWorld(c.Seed, c.Now)
	people := w.people(c.Voters + c.Voters/10) // some are not registered
	w.r.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
	f := &filling{world: w, service: s, caller: caller, config: c, people: people}
	for _, step := range []func(context.Context) error{f.voters, f.members, f.volunteers, f.website, f.event} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	return nil
}

type filling struct {
	*world
	service *commands.Service
	caller  commands.Caller
	config  Config
	people  []Person
}

func (f *filling) say(format string, args ...any) {
	fmt.Fprintf(f.config.Progress, format+"\n", args...)
}

func (f *filling) load(ctx context.Context, source, file string, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	r, err := f.service.Import(ctx, f.caller, commands.ImportOptions{Source: source, File: file}, &b, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	f.say("  %-22s %6d rows, %d saved, %d share their profile with another record", file, r.Counts.Read, r.Counts.Saved, r.Merged)
	return nil
}

func (f *filling) voters(ctx context.Context) error {
	return f.load(ctx, "voter file", "ncvoter_triangle.txt", func(out io.Writer) error { return writeVoters(out, f.people[:f.config.Voters]) })
}

func (f *filling) members(ctx context.Context) error {
	from := len(f.people) - f.config.Voters/10 - f.config.Members*9/10 // a tenth are no voters
	return f.load(ctx, "members", "members.csv", func(out io.Writer) error {
		return f.writeMembers(out, f.people[from:from+f.config.Members])
	})
}

func (f *filling) volunteers(ctx context.Context) error {
	return f.load(ctx, "volunteers", "volunteers.csv", func(out io.Writer) error { return f.writeVolunteers(out, f.people[:f.config.Volunteers]) })
}

// website sends the tracking calls of all visitors in batches.
func (f *filling) website(ctx context.Context) error {
	const batch = 200
	var all []message
	for i := range f.config.Visitors {
		v := visitor{cookie: fmt.Sprintf("cookie-%08x", f.r.Uint32()), agent: pick(f.world, agents)}
		if f.chance(55) {
			v.person = &f.people[f.r.IntN(len(f.people))]
		}
		all = append(all, f.browse(v, i%2 == 0)...)
	}
	for at := 0; at < len(all); at += batch {
		body, err := encode(all[at:min(at+batch, len(all))])
		if err != nil {
			return err
		}
		call, err := tracking.Parse("batch", body)
		if err != nil {
			return err
		}
		done, err := f.service.Track(ctx, f.caller, call, f.config.Now)
		if err != nil {
			return err
		}
		if err := firstRejected(done); err != nil {
			return err
		}
	}
	f.say("  %-22s %6d visitors, %d calls", "web site", f.config.Visitors, len(all))
	return nil
}

// event records who came to the spring meeting.
func (f *filling) event(ctx context.Context) error {
	_, err := f.service.RegisterSource(ctx, f.caller, commands.RegisterSource{Name: "spring meeting", Kind: event.SourceIntegration}, "")
	if err != nil {
		return err
	}
	var people, came []json.RawMessage
	when := f.config.Now.AddDate(0, -6, 0).UTC().Format(time.RFC3339)
	for i := range f.config.Attendees {
		p := f.noisy(f.people[f.r.IntN(len(f.people))])
		key := fmt.Sprintf("attendee-%d", i+1)
		facts := map[string]any{"first_name": p.First, "last_name": p.Last}
		if p.Email != "" {
			facts["email"] = p.Email
		}
		if p.Phone != "" {
			facts["phone"] = p.Phone
		}
		people = append(people, raw(map[string]any{"key": key, "facts": facts, "occurred_at": when}))
		came = append(came, raw(map[string]any{"key": key, "type": fold.EventAttendance, "occurred_at": when, "properties": map[string]any{"event": "Spring meeting"}}))
	}
	done, err := f.service.ObserveRecords(ctx, f.caller, commands.ObserveRecords{Source: "spring meeting", Records: people}, "")
	if err == nil {
		err = firstRejected(done)
	}
	if err != nil {
		return err
	}
	done, err = f.service.RecordActivities(ctx, f.caller, commands.RecordActivities{Source: "spring meeting", Activities: came}, "")
	if err == nil {
		err = firstRejected(done)
	}
	f.say("  %-22s %6d attendees", "spring meeting", f.config.Attendees)
	return err
}

func raw(v any) json.RawMessage {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // maps of texts
	}
	return b
}

// firstRejected fails when the demo's own data is refused: a mistake of ours.
func firstRejected(a commands.DataAnswer) error {
	for _, it := range a.Items {
		if it.Status == ingest.Rejected {
			return fmt.Errorf("a generated datum was rejected: %w", it.Err)
		}
	}
	return nil
}
