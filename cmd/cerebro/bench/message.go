package bench

import (
	"fmt"
	"math/rand/v2"
)

// message is a call as a tracking client sends it. Types, not maps: what the
// sender costs is taken from the same cores.
type message struct {
	Type        string      `json:"type"`
	MessageID   string      `json:"messageId"`
	Timestamp   string      `json:"timestamp"`
	UserID      string      `json:"userId"`
	AnonymousID string      `json:"anonymousId"`
	Traits      *traits     `json:"traits,omitempty"`
	Properties  *page       `json:"properties,omitempty"`
	Context     *surrounded `json:"context,omitempty"`
}

type traits struct {
	FirstName string   `json:"firstName"`
	LastName  string   `json:"lastName"`
	Email     string   `json:"email"`
	Phone     string   `json:"phone"`
	Address   address  `json:"address"`
	Tags      []string `json:"tags"`
}

type address struct {
	Street     string `json:"street"`
	City       string `json:"city"`
	State      string `json:"state"`
	PostalCode string `json:"postalCode"`
}

type page struct {
	Path  string `json:"path"`
	URL   string `json:"url"`
	Title string `json:"title"`
}

type surrounded struct {
	UserAgent string   `json:"userAgent"`
	Campaign  campaign `json:"campaign"`
}

type campaign struct {
	Source string `json:"source"`
	Medium string `json:"medium"`
}

const userAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"

// introduce makes a record known.
func (s *sender) introduce(r *rand.Rand, n int64) message { return observation(r, n) }

// mixed is nine activities to one observation, of known records.
func (s *sender) mixed(r *rand.Rand, n int64) message {
	who := r.Int64N(int64(s.known))
	if n%10 == 0 {
		return observation(r, who)
	}
	path := fmt.Sprintf("/page/%d", r.IntN(200))
	return message{
		Type: "page", UserID: fmt.Sprintf("user-%d", who), AnonymousID: fmt.Sprintf("cookie-%d", who),
		Properties: &page{Path: path, URL: "https://example.org" + path, Title: path},
		Context:    &surrounded{userAgent, campaign{"newsletter", "email"}},
	}
}

func observation(r *rand.Rand, n int64) message {
	return message{
		Type: "identify", UserID: fmt.Sprintf("user-%d", n), AnonymousID: fmt.Sprintf("cookie-%d", n),
		Traits: &traits{
			FirstName: fmt.Sprintf("Given%c%c", 'a'+n%26, 'a'+n/26%26), LastName: fmt.Sprintf("Family%c%c%c", 'a'+n%23, 'a'+n/23%23, 'a'+n/529%23),
			Email: fmt.Sprintf("user%d@example.org", n), Phone: fmt.Sprintf("919%03d%04d", 200+n/10_000%700, n%10_000),
			Address: address{fmt.Sprintf("%d Oak St", 1+r.IntN(900)), "Raleigh", "NC", "27601"},
			Tags:    []string{"newsletter", fmt.Sprintf("group %d", r.IntN(50))},
		},
	}
}
