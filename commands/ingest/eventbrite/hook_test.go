package eventbrite_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/commands/ingest/eventbrite"
)

func call(action, address string) string {
	return `{"config": {"action": "` + action + `", "user_id": "3", "webhook_id": "18"}, "api_url": "` + address + `"}`
}

// TestParseHook: a call says which object to look at, and can name nothing but
// objects of Eventbrite's own API.
func TestParseHook(t *testing.T) {
	const api = "https://www.eventbriteapi.com/v3/"
	order := eventbrite.Hook{Action: "order.placed", Object: eventbrite.Object{Kind: eventbrite.KindOrder, ID: "12"}}
	for name, c := range map[string]struct {
		body string
		want eventbrite.Hook
		err  error
	}{
		"order":                     {call("order.placed", api+"orders/12/"), order, nil},
		"order below its event":     {call("order.placed", api+"events/7/orders/12/"), order, nil},
		"without the last slash":    {call("order.placed", api+"orders/12"), order, nil},
		"attendee":                  {call("attendee.updated", api+"events/7/attendees/9/"), eventbrite.Hook{Action: "attendee.updated", Object: eventbrite.Object{Kind: eventbrite.KindAttendee, ID: "9", Event: "7"}}, nil},
		"event":                     {call("event.updated", api+"events/7/"), eventbrite.Hook{Action: "event.updated", Object: eventbrite.Object{Kind: eventbrite.KindEvent, ID: "7"}}, nil},
		"test button":               {call("test", "https://www.eventbriteapi.com/{api-endpoint-to-fetch-object-details}/"), eventbrite.Hook{Action: "test"}, nil},
		"test with another address": {call("test", "http://127.0.0.1/"), eventbrite.Hook{Action: "test"}, nil},
		"venue":                     {call("venue.updated", api+"venues/3/"), eventbrite.Hook{Action: "venue.updated"}, eventbrite.ErrUnknownKind},
		"id of letters":             {call("order.placed", api+"orders/me/"), eventbrite.Hook{Action: "order.placed"}, eventbrite.ErrUnknownKind},
		"path that climbs":          {call("order.placed", api+"orders/../users/"), eventbrite.Hook{Action: "order.placed"}, eventbrite.ErrUnknownKind},
		"path with escapes":         {call("order.placed", api+"orders/1%2F2/"), eventbrite.Hook{Action: "order.placed"}, eventbrite.ErrUnknownKind},
		"very long id":              {call("order.placed", api+"orders/123456789012345678901/"), eventbrite.Hook{Action: "order.placed"}, eventbrite.ErrUnknownKind},
		"another host":              {call("order.placed", "https://example.org/v3/orders/12/"), eventbrite.Hook{Action: "order.placed"}, eventbrite.ErrForeign},
		"host as a user":            {call("order.placed", "https://www.eventbriteapi.com@example.org/v3/orders/12/"), eventbrite.Hook{Action: "order.placed"}, eventbrite.ErrForeign},
		"user before the host":      {call("order.placed", "https://me@www.eventbriteapi.com/v3/orders/12/"), eventbrite.Hook{Action: "order.placed"}, eventbrite.ErrForeign},
		"a port":                    {call("order.placed", "https://www.eventbriteapi.com:8443/v3/orders/12/"), eventbrite.Hook{Action: "order.placed"}, eventbrite.ErrForeign},
		"plain http":                {call("order.placed", "http://www.eventbriteapi.com/v3/orders/12/"), eventbrite.Hook{Action: "order.placed"}, eventbrite.ErrForeign},
		"no address":                {`{"config": {"action": "order.placed"}}`, eventbrite.Hook{Action: "order.placed"}, eventbrite.ErrMalformed},
		"no JSON":                   {"hello", eventbrite.Hook{}, eventbrite.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := eventbrite.ParseHook([]byte(c.body))
			if !errors.Is(err, c.err) {
				t.Errorf("got error %v, want %v", err, c.err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestCapturedHooks reads calls that were really received.
func TestCapturedHooks(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(samples(t), "webhook_*.body.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		h, err := eventbrite.ParseHook(body)
		if err != nil || (h.Object.Kind == "") != h.Test() {
			t.Errorf("%s: %+v, %v", filepath.Base(path), h, err)
		}
	}
}

// samples is the folder of real objects; the test is skipped without it.
func samples(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	dir = filepath.Join(dir, "..", "shared", "samples", "eventbrite")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("../shared/samples/eventbrite is not there")
	}
	return dir
}

func FuzzParseHook(f *testing.F) {
	f.Add(call("order.placed", "https://www.eventbriteapi.com/v3/orders/12/"))
	f.Add(call("test", "x"))
	f.Fuzz(func(t *testing.T, body string) {
		h, err := eventbrite.ParseHook([]byte(body))
		if err == nil && !h.Test() && (h.Object.ID == "" || h.Object.Kind == "") {
			t.Errorf("%q names nothing: %+v", body, h)
		}
	})
}
