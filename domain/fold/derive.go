package fold

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
)

// Kinds of addresses that give the parts: the home, else the mailing one.
const (
	home = "home"
	mail = "mail"
)

// showAddress shows the parts of the winning home address, else of the mailing
// one; a part that it lacks may have been stated alone.
func (b *builder) showAddress() {
	for _, kind := range [...]string{home, mail} {
		if s, ok := b.address(kind); ok {
			b.entries = append(b.entries, b.dwelling(s)...)
			break
		}
	}
	b.showLone()
}

func (b *builder) address(kind string) (Shown, bool) {
	e, _ := b.entry(AddressCategory)
	i := slices.IndexFunc(e.Values, func(s Shown) bool { return s.Value == kind })
	if i < 0 {
		return Shown{}, false
	}
	return e.Values[i], true
}

// dwelling is the parts of an address as entries, and its household.
func (b *builder) dwelling(s Shown) []Entry {
	out := make([]Entry, 0, len(s.Parts)+1)
	for _, p := range s.Parts {
		part := s
		part.Value, part.Raw, part.Parts = p.Value, p.Raw, nil
		out = append(out, Entry{Category: p.Category, Values: []Shown{part}})
	}
	if id := b.household(s.Parts); id != "" {
		part := s
		part.Value, part.Raw, part.Parts = id, "", nil
		out = append(out, Entry{Category: catHousehold, Values: []Shown{part}})
	}
	return out
}

// household remembers the id of a dwelling by its parts: the account and each
// source show the same one.
type household struct {
	of *Part
	id string
}

// household is the id of the household at an address, "" without a street.
func (b *builder) household(parts []Part) string {
	if len(parts) == 0 {
		return ""
	}
	if b.house.of != &parts[0] {
		*b.house = household{of: &parts[0]}
		if id, ok := HouseholdID(b.Account, Value{Category: AddressCategory, Parts: parts}); ok {
			b.house.id = id.String()
		}
	}
	return b.house.id
}

// showLone shows parts stated without an address where no address gives them.
func (b *builder) showLone() {
	for i := range b.lone {
		if _, taken := b.entry(b.lone[i].Category); !taken {
			b.entries = append(b.entries, b.lone[i])
		} else {
			b.merge(b.lone[i], false)
		}
	}
}

// derived adds one derived value that comes from another.
func (b *builder) derived(cat category.Number, value string, from Shown) {
	from.Value, from.Raw, from.Space, from.Parts = value, "", "", nil
	b.add(cat, from)
}

// totals adds one derived value that comes from many places.
func (b *builder) totals(cat category.Number, value string) {
	b.entries = append(b.entries, Entry{Category: cat, Values: []Shown{{Value: value}}})
}

// derive adds everything that is computed, but for the age.
func (b *builder) derive() {
	if e, ok := b.entry(catEmail); ok {
		for _, s := range e.Values {
			if _, domain, ok := strings.Cut(s.Value, "@"); ok {
				b.derived(catEmailDomain, domain, s)
			}
		}
	}
	if e, ok := b.entry(catIncome); ok {
		if band, ok := IncomeBand(e.Values[0].Value); ok {
			b.derived(catIncomeBand, band, e.Values[0])
		}
	}
	b.reachable()
	b.turnout()
	b.activities()
	b.provenance()
}

// reachable tells by which channels the person may be contacted at all; a
// channel without a contact point is not known.
func (b *builder) reachable() {
	contact := b.Contact
	if contact == nil {
		contact = b.contactHere
	}
	for _, channel := range Channels() {
		b.reachableBy(channel, contact)
	}
}

func (b *builder) reachableBy(channel Channel, contact func(Point) Contact) {
	e, _ := b.entry(channel.Points())
	var blocked *Shown
	for i := range e.Values {
		s := &e.Values[i]
		p, ok := s.Point(channel.Points())
		if !ok {
			continue
		}
		if channel.May(contact(p)) {
			b.derived(channel.Category(), "true", *s)
			return
		}
		blocked = s
	}
	if blocked != nil {
		b.derived(channel.Category(), "false", *blocked)
	}
}

