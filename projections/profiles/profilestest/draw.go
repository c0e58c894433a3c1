package profilestest

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections"
)

func (h *history) pick(of ...string) string { return of[h.IntN(len(of))] }

// facts draws the operations of one observation.
func (h *history) facts() []event.Fact {
	var out []event.Fact
	for group := range uint16(1 + h.IntN(5)) {
		op := event.Op(1 + h.IntN(2))
		if h.IntN(6) == 0 {
			op = event.Op(3 + h.IntN(2))
		}
		one := func(name, value string) event.Fact {
			return event.Fact{Op: op, Category: category.BuiltIn().Number(name), Group: group + 1, Value: value}
		}
		switch h.IntN(8) {
		case 0:
			out = append(out, one("first_name", h.pick("Ann", "Anna", "José", "Bo", "")))
		case 1:
			out = append(out, one("last_name", h.pick("Okafor", "Ann-Smith", "O'Neil", "Li")))
		case 2:
			out = append(out, one("email", h.pick("ann@x.org", "bo@x.org", "c@y.org")))
			if h.IntN(2) == 0 {
				out = append(out, one("email_opt_in", h.pick("subscribed", "unsubscribed", "bounced")))
			}
		case 3:
			out = append(out, one("phone", h.pick("+19195550123", "+19195550124")), one("phone_type", h.pick("mobile", "landline")))
		case 4:
			out = append(out, one("address", h.pick("home", "mail")), one("street", h.pick("1 Elm Street", "2 Oak Street")), one("city", h.pick("Raleigh", "Cary")))
		case 5:
			out = append(out, one("party", h.pick("DEM", "REP", "UNA")))
		case 6:
			out = append(out, one("tag", h.pick("vip", "VIP", "host")))
		default:
			f := one("do_not_mail", h.pick("true", "false"))
			if h.IntN(2) == 0 {
				f.Category, f.Value = category.FirstCustom, h.pick("S", "M")
			}
			out = append(out, f)
		}
	}
	return out
}

// activity draws what a record's person did; some may be replaced later.
func (h *history) activity(e *projections.Event) *event.ActivityRecorded {
	p := &event.ActivityRecorded{Key: "k", Activity: e.ID, Name: h.pick(fold.PageView, fold.PageView, fold.Donation, fold.Vote)}
	p.Properties = []event.Property{
		{Name: "path", Value: h.pick("/", "/give")}, {Name: "utm_source", Value: h.pick("news", "social")},
		{Name: "amount", Value: h.pick("5", "12.5")}, {Name: "election", Value: h.pick("2020-11-03 general", "2022-11-08 general")},
	}
	if p.Name != fold.PageView && h.IntN(2) == 0 {
		// A natural key, of the record's own, so that erasing it takes all of it.
		p.Activity = uuid.NewSHA1(e.Record, fmt.Append(nil, h.IntN(3)))
		p.Withdrawn = h.IntN(4) == 0
	}
	return p
}

// regroup merges two profiles or splits one as the account's matcher would, or
// begins a change that it never finishes.
func (h *history) regroup(account uuid.UUID) {
	p := h.partitions[account]
	heads := p.Profiles()
	if len(heads) < 2 {
		return
	}
	of := 1
	change := event.Change{ID: id('c', len(h.events)), Part: 1, Of: of}
	if h.IntN(4) == 0 {
		change.Of = 2
		h.identity(account, &event.MatchWithdrawn{Review: id('w', 1), Change: change})
		if h.IntN(3) == 0 {
			return
		}
		change.Part = 2
	}
	a := heads[h.IntN(len(heads))]
	if members := ids(p, a); len(members) > 1 && h.IntN(2) == 0 {
		h.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
		h.identity(account, &event.ProfilesSplit{Profile: p.ProfileID(a), Parts: [][]uuid.UUID{members[:1+h.IntN(len(members)-1)]}, Change: change})
		return
	}
	b := heads[h.IntN(len(heads))]
	if a != b {
		h.identity(account, &event.ProfilesMerged{Into: p.ProfileID(a), From: p.ProfileID(b), Records: ids(p, b), Change: change})
	}
}

func (h *history) identity(account uuid.UUID, p event.Payload) {
	h.add(stamped(len(h.events), account, event.IdentityStream(account), p))
}

func ids(p *fold.Partition, profile fold.Ordinal) []uuid.UUID {
	members, _ := p.Members(profile) // one in memory does not fail
	slices.Sort(members)
	out := make([]uuid.UUID, len(members))
	for i, n := range members {
		out[i] = p.RecordID(n)
	}
	return out
}
