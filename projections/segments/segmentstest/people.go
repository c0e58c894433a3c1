package segmentstest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// pools are small sets of values, so that people share them, with spellings
// that differ in case only.
func pools() map[string][]string {
	return map[string][]string{
		"first_name": {"Ann", "ann", "Bob", "Zoë", "Chloe"}, "last_name": {"McGee", "Mcgee", "O'Hara", "Lee"},
		"party": {"DEM", "REP", "UNA"}, "gender": {"female", "male"}, "voter_status": {"active", "inactive"},
		"birth_date": {"1980-05-17", "1999-12", "2010", "2008-03-15", "2008-03-16"}, "birth_year": {"1980", "1955"},
		"age": {"30", "44"}, "registration_date": {"2020-01-31", "2021", "2026-03-01"},
		"tag": {"VIP", "vip", "new", "lapsed"}, "employer": {"Duke Hospital", "duke hospital", "City of Cary"},
		"income": {"24000", "62000.5", "-10", "250000"}, "household_size": {"1", "2", "5"},
		"location": {"35.78,-78.64", "36.07,-79.79", "0,0"}, "homeowner": {"true", "false"},
		"county": {"Wake", "Durham"}, "city": {"Raleigh", "raleigh", "Cary"}, "voted_in": {"2020-11-03 general", "2022-11-08 general"},
		"do_not_call": {"true", "false"}, "do_not_mail": {"true", "false"}, "shoe_size": {"38", "39.5", "42"}, "voter_id": {"A1", "A2", "A3", "A4", "A5"},
	}
}

// properties are those of activities.
func properties() map[string][]string {
	return map[string][]string{
		"path": {"/", "/About", "/about"}, "utm_source": {"newsletter", "ads"}, "amount": {"10", "0.1", "99.999", "x"},
		"plan": {"Gold", "silver"}, "seats": {"3", "-1"}, "colour": {"red", "Blue"}, "weight": {"1.5"}, "event": {"Gala"},
		"form": {"join"}, "election": {"2020-11-03 general"}, "device_type": {"mobile", "desktop"},
	}
}

// names lists the keys of a pool in a fixed order.
func names(pool map[string][]string) []string { return slices.Sorted(maps.Keys(pool)) }

func catalogue() *category.Catalogue {
	c, err := category.BuiltIn().With(category.Category{Number: category.FirstCustom, Name: "shoe_size", Group: "custom", Type: category.NumberT, Cardinality: category.Many})
	if err != nil {
		panic(err) // a constant
	}
	return c
}

func one(m *maker, from []string) string { return from[m.IntN(len(from))] }

func (m *maker) facts() []event.Fact {
	var out []event.Fact
	all := names(pools())
	for range 1 + m.IntN(6) {
		name := all[m.IntN(len(all))]
		f := event.Fact{Op: event.Op(1 + m.IntN(4)), Category: catalogue().Number(name), Value: one(m, pools()[name])} //nolint:gosec // 1 to 4
		if m.IntN(3) > 0 {
			f.Op = event.Set
		}
		if f.Op == event.Clear {
			f.Value = ""
		}
		out = append(out, f)
	}
	return append(out, m.compounds()...)
}

// compounds are addresses, e-mails and phones with their parts: few enough that
// different people share them and speak of each other's.
func (m *maker) compounds() []event.Fact {
	var out []event.Fact
	group := uint16(0)
	add := func(op event.Op, pairs ...string) {
		group++
		for i := 0; i < len(pairs); i += 2 {
			out = append(out, event.Fact{Op: op, Group: group, Category: catalogue().Number(pairs[i]), Value: pairs[i+1]})
		}
	}
	if m.IntN(3) == 0 {
		pairs := []string{"address", one(m, []string{"home", "mail", "work"}), "city", one(m, pools()["city"])}
		if m.IntN(2) == 0 {
			pairs = append(pairs, "county", one(m, pools()["county"]), "street", one(m, []string{"1 Main St", "2 Elm St"}), "postcode", "27601")
		}
		add(event.Set, pairs...)
	}
	if m.IntN(3) == 0 {
		pairs := []string{"email", fmt.Sprintf("p%d@%s", m.IntN(12), one(m, []string{"x.org", "y.com"}))}
		if m.IntN(2) == 0 {
			pairs = append(pairs, "email_opt_in", one(m, []string{"subscribed", "subscribed", "unsubscribed", "bounced"}))
		}
		add(event.Add, pairs...)
	}
	if m.IntN(4) == 0 {
		pairs := []string{"phone", "+1919555010" + strconv.Itoa(m.IntN(10)), "phone_type", one(m, []string{"mobile", "landline"})}
		if m.IntN(3) == 0 {
			pairs = append(pairs, "sms_opt_in", one(m, []string{"true", "false"}))
		}
		add(event.Set, pairs...)
	}
	if m.IntN(6) == 0 { // refuses for everybody with the number or the address
		out = append(out, event.Fact{Op: event.Set, Category: catalogue().Number(one(m, []string{"do_not_call", "do_not_mail"})), Value: one(m, []string{"true", "true", "false"})})
	}
	return out
}

