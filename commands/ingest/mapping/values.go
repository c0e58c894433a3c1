package mapping

import (
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// oneStep states a category that holds one value: from its first column that
// gives one.
type oneStep struct {
	c       category.Category
	columns []source
	// strict marks yes-or-no categories where a yes in any column counts.
	strict bool
}

func (s *oneStep) run(r *run) {
	st := r.state(s.c)
	var lost *source
	why, best := "", clean.Result{}
	var from *source
	for i := range s.columns {
		src := &s.columns[i]
		cell := r.cell(src)
		if cell == "" {
			continue
		}
		st.heard = true
		got := r.clean(s.c, cell, src)
		switch {
		case len(got.Values) == 0:
			if got.Problem != "" && lost == nil {
				lost, why = src, got.Problem
			}
			continue
		case from == nil, s.strict && got.Values[0].Text == "true" && best.Values[0].Text != "true":
			best, from = got, src
		}
		if !s.strict {
			break
		}
	}
	switch {
	case from != nil:
		r.keep(&st, from, best)
	case lost != nil:
		r.lose(&st, lost, r.raw(lost), why)
	default:
		st.heard = false // blank, or as good as blank
	}
	r.end(&st)
}

// clean reads one cell of a category.
func (r *run) clean(c category.Category, cell string, src *source) clean.Result {
	if c.Name == "last_name" && r.given {
		o := src.opts
		o.HasGiven = true
		return clean.Fact(c.Name, string(c.Type), cell, o)
	}
	return clean.Fact(c.Name, string(c.Type), cell, src.opts)
}

// keep states the values of a cell; a doubt about them is a problem, too.
func (r *run) keep(st *stating, src *source, got clean.Result) {
	raw := r.raw(src)
	if got.Problem != "" {
		r.problem(src, st.c.Name, raw, got.Problem, Doubtful)
	}
	for _, v := range got.Values {
		if st.c.Name == "voted_in" && strings.Trim(v.Text, "0123456789-/ ") == "" {
			r.problem(src, st.c.Name, raw, "a day or year without the kind of election", Lost)
			continue
		}
		kept := ""
		if len(got.Values) == 1 {
			kept = rawText(raw, v.Text)
		}
		r.add(st, v.Text, kept, "", nil)
	}
	switch st.c.Name {
	case "first_name":
		r.given = true
	case "birth_date", "birth_year":
		r.born = true
	}
}

// manyStep states a category that holds many values, from all its columns.
type manyStep struct {
	c       category.Category
	columns []source
	google  bool // labels in front of which a star stands are the system's own
}

func (s *manyStep) run(r *run) {
	st := r.state(s.c)
	for i := range s.columns {
		src := &s.columns[i]
		cell := r.cell(src)
		if s.google {
			cell = withoutSystemLabels(cell)
		}
		if cell == "" {
			continue
		}
		got := r.clean(s.c, cell, src)
		st.heard = st.heard || !got.Missing
		switch {
		case len(got.Values) > 0:
			r.keep(&st, src, got)
		case got.Problem != "":
			r.lose(&st, src, cell, got.Problem)
		}
	}
	r.end(&st)
}

// withoutSystemLabels drops "* myContacts" from "* myContacts ::: Design".
func withoutSystemLabels(cell string) string {
	if !strings.Contains(cell, "*") {
		return cell
	}
	var kept []string
	for label := range strings.SplitSeq(cell, ":::") {
		if label = strings.TrimSpace(label); label != "" && label[0] != '*' {
			kept = append(kept, label)
		}
	}
	return strings.Join(kept, " ::: ")
}

// idStep states strong identifiers.
type idStep struct {
	c       category.Category
	columns []idSource
}

type idSource struct {
	source
	system string // stands before the value, "" = nothing does
	space  string
}

func (s *idStep) run(r *run) {
	st := r.state(s.c)
	for i := range s.columns {
		src := &s.columns[i]
		cell := r.cell(&src.source)
		if cell == "" {
			continue
		}
		got := r.clean(s.c, cell, &src.source)
		st.heard = st.heard || !got.Missing
		if len(got.Values) == 0 {
			if got.Problem != "" {
				r.lose(&st, &src.source, cell, got.Problem)
			}
			continue
		}
		value := got.Values[0].Text
		if src.system != "" && !strings.Contains(value, ":") {
			value = src.system + ":" + value
		}
		r.add(&st, value, rawText(cell, value), src.space, nil)
	}
	r.end(&st)
}

// electionStep states the elections of files with a column for each.
type electionStep struct {
	voted, ballot category.Category
	columns       []electionSource
}

type electionSource struct {
	source
	election string
}

func (s *electionStep) run(r *run) {
	voted, ballots := r.state(s.voted), r.state(s.ballot)
	var parties []source
	for i := range s.columns {
		src := &s.columns[i]
		went, party := took(r.raw(&src.source))
		if !went {
			continue
		}
		r.add(&voted, src.election, "", "", nil)
		if party != "" && strings.HasSuffix(src.election, "primary") {
			parties = append(parties, src.source)
		}
	}
	r.end(&voted)
	for i := range parties {
		if got := r.clean(s.ballot, r.raw(&parties[i]), &parties[i]); len(got.Values) > 0 {
			r.keep(&ballots, &parties[i], got)
		}
	}
	r.end(&ballots)
}

// geoStep states a location from latitude and longitude.
type geoStep struct {
	c        category.Category
	lat, lon source
}

func (s *geoStep) run(r *run) {
	st := r.state(s.c)
	lat, lon := r.raw(&s.lat), r.raw(&s.lon)
	if lat != "" && lon != "" {
		st.heard = true
		text := lat + "," + lon
		if v, ok := clean.Geo(text); ok {
			r.add(&st, v, rawText(text, v), "", nil)
		} else {
			r.lose(&st, &s.lat, text, "no place on earth")
		}
	}
	r.end(&st)
}

// aboutStep reads what a row says about itself: of when it is, whether its
// ticket was given back.
type aboutStep struct {
	asof     []source
	refunded []source
}

func (s *aboutStep) run(r *run) {
	for i := range s.asof {
		if t, _, ok := clean.Timestamp(r.raw(&s.asof[i]), s.asof[i].opts); ok && r.at.OccurredAt.IsZero() {
			r.at.OccurredAt = t
		}
	}
	for i := range s.refunded {
		cell := r.raw(&s.refunded[i])
		switch strings.ToLower(cell) {
		case "refunded", "cancelled", "canceled", "not attending", "deleted", "transferred", "rimborsato", "annullato", "storniert", "reembolsado", "remboursé":
			r.problem(&s.refunded[i], "", cell, "the ticket was given back: "+cell, Note)
		}
	}
}
