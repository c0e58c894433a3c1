package mapping

import (
	"slices"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// chooseKey decides which column is the record key and which identifiers are
// strong. A key must tell every row from every other; a strong identifier must
// name a person, so a row id never is one.
func (g *guesser) chooseKey() (string, error) {
	if g.o.RecordKey != "" {
		d := g.byHeader(g.o.RecordKey)
		if d == nil {
			return "", &Error{Op: "record key", What: g.o.RecordKey, Err: ErrUnknownHeader, Hint: g.headers()}
		}
		g.dropKeys(d)
		d.key = true
		if d.is("-") {
			d.targets = []target{{name: "key"}}
		}
		d.sure = 1
		return d.header, nil
	}
	g.settlePersonIDs()
	best := g.bestKey()
	g.dropKeys(best)
	if best == nil {
		return "", nil
	}
	best.key = true
	return best.header, nil
}

// bestKey is the first column that can be the key: what a layout says, then row
// ids, then identifiers of people.
func (g *guesser) bestKey() *draft {
	for _, can := range []func(*draft) bool{
		func(d *draft) bool { t := d.target("key"); return t != nil && (t.force || d.chosen) },
		func(d *draft) bool { t := d.target("key"); return t != nil && t.arg == "first" && g.tellsApart(d) },
		func(d *draft) bool { return d.is("key") && d.locked && g.tellsApart(d) },
		func(d *draft) bool { return d.is("key") && g.tellsApart(d) },
		func(d *draft) bool { return g.identifies(d) && g.tellsApart(d) },
	} {
		if i := slices.IndexFunc(g.columns, can); i >= 0 {
			return g.columns[i]
		}
	}
	return nil
}

// tellsApart reports whether the samples are all there and all different. A few
// blanks may be: such rows get a key from their cells.
func (g *guesser) tellsApart(d *draft) bool {
	p := d.profile
	missing := p.rows - p.keyed
	return p.unique && p.keyed > 0 && (missing <= 1 || missing*20 <= p.rows)
}

// keyOf is a cell as a record key, "" when it cannot be one: a placeholder, or a
// number that a spreadsheet cut short (1.23457E+11). A ".0" that it added is
// taken off.
func keyOf(cell string) string {
	key := clean.Text(cell, clean.Options{})
	if key == "" || clean.IsPlaceholder(key) {
		return ""
	}
	whole, fraction, ok := strings.Cut(key, ".")
	if !ok || strings.Trim(whole, "0123456789") != "" {
		return key
	}
	switch {
	case strings.Trim(fraction, "0") == "" && fraction != "":
		return whole
	case strings.Trim(fraction, "0123456789E+") == "" && strings.Contains(fraction, "E+"):
		return ""
	}
	return key
}

// identifies reports identifiers of people in a system. Numbers a state gives a
// person are not among them: files misspell them, and a key must not.
func (g *guesser) identifies(d *draft) bool {
	t := d.target("external_id")
	return d.is("voter_id") || d.is("user_id") || t != nil && t.arg != "ssn" && t.arg != "external"
}

// dropKeys takes the key target off all columns but the key's.
func (g *guesser) dropKeys(key *draft) {
	for _, d := range g.columns {
		if d == key || !d.is("key") {
			continue
		}
		d.targets = slices.DeleteFunc(d.targets, func(t target) bool { return t.name == "key" })
		if len(d.targets) == 0 {
			reason := "a row id, not needed beside the record key"
			if !g.tellsApart(d) {
				reason = "a row id that repeats or is missing in rows, so no record key"
			}
			d.ignore(reason)
		}
	}
}

// settlePersonIDs makes strong identifiers of columns such as "Member ID", when
// equal cells always come with the same name.
func (g *guesser) settlePersonIDs() {
	for _, d := range g.columns {
		if !d.is("person_id") {
			continue
		}
		if !d.profile.unique && !g.sameNames(d) {
			d.ignore("different people have the same one, so it names no person")
			continue
		}
		d.targets = []target{{name: "external_id", arg: systemOf(d.words)}}
		if g.tellsApart(d) {
			d.targets = append(d.targets, target{name: "key"})
		}
	}
}

// systemOf is the name under which an identifier is kept: "van", "member".
func systemOf(words []string) string {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "id" || w == "number" || w == "no" })
	if len(words) == 0 {
		return "id"
	}
	return strings.Join(words[:min(len(words), 4)], "_")
}

// sameNames reports whether rows with equal cells agree on the name or e-mail.
func (g *guesser) sameNames(d *draft) bool {
	var by []int
	for _, c := range g.columns {
		if c.is("last_name") || c.is("first_name") || c.is("name") || c.is("email") {
			by = append(by, c.index)
		}
	}
	who := func(row []string) string {
		var b strings.Builder
		for _, i := range by {
			if i < len(row) {
				b.WriteString(strings.ToLower(strings.TrimSpace(row[i])))
			}
			b.WriteByte(0)
		}
		return b.String()
	}
	first := map[string]string{}
	same, different := 0, 0
	for _, row := range g.samples {
		if d.index >= len(row) {
			continue
		}
		id := strings.TrimSpace(row[d.index])
		switch was, seen := first[id]; {
		case id == "":
		case !seen:
			first[id] = who(row)
		case was == who(row):
			same++
		default:
			different++
		}
	}
	return len(by) > 0 && same >= 9*different
}
