package identity_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

// Defends: of two records in one profile the merge that joined them is told
// with the evidence of its day, whatever they say since, and its parts add up.
func TestMergeIsToldAsItWas(t *testing.T) {
	w, names := people(t)
	ids, all := merges(w)
	before := w.explain(t, names, "john", "jon")
	for _, key := range []string{"1", "2"} {
		w.observe(key, "email=jab@abernathy-family.net")
	}
	w.wait(w.matcher)
	e := w.explain(t, names, "john", "jon")
	if e.Total == before.Total {
		t.Fatalf("the new value weighs nothing: %+v", e.Explanation)
	}
	m := e.Merge
	if m == nil || m.Event != ids[0] || m.Total != before.Total || m.Cause != event.CauseScore || m.At.IsZero() {
		t.Fatalf("told %+v, want %s with %s", m, ids[0], before.Total)
	}
	if m.Model != all[0].Evidence.Model || m.SourceA != w.crm {
		t.Errorf("model %s of source %s", m.Model, m.SourceA)
	}
	sum := m.Prior
	values := map[match.Field][2]string{}
	for _, f := range m.Fields {
		sum += f.Bits
		values[f.Field] = [2]string{f.A, f.B}
	}
	for _, g := range m.Gates {
		sum += g.Bits
	}
	if sum != m.Total {
		t.Errorf("the parts add up to %s, the total is %s", sum, m.Total)
	}
	given := values[match.FieldGiven]
	if given != [2]string{"John", "Jon"} && given != [2]string{"Jon", "John"} || values[match.FieldCity] != [2]string{"Raleigh", "Raleigh"} {
		t.Errorf("values %v", values)
	}
	if e.Through || e.Cause != match.CauseScore {
		t.Errorf("joined by %s, through others: %v", e.Cause, e.Through)
	}
}

// Defends: whatever joined two or keeps them apart is named: person and reason,
// kind of identifier, device, contact point.
func TestExplainNamesWhatDecided(t *testing.T) {
	ann := []string{"first_name=Ann", "last_name=Lopez", "email=ann@lopez-family.net"}
	tests := map[string]struct {
		a, b    []string
		other   []string
		decide  func(w *world, a, b uuid.UUID) []uuid.UUID
		verdict match.Verdict
		cause   match.Cause
		words   string
	}{
		"voter id": {
			a: []string{"first_name=Ann", "voter_id=AB1234"}, b: []string{"first_name=Beatrice", "voter_id=AB1234"},
			verdict: match.VerdictSame, cause: match.CauseStrongID, words: "the voter id",
		},
		"user id": {
			a: []string{"user_id=u1"}, b: []string{"first_name=Beatrice", "user_id=u1"},
			verdict: match.VerdictSame, cause: match.CauseStrongID, words: "the user id",
		},
		"device of one": {
			a: []string{"user_id=u1", "anonymous_id=c1"}, b: []string{"anonymous_id=c1"},
			verdict: match.VerdictSame, cause: match.CauseCookie, words: "known from this person only",
		},
		"device of two": {
			a: []string{"user_id=u1", "anonymous_id=c1"}, b: []string{"anonymous_id=c1"}, other: []string{"user_id=u2", "anonymous_id=c1"},
			verdict: match.VerdictApart, words: "it belongs to none of them",
		},
		"two people with one device": {
			a: []string{"user_id=u1", "anonymous_id=c1"}, b: []string{"user_id=u2", "anonymous_id=c1"},
			verdict: match.VerdictApart, words: "a shared device",
		},
		"contact point": {
			a: ann, b: []string{"email=ann@lopez-family.net"},
			verdict: match.VerdictSame, cause: match.CauseContact, words: "it belongs to the one person who holds ann@lopez-family.net",
		},
		"contact point of two": {
			a: ann, b: []string{"email=ann@lopez-family.net"}, other: []string{"first_name=Zed", "last_name=Lopez", "email=ann@lopez-family.net"},
			verdict: match.VerdictReview, words: "it attaches only where",
		},
		"a person's merge": {
			a: []string{"first_name=Ann"}, b: []string{"first_name=Zed"},
			decide: func(w *world, a, b uuid.UUID) []uuid.UUID {
				return w.append(event.IdentityStream(w.account), event.MergeForced{RecordA: []uuid.UUID{a}, RecordB: []uuid.UUID{b}, Reason: "told so"})
			},
			verdict: match.VerdictSame, cause: match.CauseForced, words: "a person joined them",
		},
		"a person's keep-apart of one voter id": {
			a: []string{"first_name=Ann", "voter_id=AB1234"}, b: []string{"first_name=Ann", "voter_id=AB1234"},
			decide: func(w *world, a, b uuid.UUID) []uuid.UUID {
				return w.append(event.IdentityStream(w.account), event.ProfilesKeptApart{RecordA: []uuid.UUID{a}, RecordB: []uuid.UUID{b}, Reason: "told so"})
			},
			verdict: match.VerdictKeptApart, words: "something stronger stands against it",
		},
		"nothing to compare": {
			a: ann, b: []string{"tag=x"}, verdict: match.VerdictNoEvidence, words: "nothing to compare",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			names := map[uuid.UUID]string{w.observe("a", tt.a...): "a", w.observe("b", tt.b...): "b"}
			if tt.other != nil {
				w.observe("c", tt.other...)
			}
			var decided []uuid.UUID
			if tt.decide != nil {
				decided = tt.decide(w, recordNamed(names, "a"), recordNamed(names, "b"))
			}
			w.wait(w.matcher)
			for _, ids := range [2][2]string{{"a", "b"}, {"b", "a"}} {
				e := w.explain(t, names, ids[0], ids[1])
				text := strings.Join(append(e.Words(e.Standing), e.Summary(e.Standing)), "\n")
				if e.Verdict != tt.verdict || e.Cause != tt.cause || !strings.Contains(text, tt.words) {
					t.Errorf("%s: %s by %s in\n%s", ids, e.Verdict, e.Cause, text)
				}
				if tt.decide != nil && (e.Said == nil || e.Said.Event != decided[0] || e.Said.Reason != "told so") {
					t.Errorf("decided by %+v, want %s", e.Said, decided[0])
				}
			}
		})
	}
}

