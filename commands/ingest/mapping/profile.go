package mapping

import (
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// maxProfile is how many cells of a column are looked at closely.
const maxProfile = 200

// profile is what the samples of a column look like.
type profile struct {
	cells  []string // not blank and no placeholder, at most maxProfile
	rows   int
	keyed  int  // cells that could be a key
	unique bool // no two of those are equal
}

// profileOf looks at one column of the samples.
func profileOf(samples [][]string, at int) profile {
	p := profile{rows: len(samples), unique: true}
	seen := make(map[string]bool, len(samples))
	for _, row := range samples {
		if at >= len(row) {
			continue
		}
		cell := strings.TrimSpace(row[at])
		if cell == "" || len(cell) > 4096 || clean.IsPlaceholder(cell) {
			continue
		}
		if key := keyOf(cell); key != "" {
			p.keyed++
			p.unique = p.unique && !seen[key]
			seen[key] = true
		}
		if len(p.cells) < maxProfile {
			p.cells = append(p.cells, cell)
		}
	}
	return p
}

// shown are a few different cells for people to look at.
func (p *profile) shown() []string {
	var out []string
	for _, c := range p.cells {
		if len(c) > 60 {
			c = strings.ToValidUTF8(c[:60], "") + "…"
		}
		known := false
		for _, o := range out {
			known = known || o == c
		}
		if !known {
			out = append(out, c)
		}
		if len(out) == 3 {
			break
		}
	}
	return out
}

// share is the part of the cells that fulfil a condition, 1 when there are none.
func (p *profile) share(is func(cell string) bool) float64 {
	if len(p.cells) == 0 {
		return 1
	}
	n := 0
	for _, c := range p.cells {
		if is(c) {
			n++
		}
	}
	return float64(n) / float64(len(p.cells))
}

// cleans is the part of the cells that a category can read, those that say
// nothing ("n/a") left out.
func (p *profile) cleans(c category.Category, o clean.Options) float64 {
	good, said := 0, 0
	for _, cell := range p.cells {
		r := clean.Fact(c.Name, string(c.Type), cell, o)
		if r.Missing {
			continue
		}
		said++
		if len(r.Values) > 0 {
			good++
		}
	}
	if said == 0 {
		return 1
	}
	return float64(good) / float64(said)
}

func hasAt(s string) bool { return strings.Contains(s, "@") }

func digits(s string) int {
	n := 0
	for i := 0; i < len(s); i++ {
		if '0' <= s[i] && s[i] <= '9' {
			n++
		}
	}
	return n
}

// isBool reports a yes or no in any of the spellings.
func isBool(s string) bool {
	_, known := clean.Bool(s)
	return known
}

// fits reports whether the cells of a column bear a target out, and otherwise
// why not. A column without cells fits anything.
func (p *profile) fits(t target, c category.Category, o clean.Options) (bool, string) {
	if len(t.values) > 0 || len(p.cells) == 0 {
		return true, ""
	}
	// enough is low on purpose: columns are full of misspelt and broken values,
	// and the raw text is kept.
	enough := func(share float64, why string) (bool, string) { return share >= 0.3, why }
	if _, _, ok := blockOf(t.name); ok {
		return p.fitsAddress(t.part)
	}
	switch t.name {
	case "email":
		return enough(p.share(hasAt), "the cells hold no e-mail addresses")
	case "phone":
		if t.part == "" {
			return enough(p.share(func(s string) bool { return digits(s) >= 6 || strings.Contains(s, "<test lead") }), "the cells hold no phone numbers")
		}
		return enough(p.share(func(s string) bool { return digits(s) >= 1 }), "the cells hold no numbers")
	case "email_bad":
		return enough(p.share(isBool), "the cells hold no yes or no")
	case "first_name", "last_name", "middle_name", "nickname", "name", "maiden_name":
		return enough(p.share(func(s string) bool { return digits(s)*2 < len(s) }), "the cells hold no names")
	case "lat", "lon":
		return enough(p.share(func(s string) bool { _, ok := clean.Number(s); return ok }), "the cells hold no numbers")
	case "birth":
		return true, ""
	}
	if c.Name == "" {
		return true, ""
	}
	return enough(p.cleans(c, o), "the cells cannot be read as "+strings.ReplaceAll(c.Name, "_", " "))
}

func (p *profile) fitsAddress(part string) (bool, string) {
	letters := func(s string) bool { return digits(s) < len(s) }
	switch part {
	case "postcode":
		return p.share(func(s string) bool { return digits(s) >= 2 && len(s) <= 15 }) >= 0.3, "the cells hold no postcodes"
	case "city", "state", "county":
		return p.share(letters) >= 0.3, "the cells hold numbers"
	case "country":
		return p.share(func(s string) bool { return digits(s) == 0 }) >= 0.3, "the cells hold numbers"
	case "line1":
		return p.share(func(s string) bool { return !hasAt(s) && !strings.HasPrefix(s, "http") }) >= 0.7, "the cells hold no street addresses"
	}
	return true, ""
}
