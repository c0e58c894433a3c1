package fold

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Property names that the digital categories and totals are folded from.
const (
	propertyPath     = "path"
	propertyURL      = "url"
	propertyEvent    = "event"
	propertyPetition = "petition"
	propertyElection = "election"
	propertyAmount   = "amount"
	propertyCurrency = "currency"
)

// digital is the one table from properties of activities to the categories
// they state, in the order of their numbers.
var digital = [...]struct {
	property string
	category category.Number
}{
	{"device_type", 97},
	{"os", 98},
	{"browser", 99},
	{"referrer_domain", 100},
	{"utm_source", 102},
	{"utm_medium", 103},
	{"utm_campaign", 104},
	{"utm_content", 105},
	{"utm_term", 106},
	{"ip_country", 107},
}

// PropertyCategory is the digital category that a property of activities
// states; withholding the category withholds the property.
func PropertyCategory(property string) (category.Number, bool) {
	for _, d := range digital {
		if d.property == property {
			return d.category, true
		}
	}
	return 0, false
}

// Stating is one category = value that an activity states.
type Stating struct {
	Category category.Number
	Value    string
}

// Contribution is what one activity adds to its record's Summary: small, and
// all that has to be kept to take it back.
type Contribution struct {
	Activity uuid.UUID
	Event    uuid.UUID
	Import   uuid.UUID
	At       int64  // occurred_at, Unix milliseconds
	View     bool   // a page_view or screen_view: part of a visit
	Page     string // of a page_view
	Values   []Stating
	Gift     *Gift // of a donation
	// Withdrawn: it turned out not to have happened, and adds nothing.
	Withdrawn bool
}

// Gift is a donation's money in millionths of a dollar; zero when it was given
// in another currency or the amount was not a number.
type Gift struct{ Micros int64 }

// NewContribution cuts an ActivityRecorded down; false for other events.
func NewContribution(e event.Event) (Contribution, bool) {
	p, ok := e.Payload.(*event.ActivityRecorded)
	if !ok {
		return Contribution{}, false
	}
	c := Contribution{
		Activity: p.Activity, Event: e.ID, Import: e.Import,
		At: e.OccurredAt.UnixMilli(), Withdrawn: p.Withdrawn,
	}
	if p.Withdrawn {
		return c, true
	}
	for _, d := range digital {
		if v := p.Property(d.property); v != "" {
			c.Values = append(c.Values, Stating{d.category, v})
		}
	}
	c.byType(ActivityName(p.Name), p)
	return c, true
}

func (c *Contribution) byType(name string, p *event.ActivityRecorded) {
	switch name {
	case PageView:
		c.View, c.Page = true, p.Property(propertyPath)
		if c.Page == "" {
			c.Page = p.Property(propertyURL)
		}
	case ScreenView:
		c.View = true
	case EventAttendance:
		c.state(catEventAttended, orElse(p.Property(propertyEvent), p.Label))
	case Donation:
		c.Gift = &Gift{}
		if cur := p.Property(propertyCurrency); cur == "" || strings.EqualFold(cur, "USD") {
			c.Gift.Micros = micros(p.Property(propertyAmount))
		}
	case Vote:
		c.state(catVotedIn, p.Property(propertyElection))
	case "petition", "petition_signed":
		c.state(catPetitionSigned, orElse(p.Property(propertyPetition), p.Label))
	case FormSubmission:
		c.state(catPetitionSigned, p.Property(propertyPetition))
	}
}

func (c *Contribution) state(cat category.Number, value string) {
	if value != "" {
		c.Values = append(c.Values, Stating{cat, value})
	}
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// Replaceable tells whether a later event may replace the activity or a
// retraction take it out: it has an id of its own (a natural key) or comes
// from an import. Others never change once they are added.
func (c *Contribution) Replaceable() bool { return c.Activity != c.Event || c.Import != uuid.Nil }

// OccurredAt is when it happened, to the millisecond.
func (c *Contribution) OccurredAt() time.Time { return time.UnixMilli(c.At).UTC() }

// maxMicros keeps sums of gifts away from overflow.
const maxMicros = int64(1) << 50

func micros(amount string) int64 {
	f, err := strconv.ParseFloat(amount, 64)
	if err != nil || math.IsNaN(f) {
		return 0
	}
	return int64(math.Round(min(max(f*1e6, -float64(maxMicros)), float64(maxMicros))))
}