// Defends: two old ids of one profile stand for the records that gave them, a
// profile and one of its records for that record and the others, and what is
// one thing is refused.
func TestExplainInsideAProfile(t *testing.T) {
	w := newWorld(t)
	names := map[uuid.UUID]string{}
	for _, n := range []string{"a", "b", "c"} {
		names[w.observe(n, append(john, "phone=+1919555010"+string(n[0]-'a'+'0'))...)] = n
		w.wait(w.matcher)
	}
	names[w.observe("d", mary...)] = "d"
	w.wait(w.matcher)
	ids, _ := merges(w)
	own := func(n string) uuid.UUID { return fold.OwnID(w.account, recordNamed(names, n)) }
	tests := map[string]struct {
		a, b uuid.UUID
		want []string // records
		by   uuid.UUID
		err  error
	}{
		"id and alias":              {own("a"), own("b"), []string{"a", "b"}, ids[0], nil},
		"two aliases":               {own("c"), own("b"), []string{"c", "b"}, ids[1], nil},
		"two records":               {recordNamed(names, "a"), recordNamed(names, "c"), []string{"a", "c"}, ids[1], nil},
		"id and record":             {own("a"), recordNamed(names, "b"), []string{"a", "b"}, ids[0], nil},
		"a lone profile and itself": {own("d"), own("d"), nil, uuid.Nil, identity.ErrSame},
		"and its record":            {own("d"), recordNamed(names, "d"), nil, uuid.Nil, identity.ErrSame},
		"a record with itself":      {recordNamed(names, "a"), recordNamed(names, "a"), nil, uuid.Nil, identity.ErrSame},
		"a stranger on the left":    {uuid.New(), own("a"), nil, uuid.Nil, identity.ErrUnknown},
		"a stranger on the right":   {own("a"), uuid.New(), nil, uuid.Nil, identity.ErrUnknown},
		"the account's id is no id": {own("a"), w.account, nil, uuid.Nil, identity.ErrUnknown},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e, err := w.matcher.Explain(t.Context(), w.account, tt.a, tt.b)
			if !errors.Is(err, tt.err) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if err == nil && (e.Merged != tt.by || cmp.Diff(tt.want, []string{names[e.RecordA], names[e.RecordB]}) != "") {
				t.Errorf("%s and %s by %s, want %v by %s", names[e.RecordA], names[e.RecordB], e.Merged, tt.want, tt.by)
			}
		})
	}
	e, err := w.matcher.Explain(t.Context(), w.account, own("a"), own("a"))
	if err != nil || e.RecordA == e.RecordB || e.Merged == uuid.Nil || e.Verdict != match.VerdictSame {
		t.Errorf("a profile with itself: %s and %s by %s, %v", names[e.RecordA], names[e.RecordB], e.Merged, err)
	}
	e, err = w.matcher.Explain(t.Context(), w.account, own("a"), recordNamed(names, "a"))
	if err != nil || names[e.RecordB] != "a" || names[e.RecordA] == "a" {
		t.Errorf("a profile with a record of its own: %s and %s, %v", names[e.RecordA], names[e.RecordB], err)
	}
}
