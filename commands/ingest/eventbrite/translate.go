package eventbrite

import (
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/commands/ingest/facts"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Reading brings the objects of one source into the common shape.
type Reading struct {
	Source   uuid.UUID
	Language facts.Language
}

// addressKinds are Eventbrite's addresses in our words.
var addressKinds = []struct{ theirs, ours string }{{"home", "home"}, {"work", "work"}, {"ship", "mail"}}

// Buyer is what an order states; false when it states nothing.
func (r Reading) Buyer(o Order) (ingest.Datum, bool) {
	d := r.datum(KindOrder, o.ID, o.name)
	d.OccurredAt = o.changed
	set := facts.NewSet(r.Language)
	r.names(set, profile{Name: o.Name, FirstName: o.FirstName, LastName: o.LastName})
	r.state(set, "email", o.Email)
	d.Facts = set.Facts()
	return d, len(d.Facts) > 0
}

// Attendee is what an attendee states and did: an observation, the attendance,
// and a donation when the ticket was one.
func (r Reading) Attendee(a Attendee, donation bool) []ingest.Datum {
	var out []ingest.Datum
	told := r.datum(KindAttendee, a.ID, a.name)
	told.OccurredAt = a.changed
	told.Facts, told.Extra = r.person(a)
	if len(told.Facts)+len(told.Extra) > 0 {
		out = append(out, told)
	}
	out = append(out, r.did(a, "event_attendance", r.attendance(a)))
	if donation {
		p := ingest.NewProperties()
		p.Add("amount", string(a.paid().Major), event.PropertyNumber)
		p.Put("currency", string(a.paid().Currency))
		p.Put("campaign", string(a.Event.Name.Text))
		p.Put("method", "eventbrite")
		out = append(out, r.did(a, "donation", p))
	}
	return out
}

// paid is what reaches the organisation, where Eventbrite says it.
func (a Attendee) paid() money {
	if a.Costs.Base.zero() {
		return a.Costs.Gross
	}
	return a.Costs.Base
}

func (r Reading) datum(kind Kind, id text, message string) ingest.Datum {
	return ingest.Datum{Source: r.Source, Key: string(kind) + ":" + string(id), Message: message, Region: r.Language.Clean.Region}
}

// did is an activity of an attendee. It happened when the ticket was taken,
// whatever was changed since.
func (r Reading) did(a Attendee, name string, p *ingest.Properties) ingest.Datum {
	d := r.datum(KindAttendee, a.ID, a.name+":"+name)
	d.OccurredAt = a.created.UTC()
	d.Activity = &ingest.Activity{
		Name: name, Natural: name + ":attendee:" + string(a.ID), Properties: p.List(), Withdrawn: a.Off(),
	}
	return d
}

func (r Reading) attendance(a Attendee) *ingest.Properties {
	p := ingest.NewProperties()
	p.Put("event", string(a.Event.Name.Text))
	p.Put("event_id", string(a.EventID))
	p.Put("order_id", string(a.OrderID))
	p.Put("ticket_class", string(a.TicketClassName))
	p.Put("status", string(a.Status))
	if a.CheckedIn != "" {
		p.Add("checked_in", string(a.CheckedIn), event.PropertyBool)
	}
	return p
}

// person is what an attendee states; answers to questions of the organiser are
// kept beside it.
func (r Reading) person(a Attendee) ([]event.Fact, []event.Property) {
	p, set := a.Profile, facts.NewSet(r.Language)
	r.names(set, p)
	r.state(set, "email", p.Email)
	r.phones(set, p)
	r.state(set, "gender", p.Gender)
	r.state(set, "birth_date", p.BirthDate)
	if p.BirthDate == "" {
		r.state(set, "age", p.Age)
	}
	r.state(set, "occupation", p.JobTitle)
	r.state(set, "employer", p.Company)
	for _, kind := range addressKinds {
		at := p.Addresses[kind.theirs]
		set.Address(event.Set, clean.AddressInput{
			Kind: kind.ours, Line1: string(at.Line1), Line2: string(at.Line2), City: string(at.City),
			State: string(at.Region), Postcode: string(at.Postcode), Country: string(at.Country),
		})
	}
	extra := ingest.NewProperties()
	extra.Put("website", string(p.Website))
	extra.Put("blog", string(p.Blog))
	for _, one := range a.Answers {
		extra.Put(clean.Text(string(one.Question), clean.Options{}), answer(one.Answer))
	}
	return set.Facts(), extra.List()
}

// unasked is what Eventbrite puts in the place of names that nobody gave.
func unasked(s text) bool { return strings.EqualFold(string(s), "info requested") }

func (r Reading) names(set *facts.Set, p profile) {
	if unasked(p.FirstName) || unasked(p.LastName) {
		return
	}
	if p.FirstName == "" && p.LastName == "" {
		if p.Name != "" && !unasked(p.Name) {
			set.Traits(map[string]any{"name": string(p.Name)})
		}
		return
	}
	r.state(set, "title_prefix", p.Prefix)
	r.state(set, "first_name", p.FirstName)
	r.state(set, "last_name", p.LastName)
	r.state(set, "suffix", p.Suffix)
}

func (r Reading) phones(set *facts.Set, p profile) {
	c, _ := r.Language.Catalogue.Named("phone")
	kind, _ := r.Language.Catalogue.Named("phone_type")
	op := event.Set
	for i, raw := range []text{p.Cell, p.Home, p.Work} {
		if raw == "" {
			continue
		}
		set.State(op, c, string(raw))
		if i == 0 {
			set.Describe(kind, "mobile")
		}
		op = event.Add
	}
}

// state sets a category, unless there is nothing to say.
func (r Reading) state(set *facts.Set, name string, value text) {
	if c, ok := r.Language.Catalogue.Named(name); ok && c.Observable() && value != "" {
		set.State(event.Set, c, string(value))
	}
}

// answer is the text of an answer; several are joined.
func answer(raw json.RawMessage) string {
	var several []text
	if json.Unmarshal(raw, &several) != nil {
		var one text
		_ = json.Unmarshal(raw, &one) // what is no plain value says nothing
		return string(one)
	}
	all := make([]string, len(several))
	for i, one := range several {
		all[i] = string(one)
	}
	return strings.Join(all, ", ")
}
