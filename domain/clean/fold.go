package clean

import (
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold is the form under which text compares equal without regard to case,
// accents and typographic variants: NFKC, case folded, combining marks
// stripped. It is for comparing, never for showing. ASCII in lower case comes
// back without a copy.
func Fold(s string) string {
	upper := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x80 {
			return foldWide(s)
		}
		upper = upper || ('A' <= c && c <= 'Z')
	}
	if !upper {
		return s
	}
	return strings.ToLower(s)
}

// latin is the fold of each letter below U+0180, where western European text
// stays; none of them combines with a neighbour.
var latin = sync.OnceValue(func() *[0x180]string {
	var t [0x180]string
	for r := rune(0); r < 0x180; r++ {
		t[r] = foldAny(string(r))
	}
	return &t
})

// foldWide folds text beyond ASCII, western letters by table.
func foldWide(s string) string {
	t := latin()
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if r >= 0x180 {
			return foldAny(s)
		}
		b = append(b, t[r]...)
	}
	return string(b)
}

// foldAny folds to a fixed point: taking marks off or folding case can leave
// letters that compose or fold again.
func foldAny(s string) string {
	for range 4 {
		t := foldOnce(s)
		if t == s {
			return t
		}
		s = t
	}
	return s
}

func foldOnce(s string) string {
	d := norm.NFKD.String(strings.ToValidUTF8(s, "\uFFFD"))
	var b strings.Builder
	b.Grow(len(d))
	for _, r := range d {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		switch r {
		case 'ß', 'ẞ':
			b.WriteString("ss")
		case 'ø', 'Ø':
			b.WriteByte('o')
		case 'ł', 'Ł':
			b.WriteByte('l')
		case 'đ', 'Đ':
			b.WriteByte('d')
		case 'æ', 'Æ':
			b.WriteString("ae")
		case 'œ', 'Œ':
			b.WriteString("oe")
		case 'ı', 'İ':
			b.WriteByte('i')
		case 'ς':
			b.WriteRune('σ')
		case '’', '‘', 'ʼ', '`', '´':
			b.WriteByte('\'')
		case '‐', '‑', '–', '—':
			b.WriteByte('-')
		default:
			b.WriteRune(unicode.ToLower(unicode.ToUpper(r)))
		}
	}
	return norm.NFKC.String(b.String())
}
