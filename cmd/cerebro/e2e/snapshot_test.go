package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// snapshot is what an account's read models answer, in words that do not depend
// on ids: records are named by their source and key, profiles by their records.
type snapshot struct {
	Profiles map[string]shown // by the names of its records
	Segments map[string]int64 // saved segments by name, with their counts
	Counts   map[string]int64 // by tree
	Charts   map[string][]bucket
}

// shown is one profile: each list in order.
type shown struct {
	View     []string
	Facts    []string
	Timeline []string
}

// trees are asked for in a snapshot.
func trees() []string {
	return []string{
		`{"all":[]}`,
		`{"category":"city","is":"Raleigh"}`,
		`{"all":[{"category":"party","is":"democratic"},{"not":{"category":"tag","is":"t1"}}]}`,
		`{"any":[{"category":"utm_source","is":"s1"},{"activity":"donation","sum":"amount","gte":200}]}`,
		`{"activity":"signed up","at_least":3,"from":"2024-01-01","to":"2024-01-20"}`,
		`{"category":"email","known":true,"sources":["members"]}`,
		`{"category":"donation_total","gte":100}`,
	}
}

// snap takes a snapshot of a settled account.
func (a api) snap() snapshot {
	a.t.Helper()
	s := snapshot{Profiles: map[string]shown{}, Segments: map[string]int64{}, Counts: map[string]int64{}, Charts: map[string][]bucket{}}
	for _, id := range a.members(`{"all":[]}`) {
		name, p := a.shown(id)
		if _, twice := s.Profiles[name]; twice {
			a.t.Errorf("two profiles hold the records %s", name)
		}
		s.Profiles[name] = p
	}
	for _, tree := range trees() {
		s.Counts[tree] = a.query(tree).Count
	}
	var saved struct{ Segments []struct{ ID, Name string } }
	a.call(http.MethodGet, "/api/segments", nil, &saved)
	for _, one := range saved.Segments {
		s.Segments[one.Name] += a.query(fmt.Sprintf(`{"segment":%q}`, one.ID)).Count
	}
	charts := []map[string]any{
		{"by": "city", "top": 50}, {"by": "tag", "top": 50}, {"by": "donation_total", "interval": 50},
		{"activity": "page_view", "interval": "day"}, {"activity": "donation", "interval": "week"},
	}
	for _, c := range charts {
		s.Charts[fmt.Sprint(c)] = a.query(`{"all":[]}`, c).Charts[0].Buckets
	}
	return s
}

// members lists the profiles of a segment.
func (a api) members(tree string) (ids []string) {
	a.t.Helper()
	for cursor := ""; ; {
		var page struct {
			Members []string
			Next    *string
		}
		a.call(http.MethodPost, "/api/segments/members", map[string]any{"tree": json.RawMessage(tree), "limit": 500, "cursor": cursor, "settled": true}, &page)
		ids = append(ids, page.Members...)
		if page.Next == nil {
			return ids
		}
		cursor = *page.Next
	}
}

type statement struct {
	Category   string
	Value      string
	Kind       string
	Parts      map[string]string
	SourceName string `json:"source_name"`
	Record     string
	OccurredAt string `json:"occurred_at"`
	Values     []statement
	Others     []statement
}

// line says all of a statement but its ids and when it arrived.
func (s statement) line(records map[string]string) string {
	if s.Category == "source" {
		s.Value = "" // an id
	}
	return fmt.Sprint(s.Category, " ", s.Kind, " ", s.Value, " ", s.Parts, " ", s.SourceName, " ", records[s.Record], " ", s.OccurredAt)
}

// shown reads one profile and its timeline.
func (a api) shown(id string) (name string, out shown) {
	a.t.Helper()
	var p struct {
		Records []struct {
			ID, Key    string
			SourceName string `json:"source_name"`
		}
		View  map[string]statement
		Facts []statement
	}
	a.call(http.MethodGet, "/api/profiles/"+id+"?settled=true", nil, &p)
	records := map[string]string{}
	var names []string
	for _, r := range p.Records {
		records[r.ID] = r.SourceName + "/" + r.Key
		names = append(names, records[r.ID])
	}
	slices.Sort(names)
	for category, v := range p.View {
		v.Category = category
		if category != "source" { // of several sources the first by its id
			out.View = append(out.View, v.line(records))
		}
		for _, one := range append(v.Values, v.Others...) {
			one.Category = category
			out.View = append(out.View, "also "+one.line(records))
		}
	}
	for _, f := range p.Facts {
		out.Facts = append(out.Facts, f.line(records))
	}
	for _, d := range a.timeline(id) {
		properties, err := json.Marshal(d.Properties)
		if err != nil {
			a.t.Fatal(err)
		}
		out.Timeline = append(out.Timeline, fmt.Sprint(d.OccurredAt.UTC(), " ", d.Type, " ", string(properties)))
	}
	slices.Sort(out.View)
	slices.Sort(out.Facts)
	slices.Sort(out.Timeline)
	return strings.Join(names, " "), out
}
