package match_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
)

func told(m *match.Model, a, b match.Record, s match.Standing) (match.Explanation, string) {
	x, y := match.Normalise(a), match.Normalise(b)
	e := m.Explain(&x, &y)
	if e.A != x.Key() {
		e.Swap()
	}
	return e, strings.Join(append(e.Words(s), e.Summary(s)), "\n")
}

// Defends: an explanation says in words what its bits say, from a to b.
func TestWords(t *testing.T) {
	oak := []match.Address{{Number: "12", Street: "Oak Ridge Rd", City: "Raleigh", State: "NC", Postcode: "27601"}}
	unit := func(u string) []match.Address {
		a := oak[0]
		a.Unit = u
		return []match.Address{a}
	}
	voter := func(v string) []match.StrongID {
		return []match.StrongID{{Type: match.VoterID, Space: "us-nc", Value: v}}
	}
	cookie := []match.StrongID{{Type: match.Cookie, Space: "app", Value: "c1"}}
	tests := map[string]struct {
		a, b     match.Record
		standing match.Standing
		want     []string // each in the text
		not      []string
	}{
		"nickname": {
			a: match.Record{Given: "Robert", Surname: "Lopez"}, b: match.Record{Given: "Bob", Surname: "Lopez"},
			want: []string{"Given names: Bob is a short form of Robert (", "The same surname, Lopez"},
		},
		"nickname, other way round": {
			a: match.Record{Given: "Bob"}, b: match.Record{Given: "Robert"},
			want: []string{"Given names: Bob is a short form of Robert ("},
		},
		"two nicknames": {
			a: match.Record{Given: "Bob"}, b: match.Record{Given: "Robbie"},
			want: []string{"Given names: Bob and Robbie are both forms of Robert ("},
		},
		"short forms that sound apart": {
			a: match.Record{Given: "Lisa"}, b: match.Record{Given: "Betty"},
			want: []string{"Given names: Lisa and Betty are both forms of Elizabeth ("},
		},
		"father and son": {
			a:        match.Record{Given: "John", Surname: "Abernathy", BirthDate: "1940-03-04", Gender: "male", Addresses: oak},
			b:        match.Record{Given: "John", Surname: "Abernathy", BirthDate: "1961-09-21", Gender: "male", Addresses: oak},
			standing: match.Standing{Verdict: match.VerdictVeto},
			want: []string{
				"Both have a birth date and they differ by 21 years: father and son (",
				"Never one person by score: one name at one address, born 21 years apart: father and son.",
				"cannot be outweighed.",
			},
		},
		"relatives": {
			a: match.Record{Given: "Mary", Surname: "Abernathy", Addresses: oak},
			b: match.Record{Given: "Peter", Surname: "Abernathy", Addresses: oak},
			want: []string{
				"The given names Mary and Peter differ (",
				"The same street and number, 12 Oak Ridge Rd, which relatives share: counted little because the given names differ (",
				"The given names speak against one person, so what relatives share",
			},
		},
		"units": {
			a: match.Record{Given: "Mary", Surname: "Abernathy", Addresses: unit("1")}, b: match.Record{Given: "Mary", Surname: "Abernathy", Addresses: unit("2")},
			want: []string{"The same street and number in different units, one building and two homes: 12 Oak Ridge Rd Unit 1 and 12 Oak Ridge Rd Unit 2 ("},
			not:  []string{"relatives"},
		},
		"names that changed places": {
			a: match.Record{Given: "Xiadani", Surname: "Castellanos"}, b: match.Record{Given: "Castellanos", Surname: "Xiadani"},
			want: []string{"The given name of one is the surname of the other, Xiadani (", "The given name of one is the surname of the other, Castellanos ("},
		},
		"generations": {
			a:    match.Record{Given: "John", Surname: "Doer", Suffix: "Sr"},
			b:    match.Record{Given: "John", Surname: "Doer", Suffix: "III"},
			want: []string{"Another suffix: Sr and III (", "Never one person by score: the suffixes name two generations."},
		},
		"strong link": {
			a: match.Record{Given: "Ann", StrongIDs: voter("AB123456")}, b: match.Record{Given: "Bea", StrongIDs: voter("AB123456")},
			standing: match.Standing{Verdict: match.VerdictSame, Cause: match.CauseStrongID},
			want: []string{
				"Both hold the voter id ab123456 of us-nc: a strong link, which needs no score.",
				"The same voter id, ab123456 (", "One profile: both hold the same voter id, which names one person.",
			},
		},
		"strong link refused": {
			a: match.Record{Given: "Ann", StrongIDs: voter("AB123456")}, b: match.Record{Given: "Bea", StrongIDs: voter("AB123456")},
			standing: match.Standing{Verdict: match.VerdictKeptApart},
			want:     []string{"a strong link, but something stronger stands against it.", "kept apart by a person whatever the evidence says"},
		},
		"different ids": {
			a: match.Record{Given: "Ann", StrongIDs: voter("AB123456")}, b: match.Record{Given: "Ann", StrongIDs: voter("ZZ999999")},
			want: []string{"Each has another voter id: ab123456 and zz999999 ("},
		},
		"shared device": {
			a: match.Record{Given: "Ann", StrongIDs: cookie}, b: match.Record{Given: "Bea", StrongIDs: cookie},
			standing: match.Standing{Verdict: match.VerdictApart},
			want:     []string{"Both were seen with the cookie c1: a shared device, which joins no two known people."},
		},
		"device of one": {
			a: match.Record{Given: "Ann", StrongIDs: cookie}, b: match.Record{StrongIDs: cookie},
			standing: match.Standing{Verdict: match.VerdictSame, Cause: match.CauseCookie},
			want:     []string{"The cookie c1 is known from this person only.", "One profile: the device is known from one person only."},
		},
		"device of many": {
			a: match.Record{Given: "Ann", StrongIDs: cookie}, b: match.Record{StrongIDs: cookie},
			standing: match.Standing{Verdict: match.VerdictApart},
			want:     []string{"The cookie c1 has appeared with more than one known record, so it belongs to none of them."},
		},
		"contact link": {
			a: match.Record{Given: "Ann", Surname: "Lopez", Emails: []string{"ann@lopez.net"}}, b: match.Record{Emails: []string{"ann@lopez.net"}},
			standing: match.Standing{Verdict: match.VerdictSame, Cause: match.CauseContact},
			want:     []string{"it belongs to the one person who holds ann@lopez.net.", "One profile: one side is a single contact point without a name"},
		},
		"contact of several": {
			a: match.Record{Given: "Ann", Surname: "Lopez", Emails: []string{"ann@lopez.net"}}, b: match.Record{Emails: []string{"ann@lopez.net"}},
			standing: match.Standing{Verdict: match.VerdictReview, Why: match.BarrierAmbiguous},
			want:     []string{"it attaches only where all who hold ann@lopez.net are one profile with one given name.", "it waits in the reviews."},
		},
		"joined by a person": {
			a: match.Record{Given: "Ann"}, b: match.Record{Given: "Zoe"},
			standing: match.Standing{Verdict: match.VerdictSame, Cause: match.CauseForced, Through: true},
			want:     []string{"One profile: a person joined them; by itself the evidence comes to -"},
		},
		"joined through others": {
			a: match.Record{Given: "Ann"}, b: match.Record{Given: "Zoe"},
			standing: match.Standing{Verdict: match.VerdictSame, Cause: match.CauseScore, Through: true},
			want:     []string{"One profile, joined through other records of the two; this pair by itself comes to -"},
		},
		"nothing": {
			a: match.Record{}, b: match.Record{Given: "Zoe"},
			standing: match.Standing{Verdict: match.VerdictNoEvidence},
			want:     []string{"Two profiles: there is nothing to compare"},
		},
	}
	m := match.DefaultModel()
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, text := told(m, tt.a, tt.b, tt.standing)
			for _, want := range tt.want {
				if !strings.Contains(text, want) {
					t.Errorf("%q is missing in\n%s", want, text)
				}
			}
			for _, not := range tt.not {
				if strings.Contains(text, not) {
					t.Errorf("%q stands in\n%s", not, text)
				}
			}
		})
	}
}

