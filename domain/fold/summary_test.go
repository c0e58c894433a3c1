package fold_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

func activity(n int, name string, minute int, properties ...string) event.Event {
	e := at(event.Event{Envelope: event.Envelope{ID: id('e', n), Type: event.TypeActivityRecorded, Account: account, Record: id('r', 1), Source: id('s', 1)}}, minute, minute)
	p := &event.ActivityRecorded{Activity: e.ID, Name: name}
	for i := 0; i < len(properties); i += 2 {
		p.Properties = append(p.Properties, event.Property{Name: properties[i], Value: properties[i+1]})
	}
	e.Payload = p
	return e
}

func contribution(t fataler, e event.Event) fold.Contribution {
	c, ok := fold.NewContribution(e)
	if !ok {
		t.Fatalf("%T is no activity", e.Payload)
	}
	return c
}

type fataler interface{ Fatalf(string, ...any) }

func contributions(t *rapid.T) []fold.Contribution {
	var out []fold.Contribution
	for i := range rapid.IntRange(0, 25).Draw(t, "activities") {
		name := rapid.SampledFrom([]string{fold.PageView, fold.PageView, fold.ScreenView, fold.Donation, fold.Vote, "signed up"}).Draw(t, "name")
		minute := rapid.IntRange(0, 400).Draw(t, "minute")
		e := activity(i, name, minute,
			"path", rapid.SampledFrom([]string{"/a", "/b", ""}).Draw(t, "path"),
			"utm_source", rapid.SampledFrom([]string{"x", "y", ""}).Draw(t, "utm"),
			"amount", rapid.SampledFrom([]string{"0.1", "25", "n"}).Draw(t, "amount"), "election", "2020-11-03 general")
		e.Payload.(*event.ActivityRecorded).Withdrawn = rapid.IntRange(0, 9).Draw(t, "withdrawn") == 0
		out = append(out, contribution(t, e))
	}
	return out
}

// visitsOf counts visits and their first pages the obvious way.
func visitsOf(all []fold.Contribution) (int, []string) {
	views := slices.DeleteFunc(slices.Clone(all), func(c fold.Contribution) bool { return !c.View || c.Withdrawn })
	slices.SortStableFunc(views, func(a, b fold.Contribution) int {
		if a.At != b.At {
			return int(a.At - b.At)
		}
		return cmpText(a.Page, b.Page)
	})
	n, first := 0, ""
	var pages []string
	for i, v := range views {
		if i == 0 || v.At-views[i-1].At >= (30*time.Minute).Milliseconds() {
			n, first = n+1, ""
		}
		if v.Page != "" && first == "" {
			first = v.Page
			pages = append(pages, v.Page)
		}
	}
	slices.Sort(pages)
	return n, slices.Compact(pages)
}

func cmpText(a, b string) int { return bytes.Compare([]byte(a), []byte(b)) }

// A summary does not depend on the order of activities, nor on being stored in
// between, and its visits are the runs without a gap of 30 minutes.
func TestSummaryInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := contributions(t)
		want := fold.Summarise(all)
		var got fold.Summary
		for _, c := range rapid.Permutation(all).Draw(t, "order") {
			stored, err := fold.DecodeContribution(c.AppendBinary(nil))
			if err != nil || cmp.Diff(c, stored, cmpNil) != "" {
				t.Fatalf("contribution is read back differently: %v\n%s", err, cmp.Diff(c, stored, cmpNil))
			}
			got.Add(stored)
			if got, err = fold.DecodeSummary(got.AppendBinary(nil)); err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(want.AppendBinary(nil), got.AppendBinary(nil)) {
			t.Fatalf("want %+v\ngot %+v", want, got)
		}
		n, pages := visitsOf(all)
		var landings []string
		for _, p := range got.LandingPages() {
			landings = append(landings, p.Value)
		}
		if int64(n) != got.Visits() || !slices.Equal(pages, landings) {
			t.Fatalf("want %d visits from %v, got %d from %v", n, pages, got.Visits(), landings)
		}
	})
}

var cmpNil = cmp.FilterValues(func(a, b []fold.Stating) bool { return len(a) == 0 && len(b) == 0 }, cmp.Ignore())

// Summaries of several records merge in any order.
func TestSummariesMerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := make([]fold.Summary, 4)
		for i := range parts {
			parts[i] = fold.Summarise(contributions(t))
		}
		var a, b fold.Summary
		for i := range parts {
			a.Merge(&parts[i])
		}
		for _, i := range rapid.Permutation([]int{0, 1, 2, 3}).Draw(t, "order") {
			b.Merge(&parts[i])
		}
		if a.Visits() != b.Visits() || a.GiftMicros != b.GiftMicros || a.First != b.First || a.Last != b.Last ||
			cmp.Diff(a.LandingPages(), b.LandingPages()) != "" || cmp.Diff(a.Values, b.Values) != "" {
			t.Fatalf("%+v\n%+v", a, b)
		}
	})
}

func TestTotals(t *testing.T) {
	s := fold.Summarise([]fold.Contribution{
		contribution(t, activity(1, "Donation ", 1, "amount", "0.1")),
		contribution(t, activity(2, "donation", 9, "amount", "0.2", "currency", "usd")),
		contribution(t, activity(3, "donation", 5, "amount", "100", "currency", "EUR")),
		contribution(t, activity(4, fold.EventAttendance, 3, "event", "Gala")),
	})
	if s.Gifts != 3 || s.GiftMicros != 300_000 || s.GiftMax != 200_000 || s.GiftLast != day0.Add(9*time.Minute).UnixMilli() {
		t.Errorf("gifts: %+v", s)
	}
	if got := s.Of(cat("event_attended")); len(got) != 1 || got[0].Value != "Gala" {
		t.Errorf("events: %+v", got)
	}
}

// Whatever a later event may replace must be kept apart.
func TestReplaceable(t *testing.T) {
	plain := contribution(t, activity(1, "page_view", 1))
	keyed := activity(1, "donation", 1)
	keyed.Payload.(*event.ActivityRecorded).Activity = uuid.Max
	imported := activity(1, "donation", 1)
	imported.Import = uuid.Max
	a, b := contribution(t, keyed), contribution(t, imported)
	if plain.Replaceable() || !a.Replaceable() || !b.Replaceable() {
		t.Errorf("%v %v %v", plain.Replaceable(), a.Replaceable(), b.Replaceable())
	}
}

func FuzzDecodeSummary(f *testing.F) {
	s := fold.Summarise([]fold.Contribution{contribution(f, activity(1, "page_view", 1, "path", "/a")), contribution(f, activity(2, "donation", 1, "amount", "3"))})
	f.Add(s.AppendBinary(nil))
	c := contribution(f, activity(1, "page_view", 1, "path", "/a"))
	f.Add(c.AppendBinary(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := fold.DecodeSummary(b); err == nil {
			s.Clone()
			if _, err := fold.DecodeSummary(s.AppendBinary(nil)); err != nil {
				t.Fatal(err)
			}
		} else if !errors.Is(err, fold.ErrMalformed) {
			t.Fatal(err)
		}
		if c, err := fold.DecodeContribution(b); err == nil {
			if _, err := fold.DecodeContribution(c.AppendBinary(nil)); err != nil {
				t.Fatal(err)
			}
		}
	})
}
