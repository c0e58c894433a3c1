package identity_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
)

// modelsIn counts the models that the matcher made and put in force.
func modelsIn(w *world) (proposed, activated int) {
	for e, err := range w.journal.ReadStream(w.t.Context(), event.AccountStream(w.account), 0) {
		if err != nil {
			w.t.Fatal(err)
		}
		if e.Actor != "matcher" {
			continue
		}
		switch p := e.Payload.(type) {
		case *event.MatchModelProposed:
			if p.Part == p.Of {
				proposed++
			}
		case *event.MatchModelActivated:
			activated++
		}
	}
	return proposed, activated
}

// Defends: once somebody relies on the profiles, no model is put in force by
// itself: an import proposes one.
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
		"a person's model": func(w *world, _ map[uuid.UUID]string) {
			w.append(event.AccountStream(w.account), event.MatchModelActivated{Version: match.DefaultModel().Hash()})
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
			if proposed, activated := modelsIn(w); proposed != 1 || activated != 0 {
				t.Errorf("%d models were proposed, %d put in force", proposed, activated)
			}
		})
	}
	t.Run("nothing yet", func(t *testing.T) {
		w, _ := people(t)
		w.append(event.ImportStream(w.account, uuid.New()), event.ImportFinished{Source: w.crm, Saved: 3})
		w.wait(w.matcher)
		if proposed, activated := modelsIn(w); proposed != 1 || activated != 1 {
			t.Errorf("%d models were proposed, %d put in force, want one of either", proposed, activated)
		}
	})
}

// Defends: a model is there when its last part is, decides when it is put in
// force, survives a restart, and can be taken again by its version. One that
// cannot be used changes nothing.
func TestModelInForce(t *testing.T) {
	w, names := people(t)
	records, _ := matchtest.Split(matchtest.Households(2, 3000))
	model := match.Choice{Strict: true}.CalibrateRecords(match.NormaliseAll(records, 2))
	table, err := model.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	part := func(n int, table []byte) event.MatchModelProposed {
		return event.MatchModelProposed{Version: model.Hash(), Part: n, Of: 2, Table: table, Strict: true, Rules: match.ModelVersion}
	}
	in := func(step string, want *match.Model) {
		t.Helper()
		w.settle(names)
		if e := w.explain(t, names, "john", "mary"); e.Model != want.Hash() || e.Auto != want.Auto() {
			t.Errorf("%s: model %s from %s bits on, want %s from %s", step, e.Model, e.Auto, want.Hash(), want.Auto())
		}
	}
	account := event.AccountStream(w.account)
	activate := event.MatchModelActivated{Version: model.Hash()}
	w.append(account, part(2, table[100:]))
	w.append(account, part(1, table[:100]), activate)
	in("half a model", match.DefaultModel())
	w.append(account, part(1, table[:100]), part(2, table[100:]))
	in("not in force", match.DefaultModel())
	w.append(account, activate)
	in("in force", model)
	w.stop()
	w.start("/identity")
	in("after a restart", model)
	w.append(account, event.MatchModelActivated{Version: match.DefaultModel().Hash()})
	in("the program's own", match.DefaultModel())
	w.append(account, activate)
	in("again", model)
	w.append(account, event.MatchModelProposed{Version: "0123456789abcdef", Part: 1, Of: 1, Table: []byte("no model"), Rules: match.ModelVersion + 1})
	w.append(account, event.MatchModelActivated{Version: "0123456789abcdef"})
	in("one of a newer program", model)
	w.stop()
	w.start("/rebuilt")
	in("folded anew", model)
}
