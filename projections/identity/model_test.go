package identity_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
)

// modelsIn counts the models put in force by the log.
func modelsIn(w *world) (n int) {
	for e, err := range w.journal.ReadStream(w.t.Context(), event.AccountStream(w.account), 0) {
		if err != nil {
			w.t.Fatal(err)
		}
		if p, ok := e.Payload.(*event.MatchModelActivated); ok && p.Part == p.Of {
			n++
		}
	}
	return n
}

// Defends: once somebody relies on the profiles, no model is put in force by
// itself.
func TestFirstLoadEndsForGood(t *testing.T) {
	tests := map[string]func(w *world, names map[uuid.UUID]string){
		"a decision": func(w *world, names map[uuid.UUID]string) {
			w.append(event.IdentityStream(w.account), event.ProfilesKeptApart{
				RecordA: []uuid.UUID{recordNamed(names, "john")}, RecordB: []uuid.UUID{recordNamed(names, "mary")},
			})
		},
		"a grant": func(w *world, _ map[uuid.UUID]string) {
			w.append(event.SharingStream(w.account), event.SharingGranted{Grant: uuid.New(), To: uuid.New(), All: true})
		},
		"a segment": func(w *world, _ map[uuid.UUID]string) {
			w.append(event.AccountStream(w.account), event.SegmentDefined{Segment: uuid.New(), Name: "all", Tree: []byte(`{"all":[]}`)})
		},
	}
	for name, happen := range tests {
		t.Run(name, func(t *testing.T) {
			w, names := people(t)
			happen(w, names)
			w.append(event.ImportStream(w.account, uuid.New()), event.ImportFinished{Source: w.crm, Saved: 3})
			w.wait(w.matcher)
			if n := modelsIn(w); n != 0 {
				t.Errorf("%d models were put in force", n)
			}
		})
	}
	t.Run("nothing yet", func(t *testing.T) {
		w, _ := people(t)
		w.append(event.ImportStream(w.account, uuid.New()), event.ImportFinished{Source: w.crm, Saved: 3})
		w.wait(w.matcher)
		if n := modelsIn(w); n != 1 {
			t.Errorf("%d models were put in force, want 1", n)
		}
	})
}

// Defends: a person's model counts when its last part is there, strict or not,
// survives a restart, and can be taken again by its version alone.
func TestModelInForce(t *testing.T) {
	w, names := people(t)
	records, _ := matchtest.Split(matchtest.Households(2, 3000))
	model := match.CalibrateRecords(match.NormaliseAll(records, 2))
	table, err := model.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	part := func(n int, table []byte) event.MatchModelActivated {
		return event.MatchModelActivated{Version: model.Hash(), Part: n, Of: 2, Table: table, Strict: true}
	}
	in := func(want *match.Model, auto match.Bits) {
		t.Helper()
		w.settle(names)
		if e := w.explain(t, names, "john", "mary"); e.Model != want.Hash() || e.Auto != auto {
			t.Errorf("model %s from %s bits on, want %s from %s", e.Model, e.Auto, want.Hash(), auto)
		}
	}
	account := event.AccountStream(w.account)
	w.append(account, part(2, table[100:]))
	w.append(account, part(1, table[:100]))
	in(match.DefaultModel(), match.BalancedAuto)
	w.append(account, part(2, table[100:]))
	in(model, match.StrictAuto)
	w.stop()
	w.start("/identity")
	in(model, match.StrictAuto)
	w.append(account, event.MatchModelActivated{Version: match.DefaultModel().Hash(), Part: 1, Of: 1})
	in(match.DefaultModel(), match.BalancedAuto)
	w.append(account, event.MatchModelActivated{Version: model.Hash(), Part: 1, Of: 1})
	in(model, match.BalancedAuto)
	w.append(account, event.MatchModelActivated{Version: "0123456789abcdef", Part: 1, Of: 1, Table: []byte("no model")})
	in(model, match.BalancedAuto)
}
