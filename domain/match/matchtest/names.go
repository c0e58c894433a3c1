package matchtest

import (
	"math"
	"strings"
)

// heritage draws what names a family bears.
func (w *world) heritage() string {
	switch f := w.r.Float64(); {
	case f < 0.12:
		return "hispanic"
	case f < 0.16:
		return "asian"
	}
	return "english"
}

// familyName draws a surname. The lists hold the common ones; about half of the
// people bear one that is on no list.
func (w *world) familyName(heritage string) string {
	listed := map[string]float64{"english": 0.45, "hispanic": 0.85, "asian": 0.9}[heritage]
	if !w.chance(listed) {
		return w.rareName()
	}
	name := w.surnames[heritage].draw(w.r)
	if heritage == "hispanic" && w.chance(0.12) {
		return name + " " + w.surnames[heritage].draw(w.r)
	}
	return name
}

// Parts of surnames that few bear.
var (
	nameStarts = strings.Fields("ab al arm ash bal bar beck ben ber bin blan bor bran bren brin bur cal car chal cor cran dan del den dor dun ed el er fal far fen gar gen gil glad gol gran had hal ham har hart haw hen her hol hor hun ing kel ken ker kin kip lam lan led lin lun mal mar mel mor mul nel nor os pal pem pen per pin pol quin rad ram ran red ro sal san sed sel shel sher sin stan sten sut swin tal tam tol tran tur van ver wal wan war wen wes whit wil win wol yar zim")
	nameMids   = strings.Fields("a e i o be de der di ga ge ing ke ker la le lin man mer ne o ri ro se ser ter ti to ve y")
	nameEnds   = strings.Fields("bach berg bert by cott croft dale den der dorf ell er ett ey feld field ford gan gren ham hart ing kamp ke key land ler ley lin ling man mann mer nell ner nick ow rick ris sen ski son stad stead stein ston strom tell ton vick wald way well wick win wood worth zel")
)

// rareName draws from some 60,000 surnames, the first ones more often.
func (w *world) rareName() string {
	n := int(60_000 * math.Pow(w.r.Float64(), 1.7))
	n = (n*40_503 + 7) % 65_537 // so that names drawn often are not alike
	name := nameStarts[n%len(nameStarts)]
	n /= len(nameStarts)
	end := nameEnds[n%len(nameEnds)]
	if n /= len(nameEnds); n > 0 {
		name += nameMids[n%len(nameMids)]
	}
	return name + end
}

// givenName draws a name that people of the year of birth bear.
func (w *world) givenName(heritage string, male bool, year int) string {
	sex := "female "
	if male {
		sex = "male "
	}
	switch f := w.r.Float64(); {
	case heritage != "english" && f < 0.6:
		return w.given[sex+heritage].draw(w.r)
	case f > 0.97:
		return w.rareGiven(male)
	}
	switch {
	case year < 1948:
		return w.given[sex+"old"].draw(w.r)
	case year < 1978:
		return w.given[sex+"mid"].draw(w.r)
	}
	return w.given[sex+"young"].draw(w.r)
}

func (w *world) rareGiven(male bool) string {
	starts := strings.Fields("al bre cal da de ja ka ke la le ma na ra sha ta ty va za")
	ends := strings.Fields("bria dra ika keisha lynn marie nelle nika riel shia tricia vonne")
	if male {
		ends = strings.Fields("marcus mond quan rell rick ron shawn van vante vin vion von")
	}
	return starts[w.r.IntN(len(starts))] + ends[w.r.IntN(len(ends))]
}

// otherGiven draws a name that nobody of those given bears, not even shortened.
func (w *world) otherGiven(heritage string, male bool, year int, not ...string) string {
	for {
		name := w.givenName(heritage, male, year)
		clash := false
		for _, o := range not {
			clash = clash || o == name || w.called(o, name)
		}
		if !clash {
			return name
		}
	}
}

// called says whether one name is a short form of the other, or both have one.
func (w *world) called(x, y string) bool {
	for _, s := range append([]string{x}, w.short[x]...) {
		for _, t := range append([]string{y}, w.short[y]...) {
			if s == t {
				return true
			}
		}
	}
	return false
}
