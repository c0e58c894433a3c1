package tracking

import "time"

// maxSkew is the largest clock difference that is believed.
const maxSkew = 24 * time.Hour

// layouts that clients send.
var layouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05", "2006-01-02"}

func parseTime(s string) (time.Time, bool) {
	if s == "" {
		return time.Time{}, false
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 1900 && t.Year() < 3000 {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// occurredAt says when a message happened by our clock: its own time plus the
// difference of the clocks, never later than it was received.
func occurredAt(m *Message, batchSentAt string, received time.Time) time.Time {
	at, ok := parseTime(string(m.Timestamp))
	if !ok {
		at, ok = parseTime(string(m.OriginalTimestamp))
	}
	if !ok {
		return received
	}
	sent, ok := parseTime(string(m.SentAt))
	if !ok {
		sent, ok = parseTime(batchSentAt)
	}
	if ok {
		if skew := received.Sub(sent); skew.Abs() <= maxSkew {
			at = at.Add(skew)
		}
	}
	if at.After(received) {
		return received
	}
	return at
}
