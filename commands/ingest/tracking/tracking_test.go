package tracking_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/commands/ingest/tracking"
)

var received = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// Defends: one bad message never spoils its batch, and a body that is no call
// is refused as a whole.
func TestParse(t *testing.T) {
	tests := []struct {
		name, kind, body string
		items            []string // "" = fine, else part of the error
		whole            bool
	}{
		{"one page", "page", `{"anonymousId":"a"}`, []string{""}, false},
		{"numbers as ids", "identify", `{"userId":42}`, []string{""}, false},
		{"null user", "page", `{"userId":null,"anonymousId":"a"}`, []string{""}, false},
		{"empty user", "page", `{"userId":"","anonymousId":"a"}`, []string{""}, false},
		{"nobody", "track", `{"event":"x"}`, []string{"userId or anonymousId"}, false},
		{"track without a name", "track", `{"userId":"u"}`, []string{"event name"}, false},
		{"a batch of good and bad", "batch", `{"batch":[{"type":"page","userId":"u"},{"type":"dance","userId":"u"},7,{"type":"alias","userId":"u"}]}`, []string{"", "unknown type", "cannot unmarshal", "previousId"}, false},
		{"empty batch", "batch", `{"batch":[]}`, nil, false},
		{"no batch", "batch", `{"type":"page"}`, nil, true},
		{"not JSON", "page", `hello`, nil, true},
		{"nested too deep", "page", strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000), nil, true},
		{"too large a message", "batch", `{"batch":[{"type":"page","userId":"u","properties":{"x":"` + strings.Repeat("y", tracking.MaxMessageBytes) + `"}}]}`, []string{"bytes"}, false},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			call, err := tracking.Parse(tc.kind, []byte(tc.body))
			if (err != nil) != tc.whole || err != nil && !errors.Is(err, tracking.ErrMalformed) {
				t.Fatalf("error %v, want one: %v", err, tc.whole)
			}
			if len(call.Items) != len(tc.items) {
				t.Fatalf("%d items, want %d", len(call.Items), len(tc.items))
			}
			for i, want := range tc.items {
				got := call.Items[i].Err
				if (got != nil) != (want != "") || got != nil && !strings.Contains(got.Error(), want) {
					t.Errorf("item %d: %v, want %q", i, got, want)
				}
			}
		})
	}
}

