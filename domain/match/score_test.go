package match_test

import (
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
	"pgregory.net/rapid"
)

// TestScoreAlgebra: two ways round give one score, and the parts of an
// explanation add up to it.
func TestScoreAlgebra(t *testing.T) {
	model := match.DefaultModel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := match.Normalise(drawRecord(t)), match.Normalise(drawRecord(t))
		there, vetoes := model.Score(&a, &b)
		back, same := model.Score(&b, &a)
		if there != back || vetoes != same {
			t.Fatalf("score %s one way, %s the other", there, back)
		}
		e := model.Explain(&a, &b)
		sum := e.Prior
		for _, f := range e.Fields {
			sum += f.Bits
		}
		for _, g := range e.Gates {
			sum += g.Bits
		}
		if sum != e.Total || e.Total != there {
			t.Fatalf("parts add up to %s, total is %s, score is %s", sum, e.Total, there)
		}
	})
}

// TestMissingIsNoEvidence: a value on one side only changes nothing.
func TestMissingIsNoEvidence(t *testing.T) {
	model := match.DefaultModel()
	rapid.Check(t, func(t *rapid.T) {
		ra, rb := drawRecord(t), drawRecord(t)
		ra.Birthplace, rb.Birthplace = "Boone", ""
		ra.Gender, rb.Gender = "female", ""
		ra.Occupations = []string{"nurse"}
		a, b := match.Normalise(ra), match.Normalise(rb)
		ra.Birthplace, ra.Gender, ra.Occupations = "", "", nil
		bare := match.Normalise(ra)
		with, _ := model.Score(&a, &b)
		without, _ := model.Score(&bare, &b)
		if with != without {
			t.Fatalf("with values the other side lacks %s, without %s", with, without)
		}
	})
}

func TestNormaliseIsStable(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRecord(t)
		a, b := match.Normalise(r), match.Normalise(r)
		if a.Key() != b.Key() {
			t.Fatal("one record, two content keys")
		}
	})
}

func FuzzNormalise(f *testing.F) {
	f.Add("Smith, John Q. Jr", "a@b.c", "+1 (704) 555-1234", "12 N Elm St Apt 4", "1980-02-30")
	f.Add("\x1e\x1f", "\x00@\xff", "٣", "\x1f\x1e\x1d", "99999-99-99")
	model := match.DefaultModel()
	f.Fuzz(func(t *testing.T, name, mail, phone, street, birth string) {
		r := match.Record{
			Given: name, Surname: mail, Middle: street, Nicknames: []string{name, phone}, Emails: []string{mail, name},
			Phones: []string{phone}, BirthDate: birth, Addresses: []match.Address{{Street: street, City: name, Postcode: phone}},
			StrongIDs: []match.StrongID{{Type: match.UserID, Space: mail, Value: name}},
		}
		n := match.Normalise(r)
		model.Explain(&n, &n)
		n.Keys(nil)
	})
}
