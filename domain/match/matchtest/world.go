package matchtest

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
)

// world draws people and what they have.
type world struct {
	lists
	r         *rand.Rand
	reach     float64 // how much more than one source knows people; 1 is a busy organisation
	people    []*person
	families  int
	buildings []residence
	phones    int
	mails     map[uint64]struct{} // taken
}

// residence is where somebody lives.
type residence struct {
	number       int
	street, unit string
	town         *town
	zip          string
	landline     string
}

// person is the truth behind records.
type person struct {
	id, family             int
	role                   role
	given, middle, surname string
	maiden, suffix         string
	heritage               string
	year, month, day       int
	male                   bool
	home                   residence
	before                 *residence // where older sources know the person
	email, phone           string
	oldPhone               string
	work                   string
	shared                 bool // the e-mail is a spouse's too
	doubted                bool // has a namesake near: sources tend to tell them apart
}

func newWorld(seed uint64) *world {
	return &world{lists: loadLists(), r: rand.New(rand.NewPCG(seed, 0x9E3779B97F4A7C15)), reach: 1, mails: map[uint64]struct{}{}}
}

func (w *world) chance(p float64) bool { return w.r.Float64() < p }

func (w *world) between(from, to int) int { return from + w.r.IntN(max(to-from, 0)+1) }

// residence draws a home; one of seven is in a building with others.
func (w *world) residence() residence {
	home := residence{town: &w.towns[pick(w.r, w.townSums)]}
	if w.chance(0.14) {
		if len(w.buildings) == 0 || w.chance(0.03) {
			w.buildings = append(w.buildings, w.house(home.town))
		}
		home = w.buildings[w.r.IntN(len(w.buildings))]
		home.unit = fmt.Sprintf("Apt %d", 1+w.r.IntN(60))
	} else {
		home = w.house(home.town)
	}
	home.landline = w.number(home.town)
	return home
}

func (w *world) house(t *town) residence {
	kinds := []string{"Street", "Avenue", "Road", "Drive", "Lane", "Court", "Circle", "Place", "Way"}
	return residence{
		number: 1 + int(w.r.ExpFloat64()*900), street: title(w.streets.draw(w.r)) + " " + kinds[w.r.IntN(len(kinds))],
		town: t, zip: t.zip + fmt.Sprintf("%02d", (w.r.IntN(t.zips)*7+len(t.name))%100),
	}
}

// number is a phone number that nobody else has: the counter's image under a
// permutation of the seven digits that numbers have.
func (w *world) number(t *town) string {
	const numbers = 7_999_993 // a prime
	w.phones++
	n := w.phones * 3_141_593 % numbers
	return fmt.Sprintf("+1%s%07d", t.dial, 2_000_000+n)
}

// birth gives a person a date of birth.
func (w *world) birth(p *person, from, to int) {
	p.year, p.month, p.day = w.between(from, to), 1+w.r.IntN(12), 1+w.r.IntN(28)
}

// adult makes a grown person of the family living at home.
func (w *world) adult(f family, home residence, from, to int) *person {
	p := &person{family: f.id, surname: f.name, heritage: f.heritage, home: home, male: w.chance(0.49)}
	w.birth(p, from, to)
	w.named(p)
	p.phone, p.oldPhone = w.number(home.town), w.number(home.town)
	p.work = []string{"teacher", "nurse", "retired", "attorney", "engineer", "sales", "manager", "physician", "student", "self employed", "driver", "accountant"}[w.r.IntN(12)]
	if w.chance(0.14) {
		old := w.residence()
		if w.chance(0.6) {
			old.town, old.zip = home.town, home.zip[:3]+old.zip[3:]
		}
		p.before = &old
	}
	return p
}

// named gives a person a given name, most a middle name, and an e-mail address
// that goes with them.
func (w *world) named(p *person, not ...string) {
	p.given, p.middle = w.otherGiven(p.heritage, p.male, p.year, not...), ""
	if w.chance(0.88) {
		p.middle = w.otherGiven(p.heritage, p.male, p.year, p.given)
	}
	w.write(p)
}

// write gives a person an e-mail address of their own.
func (w *world) write(p *person) {
	for {
		p.email = w.mail(p)
		h := fnv.New64a()
		h.Write([]byte(p.email))
		if _, taken := w.mails[h.Sum64()]; !taken {
			w.mails[h.Sum64()] = struct{}{}
			return
		}
	}
}

func (w *world) mail(p *person) string {
	hosts := []string{"gmail.com", "gmail.com", "gmail.com", "yahoo.com", "yahoo.com", "hotmail.com", "outlook.com", "aol.com", "icloud.com", "carolinamail.net"}
	host := hosts[w.r.IntN(len(hosts))]
	last := compact(p.surname)
	if w.chance(0.08) {
		host = last + []string{"law.com", "family.net", "consulting.com", "farms.net"}[w.r.IntN(4)]
	}
	switch w.r.IntN(7) {
	case 0:
		return fmt.Sprintf("%s.%s@%s", p.given, last, host)
	case 1:
		return fmt.Sprintf("%s.%s%d@%s", p.given, last, w.r.IntN(100), host)
	case 2:
		return fmt.Sprintf("%c%s%02d@%s", p.given[0], last, p.year%100, host)
	case 3:
		return fmt.Sprintf("%s%s%d@%s", last, p.given, w.r.IntN(1000), host)
	case 4:
		return fmt.Sprintf("%s%c%d@%s", p.given, last[0], w.r.IntN(10000), host)
	case 5:
		return fmt.Sprintf("%c%s@%s", p.given[0], last, host)
	}
	return fmt.Sprintf("%s%d@%s", w.rareName(), w.r.IntN(10000), host)
}

func (w *world) settle(p *person, r role) *person {
	p.id, p.role = len(w.people), r
	w.people = append(w.people, p)
	return p
}
