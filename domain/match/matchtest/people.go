package matchtest

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/cerebro-cdp/cerebro/domain/match"
)

// person is the truth behind records.
type person struct {
	id                     int
	given, middle, surname string
	maiden, suffix         string
	year, month, day       int
	male                   bool
	home, oldHome          residence
	email, phone           string
	shared                 bool // the e-mail is a spouse's too
	hard                   bool // has a namesake at home: sources keep telling details
}

type residence struct {
	number               int
	street, unit         string
	city, state, zipcode string
	landline             string
}

// world draws households.
type world struct {
	r        *rand.Rand
	given    []string
	surnames []string
	cities   []city
	people   []person
}

type city struct{ name, state, zip string }

func newWorld(seed uint64) *world {
	w := &world{r: rand.New(rand.NewPCG(seed, 0x9E3779B97F4A7C15))}
	w.given, w.surnames = match.BuiltinNames()
	for i, n := range []string{
		"Charlotte", "Raleigh", "Greensboro", "Durham", "Concord", "Gastonia", "Asheville", "Hickory",
		"Mooresville", "Huntersville", "Burlington", "Wilson", "Kannapolis", "Apex", "Monroe", "Boone",
	} {
		w.cities = append(w.cities, city{n, "NC", fmt.Sprintf("28%03d", i*23)})
	}
	return w
}

// skewed picks an index below n, low ones far more often than high ones.
func (w *world) skewed(n int) int {
	f := w.r.Float64()
	return int(f * f * f * float64(n))
}

func (w *world) chance(p float64) bool { return w.r.Float64() < p }

func (w *world) residence() residence {
	c := w.cities[w.skewed(len(w.cities))]
	kinds := []string{"Street", "Avenue", "Road", "Drive", "Lane", "Court", "Circle"}
	home := residence{
		number: 1 + w.r.IntN(4000),
		street: title(w.surnames[w.r.IntN(len(w.surnames))]) + " " + kinds[w.r.IntN(len(kinds))],
		city:   c.name, state: c.state, zipcode: c.zip[:3] + fmt.Sprintf("%02d", w.r.IntN(100)),
		landline: w.phone(),
	}
	if w.chance(0.15) {
		home.unit = fmt.Sprintf("Apt %d", 1+w.r.IntN(40))
	}
	return home
}

func (w *world) phone() string {
	return fmt.Sprintf("+1%d%03d%04d", []int{704, 919, 336, 828, 910}[w.r.IntN(5)], 200+w.r.IntN(700), w.r.IntN(10000))
}

func (w *world) birth(p *person, from, to int) {
	p.year, p.month, p.day = from+w.r.IntN(to-from+1), 1+w.r.IntN(12), 1+w.r.IntN(28)
}

// adult makes a grown person living at home.
func (w *world) adult(home residence, surname string) person {
	p := person{given: w.given[w.skewed(len(w.given))], surname: surname, home: home, male: w.chance(0.5)}
	p.middle = w.given[w.skewed(len(w.given))]
	w.birth(&p, 1935, 2000)
	p.phone = w.phone()
	p.email = w.mail(&p)
	if w.chance(0.15) {
		p.oldHome = w.residence()
	}
	return p
}

func (w *world) mail(p *person) string {
	host := []string{"gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "aol.com", "carolinamail.net"}[w.r.IntN(6)]
	switch w.r.IntN(4) {
	case 0:
		return fmt.Sprintf("%s.%s%d@%s", p.given, p.surname, w.r.IntN(100), host)
	case 1:
		return fmt.Sprintf("%c%s%d@%s", p.given[0], p.surname, p.year%100, host)
	case 2:
		return fmt.Sprintf("%s%s%d@%s", p.surname, p.given, w.r.IntN(1000), host)
	}
	return fmt.Sprintf("%s%d@%s", w.given[w.r.IntN(len(w.given))], w.r.IntN(10000), host)
}

func (w *world) add(p person) {
	p.id = len(w.people)
	w.people = append(w.people, p)
}

// household adds the people of one home.
func (w *world) household() {
	home, surname := w.residence(), w.surnames[w.skewed(len(w.surnames))]
	first := w.adult(home, surname)
	switch kind := w.r.Float64(); {
	case kind < 0.30:
		w.add(first)
	case kind < 0.55:
		w.couple(first)
	case kind < 0.70:
		w.couple(first)
		w.children(first)
	case kind < 0.80:
		w.fatherAndSon(first)
	case kind < 0.86:
		w.twins(first)
	case kind < 0.93:
		w.add(first)
		w.add(w.adult(home, w.surnames[w.skewed(len(w.surnames))]))
	default:
		w.add(first)
		w.namesake(first)
	}
}

// couple adds two spouses; some share an e-mail address and many a landline.
func (w *world) couple(a person) {
	b := w.adult(a.home, a.surname)
	b.given = w.other(a.given)
	b.male = !a.male
	w.birth(&b, max(a.year-6, 1930), a.year+6)
	if w.chance(0.3) {
		b.email, a.shared, b.shared = a.email, true, true
	}
	if w.chance(0.5) {
		a.phone, b.phone = a.home.landline, a.home.landline
	}
	if !b.male && w.chance(0.25) {
		b.maiden = w.surnames[w.skewed(len(w.surnames))]
	}
	w.add(a)
	w.add(b)
}

// other picks a given name unlike those borne at home.
func (w *world) other(not ...string) string {
	for {
		g := w.given[w.skewed(len(w.given))]
		if !slices.ContainsFunc(not, func(o string) bool { return o[:2] == g[:2] }) {
			return g
		}
	}
}

// children adds grown children of a person at the same address.
func (w *world) children(a person) {
	taken := []string{a.given, w.people[len(w.people)-1].given}
	for range 1 + w.r.IntN(2) {
		c := w.adult(a.home, a.surname)
		c.given = w.other(taken...)
		taken = append(taken, c.given)
		w.birth(&c, min(a.year+20, 2001), min(a.year+38, 2006))
		w.add(c)
	}
}

// fatherAndSon adds two men of one name at one address, most with a suffix.
func (w *world) fatherAndSon(a person) {
	a.male, a.suffix, a.hard = true, "Sr", true
	w.birth(&a, 1935, 1970)
	b := w.adult(a.home, a.surname)
	b.given, b.suffix, b.male, b.hard = a.given, "Jr", true, true
	if w.chance(0.5) {
		b.middle = a.middle
	}
	w.birth(&b, a.year+18, a.year+40)
	if w.chance(0.4) {
		a.phone, b.phone = a.home.landline, a.home.landline
	}
	w.add(a)
	w.add(b)
}

// twins adds two people of one birth date, half of them with names alike.
func (w *world) twins(a person) {
	pairs := [][2]string{{"mark", "mary"}, {"marsha", "martha"}, {"john", "joan"}, {"eric", "erica"}, {"jayden", "hayden"}, {"daniel", "danielle"}, {"jean", "joan"}}
	b := w.adult(a.home, a.surname)
	b.given = w.other(a.given)
	if w.chance(0.5) {
		pair := pairs[w.r.IntN(len(pairs))]
		a.given, b.given = pair[0], pair[1]
	}
	b.year, b.month, b.day = a.year, a.month, a.day
	if w.chance(0.5) {
		a.phone, b.phone = a.home.landline, a.home.landline
	}
	w.add(a)
	w.add(b)
}

// namesake adds an unrelated person of the same name, often in the same city.
func (w *world) namesake(a person) {
	b := w.adult(w.residence(), a.surname)
	b.given, b.hard = a.given, true
	if w.chance(0.5) {
		b.home.city, b.home.state = a.home.city, a.home.state
	}
	w.people[len(w.people)-1].hard = true
	w.add(b)
}
