package segment_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/domain/segment"
)

func chart(t testing.TB, text string) segment.Chart {
	t.Helper()
	charts, err := segment.ParseCharts([]byte("[" + text + "]"))
	if err == nil {
		charts, err = segment.CheckCharts(charts, schema())
	}
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return charts[0]
}

// The tree of a bar is what a client would write, in days that stay the same
// tomorrow; windows of a chart cut its bars.
func TestBucketTrees(t *testing.T) {
	today := segment.Day(2026, 5, 20)
	for name, tc := range map[string]struct{ chart, value, want string }{
		"a value":                  {`{"by":"city"}`, "Raleigh", `{"category":"city","in":["Raleigh"]}`},
		"a step":                   {`{"by":"age","interval":10}`, "30", `{"category":"age","gte":30,"lt":40}`},
		"a step below nothing":     {`{"by":"age","interval":2.5}`, "-2.5", `{"category":"age","gte":-2.5,"lt":0}`},
		"the last step":            {`{"by":"income","interval":1}`, "9007199254740992", `{"category":"income","gte":9007199254740992}`},
		"a step wider than all":    {`{"by":"income","interval":1e308}`, "1" + fmt.Sprintf("%0308d", 0), `{"category":"income","gte":1` + fmt.Sprintf("%0308d", 0) + `}`},
		"a month":                  {`{"by":"birth_date","interval":"month"}`, "1980-02-01", `{"category":"birth_date","gte":"1980-02-01","lt":"1980-03-01"}`},
		"the last year there is":   {`{"by":"birth_date","interval":"year"}`, "9999-01-01", `{"category":"birth_date","gte":"9999-01-01"}`},
		"the first week there is":  {`{"by":"birth_date","interval":"week"}`, "-0001-12-27", `{"category":"birth_date","lt":"0000-01-03"}`},
		"a week of what was done":  {`{"activity":"page_view","interval":"week"}`, "2026-05-11", `{"activity":"page_view","at_least":1,"from":"2026-05-11","to":"2026-05-17"}`},
		"a week cut by a window":   {`{"activity":"page_view","interval":"week","within_days":4}`, "2026-05-11", `{"activity":"page_view","at_least":1,"from":"2026-05-17","to":"2026-05-17"}`},
		"a month cut by two dates": {`{"activity":"page_view","interval":"month","from":"2026-05-03","to":"2026-05-09","where":{"path":["/"]}}`, "2026-05-01", `{"activity":"page_view","at_least":1,"from":"2026-05-03","to":"2026-05-09","where":{"path":["/"]}}`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := json.Marshal(chart(t, tc.chart).Bucket(tc.value, today))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, string(got)); diff != "" {
				t.Errorf("tree (-want +got):\n%s", diff)
			}
			if _, err := check(string(got)); err != nil {
				t.Error(err)
			}
		})
	}
}

// The trees of totals.
func TestBucketParts(t *testing.T) {
	for name, tc := range map[string]struct {
		chart                 string
		values, columns       []string
		known, unknown, other string
	}{
		"by value": {`{"by":"city"}`, []string{"Cary"}, nil, `{"category":"city","known":true}`, `{"not":{"category":"city","known":true}}`,
			`{"all":[{"category":"city","known":true},{"not":{"category":"city","in":["Cary"]}}]}`},
		"without a value": {`{"by":"city"}`, nil, nil, `{"category":"city","known":true}`, `{"not":{"category":"city","known":true}}`,
			`{"all":[{"category":"city","known":true},{"not":{"any":[]}}]}`},
		"by step": {`{"by":"age","interval":5}`, []string{"5"}, nil, `{"category":"age","known":true}`, `{"not":{"category":"age","known":true}}`, `{"any":[]}`},
		"by what was done": {`{"activity":"vote","within_days":1}`, []string{"2026-05-20"}, nil, `{"activity":"vote","at_least":1,"from":"2026-05-20","to":"2026-05-20"}`,
			`{"not":{"activity":"vote","at_least":1,"from":"2026-05-20","to":"2026-05-20"}}`, `{"any":[]}`},
	} {
		t.Run(name, func(t *testing.T) {
			p := chart(t, tc.chart).Parts(tc.values, tc.columns, segment.Day(2026, 5, 20))
			for i, n := range []*segment.Node{p.Known, p.Unknown, p.Other} {
				got, err := json.Marshal(n)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff([]string{tc.known, tc.unknown, tc.other}[i], string(got)); diff != "" {
					t.Errorf("total %d (-want +got):\n%s", i, diff)
				}
			}
		})
	}
}

// Whatever the width, a number is in the tree of the bar that it is counted in
// and in neither of the next ones, also where rounding moves the edges.
func TestBucketEdges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.OneOf(rapid.SampledFrom([]float64{0.1, 0.2, 0.3, 0.7, 1e-9, 1.0 / 3, 1e300}), rapid.Float64Range(1e-12, 1e12)).Draw(t, "width")
		at := rapid.Int64Range(-1000, 1000).Draw(t, "step")
		x := float64(at) * width
		for range rapid.IntRange(0, 3).Draw(t, "ulps") {
			x = math.Nextafter(x, rapid.SampledFrom([]float64{math.Inf(-1), math.Inf(1)}).Draw(t, "to"))
		}
		at = segment.Step(x, width)
		charts, err := segment.CheckCharts([]segment.Chart{{Kind: segment.ByStep, By: []string{"income"}, Step: width}}, schema())
		if err != nil {
			t.Fatal(err)
		}
		for bar := at - 1; bar <= at+1; bar++ {
			n, err := segment.Check(charts[0].Bucket(segment.NumberText(float64(bar)*width), 0), schema())
			if err != nil {
				t.Fatal(err)
			}
			if got := n.Category.Range.Holds(x); got != (bar == at) {
				t.Fatalf("%v in bar %d of %v: %t, and it is counted in %d", x, bar, width, got, at)
			}
		}
	})
}
