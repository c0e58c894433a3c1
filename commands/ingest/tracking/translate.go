package tracking

import (
	"strings"
	"time"

	"github.com/cerebro-cdp/cerebro/commands/ingest"
)

// Meaning is what one message says, before its values are cleaned.
type Meaning struct {
	Key         string // the record's key in the source
	Message     string
	OccurredAt  time.Time
	UserID      string
	AnonymousID string
	Traits      map[string]any // stated by identify; nil otherwise
	Activity    *ingest.Activity
	Group       string // membership stated by group
	Alias       string // the previous id of an alias call
}

// Keys of records: what follows is the client's own id.
const (
	userKey = "user:"
	anonKey = "anon:"
)

// UserKey is the key of the record of a user id.
func UserKey(userID string) string { return userKey + userID }

// Mean translates a valid message.
func Mean(m *Message, batchSentAt string, received time.Time) Meaning {
	out := Meaning{
		Message:     string(m.MessageID),
		OccurredAt:  occurredAt(m, batchSentAt, received),
		UserID:      string(m.UserID),
		AnonymousID: string(m.AnonymousID),
	}
	switch m.Type {
	case "identify":
		out.Traits = statedTraits(m)
	case "track":
		out.Activity = activity(m, foldName(string(m.Event)), string(m.Event))
	case "page":
		out.Activity = activity(m, "page_view", "")
	case "screen":
		out.Activity = activity(m, "screen_view", "")
	case "group":
		out.Activity = activity(m, "group", "")
		out.Group = groupName(m)
	case "alias":
		out.Alias = string(m.PreviousID)
	}
	out.Key = recordKey(m, out.Traits)
	return out
}

// foldName makes activity names that differ in case or blanks one.
func foldName(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

func statedTraits(m *Message) map[string]any {
	out := map[string]any{}
	if c, ok := m.Context["traits"].(map[string]any); ok {
		for k, v := range c {
			out[k] = v
		}
	}
	for k, v := range m.Traits {
		out[k] = v
	}
	return out
}

// recordKey follows DESIGN section 4: the user; else the cookie with the
// contact point stated under it (several people can fill in forms on one
// device); else the bare cookie.
func recordKey(m *Message, traits map[string]any) string {
	if m.UserID != "" {
		return UserKey(string(m.UserID))
	}
	key := anonKey + string(m.AnonymousID)
	for _, trait := range []string{"email", "phone"} {
		if s, ok := traits[trait].(string); ok {
			if s = strings.ToLower(strings.TrimSpace(s)); s != "" {
				return key + "\x1f" + s
			}
		}
	}
	return key
}

func groupName(m *Message) string {
	if s, ok := m.Traits["name"].(string); ok && strings.TrimSpace(s) != "" {
		return strings.TrimSpace(s)
	}
	return string(m.GroupID)
}

func activity(m *Message, name, label string) *ingest.Activity {
	p := ingest.NewProperties()
	switch m.Type {
	case "group":
		p.Put("group_id", string(m.GroupID))
		p.Put("group", groupName(m)) // the dimension that the type declares
		p.Flatten("", m.Traits, 0)
	case "page", "screen":
		p.Put("name", string(m.Name))
		p.Put("category", string(m.Category))
		p.Flatten("", m.Properties, 0)
	default:
		p.Flatten("", m.Properties, 0)
	}
	fromContext(p, m.Context)
	if name == "donation" {
		p.Alias("amount", "revenue", "total", "value")
	}
	a := &ingest.Activity{Name: name, Properties: p.List()}
	if label != name {
		a.Label = label
	}
	return a
}
