package matchtest

import "fmt"

// family is what relatives have in common.
type family struct {
	id             int
	name, heritage string
}

func (w *world) family() family {
	w.families++
	h := w.heritage()
	return family{id: w.families, heritage: h, name: w.familyName(h)}
}

// household adds the people of one home, in a few kinds their relatives'.
func (w *world) household() {
	f, home := w.family(), w.residence()
	switch kind := w.r.Float64(); {
	case kind < 0.30:
		w.settle(w.adult(f, home, 1932, 2005), alone)
	case kind < 0.53:
		w.couple(f, home)
	case kind < 0.71:
		a, b := w.couple(f, home)
		w.children(f, home, max(a.year, b.year), a.given, b.given)
	case kind < 0.78:
		a := w.settle(w.adult(f, home, 1940, 1978), spouse)
		w.children(f, home, a.year, a.given)
	case kind < 0.81:
		w.oneName(f, home)
	case kind < 0.83:
		w.twins(f, home)
	case kind < 0.86:
		w.children(f, home, w.between(1940, 1975))
	case kind < 0.94:
		a := w.settle(w.adult(f, home, 1955, 2004), alone)
		for range w.between(1, 3) {
			other := w.family()
			other.id = f.id
			w.settle(w.adult(other, home, a.year-8, a.year+8), lodger)
		}
	case kind < 0.97:
		w.cousins(f, home)
	default:
		w.namesakes(f, home)
	}
}

// couple adds two spouses: some share an e-mail address, many a landline, most
// a name, and some changed theirs since older sources saw them.
func (w *world) couple(f family, home residence) (a, b *person) {
	a = w.adult(f, home, 1932, 1998)
	b = w.adult(f, home, max(a.year-7, 1930), min(a.year+7, 2003))
	a.male, b.male = true, false
	w.named(a)
	w.named(b, a.given)
	switch {
	case w.chance(0.12):
		a.shared, b.shared = true, true
		if w.chance(0.5) {
			a.email = fmt.Sprintf("the%ss%d@%s", compact(f.name), f.id, []string{"gmail.com", "yahoo.com", "aol.com"}[w.r.IntN(3)])
		}
		b.email = a.email
	case w.chance(0.03):
		b.male = a.male
		w.named(b, a.given)
	}
	if a.year < 1965 && w.chance(0.6) || w.chance(0.15) {
		a.phone, b.phone = home.landline, home.landline
	}
	if own := w.family(); w.chance(0.25) {
		b.surname = own.name // kept it
		w.write(b)
		if b.shared {
			b.email = a.email
		}
	} else if !b.male && w.chance(0.14) {
		b.maiden = own.name
	}
	return w.settle(a, spouse), w.settle(b, spouse)
}

// children adds grown children of a parent born in a year at one home, often
// near in age.
func (w *world) children(f family, home residence, parent int, taken ...string) {
	year := min(parent+w.between(20, 34), 2003)
	for range w.between(1, 3) {
		c := w.adult(f, home, year, min(year+1, 2006))
		w.named(c, taken...)
		taken = append(taken, c.given)
		if w.chance(0.15) {
			c.phone = home.landline
		}
		w.settle(c, child)
		year = min(year+w.between(1, 4), 2005)
	}
}

// oneName adds a parent and a grown child of one name, most with a suffix.
func (w *world) oneName(f family, home residence) {
	a := w.adult(f, home, 1935, 1972)
	b := w.adult(f, home, a.year+20, min(a.year+35, 2005))
	a.male = w.chance(0.93)
	b.male = a.male
	w.named(a)
	b.given = a.given
	w.write(b)
	if w.chance(0.55) {
		b.middle = a.middle
	}
	if a.male && w.chance(0.65) {
		a.suffix, b.suffix = "Sr", "Jr"
		if w.chance(0.15) {
			a.suffix, b.suffix = "Jr", "III"
		}
	}
	if w.chance(0.35) {
		a.phone, b.phone = home.landline, home.landline
	}
	b.before = nil
	a.before, a.doubted, b.doubted = nil, true, true
	w.settle(a, elder)
	w.settle(b, younger)
	if w.chance(0.5) {
		s := w.adult(f, home, a.year-5, a.year+5)
		s.male = !a.male
		w.named(s, a.given)
		w.settle(s, spouse)
	}
}

// twins adds two people of one birth date, many of them with names alike.
func (w *world) twins(f family, home residence) {
	alike := [][2]string{
		{"mark", "mary"}, {"marsha", "martha"}, {"john", "joan"}, {"eric", "erica"}, {"jayden", "hayden"}, {"daniel", "danielle"},
		{"jean", "joan"}, {"tina", "gina"}, {"ronald", "donald"}, {"terry", "jerry"}, {"paul", "paula"}, {"michael", "michelle"},
		{"christina", "christine"}, {"kayla", "kyla"}, {"carl", "carla"}, {"darren", "darrell"},
	}
	a := w.adult(f, home, 1950, 2004)
	b := w.adult(f, home, a.year, a.year)
	b.year, b.month, b.day = a.year, a.month, a.day
	w.named(b, a.given)
	if w.chance(0.5) {
		pair := alike[w.r.IntN(len(alike))]
		a.given, b.given = pair[0], pair[1]
		w.write(a)
		w.write(b)
	}
	if w.chance(0.3) {
		a.phone, b.phone = home.landline, home.landline
	}
	w.settle(a, twin)
	w.settle(b, twin)
}

// cousins adds relatives in two homes of one area; every other pair bears one
// name, after a grandparent.
func (w *world) cousins(f family, home residence) {
	a := w.adult(f, home, 1945, 2000)
	there := w.residence()
	if w.chance(0.7) {
		there.town, there.zip = home.town, home.zip
	}
	b := w.adult(f, there, a.year-6, min(a.year+6, 2005))
	if w.chance(0.5) {
		b.male, b.given = a.male, a.given
		w.write(b)
		a.doubted, b.doubted = true, true
	}
	w.settle(a, cousin)
	w.settle(b, cousin)
}

// namesakes adds two unrelated people of one name, most in one town.
func (w *world) namesakes(f family, home residence) {
	a := w.adult(f, home, 1935, 2003)
	there := w.residence()
	if w.chance(0.7) {
		there.town, there.zip = home.town, home.zip[:3]+there.zip[3:]
	}
	b := w.adult(f, there, 1935, 2003)
	b.male, b.given = a.male, a.given
	w.write(b)
	a.doubted, b.doubted = true, true
	w.settle(a, namesake)
	w.settle(b, namesake)
}
