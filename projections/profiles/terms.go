package profiles

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"unicode"

	"github.com/cespare/xxhash/v2"
	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// TermKey stands for (account, category, value) in the index. Different ones
// may share a key: what is found is checked.
type TermKey int64

// KeyOf is the key of a value, whose case does not matter.
func KeyOf(account uuid.UUID, cat category.Number, value string) TermKey {
	var b [128]byte
	out := append(b[:0], account[:]...)
	out = binary.BigEndian.AppendUint16(out, uint16(cat))
	return TermKey(xxhash.Sum64(append(out, strings.ToLower(value)...)))
}

// Terms is what the index holds of a record.
type Terms struct {
	Keys  []TermKey // sorted, each once
	Words []string  // of names, sorted, each once
}

// TermsOf lists what the index holds of a record: every value and every word of
// a name that a kept observation states, so that no retraction, order of trust
// or removal of a later value needs the index to change.
func TermsOf(r *fold.Record, catalogue *category.Catalogue) Terms {
	var t Terms
	for _, o := range r.Observations() {
		for i := range o.Facts {
			f := &o.Facts[i]
			if f.Value == "" || f.Op != event.Set && f.Op != event.Add {
				continue
			}
			c, ok := catalogue.Numbered(f.Category)
			if !ok || !Indexed(c) {
				continue
			}
			t.Keys = append(t.Keys, KeyOf(r.Account, f.Category, f.Value))
			if isName(f.Category) {
				t.Words = append(t.Words, Words(f.Value)...)
			}
		}
	}
	slices.SortFunc(t.Keys, func(a, b TermKey) int { return cmp.Compare(a, b) })
	slices.Sort(t.Words)
	t.Keys, t.Words = slices.Compact(t.Keys), slices.Compact(t.Words)
	return t
}

// Numbers of the categories that a text search looks at.
const (
	catFirstName   category.Number = 2
	catMiddleName  category.Number = 3
	catLastName    category.Number = 4
	catNickname    category.Number = 6
	catMaidenName  category.Number = 7
	catEmail       category.Number = 13
	catPhone       category.Number = 15
	catStreet      category.Number = 28
	catVoterID     category.Number = 48
	catUserID      category.Number = 108
	catAnonymousID category.Number = 109
	catExternalID  category.Number = 117
)

func isName(c category.Number) bool {
	switch c {
	case catFirstName, catMiddleName, catLastName, catNickname, catMaidenName:
		return true
	}
	return false
}

// maxWord is the length, in bytes, at which words of names are cut.
const maxWord = 48

// Words cuts a name into words as they are searched for: lower case, without
// marks, letters and digits only.
func Words(name string) []string {
	name = strings.ToLower(name)
	if !ascii(name) {
		name = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, norm.NFD.String(name))
	}
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		words[i] = strings.ToValidUTF8(w[:min(len(w), maxWord)], "")
	}
	return words
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
