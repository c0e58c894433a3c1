package http

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
)

// profileAnswer is a profile as clients see it.
type profileAnswer struct {
	ID       uuid.UUID            `json:"id"`
	Aliases  []uuid.UUID          `json:"aliases"` // earlier ids, which still lead here
	Owner    uuid.UUID            `json:"owner"`
	Records  []recordAnswer       `json:"records"`
	View     map[string]viewEntry `json:"view"`
	Facts    []factAnswer         `json:"facts"`
	Merges   []uuid.UUID          `json:"merges"`
	Position string               `json:"position"`
}

type recordAnswer struct {
	ID         uuid.UUID `json:"id"`
	Source     uuid.UUID `json:"source"`
	SourceName string    `json:"source_name"`
	Key        string    `json:"key"`
	Retracted  bool      `json:"retracted,omitempty"` // states nothing at present
}

// statement is a value with who states it. Source, record and event are null
// for what is counted from activities or comes from many facts.
type statement struct {
	Value      string            `json:"value"`
	Raw        string            `json:"raw,omitempty"` // as it came, when it differs
	Kind       string            `json:"kind,omitempty"`
	Space      string            `json:"space,omitempty"`
	Parts      map[string]string `json:"parts,omitempty"`
	Source     *uuid.UUID        `json:"source"`
	SourceName string            `json:"source_name,omitempty"`
	Record     *uuid.UUID        `json:"record"`
	OccurredAt *time.Time        `json:"occurred_at"`
	Event      *uuid.UUID        `json:"event"`
}

// viewEntry is what the single view shows of one category: the winner, or of a
// many-valued category its first value and, under values, all of them. Others
// are statements that lost.
type viewEntry struct {
	statement
	Values []statement `json:"values,omitempty"`
	Others []statement `json:"others"`
}

// factAnswer is one current fact of one record.
type factAnswer struct {
	Category string `json:"category"`
	statement
	PartOf     string    `json:"part_of,omitempty"`
	RecordedAt time.Time `json:"recorded_at"`
}

// namer knows the names that an answer shows beside numbers and ids.
type namer struct {
	catalogue *category.Catalogue
	sources   map[uuid.UUID]string
	gone      []uuid.UUID // retracted imports
	zone      *time.Location
}

// day is the account's day at a moment.
func (n namer) day(t time.Time) int32 { return segment.DayOf(t, n.zone) }

func (n namer) retracted(imp uuid.UUID) bool { return slices.Contains(n.gone, imp) }

func (s *Server) namer(account uuid.UUID) (namer, error) {
	n := namer{sources: map[uuid.UUID]string{}}
	err := s.Directory.Read(account, func(a *fold.Account) {
		n.catalogue, n.gone, n.zone = a.Catalogue(), a.RetractedImports(), a.Zone
		for _, src := range a.Sources() {
			n.sources[src.ID] = src.Name
		}
	})
	return n, err
}

// some is a pointer to a value, nil for the zero one.
func some[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func (n namer) profile(p profiles.Profile, position string) profileAnswer {
	out := profileAnswer{
		ID: p.ID, Aliases: append([]uuid.UUID{}, p.Aliases...), Owner: p.Owner, Records: []recordAnswer{},
		View: map[string]viewEntry{}, Facts: []factAnswer{}, Merges: append([]uuid.UUID{}, p.Merges...), Position: position,
	}
	for _, r := range p.Records {
		out.Records = append(out.Records, recordAnswer{r.ID, r.Source, n.sources[r.Source], r.Key, !r.InForce})
		if !r.InForce {
			continue
		}
		for _, f := range r.Facts {
			out.Facts = append(out.Facts, n.facts(r, f)...)
		}
	}
	for _, e := range p.View.Entries {
		if name := n.catalogue.Name(e.Category); name != "" && len(e.Values) > 0 {
			out.View[name] = n.entry(e)
		}
	}
	return out
}

func (n namer) entry(e fold.Entry) viewEntry {
	out := viewEntry{statement: n.shown(e.Category, e.Values[0]), Others: []statement{}}
	if c, ok := n.catalogue.Numbered(e.Category); ok && !c.Single() {
		for _, v := range e.Values {
			out.Values = append(out.Values, n.shown(e.Category, v))
		}
	}
	for _, v := range e.Others {
		out.Others = append(out.Others, n.shown(e.Category, v))
	}
	return out
}

func (n namer) shown(cat category.Number, v fold.Shown) statement {
	if n.catalogue.Name(cat) == sourceCategory {
		v.Value = sourceLabel(n.sources, v.Value)
	}
	return n.statement(cat, v.Value, v.Raw, v.Space, v.Parts, v.Source, v.Record, v.Statement)
}

// facts are a value and its parts, each under its own category.
func (n namer) facts(r profiles.Record, v fold.Value) []factAnswer {
	whole := factAnswer{
		Category: n.catalogue.Name(v.Category), RecordedAt: v.RecordedAt.UTC(),
		statement: n.statement(v.Category, v.Value, v.Raw, v.Space, v.Parts, r.Source, r.ID, v.Statement),
	}
	out := []factAnswer{whole}
	for _, p := range v.Parts {
		part := whole
		part.Category, part.PartOf = n.catalogue.Name(p.Category), whole.Category
		part.statement.Value, part.statement.Raw, part.statement.Space, part.statement.Parts = p.Value, p.Raw, "", nil
		out = append(out, part)
	}
	return out
}

func (n namer) statement(cat category.Number, value, raw, space string, parts []fold.Part, source, record uuid.UUID, by fold.Statement) statement {
	out := statement{
		Value: value, Raw: raw, Space: space, Source: some(source), SourceName: n.sources[source],
		Record: some(record), Event: some(by.Event),
	}
	if !by.OccurredAt.IsZero() {
		out.OccurredAt = some(by.OccurredAt.UTC())
	}
	if len(parts) > 0 {
		out.Parts = map[string]string{}
		for _, p := range parts {
			out.Parts[n.catalogue.Name(p.Category)] = p.Value
		}
	}
	if cat == fold.AddressCategory {
		out.Kind, out.Value = value, oneLine(out.Parts)
	}
	return out
}

// oneLine is an address as it is written in one line.
func oneLine(p map[string]string) string {
	join := func(between string, names ...string) string {
		var found []string
		for _, name := range names {
			if p[name] != "" {
				found = append(found, p[name])
			}
		}
		return strings.Join(found, between)
	}
	lines := []string{join(" ", "street", "unit"), p["city"], join(" ", "state", "postcode"), p["country"]}
	var out []string
	for _, l := range lines {
		if l != "" {
			out = append(out, l)
		}
	}
	return strings.Join(out, ", ")
}
