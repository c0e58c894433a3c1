package match

import (
	"slices"

	"github.com/cespare/xxhash/v2"
)

// KeyKind says which rule made a blocking key.
type KeyKind uint8

// The kinds of blocking keys. A key exists only if all its parts do.
const (
	KeyStrongID KeyKind = iota + 1
	KeyEmail
	KeyMailLocal
	KeyMailDomain
	KeyPhone
	KeyPhoneTail
	KeyNameSounds
	KeyNamePrefixes
	KeySurnameInitial
	KeyBirth
	KeyNameBirthDay
	KeyGivenYear
	KeyInitialsBirth
	KeyNamePostcode
	KeyInitialsPostcode
	KeyNameCity
	KeyHouse
	KeyStreet
	KeyPostcodeYear
	KeyPostcodeDay
	KeyBirthplace
	KeyNameYear
	KeyScript
)

var keyNames = [...]string{
	KeyStrongID: "strong id", KeyEmail: "e-mail", KeyMailLocal: "e-mail name", KeyMailDomain: "e-mail domain and initial",
	KeyPhone: "phone", KeyPhoneTail: "last digits of phone", KeyNameSounds: "sound of both names",
	KeyNamePrefixes: "start of both names", KeySurnameInitial: "surname and initial", KeyBirth: "birth date",
	KeyNameBirthDay: "sound of a name and birthday", KeyGivenYear: "sound of given name, birth year, initial",
	KeyInitialsBirth: "initials and birth date", KeyNamePostcode: "sound of a name and postcode",
	KeyInitialsPostcode: "initials and postcode", KeyNameCity: "sound of a name and city", KeyHouse: "house",
	KeyStreet: "street and postcode", KeyPostcodeYear: "postcode and birth year", KeyPostcodeDay: "postcode and birthday",
	KeyBirthplace: "birthplace and surname", KeyNameYear: "name and birth year", KeyScript: "name in its own script",
}

// String answers the kind in words.
func (k KeyKind) String() string {
	if int(k) < len(keyNames) {
		return keyNames[k]
	}
	return "unknown"
}

// broad says whether strangers share keys of the kind by the dozen, and records
// of one person nearly always share another one, too.
func (k KeyKind) broad() bool {
	return k == KeyBirth || k == KeyNameBirthDay || k == KeyPostcodeDay || k == KeyPostcodeYear || k == KeyNameYear || k == KeyStreet
}

// Key is a blocking key: a 64-bit hash tagged with its kind.
type Key struct {
	Hash uint64
	Kind KeyKind
}

// keySink collects keys; it folds parts into one hash.
type keySink struct{ keys []Key }

func mix(h, v uint64) uint64 {
	h ^= v
	h *= 0x9E3779B97F4A7C15
	return h ^ h>>29
}

func hashText(s string) uint64 { return xxhash.Sum64String(s) }

func (k *keySink) add(kind KeyKind, a, b, c uint64) {
	h := mix(mix(mix(uint64(kind)*0x2545F4914F6CDD1D, a), b), c)
	h *= 0xFF51AFD7ED558CCD
	h ^= h >> 32
	if h &^= broadKey; kind.broad() {
		h |= broadKey
	}
	k.keys = append(k.keys, Key{Hash: h, Kind: kind})
}

// pair adds a key of two unordered parts.
func (k *keySink) pair(kind KeyKind, a, b, c uint64) {
	if a > b {
		a, b = b, a
	}
	k.add(kind, a, b, c)
}

// Keys appends the node's blocking keys to buf[:0], sorted by hash and without
// doubles.
func (n *Node) Keys(buf []Key) []Key {
	k := keySink{keys: buf[:0]}
	k.ids(n)
	k.contacts(n)
	p := namePartsOf(n)
	k.names(n, &p)
	k.births(n, &p)
	k.places(n, &p)
	slices.SortFunc(k.keys, func(a, b Key) int {
		switch {
		case a.Hash < b.Hash:
			return -1
		case a.Hash > b.Hash:
			return 1
		}
		return 0
	})
	return slices.CompactFunc(k.keys, func(a, b Key) bool { return a.Hash == b.Hash })
}

// nameParts are the hashed parts of a name the keys are made of; zero is
// missing. Initials are letters.
type nameParts struct {
	given, surname           string
	givenHash, surnameHash   uint64
	givenSound, surnameSound uint64
	givenStart, surnameStart uint64
	givenFirst, surnameFirst uint64
}

func namePartsOf(n *Node) nameParts {
	p := nameParts{given: firstWord(n.field(textGiven)), surname: n.field(textSurname)}
	if p.given != "" {
		p.givenHash, p.givenFirst = hashText(p.given), uint64(p.given[0])
		if len(p.given) > 1 {
			p.givenSound = uint64(phonetic(p.given))
			p.givenStart = start(p.given, 3)
		}
	}
	if p.surname != "" {
		core := coreSurname(p.surname)
		p.surnameHash, p.surnameFirst = hashText(compact(p.surname)), uint64(core[0])
		p.surnameSound = uint64(phonetic(core))
		p.surnameStart = start(core, 3)
	}
	return p
}

// start packs the first n bytes of s; zero when s is shorter than two.
func start(s string, n int) uint64 {
	if len(s) < 2 {
		return 0
	}
	var v uint64
	for i := 0; i < n && i < len(s); i++ {
		v = v<<8 | uint64(s[i])
	}
	return v
}