// contactHere asks only the records at hand.
func (b *builder) contactHere(p Point) Contact {
	var c Contact
	for i := range b.records {
		for _, s := range factStatements(b.records[i].Facts) {
			if s.Point == p {
				c.Add(s)
			}
		}
	}
	return c
}

// factStatements is ContactStatements of current facts alone.
func factStatements(facts Facts) []ContactStatement {
	out := refusals(facts)
	for _, cat := range [...]category.Number{catEmail, catPhone} {
		for _, v := range facts.Of(cat) {
			p, _ := PointOf(v)
			for _, part := range v.Parts {
				out = append(out, ContactStatement{p, part.Category, part.Value, v.Statement})
			}
		}
	}
	return out
}

// turnout counts elections, told by files or by votes, each once.
func (b *builder) turnout() {
	elections := map[string]bool{}
	e, _ := b.entry(catVotedIn)
	for _, s := range e.Values {
		elections[s.Value] = true
	}
	for _, c := range b.total.Of(catVotedIn) {
		elections[c.Value] = true
	}
	if len(elections) > 0 {
		b.totals(catTurnoutCount, strconv.Itoa(len(elections)))
	}
}

// activities shows the summary of all visible records.
func (b *builder) activities() {
	t := &b.total
	if t.Activities == 0 {
		return
	}
	day := func(ms int64) string { return DayOf(time.UnixMilli(ms), b.Zone).String() }
	b.totals(catFirstSeen, day(t.First))
	b.totals(catLastSeen, day(t.Last))
	if n := t.Visits(); n > 0 {
		b.totals(catVisits, strconv.FormatInt(n, 10))
	}
	if t.Gifts > 0 {
		b.totals(catDonor, "true")
		b.totals(catDonationTotal, money(t.GiftMicros))
		b.totals(catDonationCount, strconv.FormatInt(t.Gifts, 10))
		b.totals(catDonationLast, day(t.GiftLast))
		b.totals(catDonationMax, money(t.GiftMax))
	}
	for i := range b.records {
		r := &b.records[i]
		if r.Summary == nil {
			continue
		}
		for _, list := range [...][]Counted{r.Summary.LandingPages(), r.Summary.Values} {
			for _, c := range list {
				b.did(c, r)
			}
		}
	}
}

// did shows a value that the activities of a record stated.
func (b *builder) did(c Counted, r *RecordFacts) {
	s := Shown{Value: c.Value, Source: r.Source, Record: r.Record}
	s.OccurredAt = time.UnixMilli(c.Last).UTC()
	b.add(c.Category, s)
}

// provenance says which sources know the person, by how many records.
func (b *builder) provenance() {
	if len(b.records) == 0 {
		return
	}
	b.totals(catRecordCount, strconv.Itoa(len(b.records)))
	var sources []uuid.UUID
	for i := range b.records {
		if !slices.Contains(sources, b.records[i].Source) {
			sources = append(sources, b.records[i].Source)
		}
	}
	slices.SortFunc(sources, compareIDs)
	e := Entry{Category: catSource}
	for _, s := range sources {
		e.Values = append(e.Values, Shown{Value: s.String(), Source: s})
	}
	b.entries = append(b.entries, e)
}

// ages replaces what was stated as an age by the age today, or by the day of
// birth behind it; from the winner of the first category that has one.
func (b *builder) ages(today bool, from ...category.Number) {
	stated, _ := b.entry(catAge)
	b.entries = slices.DeleteFunc(b.entries, func(e Entry) bool { return e.Category == catAge })
	for _, cat := range from {
		e, _ := b.entry(cat)
		if cat == catAge {
			e = stated
		}
		if len(e.Values) == 0 {
			continue
		}
		s := e.Values[0]
		birth, ok := BirthDay(cat, s.Value, DayOf(s.OccurredAt, b.Zone))
		if !ok {
			continue
		}
		if !today {
			b.derived(catAge, birth.String(), s)
		} else if age, ok := AgeOn(birth, b.Today); ok {
			b.derived(catAge, strconv.Itoa(age), s)
		}
		return
	}
}

// money is an amount of millionths as a clean number.
func money(m int64) string {
	return strconv.FormatFloat(math.Round(float64(m))/1e6, 'f', -1, 64)
}
