package http

import (
	"context"
	"slices"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
)

// usualColumns are shown when none are chosen.
func usualColumns(channel fold.Channel) []string {
	switch channel {
	case fold.ByEmail:
		return []string{"first_name", "last_name", "email"}
	case fold.ByText, fold.ByCall:
		return []string{"first_name", "last_name", "phone"}
	case fold.ByPost:
		return []string{"first_name", "last_name", "street", "unit", "city", "state", "postcode", "country"}
	}
	return []string{"first_name", "last_name", "email", "phone", "street", "unit", "city", "state", "postcode"}
}

// reach is how many people of a segment a channel reaches.
type reach struct {
	People    int64 `json:"people"`     // of the segment
	Reached   int64 `json:"reached"`    // with a contact point that may be used
	NoContact int64 `json:"no_contact"` // left out: no contact point of the channel is known
	NoConsent int64 `json:"no_consent"` // left out: none of theirs may be used
}

// confine keeps on the list only whom the channel may reach.
func (m *showing) confine(catalogue *category.Catalogue) error {
	if !slices.Contains(fold.Channels(), m.channel) {
		return commands.Refuse(commands.Invalid, "channel is one of email, text, call and post", "there is no channel %.20q", string(m.channel))
	}
	leaf, err := segment.Check(&segment.Node{Kind: segment.KindCategory, Category: &segment.CategoryLeaf{
		Name: catalogue.Name(m.channel.Category()), Op: segment.OpIn, Values: []string{"true"},
	}}, segment.Schema{Catalogue: catalogue})
	if err != nil {
		return segmentProblem(err)
	}
	m.query.Tree = leaf
	if m.all.Tree != nil {
		m.query.Tree = &segment.Node{Kind: segment.KindAll, Nodes: []*segment.Node{m.all.Tree, leaf}}
	}
	return nil
}

// reached counts the people of the segment by whether the channel reaches them;
// nil without a channel.
func (m *showing) reached(ctx context.Context) (*reach, error) {
	if m.channel == "" {
		return nil, nil //nolint:nilnil // there is nothing to count
	}
	catalogue := m.Directory.Catalogue(m.caller.Account)
	charts, err := segment.CheckCharts([]segment.Chart{{
		Kind: segment.ByValue, By: []string{catalogue.Name(m.channel.Category())}, Top: []int{2},
	}}, segment.Schema{Catalogue: catalogue})
	if err != nil {
		return nil, segmentProblem(err)
	}
	q := m.all
	q.Charts = charts
	a, err := m.Segments.Query(ctx, q)
	if err != nil {
		return nil, segmentProblem(err)
	}
	out := &reach{People: a.Count, NoContact: a.Charts[0].Unknown}
	for _, b := range a.Charts[0].Buckets {
		if b.Value == "true" {
			out.Reached = b.Count
		}
	}
	out.NoConsent = out.People - out.Reached - out.NoContact
	return out, nil
}

// contacts are the contact points of one person that a list may show.
type contacts struct {
	channel fold.Channel // "": all of them
	points  map[category.Number][]string
	address *fold.Shown // whose parts may be shown
	used    int         // of the channel's own, how many may be used
	blocked int         // and how many not
}

// usable sorts the contact points of a view by what the whole account says of
// each.
func (m *showing) usable(v fold.View, contact func(fold.Point) fold.Contact) contacts {
	out := contacts{channel: m.channel, points: map[category.Number][]string{}}
	if m.channel == "" {
		return out
	}
	for _, of := range [...]category.Number{fold.ByEmail.Points(), fold.ByText.Points(), fold.ByPost.Points()} {
		e, _ := v.Of(of)
		var may []fold.Shown
		for i := range e.Values {
			p, ok := e.Values[i].Point(of)
			if !ok {
				continue
			}
			if m.channel.MayShow(of, contact(p)) {
				may = append(may, e.Values[i])
				out.points[of] = append(out.points[of], e.Values[i].Value)
			} else if of == m.channel.Points() {
				out.blocked++
			}
		}
		if of == m.channel.Points() {
			out.used = len(may)
		}
		if of == fold.AddressCategory {
			out.address = m.dwelling(e.Values, may)
		}
	}
	return out
}

// dwelling is the address whose parts may be shown: the one that the profile
// shows, or for post, where it may not be used, another that may.
func (m *showing) dwelling(all, may []fold.Shown) *fold.Shown {
	if m.channel != fold.ByPost {
		shown := firstAddress(all)
		if shown == nil || !slices.ContainsFunc(may, func(s fold.Shown) bool { return s.Value == shown.Value }) {
			return nil
		}
		return shown
	}
	if shown := firstAddress(may); shown != nil {
		return shown
	}
	if len(may) > 0 {
		return &may[0]
	}
	return nil
}

// firstAddress is the address that a profile shows the parts of: the home, else
// the mailing one.
func firstAddress(list []fold.Shown) *fold.Shown {
	for _, kind := range [...]string{"home", "mail"} {
		if i := slices.IndexFunc(list, func(s fold.Shown) bool { return s.Value == kind }); i >= 0 {
			return &list[i]
		}
	}
	return nil
}

// only decides what is shown of a column of contact points; false when it is
// none, and the profile decides. Of an address that may not be used for post
// the street and the unit are hidden, as those are what post needs.
func (c contacts) only(col category.Category) ([]string, bool) {
	switch {
	case c.channel == "" || col.Number == fold.AddressCategory:
		return nil, false
	case col.Number == fold.ByEmail.Points(), col.Number == fold.ByText.Points():
		return c.points[col.Number], true
	case !col.Address(), c.channel != fold.ByPost && col.Name != "street" && col.Name != "unit":
		return nil, false
	case c.address == nil:
		return nil, true
	}
	for _, p := range c.address.Parts {
		if p.Category == col.Number {
			return []string{p.Value}, true
		}
	}
	return nil, true
}
