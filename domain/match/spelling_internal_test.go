package match

import (
	"testing"

	"pgregory.net/rapid"
)

// Defends: one name in the spellings of several languages is one name, and names
// that only look alike are not.
func TestSameSpelling(t *testing.T) {
	same := [][2]string{
		{"sergei", "sergey"}, {"dmitri", "dmitriy"}, {"dmitrii", "dmitry"}, {"natalia", "natalya"}, {"yulia", "julia"},
		{"yuliya", "iulia"}, {"evgeny", "yevgeny"}, {"aleksandr", "alexandr"}, {"mikhailov", "mikhaylov"},
		{"chernyshevskii", "chernyshevsky"}, {"shcherbakov", "scherbakov"}, {"wladimir", "vladimir"},
		{"jurgen", "juergen"}, {"muller", "mueller"}, {"hoffman", "hoffmann"}, {"schaefer", "schafer"},
		{"catherine", "katherine"}, {"sara", "sarah"}, {"marc", "mark"}, {"philip", "phillip"}, {"thomas", "tomas"},
		{"hendricks", "hendrix"}, {"enrique", "enrike"}, {"mariya", "maria"},
	}
	for _, p := range same {
		if !sameSpelling(p[0], p[1], leastSpeltGiven) || !sameSpelling(p[1], p[0], leastSpeltGiven) {
			t.Errorf("%s and %s are one name", p[0], p[1])
		}
		if spellingPrint(p[0]) != spellingPrint(p[1]) {
			t.Errorf("%s and %s have different prints", p[0], p[1])
		}
	}
	for _, p := range [][2]string{
		{"mark", "mary"}, {"daniel", "danielle"}, {"maria", "marie"}, {"hooper", "hopper"}, {"wang", "vang"},
		{"yang", "jiang"}, {"lowe", "love"}, {"queen", "keen"}, {"jerica", "erica"}, {"anna", "anne"}, {"jan", "ian"},
		{"marco", "marcos"}, {"olga", "helga"}, {"", "anna"},
	} {
		if sameSpelling(p[0], p[1], leastSpeltGiven) {
			t.Errorf("%s and %s are two names", p[0], p[1])
		}
	}
}

// Defends: whatever the text, the comparison ends, is symmetric, and finds
// nothing that the prints of outlines would hide.
func TestSpellingsAndPrints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOfN(rapid.RuneFrom([]rune("aeiouyjhckqxwlstz ")), 0, 12, 14)
		x, y := name.Draw(t, "x"), name.Draw(t, "y")
		same := sameSpelling(x, y, 1)
		if same != sameSpelling(y, x, 1) {
			t.Fatalf("%q and %q: one way only", x, y)
		}
		if same && spellingPrint(x) != spellingPrint(y) {
			t.Fatalf("%q and %q are spelt alike and have different prints", x, y)
		}
		if x != "" && !sameSpelling(x, x, 1) {
			t.Fatalf("%q is not spelt like itself", x)
		}
	})
}
