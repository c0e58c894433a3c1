package commands_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/commands/ingest/tracking"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// stated lists what the log says a record's sources stated, as "category=value".
func (w *world) stated() map[string]int {
	out := map[string]int{}
	for _, e := range w.events(event.KindRecord) {
		if p, ok := e.Payload.(*event.RecordObserved); ok {
			for _, f := range p.Facts {
				out[w.category(f)+"="+f.Value]++
			}
		}
	}
	return out
}

// TestIdentityOnce: the ids that come along with every call are stated once per
// record, whatever is sent and whichever process takes it.
func TestIdentityOnce(t *testing.T) {
	w := newWorld(t)
	for i := range 5 {
		w.track("page", fmt.Sprintf(`{"messageId":"p%d","userId":"u1","anonymousId":"a1"}`, i))
		w.track("batch", fmt.Sprintf(`{"batch":[{"type":"page","messageId":"q%d","userId":"u1","anonymousId":"a1"},{"type":"track","event":"x","messageId":"r%d","anonymousId":"a1"}]}`, i, i))
		w.service = w.newService()
	}
	want := map[string]int{"user_id=u1": 1, "anonymous_id=a1": 2} // of the user's record and of the bare cookie's
	if diff := cmp.Diff(want, w.stated()); diff != "" {
		t.Errorf("stated (-want +got):\n%s", diff)
	}
	w.track("page", `{"messageId":"z","userId":"u1","anonymousId":"a2"}`)
	if got := w.stated()["anonymous_id=a2"]; got != 1 {
		t.Errorf("another cookie of the user is stated %d times, want 1", got)
	}
}

// TestBlockedIdentifiers: what stands for "nobody" identifies nobody.
func TestBlockedIdentifiers(t *testing.T) {
	w := newWorld(t)
	for i, id := range []string{"null", "undefined", "NaN", "[object Object]"} {
		w.track("page", fmt.Sprintf(`{"messageId":"m%d","userId":%q,"anonymousId":"a%d"}`, i, id, i))
	}
	for what := range w.stated() {
		if strings.HasPrefix(what, "user_id=") {
			t.Errorf("%s was stated", what)
		}
	}
}

// TestMeanings: what each kind of call says.
func TestMeanings(t *testing.T) {
	for name, c := range map[string]struct {
		kind, body string
		stated     map[string]int
		activities []string
	}{
		"identify states traits, also those in the context": {"identify",
			`{"userId":"u","traits":{"email":"Ana@Work-place.net","firstName":"ANA"},"context":{"traits":{"lastName":"Lopez","firstName":"X"}}}`,
			map[string]int{"user_id=u": 1, "email=ana@work-place.net": 1, "first_name=Ana": 1, "last_name=Lopez": 1}, nil},
		"traits elsewhere are a cache": {"track",
			`{"userId":"u","event":" Signed  Up ","context":{"traits":{"email":"ana@work-place.net"}}}`,
			map[string]int{"user_id=u": 1}, []string{"signed up"}},
		"group is an activity and a membership": {"group",
			`{"userId":"u","groupId":"g-9","traits":{"name":"Local 9"}}`,
			map[string]int{"user_id=u": 1, "list=Local 9": 1}, []string{"group"}},
		"alias states both ids": {"alias", `{"userId":"u","previousId":"a"}`, map[string]int{"user_id=u": 1, "anonymous_id=a": 1}, nil},
		"page":                  {"page", `{"anonymousId":"a","name":"Home"}`, map[string]int{"anonymous_id=a": 1}, []string{"page_view"}},
		"screen":                {"screen", `{"anonymousId":"a"}`, map[string]int{"anonymous_id=a": 1}, []string{"screen_view"}},
		"numbers as ids":        {"page", `{"userId":1001}`, map[string]int{"user_id=1001": 1}, []string{"page_view"}},
		"an empty user is none": {"page", `{"userId":"","anonymousId":"a"}`, map[string]int{"anonymous_id=a": 1}, []string{"page_view"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if got := w.track(c.kind, c.body); got.Items[0].Status != ingest.Saved {
				t.Fatalf("it is %s: %v", got.Items[0].Status, got.Items[0].Err)
			}
			if diff := cmp.Diff(c.stated, w.stated()); diff != "" {
				t.Errorf("stated (-want +got):\n%s", diff)
			}
			var activities []string
			for _, e := range w.events(event.KindRecord) {
				if p, ok := e.Payload.(*event.ActivityRecorded); ok {
					activities = append(activities, p.Name)
				}
			}
			if diff := cmp.Diff(c.activities, activities); diff != "" {
				t.Errorf("activities (-want +got):\n%s", diff)
			}
		})
	}
}

