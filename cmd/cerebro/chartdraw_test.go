package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func drawn(width int, fine bool, r chartResult) string {
	var out bytes.Buffer
	canvas{&out, width, fine}.chart(r)
	return out.String()
}

// Defends: what a chart looks like on a terminal and elsewhere.
func TestDrawnCharts(t *testing.T) {
	times, homes := int64(12), int64(3)
	tests := []struct {
		name  string
		width int
		fine  bool
		chart chartResult
		want  string
	}{
		{"a terminal", 30, true, chartResult{By: "city", Known: 25, Unknown: 2, Other: 5, Buckets: []barResult{{Value: "Raleigh", Count: 16}, {Value: "Cary", Count: 3}, {Value: "Apex", Count: 1}}},
			"city: 25 known, 2 unknown\n  Raleigh  16  ███████████████\n  Cary      3  ██▊\n  Apex      1  ▉\n  (other)   5\n"},
		{"a pipe", 30, false, chartResult{By: "city", Known: 19, Buckets: []barResult{{Value: "Raleigh", Count: 16}, {Value: "Cary", Count: 3}}},
			"city: 19 known, 0 unknown\n  Raleigh  16  ###############\n  Cary      3  ##\n"},
		{"what was done", 40, false, chartResult{Activity: "page_view", Known: 5, Buckets: []barResult{{Value: "2026-05-11", Count: 5, Times: &times, Households: &homes}}},
			"page_view: 5 known, 0 unknown (people, times, households)\n  2026-05-11  5  12  3  ################\n"},
		{"two categories", 24, false, chartResult{By: []any{"city", "party"}, Known: 9, Other: 1, Buckets: []barResult{{Value: "Raleigh"}, {Value: "Cary"}}, Columns: []barResult{{Value: "DEM"}, {Value: "REP"}, {Value: "UNA"}}, Cells: [][]int64{{10, 2, 3}, {4, 0, 1}}},
			"city by party: 9 known, 0 unknown\n           DEM  REP\n  Raleigh   10    2\n  Cary       4    0\n  (other) 1\n  1 more columns do not fit; --json has them\n"},
		{"nobody", 40, true, chartResult{By: "city", Unknown: 3}, "city: 0 known, 3 unknown\n"},
		{"what a terminal would obey", 40, false, chartResult{By: "nickname", Known: 1, Buckets: []barResult{{Value: "a\x1b[2Jb\nc", Count: 1}}}, "nickname: 1 known, 0 unknown\n  a�[2Jb�c  1  #########################\n"},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, drawn(tc.width, tc.fine, tc.chart)); diff != "" {
				t.Errorf("drawn (-want +got):\n%s", diff)
			}
		})
	}
}

// Defends: no line is wider than the terminal while there is room for a bar at
// all, more people never have a shorter bar, and nobody is left without one.
func TestBarsFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(70, 200).Draw(t, "width")
		var r chartResult
		for _, n := range rapid.SliceOfN(rapid.Int64Range(1, 1<<50), 1, 8).Draw(t, "counts") {
			r.Buckets = append(r.Buckets, barResult{Value: rapid.StringN(0, 60, 200).Draw(t, "value"), Count: n})
		}
		length := map[int64]int{}
		for i, line := range strings.Split(strings.TrimSuffix(drawn(width, true, r), "\n"), "\n")[1:] {
			if n := utf8.RuneCountInString(line); n > width {
				t.Fatalf("%d characters in %d: %q", n, width, line)
			}
			length[r.Buckets[i].Count] = utf8.RuneCountInString(strings.TrimLeft(line[strings.LastIndex(line, " "):], " "))
		}
		for a, x := range length {
			for b, y := range length {
				if a < b && x > y || x == 0 {
					t.Fatalf("%d people have a bar of %d, %d one of %d", a, x, b, y)
				}
			}
		}
	})
}
