package demo

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/cerebro-cdp/cerebro/domain/match"
)

// Person is one invented person.
type Person struct {
	ID                           int
	First, Middle, Last, Suffix  string
	Sex                          string // F or M
	Born                         time.Time
	Email, Phone                 string
	Street, Unit, City, Postcode string
	County, CountyCode, Congress string
	Party                        string // DEM, REP, UNA, LIB
	Registered                   time.Time
	Status                       string // A or I
	NCID                         string
	Race, Ethnicity              string
}

// world draws people from one seed.
type world struct {
	r               *rand.Rand
	given, surnames []string
	now             time.Time
}

func newWorld(seed uint64, now time.Time) *world {
	w := &world{r: rand.New(rand.NewPCG(seed, 20_261_101)), now: now}
	w.given, w.surnames = match.BuiltinNames()
	return w
}

// zipf draws from a list in which the first are the commonest.
func (w *world) zipf(list []string) string {
	n := float64(len(list))
	return list[min(int(math.Pow(n, w.r.Float64()))-1, len(list)-1)]
}

func pick[T any](w *world, list []T) T { return list[w.r.IntN(len(list))] }

func (w *world) chance(percent int) bool { return w.r.IntN(100) < percent }

// people draws n people in households: relatives share a surname and a home.
func (w *world) people(n int) []Person {
	var out []Person
	for len(out) < n {
		home := w.home()
		size := []int{1, 1, 1, 2, 2, 2, 3, 4}[w.r.IntN(8)]
		head := w.person(home, "")
		out = append(out, head)
		for i := 1; i < size; i++ {
			last := head.Last
			if w.chance(20) {
				last = ""
			}
			p := w.person(home, last)
			if i == 1 && w.chance(60) { // a couple
				p.Born = head.Born.AddDate(w.r.IntN(9)-4, w.r.IntN(12), w.r.IntN(28))
			} else if w.chance(15) { // a son named after the father
				p.First, p.Sex, p.Suffix = head.First, head.Sex, "JR"
				p.Born = head.Born.AddDate(24+w.r.IntN(12), 0, 0)
			}
			if p.Born.Before(w.now.AddDate(-18, 0, 0)) {
				out = append(out, p)
			}
		}
	}
	out = out[:n]
	for i := range out {
		w.register(&out[i])
		out[i].ID = i + 1
		out[i].NCID = fmt.Sprintf("%c%c%d", 'A'+i%26, 'A'+i/26%26, 100_000+i)
	}
	return out
}

// register gives the day a person registered to vote: after the eighteenth
// birthday, and in the past.
func (w *world) register(p *Person) {
	p.Registered = p.Born.AddDate(18+w.r.IntN(10), w.r.IntN(12), 0)
	if p.Registered.After(w.now) {
		p.Registered = w.now.AddDate(0, -1-w.r.IntN(12), 0)
	}
}

func (w *world) home() Person {
	at := w.r.IntN(100)
	var home place
	for _, p := range places {
		if home = p; at < p.share {
			break
		}
		at -= p.share
	}
	h := Person{City: home.city, Postcode: pick(w, home.postcodes), County: home.county, CountyCode: home.code, Congress: home.congress}
	h.Street = fmt.Sprintf("%d %s %s", 1+w.r.IntN(2400), strings.ToUpper(pick(w, streetNames)), pick(w, streetTypes))
	if w.chance(22) {
		h.Unit = fmt.Sprintf("APT %d", 1+w.r.IntN(40))
	}
	return h
}

// person draws somebody who lives in a home.
func (w *world) person(home Person, last string) Person {
	p := home
	p.First, p.Last = w.zipf(w.given), last
	if p.Last == "" {
		p.Last = w.zipf(w.surnames)
	}
	if w.chance(80) {
		p.Middle = w.zipf(w.given)
	}
	p.Sex = pick(w, []string{"F", "M"})
	p.Born = w.now.AddDate(-18-int(math.Abs(w.r.NormFloat64()*20+28))%72, -w.r.IntN(12), -w.r.IntN(28))
	p.Party = []string{"DEM", "DEM", "DEM", "UNA", "UNA", "UNA", "REP", "REP", "REP", "LIB"}[w.r.IntN(10)]
	p.Status = "A"
	if w.chance(8) {
		p.Status = "I"
	}
	p.Race = []string{"W", "W", "W", "W", "B", "B", "A", "O", "M", "U"}[w.r.IntN(10)]
	p.Ethnicity = []string{"NL", "NL", "NL", "NL", "HL", "UN"}[w.r.IntN(6)]
	local := strings.ToLower(p.First + pick(w, []string{".", "_", ""}) + p.Last)
	if w.chance(40) {
		local += fmt.Sprint(p.Born.Year() % 100)
	}
	p.Email = local + "@" + pick(w, []string{"gmail.com", "yahoo.com", "outlook.com", "mail.example.org", "triangle.example.net"})
	p.Phone = fmt.Sprintf("%s%d%04d", pick(w, []string{"919", "984", "336"}), 200+w.r.IntN(700), w.r.IntN(10_000))
	return p
}

// noisy is the person as another source wrote them down.
func (w *world) noisy(p Person) Person {
	if w.chance(12) {
		p.First = w.typo(p.First)
	}
	if w.chance(8) {
		p.Last = w.typo(p.Last)
	}
	if w.chance(50) {
		p.Middle = ""
	}
	if w.chance(7) { // moved
		home := w.home()
		p.Street, p.Unit, p.City, p.Postcode = home.Street, home.Unit, home.City, home.Postcode
	}
	if w.chance(15) {
		p.Phone = ""
	}
	if w.chance(10) {
		p.Email = ""
	}
	return p
}

// typo swaps, drops or doubles one letter.
func (w *world) typo(s string) string {
	b := []byte(s)
	if len(b) < 4 {
		return s
	}
	i := 1 + w.r.IntN(len(b)-2)
	switch w.r.IntN(3) {
	case 0:
		b[i], b[i+1] = b[i+1], b[i]
		return string(b)
	case 1:
		return string(b[:i]) + string(b[i+1:])
	default:
		return string(b[:i]) + string(b[i]) + string(b[i:])
	}
}

// WriteVoterFile writes a generated voter file of some rows, drawing people as
// it goes, so that the size of the file does not show in memory.
func WriteVoterFile(out io.Writer, seed uint64, rows int) error {
	w := newWorld(seed, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	v := newVoterWriter(out)
	const chunk = 10_000
	for done := 0; done < rows; done += chunk {
		people := w.people(min(chunk, rows-done))
		for i := range people {
			people[i].ID += done
			people[i].NCID = fmt.Sprintf("%c%c%d", 'A'+i%26, 'A'+i/26%26, 100_000+done+i)
			v.row(&people[i])
		}
	}
	return v.flush()
}
