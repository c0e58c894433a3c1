package match_test

import (
	"math/rand/v2"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
	"pgregory.net/rapid"
)

// checkBound fails when the bound of a pair is below its score.
func checkBound(t interface{ Fatalf(string, ...any) }, m *match.Model, a, b *match.Node) {
	total, _ := m.Score(a, b)
	for _, bound := range [2]match.Bits{m.Bound(a, b), m.Bound(b, a)} {
		if bound < total {
			t.Fatalf("bound %s below score %s: %+v", bound, total, m.Explain(a, b))
		}
	}
}

// spoil changes a text as fingers do, or leaves it.
func spoil(t *rapid.T, s, label string) string {
	for range rapid.IntRange(0, 3).Draw(t, label+" slips") {
		if len(s) < 2 {
			return s
		}
		i := rapid.IntRange(0, len(s)-2).Draw(t, label+" at")
		switch rapid.IntRange(0, 4).Draw(t, label+" slip") {
		case 0:
			s = s[:i] + s[i+1:]
		case 1:
			s = s[:i] + s[i+1:i+2] + s[i:i+1] + s[i+2:]
		case 2:
			s = s[:i] + rapid.SampledFrom([]string{"a", "e", "n", "q", "7", " ", "-"}).Draw(t, label+" letter") + s[i:]
		case 3:
			s = s[:i] + s[i:i+1] + s[i:]
		case 4:
			s = s[:i+1]
		}
	}
	return s
}

// drawWide makes records with every field there is, from few values and slips of
// them, so that pairs agree, nearly agree and differ in all of them.
func drawWide(t *rapid.T) match.Record {
	pick := func(label string, values ...string) string {
		return spoil(t, rapid.SampledFrom(values).Draw(t, label), label)
	}
	list := func(label string, values ...string) (out []string) {
		for range rapid.SampledFrom([]int{0, 0, 1, 1, 1, 2}).Draw(t, label+" count") {
			out = append(out, pick(label, values...))
		}
		return out
	}
	name := []string{"", "William", "Bill", "Mark", "Mary", "Smith", "Zwingli", "Anna Maria", "van der Berg", "O", "Дмитрий", "Catherine", "Kate"}
	r := match.Record{
		Given: pick("given", name...), Middle: pick("middle", name...), Surname: pick("surname", name...),
		Suffix: pick("suffix", "", "", "Jr", "Sr"), Nicknames: list("nick", name...), MaidenNames: list("maiden", name...),
		BirthDate: pick("birth", "", "1980-03-04", "1980-04-03", "1961-01-01", "1980-12", "1980", "1955-12-30"),
		Gender:    pick("gender", "", "f", "m"), Emails: list("mail", "xenia.zwingli@rarehost.net", "bill77@gmail.com", "info@rarehost.net"),
		Phones: list("phone", "7045551234", "9195554321", "5551234"), Occupations: list("work", "nurse", "teacher"),
		Birthplace: pick("place", "", "Boone"), Age: rapid.SampledFrom([]int{0, 0, 45, 46}).Draw(t, "age"), AgeAsOf: "2026-05-01",
	}
	if rapid.Bool().Draw(t, "ambiguous") {
		r.BirthDateAlt = pick("other birth", "", "1980-04-03", "1971-01-01")
	}
	for range rapid.SampledFrom([]int{0, 1, 1, 2}).Draw(t, "places") {
		r.Addresses = append(r.Addresses, match.Address{
			Number: pick("number", "", "12", "14", "7"), Street: pick("street", "", "Elm Street", "Magnolia Avenue"), Unit: pick("unit", "", "4"),
			City: pick("city", "", "Concord", "Wake Forest"), Postcode: pick("post", "", "28025", "27601"),
		})
	}
	for range rapid.SampledFrom([]int{0, 1, 1, 2}).Draw(t, "ids") {
		r.StrongIDs = append(r.StrongIDs, match.StrongID{
			Type:  match.IDType(rapid.SampledFrom([]string{"cookie", "external_id", "voter_id"}).Draw(t, "type")),
			Space: rapid.SampledFrom([]string{"s", "t"}).Draw(t, "space"), Value: pick("id", "AB123456", "000000012345", "x-17"),
		})
	}
	return r
}

// boundModels are models under which weights, dates and lists differ.
func boundModels(t *testing.T) map[string]*match.Model {
	records, _ := matchtest.Split(matchtest.Households(3, 3000))
	out := map[string]*match.Model{
		"fresh": match.DefaultModel(), "large": match.ModelOf(50_000_000),
		"households": match.CalibrateRecords(match.NormaliseAll(records, 2)),
	}
	noisy, _ := readGold(t, "clkhash_dirty")
	out["noisy"] = match.CalibrateRecords(match.NormaliseAll(noisy, 2))
	return out
}

// TestBoundHoldsForDrawnPairs: no pair scores above its bound, else a link would
// be lost unseen.
func TestBoundHoldsForDrawnPairs(t *testing.T) {
	models := boundModels(t)
	rapid.Check(t, func(t *rapid.T) {
		ra, rb := drawWide(t), drawWide(t)
		a, b := match.Normalise(ra), match.Normalise(rb)
		for _, m := range models {
			checkBound(t, m, &a, &b)
		}
	})
}

// TestBoundHoldsForPeople looks at every candidate pair of real and invented
// people, and at random ones.
func TestBoundHoldsForPeople(t *testing.T) {
	sets := people(t)
	sets["voters"] = match.NormaliseAll(matchtest.Voters(7, 3000), 2)
	noisy, _ := readGold(t, "clkhash_dirty")
	sets["clkhash_dirty"] = match.NormaliseAll(noisy, 2)
	models := boundModels(t)
	for name, nodes := range sets {
		t.Run(name, func(t *testing.T) {
			models["own"] = match.CalibrateRecords(nodes)
			index := match.NewIndex(50)
			r := rand.New(rand.NewPCG(1, 1))
			var keys []match.Key
			var found []uint32
			for i := range nodes {
				keys = nodes[i].Keys(keys)
				for _, k := range keys {
					found = index.Candidates(k.Hash, found[:0])
					index.Add(k.Hash, uint32(i))
					for _, j := range append(found, uint32(r.IntN(len(nodes)))) {
						for _, m := range models {
							checkBound(t, m, &nodes[i], &nodes[j])
						}
					}
				}
				if testing.Short() && i == 500 {
					break
				}
			}
		})
	}
}