// Defends the rules of time: the clock difference is taken out, unless it is
// absurd, and nothing happened in the future.
func TestWhenAMessageHappened(t *testing.T) {
	tests := []struct{ name, message, batchSentAt, want string }{
		{"no time", `{}`, "", "2026-11-23T12:00:00Z"},
		{"its own time", `{"timestamp":"2026-11-20T10:00:00Z"}`, "", "2026-11-20T10:00:00Z"},
		{"a clock two minutes slow", `{"timestamp":"2026-11-20T10:00:00Z","sentAt":"2026-11-23T11:58:00Z"}`, "", "2026-11-20T10:02:00Z"},
		{"a clock an hour fast, by the batch", `{"timestamp":"2026-11-20T10:00:00Z"}`, "2026-11-23T13:00:00Z", "2026-11-20T09:00:00Z"},
		{"the item's sentAt wins", `{"timestamp":"2026-11-20T10:00:00Z","sentAt":"2026-11-23T12:00:00Z"}`, "2026-11-23T13:00:00Z", "2026-11-20T10:00:00Z"},
		{"an absurd clock is not believed", `{"timestamp":"2026-11-20T10:00:00Z","sentAt":"2026-10-01T12:00:00Z"}`, "", "2026-11-20T10:00:00Z"},
		{"original time only", `{"originalTimestamp":"2026-11-20T10:00:00.123456+00:00"}`, "", "2026-11-20T10:00:00.123456Z"},
		{"the future is cut", `{"timestamp":"2030-01-01T00:00:00Z"}`, "", "2026-11-23T12:00:00Z"},
		{"no time at all", `{"timestamp":"yesterday"}`, "", "2026-11-23T12:00:00Z"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			m := message(t, "page", strings.Replace(tc.message, "{", `{"userId":"u","name":"n",`, 1))
			got := tracking.Mean(m, tc.batchSentAt, received).OccurredAt.Format(time.RFC3339Nano)
			if got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func message(t *testing.T, kind, body string) *tracking.Message {
	t.Helper()
	body = strings.Replace(body, ",}", "}", 1)
	call, err := tracking.Parse(kind, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Items[0].Err; err != nil {
		t.Fatal(err)
	}
	return &call.Items[0].Message
}

// Defends: whose record a message is about, and what it states.
func TestMean(t *testing.T) {
	tests := []struct {
		name, kind, body string
		key              string
		traits           map[string]any
		activity, group  string
		alias            string
	}{
		{"a user", "identify", `{"userId":"u1","anonymousId":"c1","traits":{"email":"a@b.org"},"context":{"traits":{"email":"old@b.org","city":"Cary"}}}`,
			"user:u1", map[string]any{"email": "a@b.org", "city": "Cary"}, "", "", ""},
		{"a form on a shared device", "identify", `{"anonymousId":"c1","traits":{"email":" A@B.org "}}`, "anon:c1\x1fa@b.org", map[string]any{"email": " A@B.org "}, "", "", ""},
		{"a bare cookie", "page", `{"anonymousId":"c1"}`, "anon:c1", nil, "page_view", "", ""},
		{"traits elsewhere state nothing", "track", `{"userId":"u1","event":" Signed  UP ","context":{"traits":{"email":"a@b.org"}}}`, "user:u1", nil, "signed up", "", ""},
		{"screen", "screen", `{"userId":"u1","name":"Home"}`, "user:u1", nil, "screen_view", "", ""},
		{"group", "group", `{"userId":"u1","groupId":"g1","traits":{"name":"Local 12"}}`, "user:u1", nil, "group", "Local 12", ""},
		{"alias", "alias", `{"userId":"u1","previousId":"c9"}`, "user:u1", nil, "", "", "c9"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			got := tracking.Mean(message(t, tc.kind, tc.body), "", received)
			activity := ""
			if got.Activity != nil {
				activity = got.Activity.Name
			}
			if got.Key != tc.key || activity != tc.activity || got.Group != tc.group || got.Alias != tc.alias {
				t.Errorf("key %q activity %q group %q alias %q", got.Key, activity, got.Group, got.Alias)
			}
			if diff := cmp.Diff(tc.traits, got.Traits); diff != "" {
				t.Errorf("traits (-want +got):\n%s", diff)
			}
		})
	}
}

// Defends: where and with what something happened is found wherever clients put
// it, and the address of the network is not kept.
func TestPropertiesOfAPage(t *testing.T) {
	got := tracking.Mean(message(t, "page", `{"anonymousId":"c1","properties":{"path":"/give","price":{"amount":12.50,"currency":"USD"},"tags":["a","b"],"nothing":null},
		"context":{"ip":"203.0.113.9","userAgent":"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
		"page":{"path":"/other","url":"https://example.org/give?utm_source=Mail&utm_campaign=fall","referrer":"https://www.search.example/q"},"campaign":{"medium":"email"}}}`), "", received)
	props := map[string]string{}
	for _, p := range got.Activity.Properties {
		props[p.Name] = p.Value
		if strings.Contains(p.Value, "203.0.113.9") {
			t.Error("the network address was kept")
		}
	}
	want := map[string]string{
		"path": "/give", "price.amount": "12.50", "price.currency": "USD", "tags": `["a","b"]`, "utm_source": "Mail",
		"utm_campaign": "fall", "utm_medium": "email", "referrer_domain": "search.example", "device_type": "mobile",
	}
	for name, value := range want {
		if props[name] != value {
			t.Errorf("%s = %q, want %q", name, props[name], value)
		}
	}
}

// No bytes from outside make the package panic.
func FuzzParse(f *testing.F) {
	f.Add("batch", []byte(`{"batch":[{"type":"identify","userId":1,"traits":{"a":{"b":[1,null]}},"context":{"page":{"url":"http://x?utm_source=%zz"}}}]}`))
	f.Add("track", []byte(`{"event":"x","anonymousId":"a","properties":{"":"","a.b":{"c":1e999}}}`))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		call, err := tracking.Parse(kind, body)
		if err != nil {
			return
		}
		for i := range call.Items {
			if call.Items[i].Err == nil {
				tracking.Mean(&call.Items[i].Message, call.SentAt, received)
			}
		}
	})
}