// TestFormsOfOneDevice: people who fill in forms on one device are records of
// their own, by what they state; the bare device is another.
func TestFormsOfOneDevice(t *testing.T) {
	w := newWorld(t)
	records := map[string]bool{}
	for i, traits := range []string{`{"email":"Ana@work-place.net"}`, `{"email":"ana@work-place.net "}`, `{"email":"bo@work-place.net"}`, `{"phone":"919-555-0142"}`, `{}`} {
		answer := w.track("identify", fmt.Sprintf(`{"messageId":"%d","anonymousId":"a","traits":%s}`, i, traits))
		records[answer.Items[0].Record.String()] = true
	}
	if len(records) != 4 {
		t.Errorf("%d records, want 4", len(records))
	}
}

// TestTrackingTime: the clock of the client is corrected by when it says it
// sent, and believed within a day; nothing happens in the future.
func TestTrackingTime(t *testing.T) {
	at := func(d time.Duration) string { return noon.Add(d).Format(time.RFC3339Nano) }
	for name, c := range map[string]struct {
		message, batch string
		want           time.Duration
	}{
		"right clock":            {`"timestamp":"` + at(-time.Hour) + `","sentAt":"` + at(0) + `"`, "", -time.Hour},
		"clock an hour behind":   {`"timestamp":"` + at(-2*time.Hour) + `","sentAt":"` + at(-time.Hour) + `"`, "", -time.Hour},
		"clock an hour ahead":    {`"timestamp":"` + at(0) + `","sentAt":"` + at(time.Hour) + `"`, "", -time.Hour},
		"sent by the batch":      {`"timestamp":"` + at(-2*time.Hour) + `"`, `"sentAt":"` + at(-time.Hour) + `",`, -time.Hour},
		"the item before":        {`"timestamp":"` + at(-2*time.Hour) + `","sentAt":"` + at(0) + `"`, `"sentAt":"` + at(-time.Hour) + `",`, -2 * time.Hour},
		"a clock of another day": {`"timestamp":"` + at(-50*time.Hour) + `","sentAt":"` + at(-49*time.Hour) + `"`, "", -50 * time.Hour},
		"the original":           {`"originalTimestamp":"` + at(-time.Hour) + `"`, "", -time.Hour},
		"the future":             {`"timestamp":"` + at(time.Hour) + `"`, "", 0},
		"the year 30000":         {`"timestamp":"30000-01-01T00:00:00Z"`, "", 0},
		"no time":                {`"timestamp":"soon"`, "", 0},
		"microseconds":           {`"timestamp":"2026-11-23T11:00:00.000000+00:00"`, "", -time.Hour},
	} {
		w := newWorld(t)
		w.track("batch", `{`+c.batch+`"batch":[{"type":"page","anonymousId":"a",`+c.message+`}]}`)
		found := 0
		for _, e := range w.events(event.KindRecord) {
			if _, ok := e.Payload.(*event.ActivityRecorded); !ok {
				continue
			}
			if found++; !e.OccurredAt.Equal(noon.Add(c.want)) {
				t.Errorf("%s: at %s, want %s", name, e.OccurredAt, noon.Add(c.want))
			}
		}
		if found != 1 {
			t.Errorf("%s: %d activities", name, found)
		}
	}
}

// TestTrackNeeds: a read key tracks nothing, and a write key only where it is
// bound.
func TestTrackNeeds(t *testing.T) {
	w := newWorld(t)
	call, err := tracking.Parse("page", []byte(`{"userId":"u"}`))
	must(t, err)
	reader := w.admin
	reader.Role = event.RoleRead
	_, err = w.service.Track(t.Context(), reader, call, w.now)
	refused(t, err, commands.Forbidden)
	if n := len(w.events(event.KindRecord)); n != 0 {
		t.Errorf("%d events of a refused call", n)
	}
}
