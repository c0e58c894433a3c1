package fold

import (
	"strings"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// PointKind is the kind of a contact point.
type PointKind uint8

// The kinds of contact points.
const (
	EmailPoint PointKind = 1
	PhonePoint PointKind = 2
	MailPoint  PointKind = 3 // an address for post
)

// Point is a contact point, normalised: equal for all records that have it.
type Point struct {
	Kind  PointKind
	Value string
}

// PointOf is the contact point that a current value is; false when it is none.
func PointOf(v Value) (Point, bool) {
	switch v.Category {
	case catEmail:
		return Point{EmailPoint, v.Value}, true
	case catPhone:
		return Point{PhonePoint, v.Value}, true
	case AddressCategory:
		if v.Part(catStreet) == "" {
			return Point{}, false
		}
		return Point{MailPoint, residence(v)}, true
	}
	return Point{}, false
}

// Point is the contact point that a shown value of a category is; false when it
// is none.
func (s *Shown) Point(of category.Number) (Point, bool) {
	return PointOf(Value{Category: of, Value: s.Value, Parts: s.Parts})
}

// residence is the normalised text of an address: equal for one dwelling.
func residence(v Value) string {
	parts := [...]category.Number{catStreet, catUnit, catCity, catState, catPostcode}
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteByte('|')
		}
		text := strings.ToLower(v.Part(p))
		if p == catUnit {
			text = doorOf(text)
		}
		b.WriteString(text)
	}
	return b.String()
}

// doorOf is a unit without the word for it: "apt 4", "unit 4" and "4" are one
// door.
func doorOf(unit string) string {
	word, rest, ok := strings.Cut(unit, " ")
	if !ok {
		return unit
	}
	switch word {
	case "apt", "unit", "ste", "flat", "#":
		return rest
	}
	return unit
}

// MaxHousehold is how many people a household may have; more at one residence
// are group quarters.
const MaxHousehold = 12

// HouseholdID is the id of the household that lives at an address; false for
// an address without a street. Group quarters are the caller's to leave out.
func HouseholdID(account uuid.UUID, address Value) (uuid.UUID, bool) {
	p, ok := PointOf(address)
	if !ok || p.Kind != MailPoint {
		return uuid.Nil, false
	}
	return uuid.NewSHA1(account, []byte("household|"+p.Value)), true
}

// ContactStatement is what a record says of a contact point: About is one of
// email_opt_in, sms_opt_in, phone_type, do_not_call, do_not_mail.
type ContactStatement struct {
	Point
	About category.Number
	Value string
	Statement
}

// ContactStatements lists what a record says of contact points. Consent and
// kinds are read from all operations in force, because a statement about a
// number outlives the number's place in the record; do_not_call and do_not_mail
// apply to the contact points the record has now.
func (r *Record) ContactStatements(f Filter) []ContactStatement {
	var out []ContactStatement
	ops := r.operations(f)
	for i := range ops {
		op := ops[i].of()
		if op.Category != catEmail && op.Category != catPhone || op.Op > event.Add || ops[i].parts == 0 {
			continue // to take a contact point away says nothing of it
		}
		v := ops[i].value()
		p, _ := PointOf(v)
		for _, part := range v.Parts {
			out = append(out, ContactStatement{p, part.Category, part.Value, v.Statement})
		}
	}
	return append(out, r.refusals(f)...)
}

func (r *Record) refusals(f Filter) []ContactStatement {
	states := func(fact event.Fact) bool { return fact.Category == catDoNotCall || fact.Category == catDoNotMail }
	found := false
	for i := range r.observations {
		for n := range r.observations[i].Facts {
			found = found || states(r.observations[i].Facts[n])
		}
	}
	if !found {
		return nil // spares most records the fold
	}
	return refusals(r.Current(f))
}

func refusals(facts Facts) []ContactStatement {
	var out []ContactStatement
	of := func(about, points category.Number) {
		no, ok := facts.Newest(about)
		if !ok {
			return
		}
		for _, v := range facts.Of(points) {
			if p, ok := PointOf(v); ok {
				out = append(out, ContactStatement{p, about, no.Value, no.Statement})
			}
		}
	}
	of(catDoNotCall, catPhone)
	of(catDoNotMail, AddressCategory)
	return out
}

// Contact is what all records of an account say of one contact point, merged
// or not: of each matter the newest statement, in any order of arrival.
type Contact struct {
	optIn, phoneType, refused newest
}

type newest struct {
	value string
	at    Statement
}

func (n *newest) take(s ContactStatement) {
	if n.value == "" || n.at.Compare(s.Statement) < 0 {
		n.value, n.at = s.Value, s.Statement
	}
}

// Add takes in a statement about this contact point.
func (c *Contact) Add(s ContactStatement) {
	switch s.About {
	case catEmailOptIn, catSMSOptIn:
		c.optIn.take(s)
	case catPhoneType:
		c.phoneType.take(s)
	case catDoNotCall, catDoNotMail:
		c.refused.take(s)
	}
}

// CanEmail: nobody unsubscribed, bounced or complained since the last consent.
func (c Contact) CanEmail() bool {
	return c.optIn.value == "" || c.optIn.value == "subscribed" || c.optIn.value == "true"
}

// CanText: consent to texts, or a mobile number that has not refused them.
func (c Contact) CanText() bool {
	return c.optIn.value == "true" || c.optIn.value == "" && c.phoneType.value == "mobile"
}

// CanCall: nobody with this number asked not to be phoned.
func (c Contact) CanCall() bool { return c.refused.value != "true" }

// CanMail: nobody at this address asked for no post.
func (c Contact) CanMail() bool { return c.refused.value != "true" }
