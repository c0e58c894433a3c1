package match

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The functions below are not exported and need exact tests of their own.

func TestJaroWinkler(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want int
	}{
		{"martha", "marhta", 961}, {"dwayne", "duane", 840}, {"dixon", "dicksonx", 813}, {"", "a", 0}, {"abc", "xyz", 0}, {"same", "same", 1000},
	} {
		if got := jaroWinkler(tc.a, tc.b); got < tc.want-2 || got > tc.want+2 {
			t.Errorf("%s, %s: %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestEdits(t *testing.T) {
	for _, tc := range []struct {
		a, b  string
		limit int
		want  int
	}{
		{"smith", "smith", 2, 0}, {"smith", "smiht", 2, 1}, {"smith", "smyth", 2, 1}, {"smith", "smit", 2, 1}, {"kitten", "sitting", 3, 3},
		{"kitten", "sitting", 2, 3}, {"", "ab", 3, 2}, {"abcdef", "z", 2, 3}, {"ca", "abc", 3, 3},
	} {
		if got := edits(tc.a, tc.b, tc.limit); got != tc.want {
			t.Errorf("%s, %s within %d: %d, want %d", tc.a, tc.b, tc.limit, got, tc.want)
		}
	}
}

func TestDistancesAreSymmetric(t *testing.T) {
	word := rapid.StringMatching(`[a-d]{0,9}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if jaroWinkler(a, b) != jaroWinkler(b, a) || edits(a, b, 4) != edits(b, a, 4) {
			t.Fatalf("%q and %q differ by direction", a, b)
		}
	})
}

// table is the optimal string alignment distance by the book.
func table(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

// TestEditsByTheBook: walking diagonals finds what the whole table would.
func TestEditsByTheBook(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	word := func(letters int) string {
		b := make([]byte, r.IntN(10))
		for i := range b {
			b[i] = 'a' + byte(r.IntN(letters))
		}
		return string(b)
	}
	for n := range 300_000 {
		letters := 2 + n%4
		a, b := word(letters), word(letters)
		if n%3 == 0 && len(a) > 2 { // close ones, with swaps
			at := r.IntN(len(a) - 1)
			b = a[:at] + a[at+1:at+2] + a[at:at+1] + a[at+2:]
			if r.IntN(2) == 0 {
				b += "a"
			}
		}
		limit := 1 + n%maxEdits
		if got, want := edits(a, b, limit), min(table(a, b), limit+1); got != want {
			t.Fatalf("%q and %q within %d: %d, want %d", a, b, limit, got, want)
		}
	}
}

func TestPhonetic(t *testing.T) {
	for _, pair := range [][2]string{{"smith", "smyth"}, {"catherine", "katherine"}, {"meyer", "meier"}, {"robert", "rupert"}} {
		if phonetic(pair[0]) != phonetic(pair[1]) {
			t.Errorf("%s and %s sound different", pair[0], pair[1])
		}
	}
	if phonetic("smith") == phonetic("jones") || phonetic("12") != 0 {
		t.Error("different words sound alike")
	}
}

func TestLog2(t *testing.T) {
	for _, x := range []uint64{1, 2, 3, 5, 1000, 123456789, 1 << 40, math.MaxUint64} {
		want := math.Log2(float64(x)) * 1000
		if got := float64(log2(x)); math.Abs(got-want) > 1 {
			t.Errorf("log2(%d) = %v, want %v", x, got, want)
		}
	}
}

// TestNicknamesAreKnownElsewhere: most of the pairs of our groups stand in a
// public list too; what does not is a variant spelling.
func TestNicknamesAreKnownElsewhere(t *testing.T) {
	known := readNicknames(t)
	pairs, found := 0, 0
	s := bufio.NewScanner(bytes.NewReader(nicknameList))
	for s.Scan() {
		words := strings.Fields(s.Text())
		if len(words) == 0 || words[0][0] == '#' {
			continue
		}
		for _, w := range words[1:] {
			pairs++
			if known[words[0]+" "+w] || known[w+" "+words[0]] {
				found++
			}
		}
	}
	if pairs < 600 || 2*found < pairs {
		t.Errorf("%d of %d pairs are known elsewhere", found, pairs)
	}
}

func readNicknames(t *testing.T) map[string]bool {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for filepath.Dir(dir) != dir {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		dir = filepath.Dir(dir)
	}
	f, err := os.Open(filepath.Join(dir, "..", "shared", "reference", "nicknames.csv"))
	if err != nil {
		t.Skipf("reference data is not beside the checkout: %v", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, r := range rows {
		known[r[0]+" "+r[2]] = true
	}
	return known
}
