package matchtest

import (
	"fmt"
	"iter"

	"github.com/cerebro-cdp/cerebro/domain/match"
)

// Labelled is a record, the person it is of and what is amiss with it.
type Labelled struct {
	Record match.Record
	Person int
	Slips  Slips

	who *person
}

// Households makes n labelled records of people that a busy organisation knows
// from about two sources each, in the order chance brings them. One record in
// twenty is of one of two people who are in import after import, the one
// always written alike, the other in twenty spellings.
func Households(seed uint64, n int) []Labelled {
	w := newWorld(seed)
	again := min(n/40, 500)
	out := w.alike(again)
	out = append(out, w.spellings(again)...)
	for l := range w.stream {
		if len(out) >= n {
			break
		}
		out = append(out, l)
	}
	out = out[:n]
	w.r.Shuffle(n, func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// Population hands out records of a large population without end, household by
// household: nearly everybody is in a register, three in ten in something else
// too, which makes about 1.3 records a person.
func Population(seed uint64) iter.Seq[Labelled] {
	w := newWorld(seed)
	w.reach = 0.35
	return w.stream
}

// Split parts labelled records into what a matcher sees and the truth.
func Split(in []Labelled) ([]match.Record, []int) {
	records, truth := make([]match.Record, len(in)), make([]int, len(in))
	for i, l := range in {
		records[i], truth[i] = l.Record, l.Person
	}
	return records, truth
}

func (w *world) stream(yield func(Labelled) bool) {
	for next := len(w.people); ; {
		w.household()
		for ; next < len(w.people); next++ {
			for _, l := range w.recordsOf(w.people[next]) {
				if !yield(l) {
					return
				}
			}
			w.people[next] = nil // nobody looks back, and there may be millions
		}
	}
}

// regular is a person who is known everywhere.
func (w *world) regular() *person {
	p := w.adult(w.family(), w.residence(), 1950, 1990)
	if p.middle == "" {
		p.middle = "lee"
	}
	return w.settle(p, alone)
}

// alike makes n equal records of one person.
func (w *world) alike(n int) []Labelled {
	p := w.regular()
	r := w.list(p, true)
	out := make([]Labelled, n)
	for i := range out {
		out[i] = Labelled{Record: r.Record, Person: p.id, Slips: r.slips | SlipRepeat, who: p}
	}
	return out
}

// spellings makes n records of one person, in twenty spellings.
func (w *world) spellings(n int) []Labelled {
	p := w.regular()
	var kinds []row
	for i := range 20 {
		r := w.list(p, true)
		r.Middle = []string{"", upper(p.middle[:1]), title(p.middle)}[i%3]
		switch i % 5 {
		case 1:
			r.Given = w.misspelt(&r, SlipGiven, r.Given)
		case 2:
			r.Surname = w.misspelt(&r, SlipSurname, r.Surname)
		case 3:
			r.Phones, r.BirthDate = nil, ""
		case 4:
			r.Emails, r.Phones = nil, []string{p.phone}
		}
		kinds = append(kinds, r)
	}
	out := make([]Labelled, n)
	for i := range out {
		r := kinds[i%len(kinds)]
		out[i] = Labelled{Record: r.Record, Person: p.id, Slips: r.slips | SlipRepeat, who: p}
	}
	return out
}

// String shows a labelled record on one line.
func (l Labelled) String() string {
	r := l.Record
	return fmt.Sprintf("#%d %s %s %s %s | %s %d | %v %v %v | %s", l.Person, r.Given, r.Middle, r.Surname, r.Suffix, r.BirthDate, r.BirthYear, r.Emails, r.Phones, r.Addresses, l.Slips)
}