func (m *maker) observe() {
	r := m.record()
	env := m.of(r)
	id := m.tell(r, env, &event.RecordObserved{Key: "k", Facts: m.facts(), Cleaner: 1})
	if env.Import != uuid.Nil {
		m.observed = append(m.observed, id)
	}
}

func (m *maker) reclean() {
	e := m.events[m.IntN(len(m.events))]
	if p, ok := e.Payload.(*event.RecordObserved); ok {
		m.tell(e.Record, event.Envelope{Record: e.Record, Source: e.Source}, &event.RecordRecleaned{Observation: e.ID, Facts: m.facts()[:1], Cleaner: p.Cleaner + 1})
	}
}

func (m *maker) confirm() {
	if len(m.observed) == 0 {
		return
	}
	imp := m.pick(m.imports)
	m.emit(event.ImportStream(Account(), imp), event.Envelope{Import: imp}, &event.ImportConfirmed{
		Source: m.sources[0], Observations: []uuid.UUID{m.pick(m.observed), m.pick(m.observed)},
	})
}

func (m *maker) act() {
	r := m.record()
	types := []string{"page_view", "Page_View", "screen_view", "donation", "form_submission", "event_attendance", "Signed Up", "custom", "vote"}
	p := &event.ActivityRecorded{Key: "k", Activity: m.id(), Name: types[m.IntN(len(types))]}
	if m.IntN(4) == 0 { // has a key of its own: may be replaced
		p.Activity = uuid.NewSHA1(r, []byte{byte(m.IntN(4))})
		p.Withdrawn = m.IntN(5) == 0
	}
	values := properties()
	for _, name := range names(values) {
		if m.IntN(3) == 0 {
			p.Properties = append(p.Properties, event.Property{Name: name, Value: one(m, values[name])})
		}
	}
	m.tell(r, m.of(r), p)
}

func (m *maker) erase() {
	if m.IntN(2) == 0 {
		r := m.pick(m.records)
		m.tell(r, event.Envelope{Record: r, Source: m.source[r]}, &event.RecordErased{Reason: "request"})
	}
}

// merge joins two profiles, sometimes two pairs as one change.
func (m *maker) merge() {
	a, _ := m.partition.ProfileOf(m.pick(m.records))
	b, _ := m.partition.ProfileOf(m.pick(m.records))
	if a == b {
		return
	}
	members, _ := m.partition.Members(b)
	p := &event.ProfilesMerged{Into: m.partition.ProfileID(a), From: m.partition.ProfileID(b), Cause: event.CauseScore, Change: event.Change{ID: m.id(), Part: 1, Of: 1}}
	for _, n := range members {
		p.Records = append(p.Records, m.partition.RecordID(n))
	}
	m.emit(event.IdentityStream(Account()), event.Envelope{}, p)
}

// split parts a profile, in one event or as a change of two parts; some
// changes never finish.
func (m *maker) split() {
	profile, _ := m.partition.ProfileOf(m.pick(m.records))
	members, _ := m.partition.Members(profile)
	if len(members) < 2 {
		return
	}
	change := event.Change{ID: m.id(), Part: 1, Of: 1 + m.IntN(2)}
	part := []uuid.UUID{m.partition.RecordID(members[m.IntN(len(members))])}
	p := &event.ProfilesSplit{Profile: m.partition.ProfileID(profile), Parts: [][]uuid.UUID{part}, Cause: event.CauseUndo, Change: change}
	m.emit(event.IdentityStream(Account()), event.Envelope{}, p)
	if change.Of == 2 && m.IntN(3) > 0 {
		last := *p
		last.Change.Part = 2
		last.Parts = [][]uuid.UUID{{m.partition.RecordID(members[0])}}
		m.emit(event.IdentityStream(Account()), event.Envelope{}, &last)
	}
}
