package fold

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"github.com/google/uuid"
)

// The built-in activity types.
const (
	PageView        = "page_view"
	ScreenView      = "screen_view"
	Group           = "group"
	FormSubmission  = "form_submission"
	EventAttendance = "event_attendance"
	EmailOpen       = "email_open"
	Donation        = "donation"
	Vote            = "vote"
	Canvass         = "canvass"
)

// ActivityType declares which properties of an activity can be filtered on
// (dimensions) and summed up (numbers).
type ActivityType struct {
	Name       string
	Dimensions []string
	Numbers    []string
}

// with adds dimensions and numbers to those declared before.
func (t ActivityType) with(name string, dimensions, numbers []string) ActivityType {
	return ActivityType{name, union(t.Dimensions, dimensions), union(t.Numbers, numbers)}
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func builtInTypes() map[string]ActivityType {
	out := map[string]ActivityType{}
	add := func(name string, numbers []string, dimensions ...string) {
		out[name] = ActivityType{name, dimensions, numbers}
	}
	add(PageView, nil, "path", "utm_source", "utm_medium", "utm_campaign", "device_type", "referrer_domain")
	add(ScreenView, nil, "name")
	add(Group, nil, "group")
	add(FormSubmission, nil, "form")
	add(EventAttendance, nil, "event")
	add(EmailOpen, nil, "campaign")
	add(Donation, []string{"amount"}, "campaign", "method")
	add(Vote, nil, "election", "method")
	add(Canvass, nil, "result")
	return out
}

func sortedBy[K comparable, V any](m map[K]V, by func(V) string) []V {
	return slices.SortedFunc(maps.Values(m), func(a, b V) int { return cmp.Compare(by(a), by(b)) })
}

func compareIDs(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }
