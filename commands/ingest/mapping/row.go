package mapping

import (
	"strconv"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Facts reads one row: cells in the order of the header, missing ones at the end
// count as blank. The problems tell of cells that gave no value or a doubtful
// one. It is safe for concurrent use and keeps nothing of the row.
func (p *Plan) Facts(row []string) (RowFacts, []Problem) {
	r := run{p: &p.program, row: row}
	if reject := r.nobody(); reject != "" {
		return RowFacts{Reject: reject}, nil
	}
	r.facts = make([]event.Fact, 0, 2*len(p.program.used)+4)
	if at := p.program.key; at >= 0 && at < len(row) {
		r.at.RecordKey = keyOf(row[at])
	}
	for _, s := range p.program.steps {
		s.run(&r)
	}
	r.at.Facts = r.facts
	r.identity()
	return r.at, r.problems
}

// nobody says why a row is about no person: it is blank, a total, or the test
// record of an advert platform.
func (r *run) nobody() string {
	filled, numbers := 0, 0
	first := ""
	for i, c := range r.row {
		c = trim(c)
		if c == "" {
			continue
		}
		if filled == 0 {
			first = c
			if i > 0 && len(c) > 30 {
				first = "" // a total stands in front
			}
		}
		filled++
		if digits(c) > 0 && strings.Trim(c, "0123456789.,-+$€£% ") == "" {
			numbers++
		}
		if c[0] == '<' && strings.HasPrefix(c, "<test lead") {
			return "a test lead of the advert platform"
		}
	}
	switch {
	case filled == 0:
		return "the row is blank"
	case isTotal(first) && numbers >= filled-1:
		return "a row of totals"
	}
	return ""
}

// isTotal reports the words that begin a row of totals.
func isTotal(s string) bool {
	if len(s) > 30 {
		return false
	}
	switch strings.TrimRight(strings.ToLower(s), ": ") {
	case "total", "totals", "grand total", "subtotal", "sum", "totale", "totali", "totale generale", "somma",
		"gesamt", "gesamtsumme", "summe", "insgesamt", "totales", "total general", "suma", "total général", "totaux", "totaal", "yhteensä", "totalt":
		return true
	}
	return false
}

// identity tells whether the row says who it is about and, when it has no key,
// makes the text that stands for it.
func (r *run) identity() {
	var b strings.Builder
	for i := range r.facts {
		f := &r.facts[i]
		if f.Value == "" || f.Op == event.Clear || !r.p.who[f.Category] {
			continue
		}
		r.at.Identifying = true
		if r.at.RecordKey != "" {
			return
		}
		b.WriteString(strconv.Itoa(int(f.Category)))
		b.WriteByte('=')
		b.WriteString(f.Value)
		b.WriteByte('\n')
	}
	r.at.Identity = b.String()
}