// Defends: every field, gate and veto of any pair has a sentence, and turning
// the pair round turns the values round, nothing else.
func TestWordsOfAnyPair(t *testing.T) {
	people, _ := matchtest.Split(matchtest.Households(7, 5000))
	m := match.DefaultModel()
	rapid.Check(t, func(r *rapid.T) {
		pick := func(label string) match.Record { return people[rapid.IntRange(0, len(people)-1).Draw(r, label)] }
		a, b := pick("a"), pick("b")
		for _, v := range []match.Verdict{match.VerdictSame, match.VerdictKeptApart, match.VerdictVeto, match.VerdictMatch, match.VerdictReview, match.VerdictApart} {
			s := match.Standing{Verdict: v}
			e, _ := told(m, a, b, s)
			words := e.Words(s)
			if least := len(e.Fields) + len(e.Gates) + len(e.Vetoes); len(words) < least {
				r.Fatalf("%d sentences for %d parts", len(words), least)
			}
			for _, w := range append(words, e.Summary(s)) {
				if w == "" || !strings.HasSuffix(w, ".") || strings.ToUpper(w[:1]) != w[:1] || strings.Contains(w, "  ") || strings.Contains(w, " ,") {
					r.Errorf("%q is no sentence", w)
				}
			}
			back, _ := told(m, b, a, s)
			back.Swap()
			if diff := cmp.Diff(e, back); diff != "" && e.A != e.B {
				r.Fatalf("turned round (-want +got):\n%s", diff)
			}
		}
	})
}

// Defends: no gate and no veto is without words of its own.
func TestEveryGateAndVetoHasWords(t *testing.T) {
	s := match.Standing{Verdict: match.VerdictApart}
	said := map[string]string{}
	tell := func(what string, e match.Explanation) {
		words := strings.Join(e.Words(s), " ")
		if other, twice := said[words]; twice || strings.Contains(words, "say otherwise") || strings.HasSuffix(words, "score: "+what+".") {
			t.Errorf("%s is told as %q, like %q", what, words, other)
		}
		said[words] = what
	}
	for g := match.Gate(0); g.String() != "unknown"; g++ {
		tell(g.String(), match.Explanation{Gates: []match.GateEvidence{{Gate: g, Bits: match.Bit}}})
	}
	for i := range 8 {
		for _, v := range match.Veto(1 << i).Strings() {
			tell(v, match.Explanation{Vetoes: []string{v}})
		}
	}
}
