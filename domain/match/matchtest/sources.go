package matchtest

import (
	"fmt"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/match"
)

// row is a record while it is made.
type row struct {
	match.Record
	who   *person
	slips Slips
}

// recordsOf shows a person as several sources know them.
func (w *world) recordsOf(p *person) []Labelled {
	var out []Labelled
	add := func(r row) {
		if len(r.Emails) > 0 && p.shared {
			r.slips |= SlipSharedMail
		}
		if len(r.Phones) > 0 && r.Phones[0] == p.home.landline {
			r.slips |= SlipSharedPhone
		}
		if r.BirthDate == "" && r.BirthYear == 0 {
			r.slips |= SlipNoBirth
		}
		if len(r.Addresses) == 0 || r.Addresses[0].Street == "" {
			r.slips |= SlipNoPlace
		}
		out = append(out, Labelled{Record: r.Record, Person: p.id, Slips: r.slips, who: p})
	}
	if w.chance(0.82) {
		add(w.register(p))
	}
	if w.chance(0.62 * w.reach) {
		add(w.list(p, true))
		for range w.r.IntN(3) {
			add([]func(*person) row{
				func(p *person) row { return w.list(p, false) }, w.form, w.gift, w.petition,
			}[w.r.IntN(4)](p))
		}
		if !p.shared && w.chance(0.05) {
			add(row{Record: match.Record{Emails: []string{p.email}}, who: p, slips: SlipMailOnly})
		}
	}
	if len(out) == 0 {
		add(w.register(p))
	}
	return out
}

// register is a voter file's row: full names, birth date, residence.
func (w *world) register(p *person) row {
	r := row{who: p}
	r.Given, r.Surname, r.BirthDate = upper(p.given), upper(p.surname), p.date()
	if p.middle != "" {
		r.Middle = upper(p.middle[:1])
		if w.chance(0.4) {
			r.Middle = upper(p.middle)
		}
	}
	if w.chance(0.9) {
		r.Suffix = upper(p.suffix)
	}
	if w.chance(0.95) {
		r.Gender = p.gender()
	}
	if limit := 0.2; !p.doubted && w.chance(limit) || w.chance(0.03) {
		r.BirthDate, r.BirthYear = "", p.year
		r.slips |= SlipYearOnly
	}
	if p.maiden != "" && w.chance(0.45) {
		r.Surname = upper(p.maiden)
		r.slips |= SlipFormerName
	}
	w.locate(&r, 0.35)
	if w.chance(0.35) {
		r.Phones = []string{p.phone}
	}
	if w.chance(0.05) {
		w.slip(&r)
	}
	return r
}

// list is a row of a list somebody keeps. A full one has what ties the person's
// other records to the register.
func (w *world) list(p *person, full bool) row {
	r := w.written(p)
	if full || w.chance(0.75) {
		r.Emails = []string{p.email}
	}
	if w.chance(0.65) {
		r.Phones = []string{p.phone}
	}
	if full || w.chance(0.55) {
		w.locate(&r, 0.1)
	}
	tell := 0.3
	if p.doubted {
		tell = 0.9
	} else if full && (p.before != nil || p.maiden != "") {
		tell = 0.8
	}
	if w.chance(tell) {
		r.BirthDate = p.date()
	}
	if p.doubted && w.chance(0.75) {
		r.Suffix = p.suffix
	}
	if p.middle != "" && w.chance(0.15) {
		r.Middle = upper(p.middle[:1])
	}
	if p.maiden != "" && w.chance(0.1) {
		r.MaidenNames = []string{title(p.maiden)}
	}
	if !full && w.chance(0.02) || len(r.Emails)+len(r.Phones)+len(r.Addresses) == 0 {
		r.Emails, r.Phones, r.BirthDate = nil, nil, ""
		r.Addresses = []match.Address{{City: p.home.town.name, Postcode: p.home.zip}}
		r.slips |= SlipThin
	}
	if w.chance(0.01) {
		r.Given, r.Surname = r.Surname, r.Given
		r.slips |= SlipSwapped
	}
	if w.chance(0.1) {
		w.slip(&r)
	}
	return r
}

