package clean

import "strings"

// maxKey bounds the texts that are looked up in a table; nothing in our lists
// is longer, and the key then fits on the stack.
const maxKey = 96

// table maps look-up keys (see appendKey) to canonical spellings.
type table map[string]string

// find looks s up under its key, without allocating for ASCII.
func (t table) find(s string) (string, bool) {
	if len(s) > maxKey {
		return "", false
	}
	var buf [maxKey]byte
	v, ok := t[string(appendKey(buf[:0], s))]
	return v, ok
}

// has reports whether s is in the table.
func (t table) has(s string) bool {
	_, ok := t.find(s)
	return ok
}

// appendKey appends the key of s: folded letters and digits, words parted by
// one space, dots and apostrophes dropped ("U.S.A." = "usa", "N/A" = "n a"). A
// dot or comma between digits stays ("1.5").
func appendKey(dst []byte, s string) []byte {
	start, gap := len(dst), false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 0x80:
			return appendWideKey(dst[:start], s)
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
		case c == '.' && !(i > 0 && i+1 < len(s) && digit(s[i-1]) && digit(s[i+1])), c == '\'':
			continue
		case c == '.':
		default:
			gap = true
			continue
		}
		if gap && len(dst) > start {
			dst = append(dst, ' ')
		}
		gap = false
		dst = append(dst, c)
	}
	return dst
}

// appendWideKey keys text with non-ASCII letters by folding it first; letters
// that stay non-ASCII are kept.
func appendWideKey(dst []byte, s string) []byte {
	start, gap := len(dst), false
	for _, r := range Fold(s) {
		if r < 0x80 {
			c := byte(r)
			if c == '\'' || c == '.' {
				continue
			}
			if !('a' <= c && c <= 'z') && !digit(c) {
				gap = true
				continue
			}
		}
		if gap && len(dst) > start {
			dst = append(dst, ' ')
		}
		gap = false
		dst = append(dst, string(r)...)
	}
	return dst
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// eachRow calls f with the fields of each line of an embedded table; empty
// lines and lines that begin with # are comments.
func eachRow(tsv string, f func(fields []string)) {
	for line := range strings.Lines(tsv) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		f(strings.Split(line, "\t"))
	}
}

// add enters a canonical spelling under its own key and those of the list.
func (t table) add(canonical, spellings string) {
	t[string(appendKey(nil, canonical))] = canonical
	for s := range strings.SplitSeq(spellings, "|") {
		t[string(appendKey(nil, s))] = canonical
	}
}
