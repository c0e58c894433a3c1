package match

import (
	"strings"

	"github.com/cespare/xxhash/v2"
)

// speller reads a folded name letter by letter in one spelling: romanisations
// and languages write one name in several ways (Sergey and Sergei, Jürgen,
// Juergen and Jurgen, Catherine and Katherine, Sara and Sarah), and none of them
// is a slip of the pen. It allocates nothing.
type speller struct {
	rest string
	last byte // letter read before, 0 at the start
	more byte // second letter of an x or wl
}

// sound is letters that stand for one.
type sound struct {
	text string
	as   byte
}

// soundsOf are the sounds written in several letters by the letter they begin
// with, the longer first. Capitals stand for sounds that have no letter of their
// own.
var soundsOf = [...][]sound{
	's': {{"shch", 'S'}, {"sch", 'S'}, {"sh", 'S'}},
	't': {{"tch", 'C'}, {"th", 't'}, {"ts", 'T'}, {"tz", 'T'}},
	'c': {{"ch", 'C'}, {"cz", 'C'}, {"ck", 'k'}},
	'k': {{"kh", 'h'}},
	'p': {{"ph", 'f'}},
	'r': {{"rh", 'r'}},
	'w': {{"wl", 'v'}},
	'u': {{"ue", 'u'}},
	'o': {{"oe", 'o'}},
	'a': {{"ae", 'a'}},
	'z': nil,
}

// next answers the next letter, a doubled consonant once; 0 at the end.
func (s *speller) next() byte {
	for {
		c := s.read()
		if c == 0 || c != s.last || c != 'i' && vowel(c) {
			s.last = c
			return c
		}
	}
}

func (s *speller) read() byte {
	if c := s.more; c != 0 {
		s.more = 0
		return c
	}
	for s.rest != "" {
		c := s.rest[0]
		for _, sound := range soundsOf[min(c, 'z')] {
			if strings.HasPrefix(s.rest, sound.text) {
				s.rest = s.rest[len(sound.text):]
				if sound.as == 'v' {
					s.more = 'l'
				}
				return sound.as
			}
		}
		s.rest = s.rest[1:]
		if c = s.letter(c); c != 0 {
			return c
		}
	}
	return 0
}

// letter spells a single letter with the rest behind it; 0 when it is silent.
func (s *speller) letter(c byte) byte {
	var after byte
	if s.rest != "" {
		after = s.rest[0]
	}
	switch c {
	case ' ':
		return 0
	case 'h':
		if s.last != 0 && !vowel(after) {
			return 0
		}
	case 'y':
		if after == 'e' && (s.last == 0 || vowel(s.last)) {
			return 0 // Yevgeny, Evgeny
		}
		return 'i'
	case 'j':
		if after == 'a' || after == 'o' || after == 'u' {
			return 'i' // Julia, Yulia
		}
	case 'q':
		if after == 'u' && s.last != 0 {
			s.rest = s.rest[1:]
		}
		return 'k'
	case 'c':
		if after == 'e' || after == 'i' || after == 'y' {
			return 's'
		}
		return 'k'
	case 'x':
		s.more = 's'
		return 'k'
	}
	return c
}

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// How long names must be for their spelling to be compared: of short ones too
// many different names are spelt alike.
const (
	leastSpeltGiven   = 4
	leastSpeltSurname = 5
)

// sameSpelling says whether two names are one, spelt in two ways; neither may be
// shorter than least.
func sameSpelling(x, y string, least int) bool {
	if min(len(x), len(y)) < least {
		return false
	}
	a, b := speller{rest: x}, speller{rest: y}
	for {
		c, d := a.next(), b.next()
		if c != d {
			return false
		}
		if c == 0 {
			return true
		}
	}
}

// spellingPrint is a short hash of a name's spelling, the same for all names that
// are spelt alike; zero is kept for the empty text.
func spellingPrint(name string) uint16 {
	if name == "" {
		return 0
	}
	var buf [maxValueLen * 2]byte
	n := 0
	for s := (speller{rest: name}); n < len(buf); n++ {
		if buf[n] = s.next(); buf[n] == 0 {
			break
		}
	}
	return max(uint16(xxhash.Sum64(buf[:n])), 1)
}
