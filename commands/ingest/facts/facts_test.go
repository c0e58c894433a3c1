package facts_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/commands/ingest/facts"
	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

var language = facts.Language{
	Catalogue: category.BuiltIn(), Space: "app",
	Clean: clean.Options{Region: "US", Now: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)},
}

// shown writes facts as "op category=value (space)", parts indented by ">".
func shown(all []event.Fact) []string {
	var out []string
	group := uint16(0)
	for _, f := range all {
		s := f.Op.String() + " " + category.BuiltIn().Name(f.Category) + "=" + f.Value
		if f.Space != "" {
			s += " (" + f.Space + ")"
		}
		if f.Group != 0 && f.Group == group {
			s = "> " + s
		}
		group = f.Group
		out = append(out, s)
	}
	return out
}

// Defends: the shapes that the facts of an observe-records command may have.
func TestBody(t *testing.T) {
	tests := []struct {
		name, body string
		want       []string
		problem    string
		err        string
	}{
		{"a value replaces", `{"first_name":"ada"}`, []string{"set first_name=Ada"}, "", ""},
		{"an array replaces", `{"tag":["a","b"]}`, []string{"set tag=a", "add tag=b"}, "", ""},
		{"add and remove", `{"tag":{"add":["a"],"remove":["b"]}}`, []string{"remove tag=b", "add tag=a"}, "", ""},
		{"null clears", `{"tag":null}`, []string{"clear tag="}, "", ""},
		{"a number and a boolean", `{"household_size":3,"veteran":true}`, []string{"set household_size=3", "set veteran=true"}, "", ""},
		{"a placeholder says nothing", `{"first_name":"n/a"}`, nil, "", ""},
		{"a strong id has its space", `{"user_id":"u1"}`, []string{"set user_id=u1 (app)"}, "", ""},
		{"an address as an object", `{"address":{"kind":"work","street":"1 Main St","city":"Cary","state":"NC","postcode":"27511"}}`,
			[]string{"set address=work", "> set street=1 Main St", "> set city=Cary", "> set state=NC", "> set postcode=27511"}, "", ""},
		{"its parts given plainly", `{"city":"Cary","state":"NC"}`, []string{"set address=home", "> set city=Cary", "> set state=NC"}, "", ""},
		{"consent beside its address", `{"email":"A@B.org","email_opt_in":"subscribed"}`, []string{"set email=a@b.org", "> set email_opt_in=subscribed"}, "", ""},
		{"consent among other facts", `{"email":["A@B.org","c@d.org"],"email_opt_in":"unsubscribed","phone":"9195550101","phone_type":"mobile","sms_opt_in":false,"city":"Cary"}`, []string{
			"set email=a@b.org", "> set email_opt_in=unsubscribed", "add email=c@d.org", "> set email_opt_in=unsubscribed",
			"set phone=+19195550101", "> set phone_type=mobile", "> set sms_opt_in=false", "set address=home", "> set city=Cary",
		}, "", ""},
		{"not understood, but kept", `{"birth_date":"the day after"}`, []string{"set birth_date="}, "birth_date", ""},
		{"unknown category", `{"fist_name":"Ada"}`, nil, "", "fist_name"},
		{"derived category", `{"email_domain":"b.org"}`, nil, "", "derived"},
		{"several values of one", `{"first_name":["a","b"]}`, nil, "", "one value"},
		{"consent without an address", `{"email_opt_in":"subscribed"}`, nil, "", "belongs to email"},
		{"an object where none belongs", `{"first_name":{"x":1}}`, nil, "", "expected a value"},
		{"lists in lists", `{"tag":[["a"]]}`, nil, "", "plain values"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			var body map[string]json.RawMessage
			if err := json.Unmarshal([]byte(tc.body), &body); err != nil {
				t.Fatal(err)
			}
			s := facts.NewSet(language)
			err := s.Body(body)
			if (err != nil) != (tc.err != "") || err != nil && !strings.Contains(err.Error(), tc.err) {
				t.Fatalf("error %v, want %q", err, tc.err)
			}
			if err != nil {
				return
			}
			if diff := cmp.Diff(tc.want, shown(s.Facts())); diff != "" {
				t.Errorf("facts (-want +got):\n%s", diff)
			}
			if got := len(s.Problems()); (got > 0) != (tc.problem != "") {
				t.Errorf("problems %v, want %q", s.Problems(), tc.problem)
			}
		})
	}
}

// Defends: a typing error gets the category that was meant.
func TestUnknownCategoryIsSuggested(t *testing.T) {
	err := facts.NewSet(language).Body(map[string]json.RawMessage{"birthdate": json.RawMessage(`"1980-01-01"`)})
	unknown, ok := errors.AsType[*facts.UnknownError](err)
	if !ok || !strings.Contains(unknown.Hint(), `"birth_date"`) {
		t.Fatalf("%v", err)
	}
}

// Defends: what an identify call says lands in the right categories, and what
// nobody has defined is kept beside them.
func TestTraits(t *testing.T) {
	s := facts.NewSet(language)
	extra := s.Traits(map[string]any{
		"name": "Dr. Ada Q. Lovelace", "lastName": "Byron", "email": "ada@example.org", "phone": "(919) 555-0101",
		"birthday": "1960-12-10", "address": map[string]any{"street": "1 Main St", "city": "Cary", "state": "NC", "postalCode": "27511"},
		"company": map[string]any{"name": "Analytical Engines"}, "favouriteColour": "blue", "score": json.Number("7"),
		"id": "u1", "nothing": nil, "smsOptIn": true,
	})
	got := strings.Join(shown(s.Facts()), "\n")
	for _, want := range []string{
		"set first_name=Ada", "set last_name=Byron", "set email=ada@example.org", "set phone=+19195550101", "> set sms_opt_in=true",
		"set birth_date=1960-12-10", "> set city=Cary", "set employer=Analytical Engines",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	names := map[string]string{}
	for _, p := range extra {
		names[p.Name] = p.Value
	}
	if diff := cmp.Diff(map[string]string{"favouriteColour": "blue", "score": "7", "id": "u1"}, names); diff != "" {
		t.Errorf("extra (-want +got):\n%s", diff)
	}
}

// No bytes from outside make the package panic.
func FuzzBody(f *testing.F) {
	f.Add([]byte(`{"address":[{"street":"1 Main"},[]],"tag":{"add":[1,null,"x"]},"phone":["9195550101",true]}`))
	f.Add([]byte(`{"email":{"add":{}},"city":7,"sms_opt_in":"?"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var body map[string]json.RawMessage
		if json.Unmarshal(raw, &body) == nil {
			_ = facts.NewSet(language).Body(body) // what it says is checked above
		}
		var traits map[string]any
		if json.Unmarshal(raw, &traits) == nil {
			facts.NewSet(language).Traits(traits)
		}
	})
}
