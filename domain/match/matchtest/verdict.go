package matchtest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/match"
)

// Verdict is what a matcher made of labelled records.
type Verdict struct {
	All match.Quality
	// Rest leaves the people in hundreds of imports out: their pairs are most
	// of all pairs and would hide what becomes of the others.
	Rest match.Quality
	// Wrong counts joined pairs of two people by what these are to one another,
	// Missed pairs of one person that stayed apart by each slip of either side.
	// Both leave the people in hundreds of imports out.
	Wrong, Missed map[string]int
	// Shown are a few examples of each kind.
	Shown []string
}

// maxShown is how many examples of a kind a Verdict keeps.
const maxShown = 2

// Judge compares the cluster found for each record with the truth.
func Judge(found []int, rows []Labelled) Verdict {
	_, truth := Split(rows)
	v := Verdict{All: match.Evaluate(found, truth), Wrong: map[string]int{}, Missed: map[string]int{}}
	var kept []Labelled
	var keptFound, keptTruth []int
	for i, l := range rows {
		if l.Slips&SlipRepeat == 0 {
			kept, keptFound, keptTruth = append(kept, l), append(keptFound, found[i]), append(keptTruth, truth[i])
		}
	}
	v.Rest = match.Evaluate(keptFound, keptTruth)
	shown := map[string]int{}
	show := func(kind string, a, b *Labelled) {
		if shown[kind]++; shown[kind] <= maxShown {
			v.Shown = append(v.Shown, fmt.Sprintf("%s:\n  %v\n  %v", kind, a, b))
		}
	}
	eachPair(keptFound, func(i, j int) {
		if a, b := &kept[i], &kept[j]; a.Person != b.Person {
			kind := relation(a.who, b.who)
			v.Wrong[kind]++
			show("wrong, "+kind, a, b)
		}
	})
	eachPair(keptTruth, func(i, j int) {
		if keptFound[i] == keptFound[j] {
			return
		}
		a, b := &kept[i], &kept[j]
		slips := a.Slips | b.Slips
		if slips == 0 {
			v.Missed["nothing amiss"]++
		}
		for s := Slips(1); s < slipEnd; s <<= 1 {
			if slips&s != 0 {
				v.Missed[s.String()]++
			}
		}
		show("missed, "+slips.String(), a, b)
	})
	return v
}

// eachPair hands out the pairs of places with equal labels.
func eachPair(labels []int, f func(i, j int)) {
	at := map[int][]int{}
	for i, l := range labels {
		for _, j := range at[l] {
			f(j, i)
		}
		at[l] = append(at[l], i)
	}
}

// String answers the figures and both counts.
func (v Verdict) String() string {
	var b strings.Builder
	for _, part := range []struct {
		name string
		q    match.Quality
	}{{"all records", v.All}, {"without repeats", v.Rest}} {
		q := part.q
		fmt.Fprintf(&b, "%-16s P %.4f R %.4f F1 %.4f B3 %.4f, %d records, %d true pairs, %d wrong, %d missed\n", part.name,
			q.Precision, q.Recall, q.F1, q.B3F1, q.Records, q.TruePairs, q.PredictedPairs-q.CorrectPairs, q.TruePairs-q.CorrectPairs)
	}
	for _, part := range []struct {
		name   string
		counts map[string]int
	}{{"wrong pairs by relation", v.Wrong}, {"missed pairs by slip (a pair may have several)", v.Missed}} {
		fmt.Fprintln(&b, part.name)
		kinds := slices.SortedFunc(maps.Keys(part.counts), func(x, y string) int {
			return cmp.Or(cmp.Compare(part.counts[y], part.counts[x]), cmp.Compare(x, y))
		})
		for _, k := range kinds {
			fmt.Fprintf(&b, "  %5d %s\n", part.counts[k], k)
		}
	}
	return b.String()
}
