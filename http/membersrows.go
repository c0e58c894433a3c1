package http

import (
	"context"
	"errors"

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

// rows shows some members.
func (m *showing) rows(ctx context.Context, ids []uuid.UUID) ([]memberRow, error) {
	rows := []memberRow{}
	for _, id := range ids {
		cells, _, err := m.cells(ctx, id)
		if err != nil {
			return nil, err
		}
		row := memberRow{id, map[string][]string{}}
		for i, col := range m.columns {
			row.Values[col.Name] = append([]string{}, cells[i]...)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// cells are the values that a member's profile shows of each column, as far as
// the channel may show them. One that the profiles do not show yet, or no more,
// has empty cells, so that there are as many rows as members.
func (m *showing) cells(ctx context.Context, id uuid.UUID) ([][]string, contacts, error) {
	out := make([][]string, len(m.columns))
	if len(out) == 0 {
		return out, contacts{}, nil
	}
	p, err := m.Profiles.Profile(ctx, m.sight, id)
	if errors.Is(err, profiles.ErrNotFound) {
		return out, contacts{}, nil
	}
	if err != nil {
		return nil, contacts{}, profileProblem(err)
	}
	usable, err := m.usable(ctx, p.View)
	if err != nil {
		return nil, usable, profileProblem(err)
	}
	for i, col := range m.columns {
		out[i] = m.shown(p.View, col, usable)
	}
	return out, usable, nil
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
