package match

// maxJaro bounds the strings Jaro-Winkler looks at; one machine word holds
// the matched flags.
const maxJaro = 64

// jaroWinkler answers the Jaro-Winkler similarity of two ASCII strings in
// thousandths. The sums are integers and the two directions agree, because
// matched characters are found from the shorter (at equal length the smaller)
// side. Winkler's prefix bonus is 0.1 a character for up to four.
func jaroWinkler(a, b string) int {
	if a == b {
		return 1000
	}
	if len(a) > len(b) || (len(a) == len(b) && a > b) {
		a, b = b, a
	}
	if len(a) > maxJaro {
		a = a[:maxJaro]
	}
	if len(b) > maxJaro {
		b = b[:maxJaro]
	}
	if len(a) == 0 {
		return 0
	}
	window := len(b)/2 - 1
	if window < 0 {
		window = 0
	}
	var inA, inB uint64
	matches := 0
	for i := 0; i < len(a); i++ {
		lo, hi := i-window, i+window+1
		if lo < 0 {
			lo = 0
		}
		if hi > len(b) {
			hi = len(b)
		}
		for j := lo; j < hi; j++ {
			if inB&(1<<uint(j)) == 0 && a[i] == b[j] {
				inA |= 1 << uint(i)
				inB |= 1 << uint(j)
				matches++
				break
			}
		}
	}
	if matches == 0 {
		return 0
	}
	half := 0
	for i, j := 0, 0; i < len(a); i++ {
		if inA&(1<<uint(i)) == 0 {
			continue
		}
		for inB&(1<<uint(j)) == 0 {
			j++
		}
		if a[i] != b[j] {
			half++
		}
		j++
	}
	m := matches
	jaro := (1000*m/len(a) + 1000*m/len(b) + 1000*(m-half/2)/m) / 3
	prefix := 0
	for prefix < len(a) && prefix < 4 && a[prefix] == b[prefix] {
		prefix++
	}
	return jaro + prefix*(1000-jaro)/10
}

// maxEdits is the largest limit edits is asked for.
const maxEdits = 4

// edits answers the optimal string alignment distance (insert, delete,
// replace, swap of neighbours) of a and b, or limit+1 as soon as it is known
// to be above limit, at most maxEdits.
//
// It walks the diagonals of the usual table: what counts is how far into a each
// can be followed with so many edits (Ukkonen, 1985). A swap need only be tried
// where a diagonal ends: begun earlier it leads no further than a replacement
// from there.
func edits(a, b string, limit int) int {
	if a == b {
		return 0
	}
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	last := len(b) - len(a) // the diagonal of the end
	if last > limit || len(b) > maxJaro {
		return limit + 1
	}
	var rows [2][2*maxEdits + 3]int8 // how far, plus one; 0: not at all
	const zero = maxEdits + 1
	was, now := &rows[0], &rows[1]
	was[zero] = 1
	for e := 1; e <= limit; e++ {
		for d := -e; d <= e; d++ {
			far := follow(a, b, d, int(was[zero+d-1])-1, int(was[zero+d])-1, int(was[zero+d+1])-1)
			if d == last && far == len(a) {
				return e
			}
			now[zero+d] = int8(far + 1)
		}
		was, now = now, was
	}
	return limit + 1
}

// follow answers how far into a diagonal d leads after one more edit; below,
// on and above say how far it and its neighbours led, -1 for not at all.
func follow(a, b string, d, below, on, above int) int {
	far := on
	if on >= 0 && on < len(a) && on+d < len(b) {
		far = on + 1
		if far < len(a) && far+d < len(b) && a[on] == b[far+d] && a[far] == b[on+d] {
			far++
		}
	}
	if below+d <= len(b) {
		far = max(far, below)
	}
	if above >= 0 && above < len(a) {
		far = max(far, above+1)
	}
	if far < 0 || far+d < 0 {
		return -1
	}
	for far < len(a) && far+d < len(b) && a[far] == b[far+d] {
		far++
	}
	return far
}

// jumbled says whether two words are made of the same letters but for one in
// five: fingers that went too fast, seldom two names.
func jumbled(a, b string) bool {
	var n [256]int8
	for i := 0; i < len(a) && i < maxJaro; i++ {
		n[a[i]]++
	}
	shared := 0
	for i := 0; i < len(b) && i < maxJaro; i++ {
		if n[b[i]] > 0 {
			n[b[i]]--
			shared++
		}
	}
	return 5*shared >= 4*max(len(a), len(b))
}

// soundClass groups consonants that are heard or spelt for one another;
// 0 marks the letters that only separate.
const soundClass = "01230120022455012623010202"

// phonetic is a code in the manner of Soundex over lower-case ASCII: the
// first letter, then up to three classes of the consonants that follow.
// It answers 0 for a word without letters.
func phonetic(word string) uint32 {
	var code, last byte
	var out uint32
	n := 0
	for i := 0; i < len(word); i++ {
		c := word[i]
		if c < 'a' || c > 'z' {
			continue
		}
		code = soundClass[c-'a']
		switch {
		case n == 0:
			out = uint32(firstSound(c))
			n = 1
		case code != '0' && code != last:
			out = out<<4 | uint32(code-'0')
			n++
		}
		if c != 'h' && c != 'w' {
			last = code
		}
		if n == 4 {
			return out
		}
	}
	if n == 0 {
		return 0
	}
	return out << uint(4*(4-n))
}

// firstSound joins first letters that are often confused.
func firstSound(c byte) byte {
	switch c {
	case 'q', 'c':
		return 'k'
	case 'y':
		return 'i'
	case 'z':
		return 's'
	}
	return c
}
