package demo

import (
	"encoding/json"
	"fmt"
	"time"
)

// message is one tracking message.
type message map[string]any

// visitor is somebody on the web site; person is nil for a stranger.
type visitor struct {
	cookie string
	person *Person
	agent  string
}

// browse makes the messages of one visitor over the last weeks: visits with
// page views, and for those who say who they are an identify call, a sign-up, a
// petition or a gift.
func (w *world) browse(v visitor, known bool) []message {
	var out []message
	user := ""
	for visit := range 1 + w.r.IntN(4) {
		at := w.now.Add(-time.Duration(w.r.IntN(60*24)) * time.Hour).Add(-time.Duration(w.r.IntN(3600)) * time.Second)
		campaign := map[string]any{}
		if w.chance(35) {
			campaign = map[string]any{"source": pick(w, []string{"newsletter", "facebook", "google"}), "medium": pick(w, []string{"email", "cpc", "social"}), "name": "autumn-drive"}
		}
		for range 1 + w.r.IntN(5) {
			page := pick(w, pages)
			m := w.message(v, "page", at)
			m["properties"] = map[string]any{"path": page, "url": "https://neighbours.example.org" + page, "title": page}
			m["context"] = map[string]any{"userAgent": v.agent, "campaign": campaign}
			if user != "" {
				m["userId"] = user
			}
			out = append(out, m)
			at = at.Add(time.Duration(20+w.r.IntN(200)) * time.Second)
		}
		if visit == 0 && known && v.person != nil {
			user = fmt.Sprintf("user-%d", v.person.ID)
			out = append(out, w.sayWho(v, user, at)...)
		}
	}
	return out
}

func (w *world) message(v visitor, kind string, at time.Time) message {
	id := fmt.Sprintf("demo-%016x%016x", w.r.Uint64(), w.r.Uint64())
	return message{"type": kind, "messageId": id, "anonymousId": v.cookie, "timestamp": at.UTC().Format(time.RFC3339Nano)}
}

// sayWho is a form filled in: who it is, and what for.
func (w *world) sayWho(v visitor, user string, at time.Time) []message {
	p := w.noisy(*v.person)
	id := w.message(v, "identify", at)
	id["userId"] = user
	traits := map[string]any{"firstName": p.First, "lastName": p.Last, "email": v.person.Email}
	if p.Phone != "" && w.chance(50) {
		traits["phone"] = dashed(p.Phone)
	}
	if w.chance(60) {
		traits["address"] = map[string]any{"street": titled(p.Street), "city": p.City, "state": "NC", "postalCode": p.Postcode}
	}
	id["traits"] = traits
	form := w.message(v, "track", at.Add(time.Second))
	form["userId"], form["event"] = user, "form_submission"
	form["properties"] = map[string]any{"form": pick(w, []string{"sign-up", "volunteer", "contact", "petition: safe streets"})}
	out := []message{id, form}
	if w.chance(25) {
		gift := w.message(v, "track", at.Add(time.Minute))
		gift["userId"], gift["event"] = user, "donation"
		gift["properties"] = map[string]any{"amount": []int{5, 10, 20, 25, 50, 100, 250}[w.r.IntN(7)], "currency": "USD", "campaign": "autumn-drive", "method": "card"}
		out = append(out, gift)
	}
	return out
}

// encode makes a batch call of messages.
func encode(messages []message) ([]byte, error) {
	return json.Marshal(map[string]any{"batch": messages})
}