// form is what somebody typed: a name, an e-mail address, perhaps a town.
func (w *world) form(p *person) row {
	r := w.written(p)
	r.Emails = []string{strings.ToUpper(p.email[:1]) + p.email[1:]}
	if w.chance(0.5) {
		r.Addresses = []match.Address{{City: p.home.town.name, State: "NC"}}
	}
	if w.chance(0.3) {
		r.Addresses = []match.Address{{Postcode: p.home.zip}}
	}
	if w.chance(0.4) {
		r.Phones = []string{p.phone}
	}
	if p.doubted && w.chance(0.5) {
		r.BirthDate = p.date()
	}
	if w.chance(0.1) {
		w.slip(&r)
	}
	return r
}

// gift is a donor's row: the formal name, a full address, an occupation.
func (w *world) gift(p *person) row {
	r := row{who: p}
	r.Given, r.Surname, r.Suffix = title(p.given), title(p.surname), p.suffix
	if p.middle != "" && w.chance(0.5) {
		r.Middle = upper(p.middle[:1]) + "."
	}
	w.locate(&r, 0.1)
	if w.chance(0.6) {
		r.Emails = []string{p.email}
	}
	if w.chance(0.35) {
		r.Phones = []string{p.phone}
	}
	if w.chance(0.7) {
		r.Occupations = []string{p.work}
	}
	if p.doubted && w.chance(0.4) {
		r.BirthDate = p.date()
	}
	if w.chance(0.05) {
		w.slip(&r)
	}
	return r
}

// petition is a line of a sheet, typed from somebody's handwriting.
func (w *world) petition(p *person) row {
	r := w.written(p)
	w.locate(&r, 0.05)
	if w.chance(0.5) {
		r.Phones = []string{p.phone}
	}
	if w.chance(0.3) {
		r.Emails = []string{p.email}
	}
	if p.doubted && w.chance(0.5) {
		r.BirthDate = p.date()
	}
	if w.chance(0.25) {
		w.slip(&r)
	}
	return r
}

// written starts a record as people write themselves.
func (w *world) written(p *person) row {
	r := row{who: p}
	r.Given, r.Surname = title(p.given), title(p.surname)
	if names := w.short[p.given]; len(names) > 0 && w.chance(0.3) {
		r.Given = title(names[w.r.IntN(len(names))])
		r.slips |= SlipShortName
	} else if w.chance(0.015) {
		r.Given = r.Given[:1]
		r.slips |= SlipInitial
	}
	if one, two, ok := strings.Cut(p.surname, " "); ok && w.chance(0.4) {
		r.Surname = title(one)
		if w.chance(0.2) {
			r.Surname = title(two)
		}
		r.slips |= SlipHalfName
	}
	return r
}

// locate gives a record an address, that before a move at a chance.
func (w *world) locate(r *row, old float64) {
	at := r.who.home
	if r.who.before != nil && w.chance(old) {
		at = *r.who.before
		r.slips |= SlipMoved
	}
	a := match.Address{Number: fmt.Sprint(at.number), Street: at.street, Unit: at.unit, City: at.town.name, State: "NC", Postcode: at.zip}
	if w.chance(0.35) {
		a.Street = strings.NewReplacer(" Street", " St", " Avenue", " Ave", " Road", " Rd", " Drive", " Dr", " Lane", " Ln", " Court", " Ct").Replace(a.Street)
	}
	if w.chance(0.15) {
		a.Unit = ""
	}
	if w.chance(0.03) {
		a.Postcode = ""
	}
	r.Addresses = []match.Address{a}
}

func (p *person) date() string { return fmt.Sprintf("%04d-%02d-%02d", p.year, p.month, p.day) }

func (p *person) gender() string {
	if p.male {
		return "male"
	}
	return "female"
}

func upper(s string) string { return strings.ToUpper(s) }

func compact(s string) string { return strings.ReplaceAll(s, " ", "") }

func title(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}
