package matchtest

import (
	"math/bits"
	"strings"
)

// Slips are what is amiss with a record, or what it leaves out: whatever makes
// it harder to see whose it is.
type Slips uint32

// The slips.
const (
	SlipShortName   Slips = 1 << iota // a nickname
	SlipInitial                       // the given name's first letter only
	SlipGiven                         // a typo in the given name
	SlipSurname                       // a typo in the surname
	SlipSwapped                       // names in each other's place
	SlipFormerName                    // the surname before a marriage
	SlipHalfName                      // one of two surnames
	SlipMoved                         // an earlier address
	SlipBirth                         // a wrong digit in the birth date
	SlipBirthSwap                     // day and month the other way round
	SlipYearOnly                      // the birth year only
	SlipNoBirth                       // no birth date
	SlipNoPlace                       // no street
	SlipPlace                         // a typo in the address
	SlipPhone                         // another phone number
	SlipMail                          // a typo in the e-mail address
	SlipSharedMail                    // a spouse's e-mail address
	SlipSharedPhone                   // the household's phone
	SlipThin                          // a name and a place, nothing else
	SlipMailOnly                      // an e-mail address, nothing else
	SlipRepeat                        // of a person in hundreds of imports
	slipEnd
)

var slipNames = [...]string{
	"nickname", "initial", "given name typo", "surname typo", "names swapped", "name before marriage", "half of a double name",
	"moved", "birth date typo", "day and month swapped", "year only", "no birth date", "no street", "address typo", "other phone",
	"e-mail typo", "shared e-mail", "shared phone", "name and place only", "e-mail only", "many imports",
}

// String lists the slips.
func (s Slips) String() string {
	var out []string
	for ; s != 0; s &= s - 1 {
		out = append(out, slipNames[bits.TrailingZeros32(uint32(s))])
	}
	return strings.Join(out, " + ")
}

// slip makes one mistake in a record.
func (w *world) slip(r *row) {
	switch w.r.IntN(9) {
	case 0:
		r.Given = w.misspelt(r, SlipGiven, r.Given)
	case 1, 2:
		r.Surname = w.misspelt(r, SlipSurname, r.Surname)
	case 3, 8:
		w.slipBirth(r)
	case 4:
		if len(r.Phones) > 0 {
			r.Phones = []string{r.who.oldPhone}
			r.slips |= SlipPhone
		}
	case 5:
		if len(r.Addresses) > 0 && r.Addresses[0].Street != "" {
			r.Addresses[0].Street = w.misspelt(r, SlipPlace, r.Addresses[0].Street)
		}
	case 6:
		if len(r.Addresses) > 0 && r.Addresses[0].Postcode != "" {
			r.Addresses[0].Postcode = ""
			r.slips |= SlipPlace
		}
	case 7:
		if len(r.Emails) > 0 {
			local, host, _ := strings.Cut(r.Emails[0], "@")
			r.Emails = []string{w.misspelt(r, SlipMail, local) + "@" + host}
		}
	}
}

func (w *world) slipBirth(r *row) {
	if len(r.BirthDate) != 10 {
		return
	}
	b := []byte(r.BirthDate)
	if day := r.BirthDate[8:]; w.chance(0.6) && day <= "12" && day != r.BirthDate[5:7] {
		copy(b[8:], r.BirthDate[5:7])
		copy(b[5:], day)
		r.slips |= SlipBirthSwap
	} else {
		i := []int{3, 6, 9}[w.r.IntN(3)]
		if i == 6 && b[5] == '1' {
			i = 9 // the months from October on have few neighbours
		}
		b[i] = '1' + (b[i]-'0'+byte(w.r.IntN(8)))%9
		r.slips |= SlipBirth
	}
	r.BirthDate = string(b)
}

// misspelt is s with a typo, noted in the record.
func (w *world) misspelt(r *row, s Slips, text string) string {
	out := w.typo(text)
	if out != text {
		r.slips |= s
	}
	return out
}

// typo changes, drops, doubles or swaps a letter.
func (w *world) typo(s string) string {
	if len(s) < 3 {
		return s
	}
	i := 1 + w.r.IntN(len(s)-2)
	switch w.r.IntN(4) {
	case 0:
		near := "qwertyuiopasdfghjklzxcvbnm"
		at := max(strings.IndexByte(near, s[i]|0x20), 0)
		return s[:i] + string(near[(at+1)%len(near)]) + s[i+1:]
	case 1:
		return s[:i] + s[i+1:]
	case 2:
		return s[:i] + s[i:i+1] + s[i:]
	}
	return s[:i] + s[i+1:i+2] + s[i:i+1] + s[i+2:]
}
