package mapping

import (
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// nameStep states the parts of a name from their columns and, where those say
// neither given name nor surname, from a full name.
type nameStep struct {
	parts  []*oneStep // prefix, first, middle, last, suffix: those that have columns
	second []source   // of two surnames
	full   []source
	order  clean.NameOrder
	cats   nameCategories
}

// nameCategories are the categories a full name gives.
type nameCategories struct {
	prefix, first, middle, last, suffix, nickname category.Category
}

func (s *nameStep) run(r *run) {
	from := len(r.facts)
	for _, p := range s.parts {
		p.run(r)
	}
	for i := range s.second {
		s.secondSurname(r, from, &s.second[i])
	}
	suffix, named := -1, false
	for i := from; i < len(r.facts); i++ {
		f := &r.facts[i]
		if f.Value == "" {
			continue
		}
		switch f.Category {
		case s.cats.suffix.Number:
			suffix = i
		case s.cats.first.Number, s.cats.last.Number:
			named = true
		}
	}
	if suffix < 0 {
		r.suffixOf(from, &s.cats)
	}
	if !named {
		s.fromFull(r, from)
	}
}

// secondSurname puts the second of two surnames behind the first, as people who
// have two write them.
func (s *nameStep) secondSurname(r *run, from int, src *source) {
	cell := r.cell(src)
	if cell == "" {
		return
	}
	got := r.clean(s.cats.last, cell, src)
	if len(got.Values) == 0 {
		return
	}
	second := got.Values[0].Text
	for i := from; i < len(r.facts); i++ {
		if f := &r.facts[i]; f.Category == s.cats.last.Number && f.Value != "" {
			if f.Value != second {
				raw := f.RawText() + " " + cell
				f.Value += " " + second
				f.Raw = rawText(raw, f.Value)
			}
			return
		}
	}
	st := r.state(s.cats.last)
	r.add(&st, second, rawText(cell, second), "", nil)
}

// suffixOf moves the "Jr" of "Smith Jr" from the surname to the suffix.
func (r *run) suffixOf(from int, cats *nameCategories) {
	for i := from; i < len(r.facts); i++ {
		f := &r.facts[i]
		if f.Category != cats.last.Number || f.Value == "" {
			continue
		}
		name, suffix := clean.SplitSuffix(f.Value)
		if suffix == "" || name == "" {
			return
		}
		f.Raw = f.RawText()
		f.Value = name
		r.drop(from, cats.suffix.Number)
		r.facts = append(r.facts, event.Fact{Op: event.Set, Category: cats.suffix.Number, Value: suffix})
		return
	}
}

// drop takes back what was stated about a category from an index on.
func (r *run) drop(from int, n category.Number) {
	kept := r.facts[:from]
	for _, f := range r.facts[from:] {
		if f.Category != n {
			kept = append(kept, f)
		}
	}
	r.facts = kept
}

// fromFull takes a full name apart.
func (s *nameStep) fromFull(r *run, from int) {
	for i := range s.full {
		src := &s.full[i]
		cell := r.cell(src)
		if cell == "" {
			continue
		}
		n := clean.FullNameOrdered(cell, s.order)
		if n.First == "" && n.Last == "" {
			if n.Problem != "" {
				st := r.state(s.cats.last)
				r.lose(&st, src, cell, n.Problem)
			}
			continue
		}
		if n.Problem != "" {
			r.problem(src, "last_name", cell, n.Problem, Doubtful)
		}
		for _, x := range [...]struct {
			c     *category.Category
			value string
		}{
			{&s.cats.prefix, n.Prefix},
			{&s.cats.first, n.First},
			{&s.cats.middle, n.Middle},
			{&s.cats.last, n.Last},
			{&s.cats.suffix, n.Suffix},
			{&s.cats.nickname, n.Nickname},
		} {
			if x.value == "" || x.c.Number == 0 {
				continue
			}
			r.drop(from, x.c.Number)
			st := r.state(*x.c)
			r.add(&st, x.value, "", "", nil)
		}
		r.given = r.given || n.First != ""
		return
	}
}

// bornStep states the birth date from day, month and year in columns of their
// own, when no column gave it whole.
type bornStep struct {
	c                category.Category
	day, month, year *source
}

func (s *bornStep) run(r *run) {
	if r.born {
		return
	}
	var parts []string
	for _, src := range []*source{s.year, s.month, s.day} {
		if src == nil {
			break
		}
		c := r.raw(src)
		if c == "" || digits(c) == 0 && src != s.month {
			break
		}
		if len(c) == 1 {
			c = "0" + c
		}
		parts = append(parts, c)
	}
	if len(parts) == 0 || s.year == nil {
		return
	}
	st := r.state(s.c)
	text := strings.Join(parts, "-")
	got := r.clean(s.c, text, s.year)
	if len(got.Values) == 0 {
		if got.Problem != "" {
			r.lose(&st, s.year, text, got.Problem)
		}
		return
	}
	r.add(&st, got.Values[0].Text, rawText(text, got.Values[0].Text), "", nil)
	r.born = true
}

// ageStep states an age where neither birth date nor birth year is known.
type ageStep struct{ oneStep }

func (s *ageStep) run(r *run) {
	if !r.born {
		s.oneStep.run(r)
	}
}
