package mapping

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// Errors of Guess; match with errors.Is.
var (
	ErrUnknownHeader   = errors.New("the table has no such column")
	ErrUnknownCategory = errors.New("there is no such category")
	ErrNotStated       = errors.New("this category is computed, a file cannot state it")
	ErrBadOption       = errors.New("this option is not known")
)

// Error says what is wrong with the options of Guess.
type Error struct {
	Op   string // "map", "record key", "kind", "mode"
	What string // the header or category it is about
	Err  error
	Hint string
}

func (e *Error) Error() string {
	s := fmt.Sprintf("mapping: %s %q: %v", e.Op, e.What, e.Err)
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// draft is a column while the plan is made.
type draft struct {
	index   int
	header  string
	words   []string
	name    string // compact
	profile profile
	targets []target
	sure    float64
	locked  bool // said by a person or a layout
	chosen  bool // said by a person
	guess   bool // the name may mean several things
	key     bool
}

// ignore takes a column out, with the reason.
func (d *draft) ignore(reason string) {
	d.targets, d.sure, d.guess = []target{{name: "-", reason: reason}}, 0, false
}

// is reports whether one of the column's targets has the name.
func (d *draft) is(name string) bool { return d.target(name) != nil }

func (d *draft) target(name string) *target {
	for i := range d.targets {
		if d.targets[i].name == name {
			return &d.targets[i]
		}
	}
	return nil
}

// guesser holds what Guess works on.
type guesser struct {
	o       Options
	columns []*draft
	samples [][]string
	layout  *layout
	region  string
	notes   []string
}

// Guess makes a plan for a table from its header and some of its rows; the more
// rows (a few hundred), the surer. Errors are *Error and are about the options
// only: a table that says nothing gives a plan without mapped columns.
func Guess(header []string, samples [][]string, o Options) (*Plan, error) {
	o = o.withDefaults()
	if o.Kind != "" && !o.Kind.Known() {
		return nil, &Error{Op: "kind", What: string(o.Kind), Err: ErrBadOption, Hint: "list, voter, donations, events or history"}
	}
	if o.Mode != Update && o.Mode != Append && o.Mode != Snapshot {
		return nil, &Error{Op: "mode", What: string(o.Mode), Err: ErrBadOption, Hint: "update, append or snapshot"}
	}
	g := &guesser{o: o, samples: samples}
	names := make(map[string]bool, len(header))
	for i, h := range header {
		d := &draft{index: i, header: h, words: words(h), profile: profileOf(samples, i)}
		d.name = compact(d.words)
		names[d.name] = true
		g.columns = append(g.columns, d)
	}
	g.layout = matchLayout(names)
	if err := g.override(); err != nil {
		return nil, err
	}
	for _, d := range g.columns {
		if !d.chosen {
			g.column(d)
		}
	}
	g.region = g.findRegion()
	g.check()
	g.settle()
	recordBy, err := g.chooseKey()
	if err != nil {
		return nil, err
	}
	return g.plan(recordBy), nil
}

// column finds out what one column is by its name.
func (g *guesser) column(d *draft) {
	if g.layout != nil {
		if t, ok := g.layout.targets(d.header, d.name); ok {
			d.targets, d.sure, d.locked = append([]target{}, t...), 1, true
			return
		}
	}
	m, ok := loadKnowledge().find(d.words)
	if before, _, cut := strings.Cut(d.header, "("); !ok && cut {
		m, ok = loadKnowledge().find(words(before)) // "Date of birth (MM/DD/YYYY)"
	}
	if ok {
		d.targets, d.sure, d.guess = append([]target{}, m.targets...), m.sure, m.guess
		return
	}
	if t, ok := electionColumn(d.header); ok {
		d.targets, d.sure = []target{t}, 0.9
		return
	}
	d.ignore("no category is known by this name")
}

// check lets the cells have their say: a column named "email" that holds yes and
// no is none. Nor is it a consent: that is never guessed from a name so vague.
func (g *guesser) check() {
	o := g.clean(nil)
	for _, d := range g.columns {
		if d.locked || d.guess || len(d.targets) == 0 {
			continue
		}
		for _, t := range d.targets {
			c, _ := g.o.Catalogue.Named(t.category())
			ok, why := d.profile.fits(t, c, o)
			if ok {
				continue
			}
			if d.chosen {
				g.notes = append(g.notes, fmt.Sprintf("%q is mapped to %s, but %s", d.header, t.category(), why))
				continue
			}
			d.ignore(why)
			break
		}
		if len(d.profile.cells) == 0 && d.sure > 0.8 && !d.chosen {
			d.sure = 0.8 // only its name speaks for it
		}
	}
}

// clean are the options under which cells of a column are cleaned; nil for no
// column in particular.
func (g *guesser) clean(d *draft) clean.Options {
	o := clean.Options{Region: g.region, Now: g.o.Now, Date1904: g.o.Date1904, Zone: g.o.Zone}
	if g.layout != nil {
		o.Dialect = g.layout.space
	}
	if d == nil {
		return o
	}
	o.DayFirst = clean.DetectDayFirst(d.profile.cells)
	o.OrderKnown = clean.DayOrderKnown(d.profile.cells)
	switch {
	case o.OrderKnown:
	case strings.Contains(d.name, "ddmm"):
		o.DayFirst, o.OrderKnown = true, true
	case strings.Contains(d.name, "mmdd"):
		o.DayFirst, o.OrderKnown = false, true
	case g.layout != nil && g.layout.state != "":
		o.DayFirst, o.OrderKnown = false, true
	case o.Region != "US" && o.Region != "CA" && o.Region != "PH":
		o.DayFirst = true
	}
	return o
}

// named finds a category for a column's use.
func (g *guesser) named(name string) (category.Category, bool) { return g.o.Catalogue.Named(name) }
