package clean

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MaxText is how many bytes of a long free text are kept unless
// Options.FullValues asks for all of it.
const MaxText = 4096

// maxFull bounds even a full value; an event holds 1 MiB.
const maxFull = 512 << 10

// Text is the canonical form of any text: NFC, valid UTF-8, no control, bidi or
// invisible characters, white space (line ends too) as single inner spaces. It
// also takes off what spreadsheets wrap around a cell to force text: ="02601"
// and a leading apostrophe before a digit or sign.
func Text(raw string, o Options) string {
	limit := MaxText
	if o.FullValues {
		limit = maxFull
	}
	s := tidy(raw, limit)
	for {
		inner := unwrap(s)
		if len(inner) == len(s) {
			return s
		}
		s = tidy(inner, limit)
	}
}

// tidy does the work of Text but the unwrapping; plain ASCII that is clean
// already is returned as it stands, without a copy.
func tidy(raw string, limit int) string {
	s := strings.Trim(raw, " \t\r\n\x00")
	if len(s) > limit {
		// Leave room for what shrinks, so that a text padded with blanks is
		// not cut early, but never scan a huge cell as a whole.
		s = s[:min(len(s), 4*limit)]
	}
	if plain(s) {
		return cut(s, limit)
	}
	return cut(rewrite(s), limit)
}

// plain reports whether s is printable ASCII without doubled spaces.
func plain(s string) bool {
	var last byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < 0x20 || c >= 0x7F || (c == ' ' && last == ' ') {
			return false
		}
		last = c
	}
	return true
}

// rewrite is tidy's slow path.
func rewrite(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if invisible(r) {
			continue
		}
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r) // an invalid byte was read as U+FFFD and stays visible
	}
	return norm.NFC.String(b.String())
}

// invisible are characters that change nothing a reader sees but break
// comparison or the direction of a line. The joiners U+200C and U+200D stay:
// Persian spelling and emoji need them.
func invisible(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7F && r < 0xA0:
		return true
	case r == 0xAD, r == 0x061C, r == 0x180E, r == 0xFEFF, r == 0x200B:
		return true
	case r >= 0x200E && r <= 0x200F, r >= 0x202A && r <= 0x202E:
		return true
	case r >= 0x2060 && r <= 0x206F, r >= 0xFFF9 && r <= 0xFFFB:
		return true
	case r >= 0xE0000 && r <= 0xE007F:
		return true
	}
	return false
}

// cut shortens s to at most limit bytes at the start of a rune.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return strings.TrimRight(s[:limit], " ")
}

// unwrap takes off a spreadsheet's text-forcing marks.
func unwrap(s string) string {
	if len(s) >= 3 && s[0] == '=' && s[1] == '"' && s[len(s)-1] == '"' {
		return s[2 : len(s)-1]
	}
	for len(s) > 1 && s[0] == '\'' && strings.IndexByte("0123456789+-=@'", s[1]) >= 0 {
		s = s[1:]
	}
	return s
}

// misread reports whether s looks like UTF-8 that was decoded once as Latin-1
// or CP1252 ("JosÃ©").
func misread(s string) bool {
	last := rune(0)
	for _, r := range s {
		if (last == 0xC2 || last == 0xC3) && r >= 0x80 && r <= 0xBF {
			return true
		}
		if last == 0xE2 && r == 0x20AC {
			return true
		}
		last = r
	}
	return false
}
