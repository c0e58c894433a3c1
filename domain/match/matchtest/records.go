package matchtest

import (
	"fmt"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/match"
)

// Labelled is a record and the person it is of.
type Labelled struct {
	Record match.Record
	Person int
}

// Households makes n labelled records.
func Households(seed uint64, n int) []Labelled {
	w := newWorld(seed)
	var out []Labelled
	for next := 0; len(out) < n; {
		w.household()
		for ; next < len(w.people); next++ {
			out = append(out, w.recordsOf(&w.people[next])...)
		}
	}
	return out[:n]
}

// Split parts labelled records into what a matcher sees and the truth.
func Split(in []Labelled) ([]match.Record, []int) {
	records, truth := make([]match.Record, len(in)), make([]int, len(in))
	for i, l := range in {
		records[i], truth[i] = l.Record, l.Person
	}
	return records, truth
}

// recordsOf shows a person as up to five sources know them.
func (w *world) recordsOf(p *person) []Labelled {
	var out []Labelled
	add := func(r match.Record) { out = append(out, Labelled{r, p.id}) }
	if w.chance(0.85) {
		add(w.voter(p))
	}
	if w.chance(0.6) {
		add(w.contact(p, true))
		for range w.r.IntN(3) {
			add(w.contact(p, false))
		}
		if w.chance(0.4) {
			add(w.attendee(p))
		}
		if !p.shared && w.chance(0.08) {
			add(match.Record{Emails: []string{p.email}})
		}
	}
	if len(out) == 0 {
		add(w.voter(p))
	}
	if w.chance(0.02) {
		again := out[w.r.IntN(len(out))].Record
		for range 3 + w.r.IntN(12) {
			add(again)
		}
	}
	return out
}

// voter is a register's row: full names, birth date, residence.
func (w *world) voter(p *person) match.Record {
	r := match.Record{
		Given: upper(p.given), Middle: upper(p.middle[:1]), Surname: upper(p.surname), Suffix: p.suffix,
		BirthDate: p.date(), Gender: p.gender(),
		Addresses: []match.Address{w.address(p.home)},
	}
	if w.chance(0.3) {
		r.Middle = upper(p.middle)
	}
	if !p.hard && w.chance(0.2) {
		r.BirthDate = ""
		r.BirthYear = p.year
	}
	if p.maiden != "" && w.chance(0.4) {
		r.Surname = upper(p.maiden)
	}
	if p.oldHome.street != "" && w.chance(0.4) {
		r.Addresses = []match.Address{w.address(p.oldHome)}
	}
	w.slip(&r)
	return r
}

// contact is a spreadsheet's row: what people write about people. A full one
// has what ties the others to the register.
func (w *world) contact(p *person, full bool) match.Record {
	r := match.Record{Given: title(w.called(p)), Surname: title(p.surname), Phones: []string{p.phone}}
	if full || w.chance(0.8) {
		r.Emails = []string{p.email}
	}
	if full || w.chance(0.6) {
		r.Addresses = []match.Address{w.address(p.home)}
	}
	if p.hard || full && p.oldHome.street != "" || w.chance(0.45) {
		r.BirthDate = p.date()
	}
	if p.hard && w.chance(0.7) {
		r.Suffix = p.suffix
	}
	if w.chance(0.2) {
		r.Middle = p.middle[:1]
	}
	if w.chance(0.01) {
		r.Given, r.Surname = r.Surname, r.Given
	}
	w.slip(&r)
	return r
}

// attendee is a form's row: a name, an address to write to, perhaps a city.
func (w *world) attendee(p *person) match.Record {
	r := match.Record{Given: title(w.called(p)), Surname: title(p.surname), Emails: []string{strings.ToUpper(p.email)}}
	if w.chance(0.5) {
		r.Addresses = []match.Address{{City: p.home.city, State: p.home.state}}
	}
	if w.chance(0.4) {
		r.Phones = []string{p.phone}
	}
	if p.hard {
		r.BirthDate = p.date()
	}
	w.slip(&r)
	return r
}

func (p *person) date() string { return fmt.Sprintf("%04d-%02d-%02d", p.year, p.month, p.day) }

func (p *person) gender() string {
	if p.male {
		return "male"
	}
	return "female"
}

// called is the given name or, now and then, what friends say.
func (w *world) called(p *person) string {
	short := map[string]string{
		"william": "bill", "robert": "bob", "james": "jim", "elizabeth": "liz", "michael": "mike", "margaret": "peggy",
		"richard": "dick", "thomas": "tom", "jennifer": "jen", "katherine": "kate", "joseph": "joe", "charles": "chuck",
		"patricia": "pat", "christopher": "chris", "daniel": "dan", "matthew": "matt", "anthony": "tony", "steven": "steve",
	}
	if s := short[p.given]; s != "" && w.chance(0.35) {
		return s
	}
	return p.given
}

func (w *world) address(h residence) match.Address {
	a := match.Address{Number: fmt.Sprint(h.number), Street: h.street, Unit: h.unit, City: h.city, State: h.state, Postcode: h.zipcode}
	if w.chance(0.3) {
		a.Street = strings.NewReplacer(" Street", " St", " Avenue", " Ave", " Road", " Rd", " Drive", " Dr").Replace(a.Street)
	}
	if w.chance(0.1) {
		a.Unit = ""
	}
	return a
}

// slip makes one mistake in one record of eight.
func (w *world) slip(r *match.Record) {
	if !w.chance(0.12) {
		return
	}
	switch w.r.IntN(6) {
	case 0:
		r.Given = w.typo(r.Given)
	case 1:
		r.Surname = w.typo(r.Surname)
	case 2:
		if len(r.BirthDate) == 10 {
			b := []byte(r.BirthDate)
			b[9] = '0' + byte((int(b[9]-'0')+1+w.r.IntN(8))%10)
			r.BirthDate = string(b)
		}
	case 3:
		if len(r.Phones) > 0 {
			r.Phones = []string{w.phone()}
		}
	case 4:
		if len(r.Addresses) > 0 {
			r.Addresses[0].Street = w.typo(r.Addresses[0].Street)
		}
	case 5:
		if len(r.Addresses) > 0 {
			r.Addresses[0].Postcode = ""
		}
	}
}

// typo changes, drops, doubles or swaps a letter.
func (w *world) typo(s string) string {
	if len(s) < 3 {
		return s
	}
	i := 1 + w.r.IntN(len(s)-2)
	switch w.r.IntN(4) {
	case 0:
		return s[:i] + string(rune('a'+w.r.IntN(26))) + s[i+1:]
	case 1:
		return s[:i] + s[i+1:]
	case 2:
		return s[:i] + s[i:i+1] + s[i:]
	}
	return s[:i] + s[i+1:i+2] + s[i:i+1] + s[i+2:]
}

func upper(s string) string { return strings.ToUpper(s) }

func title(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
