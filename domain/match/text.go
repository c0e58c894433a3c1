package match

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-unidecode"
	"golang.org/x/text/unicode/norm"
)

// maxValueLen bounds every value that comes from outside; what is longer is
// cut, so that no record can make comparisons slow.
const maxValueLen = 120

// fold brings text to lower-case ASCII words separated by one space:
// compatibility forms are composed, marks stripped, other scripts romanised,
// apostrophes dropped and all other punctuation turned into a space.
func fold(s string) string {
	if s == "" {
		return ""
	}
	if len(s) > 4*maxValueLen {
		s = cut(s, 4*maxValueLen)
	}
	if !isASCII(s) {
		s = romanise(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for i := 0; i < len(s) && b.Len() < maxValueLen; i++ {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		case c == '\'' || c == '`':
			continue
		default:
			space = true
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteByte(c)
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// romanise strips marks and writes what is left in ASCII.
func romanise(s string) string {
	s = norm.NFKD.String(strings.ToValidUTF8(s, " "))
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
		case r == '’' || r == '‘' || r == 'ʼ' || r == 'ь' || r == 'ъ':
		default:
			b.WriteString(unidecode.Unidecode(string(r)))
		}
	}
	return b.String()
}

// otherScript answers the letters of s in composed lower case when any of
// them is not Latin, else "". Two names that sound alike once romanised can
// still be different names in their own script.
func otherScript(s string) string {
	if isASCII(s) {
		return ""
	}
	foreign := false
	var b strings.Builder
	for _, r := range norm.NFKC.String(strings.ToValidUTF8(s, "")) {
		if !unicode.IsLetter(r) {
			continue
		}
		foreign = foreign || !unicode.Is(unicode.Latin, r)
		b.WriteRune(unicode.ToLower(r))
	}
	if !foreign {
		return ""
	}
	return cut(b.String(), maxValueLen)
}

// cut shortens s to at most n bytes at a rune boundary.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// compact drops the spaces.
func compact(s string) string {
	if strings.IndexByte(s, ' ') < 0 {
		return s
	}
	return strings.ReplaceAll(s, " ", "")
}

// digitsOf keeps the ASCII digits of s, at most maxValueLen of them.
func digitsOf(s string) string {
	b := make([]byte, 0, 16)
	for i := 0; i < len(s) && len(b) < maxValueLen; i++ {
		if s[i] >= '0' && s[i] <= '9' {
			b = append(b, s[i])
		}
	}
	return string(b)
}

// sameByte says whether s is one byte repeated.
func sameByte(s string) bool {
	for i := 1; i < len(s); i++ {
		if s[i] != s[0] {
			return false
		}
	}
	return true
}
