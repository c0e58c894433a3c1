package mapping

import (
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// emailStep states e-mail addresses, each with its consent.
type emailStep struct {
	c, consent category.Category
	columns    []emailSource
	status     string // consent of every address that has no other, from the file's name
}

// emailSource is a column of e-mail addresses with the columns that speak of it.
type emailSource struct {
	source
	consents []source // email_opt_in
	bad      []source // tells that it bounces
}

func (s *emailStep) run(r *run) {
	st := r.state(s.c)
	for i := range s.columns {
		src := &s.columns[i]
		cell := r.cell(&src.source)
		if cell == "" {
			continue
		}
		got := clean.Fact(s.c.Name, string(s.c.Type), cell, src.opts)
		st.heard = st.heard || !got.Missing
		if len(got.Values) == 0 {
			if got.Problem != "" {
				r.lose(&st, &src.source, cell, got.Problem)
			}
			continue
		}
		if got.Problem != "" {
			r.problem(&src.source, s.c.Name, cell, got.Problem, Doubtful)
		}
		said := s.said(r, src)
		for _, v := range got.Values {
			raw := ""
			if len(got.Values) == 1 {
				raw = rawText(cell, v.Text)
			}
			r.add(&st, v.Text, raw, "", said)
		}
	}
	r.end(&st)
}

// said is the consent given for the addresses of a column: of several statements
// the one that restricts most.
func (s *emailStep) said(r *run, src *emailSource) []part {
	best, from := s.status, ""
	for i := range src.consents {
		c := &src.consents[i]
		cell := r.cell(c)
		if cell == "" {
			continue
		}
		got := r.clean(s.consent, cell, c)
		if len(got.Values) == 0 {
			if got.Problem != "" {
				r.problem(c, s.consent.Name, cell, got.Problem, Lost)
			}
			continue
		}
		if v := got.Values[0].Text; restricts(v) > restricts(best) || best == s.status && restricts(v) > 0 && restricts(best) <= 1 {
			best, from = v, rawText(r.raw(c), v)
		}
	}
	for i := range src.bad {
		if bad, known := clean.Bool(r.raw(&src.bad[i])); known && bad && restricts(best) < restricts("bounced") {
			best, from = "bounced", rawText(r.raw(&src.bad[i]), "bounced")
		}
	}
	if best == "" {
		return nil
	}
	return []part{{s.consent.Number, best, from}}
}

// restricts orders consents by how much they forbid.
func restricts(consent string) int {
	switch consent {
	case "":
		return 0
	case "subscribed":
		return 1
	case "unsubscribed":
		return 2
	case "bounced":
		return 3
	}
	return 4
}

// phoneStep states phone numbers, each with its kind and its consent to texts.
type phoneStep struct {
	c, kind, consent category.Category
	columns          []phoneSource
}

// phoneSource is a phone number in one column or in several.
type phoneSource struct {
	source             // the number, or all of it
	area, ext *source  // where they stand apart
	kinds     []source // columns that name the kind
	arg       string   // the kind its header names
	consents  []source // sms_opt_in for this number
	general   []source // sms_opt_in of the row, for numbers that may be mobile
}

func (s *phoneStep) run(r *run) {
	st := r.state(s.c)
	for i := range s.columns {
		src := &s.columns[i]
		cell := src.number(r)
		if cell == "" {
			continue
		}
		got := clean.Fact(s.c.Name, string(s.c.Type), cell, src.opts)
		st.heard = st.heard || !got.Missing
		if len(got.Values) == 0 {
			if got.Problem != "" {
				r.lose(&st, &src.source, cell, got.Problem)
			}
			continue
		}
		if got.Problem != "" {
			r.problem(&src.source, s.c.Name, cell, got.Problem, Doubtful)
		}
		for _, v := range got.Values {
			raw := ""
			if len(got.Values) == 1 {
				raw = rawText(cell, v.Text)
			}
			r.add(&st, v.Text, raw, "", s.parts(r, src, v))
		}
	}
	r.end(&st)
}

// number is the whole number of a row.
func (p *phoneSource) number(r *run) string {
	n := r.cell(&p.source)
	n = strings.TrimSpace(strings.TrimPrefix(n, "p:")) // how lead forms write it
	if n == "" {
		return ""
	}
	if p.area != nil {
		if a := r.raw(p.area); a != "" && digits(n) <= 8 {
			n = a + " " + n
		}
	}
	if p.ext != nil {
		if e := r.raw(p.ext); digits(e) > 0 && len(e) <= 8 {
			n += " x" + e
		}
	}
	return n
}

// parts are the kind and the consent of a number.
func (s *phoneStep) parts(r *run, src *phoneSource, v clean.Value) []part {
	var out []part
	kind, raw := "", ""
	for i := range src.kinds {
		label := strings.TrimLeft(r.cell(&src.kinds[i]), "* ")
		if got := r.clean(s.kind, label, &src.kinds[i]); len(got.Values) > 0 {
			kind, raw = got.Values[0].Text, rawText(label, got.Values[0].Text)
			break
		}
	}
	for _, p := range v.Parts {
		if kind == "" && p.Category == s.kind.Name {
			kind, raw = p.Text, p.Raw
		}
	}
	if kind == "" {
		kind = src.arg
	}
	if kind != "" {
		out = append(out, part{s.kind.Number, kind, raw})
	}
	consents := src.consents
	if len(consents) == 0 && kind != "landline" {
		consents = src.general
	}
	if said, raw := s.said(r, consents); said != "" {
		out = append(out, part{s.consent.Number, said, raw})
	}
	return out
}

// said is the consent to texts; a no in any column counts.
func (s *phoneStep) said(r *run, from []source) (value, raw string) {
	for i := range from {
		cell := r.cell(&from[i])
		if cell == "" {
			continue
		}
		got := r.clean(s.consent, cell, &from[i])
		if len(got.Values) == 0 {
			if got.Problem != "" {
				r.problem(&from[i], s.consent.Name, cell, got.Problem, Lost)
			}
			continue
		}
		if v := got.Values[0].Text; value == "" || v == "false" {
			value, raw = v, rawText(r.raw(&from[i]), v)
		}
	}
	return value, raw
}
