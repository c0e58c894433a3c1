package http

import (
	"context"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

// showing is a list of members being made: who is on it, and what is shown of
// each.
type showing struct {
	*Server
	caller  commands.Caller
	query   segments.Query // of those on the list: with a channel, whom it may reach
	all     segments.Query // of the segment
	sight   profiles.Sight
	columns []category.Category
	channel fold.Channel
	sources map[uuid.UUID]string
}

// showing checks what is to be listed, and shown.
func (s *Server) showing(c commands.Caller, q segments.Query, req segmentRequest) (*showing, error) {
	out := &showing{Server: s, caller: c, query: q, all: q, sight: s.sight(c), channel: req.Channel}
	var err error
	if out.columns, err = s.columns(c, req.Columns); err != nil {
		return nil, err
	}
	if q.Visible != nil { // as the segment is counted
		out.sight.Sees = q.Visible.Sees
	}
	names, err := s.namer(c.Account)
	if err != nil {
		return nil, err
	}
	out.sources = names.sources
	if out.channel != "" {
		err = out.confine(names.catalogue)
	}
	return out, err
}

// columns finds the categories that members are shown with.
func (s *Server) columns(c commands.Caller, names []string) ([]category.Category, error) {
	if len(names) > 0 && s.Profiles == nil {
		return nil, commands.Refuse(commands.Unavailable, "start the role projector:profiles, or leave columns out", "profiles are not served here")
	}
	if len(names) > maxMembersColumns {
		return nil, commands.Refuse(commands.Invalid, "leave some out", "%d columns, at most %d are shown", len(names), maxMembersColumns)
	}
	catalogue := s.Directory.Catalogue(c.Account)
	var out []category.Category
	for _, name := range names {
		cat, ok := catalogue.Named(name)
		if !ok {
			return nil, unknownParameter(catalogue, name)
		}
		out = append(out, cat)
	}
	return out, nil
}

// memberRow is what a member's profile shows of the chosen categories.
type memberRow struct {
	ID     uuid.UUID           `json:"id"`
	Values map[string][]string `json:"values"`
}

// row is one member: the cells of the columns, as far as the channel may show
// them.
type row struct {
	id    uuid.UUID
	cells [][]string
	contacts
}

// read shows some members from one state of the profiles. One that these do not
// show yet, or no more, has empty cells, so that there are as many rows as
// members.
func (m *showing) read(ctx context.Context, ids []uuid.UUID) ([]row, error) {
	out := make([]row, len(ids))
	for i, id := range ids {
		out[i] = row{id: id, cells: make([][]string, len(m.columns))}
	}
	if len(m.columns) == 0 {
		return out, nil
	}
	at := 0
	err := m.Profiles.Each(ctx, m.sight, ids, func(p *profiles.Profile, contact func(fold.Point) fold.Contact) error {
		r := &out[at]
		at++
		if p == nil {
			return nil
		}
		r.contacts = m.usable(p.View, contact)
		for i, col := range m.columns {
			r.cells[i] = m.shown(p.View, col, r.contacts)
		}
		return nil
	})
	return out, profileProblem(err)
}

// rows are some members as a page shows them.
func (m *showing) rows(ctx context.Context, ids []uuid.UUID) ([]memberRow, error) {
	read, err := m.read(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]memberRow, len(read))
	for i, r := range read {
		out[i] = memberRow{r.id, map[string][]string{}}
		for n, col := range m.columns {
			out[i].Values[col.Name] = append([]string{}, r.cells[n]...)
		}
	}
	return out, nil
}

// shown are the values of one column.
func (m *showing) shown(v fold.View, col category.Category, usable contacts) []string {
	if values, decided := usable.only(col); decided {
		return values
	}
	if col.Number == fold.AddressCategory {
		return nil // its parts are columns of their own
	}
	var out []string
	e, _ := v.Of(col.Number)
	for _, s := range e.Values {
		value := s.Value
		if col.Name == sourceCategory {
			value = sourceLabel(m.sources, value)
		}
		out = append(out, value)
		if col.Single() {
			break
		}
	}
	return out
}
