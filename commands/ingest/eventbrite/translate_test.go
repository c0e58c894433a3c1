package eventbrite_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/commands/ingest/eventbrite"
	"github.com/cerebro-cdp/cerebro/commands/ingest/facts"
	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
)

func reading() eventbrite.Reading {
	return eventbrite.Reading{Source: uuid.New(), Language: facts.Language{
		Catalogue: category.BuiltIn(), Clean: clean.Options{Region: "US", Now: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}, Space: "s",
	}}
}

// stated are the values of facts by category, a group's parts under their own.
func stated(d ingest.Datum) map[string][]string {
	out := map[string][]string{}
	for _, f := range d.Facts {
		name := category.BuiltIn().Name(f.Category)
		out[name] = append(out[name], f.Value)
	}
	for _, p := range d.Extra {
		out["extra "+p.Name] = append(out["extra "+p.Name], p.Value)
	}
	return out
}

func properties(d ingest.Datum) map[string]string {
	out := map[string]string{}
	for _, p := range d.Activity.Properties {
		out[p.Name] = p.Value
	}
	return out
}

const visitor = `{"id": "9", "created": "2026-05-12T02:00:00Z", "changed": "2026-05-13T02:00:00Z", "event_id": "7", "order_id": "12",
	"ticket_class_id": "5", "ticket_class_name": "Dinner", "status": "Attending", "checked_in": false, "cancelled": false, "refunded": false,
	"event": {"name": {"text": "Spring Dinner", "html": "x"}},
	"costs": {"base_price": {"currency": "USD", "value": 2500, "major_value": "25.00"}, "gross": {"currency": "USD", "value": 2700, "major_value": "27.00"}},
	"profile": {"first_name": "grace", "last_name": "SAMPLE", "email": "Grace@Hillside-Hall.org", "birth_date": "1984-12-06", "age": 41, "gender": "female",
		"job_title": "Teacher", "company": "Hillside School", "cell_phone": "(919) 555-0142", "work_phone": "919 555 0199", "website": "https://grace.example.org",
		"addresses": {"home": {"address_1": "12 Sample St", "address_2": null, "city": "Raleigh", "region": "NC", "postal_code": "27601", "country": "US"},
			"work": {"city": "Durham", "region": "NC"}, "ship": {}, "bill": null}},
	"answers": [{"question": "Vegetarian?", "answer": "Yes"}, {"question": "Days", "answer": ["Mon", "Tue"]}, {"question": "Skipped"}]}`

// TestAttendee: all that an attendee says becomes a fact, an extra property or
// a property of the attendance.
func TestAttendee(t *testing.T) {
	a, err := eventbrite.ParseAttendee(json.RawMessage(visitor))
	if err != nil {
		t.Fatal(err)
	}
	if ev, class := a.TicketClass(); ev != "7" || class != "5" || !a.Paid() {
		t.Errorf("class %s of event %s", class, ev)
	}
	data := reading().Attendee(a, true)
	if len(data) != 3 {
		t.Fatalf("%d data, want the observation, the attendance and the donation", len(data))
	}
	want := map[string][]string{
		"first_name": {"Grace"}, "last_name": {"Sample"}, "email": {"grace@hillside-hall.org"}, "birth_date": {"1984-12-06"}, "gender": {"female"},
		"occupation": {"Teacher"}, "employer": {"Hillside School"}, "phone": {"+19195550142", "+19195550199"}, "phone_type": {"mobile"},
		"address": {"home", "work"}, "street": {"12 Sample St"}, "city": {"Raleigh", "Durham"}, "state": {"NC", "NC"}, "postcode": {"27601"}, "country": {"US"},
		"extra website": {"https://grace.example.org"}, "extra Vegetarian?": {"Yes"}, "extra Days": {"Mon, Tue"},
	}
	if diff := cmp.Diff(want, stated(data[0])); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
	if d := data[0]; d.Key != "attendee:9" || d.Message != "attendee:9:2026-05-13T02:00:00Z" || !d.OccurredAt.Equal(time.Date(2026, 5, 13, 2, 0, 0, 0, time.UTC)) {
		t.Errorf("observation %q %q at %s", d.Key, d.Message, d.OccurredAt)
	}
	attended := map[string]string{"event": "Spring Dinner", "event_id": "7", "order_id": "12", "ticket_class": "Dinner", "status": "Attending", "checked_in": "false"}
	if diff := cmp.Diff(attended, properties(data[1])); diff != "" {
		t.Errorf("attendance (-want +got):\n%s", diff)
	}
	if d := data[1]; d.Activity.Name != "event_attendance" || d.Activity.Withdrawn || !d.OccurredAt.Equal(time.Date(2026, 5, 12, 2, 0, 0, 0, time.UTC)) {
		t.Errorf("attendance %+v at %s", d.Activity, d.OccurredAt)
	}
	gave := map[string]string{"amount": "25.00", "currency": "USD", "campaign": "Spring Dinner", "method": "eventbrite"}
	if diff := cmp.Diff(gave, properties(data[2])); diff != "" || data[2].Activity.Name != "donation" {
		t.Errorf("donation (-want +got):\n%s", diff)
	}
	if n := len(reading().Attendee(a, false)); n != 2 {
		t.Errorf("a ticket that is no donation makes %d data, want 2", n)
	}
}

