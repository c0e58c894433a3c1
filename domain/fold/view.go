package fold

import (
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
)

// RecordFacts is one record of a profile, ready to be looked at. Whoever cuts
// a viewer's sight to some categories takes the others out of Facts first.
type RecordFacts struct {
	Record, Source uuid.UUID
	// InForce: the record has an observation or activity that was not
	// retracted. Others count nowhere.
	InForce bool
	Facts   Facts
	Summary *Summary // nil: no activities
}

// Shown is a value with who states it.
type Shown struct {
	Value          string
	Raw            string
	Space          string
	Parts          []Part
	Source, Record uuid.UUID
	Statement      // Event is uuid.Nil for what comes from activities or many facts
}

// Entry is what a view shows of one category: the winner of a single-valued
// one, every current value of the others (of addresses one a kind). Others are
// statements that lost or repeat a value that is shown.
type Entry struct {
	Category category.Number
	Values   []Shown
	Others   []Shown
}

// View is the single view of a profile, by category number.
type View struct{ Entries []Entry }

// Of finds the entry of a category.
func (v View) Of(cat category.Number) (Entry, bool) {
	i, ok := slices.BinarySearchFunc(v.Entries, cat, func(e Entry, c category.Number) int { return int(e.Category) - int(c) })
	if !ok {
		return Entry{}, false
	}
	return v.Entries[i], true
}

// Value is the first value of a category, "" when it is not known.
func (v View) Value(cat category.Number) string {
	if e, ok := v.Of(cat); ok {
		return e.Values[0].Value
	}
	return ""
}

// Viewer is who looks, and when.
type Viewer struct {
	Account   uuid.UUID // owner of the profile
	Trust     *Trust    // which sources are visible, most trusted first
	Catalogue *category.Catalogue
	Zone      *time.Location // the owner's; dates of activities are days in it
	Today     Day
	// Contact tells what the whole account says of a contact point. Nil: what
	// the given records say.
	Contact func(Point) Contact
}

// View is the single view of a profile with the given records.
func (v Viewer) View(records []RecordFacts) View {
	b := v.build(records)
	b.showAddress()
	b.derive()
	b.ages(true, catBirthDate, catBirthYear, catAge)
	return View{b.finish()}
}

// builder collects the entries of one view.
type builder struct {
	Viewer
	records []RecordFacts
	entries []Entry
	lone    []Entry // parts of addresses stated alone
	total   Summary
	house   *household // the last one named; one for all forks
}

// candidate is a statement in the running.
type candidate struct {
	cat   category.Number
	rank  int
	value *Value
	by    *RecordFacts
}

func (v Viewer) build(records []RecordFacts) *builder {
	b := &builder{Viewer: v, house: &household{}}
	n := 0
	for i := range records {
		n += len(records[i].Facts)
	}
	all := make([]candidate, 0, n)
	alike := len(v.Trust.byCat) == 0 // one order for all categories
	for i := range records {
		r := &records[i]
		if !r.InForce || !v.Trust.Sees(r.Source) {
			continue
		}
		b.records = append(b.records, *r)
		rank, ok := v.Trust.Rank(0, r.Source)
		for n := range r.Facts {
			f := &r.Facts[n]
			if !alike {
				rank, ok = v.Trust.Rank(f.Category, r.Source)
			}
			if ok {
				all = append(all, candidate{f.Category, rank, f, r})
			}
		}
		if r.Summary != nil {
			b.total.Merge(r.Summary)
		}
	}
	slices.SortFunc(all, func(x, y candidate) int {
		if x.cat != y.cat {
			return cmp.Compare(x.cat, y.cat)
		}
		if x.rank != y.rank {
			return cmp.Compare(x.rank, y.rank)
		}
		return y.value.Compare(x.value.Statement)
	})
	b.entries = make([]Entry, 0, 2*len(all)+16)
	shown := make([]Shown, len(all))
	for start := 0; start < len(all); {
		end := start + 1
		for end < len(all) && all[end].cat == all[start].cat {
			end++
		}
		b.decide(all[start:end], shown[start:end:end])
		start = end
	}
	return b
}

// fork is the same builder as it stands, for another use: what either adds to an
// entry from here on the other does not see.
func (b *builder) fork() *builder {
	for i := range b.entries {
		e := &b.entries[i]
		e.Values, e.Others = slices.Clip(e.Values), slices.Clip(e.Others)
	}
	out := *b
	out.entries = append(make([]Entry, 0, cap(b.entries)), b.entries...)
	return &out
}

// decide makes the entry of one category out of its statements, best first. It
// takes its room for them from shown.
func (b *builder) decide(ranked []candidate, shown []Shown) {
	c, ok := b.Catalogue.Numbered(ranked[0].cat)
	if !ok {
		return // defined by a newer program
	}
	known := newSeen(len(ranked))
	single := c.Single()
	n := 0
	var lost []Shown
	for _, r := range ranked {
		key := valueKey{r.value.Value, r.value.Space}
		if single {
			key = valueKey{}
		}
		s := Shown{r.value.Value, r.value.Raw, r.value.Space, r.value.Parts, r.by.Source, r.by.Record, r.value.Statement}
		if known.first(key) {
			shown[n] = s
			n++
		} else {
			lost = append(lost, s)
		}
	}
	e := Entry{Category: c.Number, Values: shown[:n:n], Others: slices.Clip(lost)}
	switch {
	case c.Address():
		b.lone = append(b.lone, e)
	case c.Cardinality == category.Part:
		b.merge(e, true)
	default:
		b.entries = append(b.entries, e)
		b.parts(e)
	}
}

// parts shows the parts of phones, e-mails and the like as entries of their
// own, beside their values.
func (b *builder) parts(e Entry) {
	if e.Category == AddressCategory {
		return
	}
	for _, s := range e.Values {
		for _, p := range s.Parts {
			part := s
			part.Value, part.Raw, part.Space, part.Parts = p.Value, p.Raw, "", nil
			b.add(p.Category, part)
		}
	}
}

// merge adds the values of an entry to the one that may be there already; they
// are current values too, or statements that lost.
func (b *builder) merge(e Entry, current bool) {
	at := b.find(e.Category)
	if at == nil {
		b.entries = append(b.entries, e)
		return
	}
	for i := range e.Values {
		at.state(&e.Values[i], current)
	}
	at.Others = append(at.Others, e.Others...)
}

// add adds one current value.
func (b *builder) add(cat category.Number, s Shown) {
	if at := b.find(cat); at != nil {
		at.state(&s, true)
		return
	}
	b.entries = append(b.entries, Entry{Category: cat, Values: []Shown{s}})
}

// state adds a value, once; one that is not current, or there already, is among
// the others.
func (e *Entry) state(s *Shown, current bool) {
	for i := range e.Values {
		if v := &e.Values[i]; v.Value == s.Value && v.Space == s.Space {
			current = false
			break
		}
	}
	if current {
		e.Values = append(e.Values, *s)
	} else {
		e.Others = append(e.Others, *s)
	}
}

func (b *builder) find(cat category.Number) *Entry {
	for i := range b.entries {
		if b.entries[i].Category == cat {
			return &b.entries[i]
		}
	}
	return nil
}

func (b *builder) entry(cat category.Number) (Entry, bool) {
	if at := b.find(cat); at != nil {
		return *at, true
	}
	return Entry{}, false
}

func (b *builder) finish() []Entry {
	slices.SortFunc(b.entries, func(x, y Entry) int { return cmp.Compare(x.Category, y.Category) })
	return b.entries
}
