package match_test

import (
	"errors"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
)

func calibrated(t testing.TB, n int) *match.Model {
	t.Helper()
	records, _ := matchtest.Split(matchtest.Households(2, n))
	return match.CalibrateRecords(match.NormaliseAll(records, 2))
}

func TestModelSurvivesEncoding(t *testing.T) {
	chosen := match.Choice{Strict: true, Blocked: []match.BlockKey{3, 5, 1 << 60}}.CalibrateRecords(nil)
	for name, m := range map[string]*match.Model{"built in": match.DefaultModel(), "calibrated": calibrated(t, 3000), "chosen": chosen} {
		t.Run(name, func(t *testing.T) {
			b, err := m.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			back, err := match.DecodeModel(b)
			if err != nil {
				t.Fatal(err)
			}
			if back.Hash() != m.Hash() {
				t.Errorf("hash %s, want %s", back.Hash(), m.Hash())
			}
			if !back.Choice().Equal(m.Choice()) || back.Auto() != m.Auto() {
				t.Errorf("choice %v, want %v", back.Choice(), m.Choice())
			}
			t.Logf("%d bytes, prior %s", len(b), m.Prior())
		})
	}
}

func TestDamagedModelIsRefused(t *testing.T) {
	good, err := calibrated(t, 500).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	flipped := append([]byte(nil), good...)
	flipped[len(flipped)/2] ^= 0x10
	newer := append([]byte(nil), good...)
	newer[0]++
	for name, b := range map[string][]byte{"empty": nil, "cut": good[:len(good)-3], "flipped": flipped, "newer": newer, "longer": append(good, 0)} {
		t.Run(name, func(t *testing.T) {
			_, err := match.DecodeModel(b)
			var why *match.ModelError
			if !errors.Is(err, match.ErrModel) || !errors.As(err, &why) || why.Hint == "" {
				t.Errorf("error %v is not a model error with a hint", err)
			}
		})
	}
}

func FuzzDecodeModel(f *testing.F) {
	b, err := match.DefaultModel().MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte{1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := match.DecodeModel(b); err != nil && !errors.Is(err, match.ErrModel) {
			t.Fatal(err)
		}
	})
}

// TestMailAndNameAtAnySize: the commonest name with an equal e-mail joins in a
// town and in a nation, and neither the e-mail nor the phone alone ever does.
func TestMailAndNameAtAnySize(t *testing.T) {
	full := match.Normalise(rec("James", "Smith", mail("jsmith@rarehost.net")))
	same := match.Normalise(rec("James", "Smith", mail("jsmith@rarehost.net"), phone("7045550191")))
	onlyMail, onlyPhone := match.Normalise(rec("", "", mail("jsmith@rarehost.net"))), match.Normalise(rec("", "", phone("7045550191")))
	for _, nodes := range []uint64{1_000, 10_000, 1_000_000, 8_000_000} {
		m := match.ModelOf(nodes)
		if got, _ := m.Score(&full, &same); got < 6*match.Bit {
			t.Errorf("%d people: mail and name score %s", nodes, got)
		}
		if got, _ := m.Score(&onlyMail, &same); got > 3*match.Bit {
			t.Errorf("%d people: mail alone scores %s", nodes, got)
		}
		if got, _ := m.Score(&onlyPhone, &same); got > 1*match.Bit {
			t.Errorf("%d people: phone alone scores %s", nodes, got)
		}
	}
}