// TestAttendanceIsWithdrawn: a cancelled or refunded ticket is no attendance.
func TestAttendanceIsWithdrawn(t *testing.T) {
	for name, c := range map[string]struct {
		members string
		want    bool
	}{
		"attending": {`"status": "Attending"`, false}, "cancelled": {`"cancelled": true`, true}, "refunded": {`"refunded": true`, true},
		"not attending": {`"status": "Not Attending"`, true}, "checked in": {`"status": "Checked In", "checked_in": true`, false},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := eventbrite.ParseAttendee(json.RawMessage(`{"id": "9", "changed": "2026-05-13T02:00:00Z", "profile": {"first_name": "Info Requested", "last_name": "Info Requested"}, ` + c.members + `}`))
			if err != nil {
				t.Fatal(err)
			}
			data := reading().Attendee(a, false)
			if len(data) != 1 || data[0].Activity.Withdrawn != c.want {
				t.Errorf("%d data, the last %+v", len(data), data[len(data)-1].Activity)
			}
		})
	}
}

// TestBroken: what has no id or no time cannot be told from other states of it.
func TestBroken(t *testing.T) {
	for name, raw := range map[string]string{
		"no object": `[]`, "no id": `{"changed": "2026-05-13T02:00:00Z"}`, "id of words": `{"id": "x y", "changed": "2026-05-13T02:00:00Z"}`,
		"no time": `{"id": "9"}`, "a strange time": `{"id": "9", "changed": "yesterday"}`,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := eventbrite.ParseAttendee(json.RawMessage(raw)); !errors.Is(err, eventbrite.ErrBroken) {
				t.Errorf("attendee: %v", err)
			}
			if _, err := eventbrite.ParseOrder(json.RawMessage(raw)); !errors.Is(err, eventbrite.ErrBroken) {
				t.Errorf("order: %v", err)
			}
		})
	}
}

// TestSamples: objects as the API really gives them are understood.
func TestSamples(t *testing.T) {
	read := func(name string) json.RawMessage {
		b, err := os.ReadFile(filepath.Join(samples(t), name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	o, err := eventbrite.ParseOrder(read("order.json"))
	if err != nil {
		t.Fatal(err)
	}
	d, ok := reading().Buyer(o)
	if diff := cmp.Diff(map[string][]string{"first_name": {"John"}, "last_name": {"Smith"}, "email": {"john.smith@example.com"}}, stated(d)); diff != "" || !ok || d.Key != "order:1" {
		t.Errorf("buyer %q (-want +got):\n%s", d.Key, diff)
	}
	var page struct{ Attendees []json.RawMessage }
	if err := json.Unmarshal(read("attendees_list_page.json"), &page); err != nil {
		t.Fatal(err)
	}
	for _, raw := range append(page.Attendees, read("attendee_single_2018.json")) {
		a, err := eventbrite.ParseAttendee(raw)
		if err != nil {
			t.Fatal(err)
		}
		data := reading().Attendee(a, false)
		if s := stated(data[0]); len(s["email"]) != 1 || len(s["first_name"]) != 1 {
			t.Errorf("attendee: %v", s)
		}
	}
}

func FuzzAttendee(f *testing.F) {
	f.Add(visitor)
	f.Fuzz(func(t *testing.T, raw string) {
		a, err := eventbrite.ParseAttendee(json.RawMessage(raw))
		if err != nil {
			return
		}
		for _, d := range reading().Attendee(a, a.Paid()) {
			if d.Key == "" || d.Message == "" || d.OccurredAt.IsZero() {
				t.Errorf("a datum without a key, an id or a time: %+v", d)
			}
		}
	})
}

func FuzzOrder(f *testing.F) {
	f.Add(`{"id": "1", "changed": "2026-05-13T02:00:00Z", "name": "John Smith"}`)
	f.Fuzz(func(t *testing.T, raw string) {
		if o, err := eventbrite.ParseOrder(json.RawMessage(raw)); err == nil {
			reading().Buyer(o)
		}
	})
}
