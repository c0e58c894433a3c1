package identity_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

// ask requests a calibration and answers the version it came to.
func (w *world) ask(strict bool, blocked ...event.BlockedValue) string {
	w.t.Helper()
	for i, v := range blocked {
		k, err := match.Block(v.Category, v.Value)
		if err != nil {
			w.t.Fatal(err)
		}
		blocked[i].Key = uint64(k)
	}
	request := w.append(event.AccountStream(w.account), event.MatchCalibrationRequested{Strict: strict, Blocked: blocked})[0]
	w.wait(w.matcher)
	return w.answer(request)
}

func (w *world) answer(request uuid.UUID) string {
	w.t.Helper()
	c, ok, err := w.matcher.Calibrated(w.t.Context(), w.account, request)
	if err != nil || !ok {
		w.t.Fatalf("the request has no answer: %v", err)
	}
	return c.Version
}

func (w *world) activate(version string) {
	w.t.Helper()
	w.append(event.AccountStream(w.account), event.MatchModelActivated{Version: version})
	w.wait(w.matcher)
}

func (w *world) model(version string) fold.MatchModel {
	w.t.Helper()
	m, ok, err := w.matcher.Model(w.t.Context(), w.account, version)
	if err != nil || !ok {
		w.t.Fatalf("model %s: %v %v", version, ok, err)
	}
	return m
}

func (w *world) partition() identity.Partition {
	w.t.Helper()
	p, err := w.matcher.Partition(w.t.Context(), w.account)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) preview(version string) identity.Preview {
	w.t.Helper()
	p, err := w.matcher.Preview(w.t.Context(), w.account, version, 100)
	if err != nil {
		w.t.Fatal(err)
	}
	return p
}

// inUse ends an account's first load.
func (w *world) inUse() {
	w.append(event.AccountStream(w.account), event.SegmentDefined{Segment: uuid.New(), Name: "all", Tree: []byte(`{"all":[]}`)})
}

// Defends: what is blocked identifies nobody, neither by a score nor by a link,
// once the model that blocks it is in force; and all is as before when one that
// does not is.
func TestBlockedValuesJoinNobody(t *testing.T) {
	phone := []string{"first_name=Zoltan", "last_name=Quarles", "phone=+19195550190"}
	tests := map[string]struct {
		category, value string
		a, b            []string
	}{
		"a phone":       {"phone", "(919) 555-0190", phone, phone},
		"an identifier": {"external_id", "999", []string{"first_name=Ida", "external_id=999"}, []string{"first_name=Bo", "external_id=999"}},
		"the only e-mail of a bare record": {
			"email", "Desk@rarehost.net",
			[]string{"first_name=Ida", "last_name=Quarles", "email=desk@rarehost.net"}, []string{"email=desk@rarehost.net"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			names := map[uuid.UUID]string{w.observe("1", tt.a...): "a", w.observe("2", tt.b...): "b"}
			plain := w.ask(false)
			joined := w.settle(names)
			blocking := w.ask(false, event.BlockedValue{Category: tt.category, Value: tt.value})
			apart := w.settle(names)
			w.activate(plain)
			again := w.settle(names)
			w.activate(blocking)
			w.stop()
			w.start("/rebuilt")
			rebuilt := w.settle(names)
			one, two := []string{"a+b"}, []string{"a", "b"}
			if diff := cmp.Diff([][]string{one, two, one, two}, [][]string{joined, apart, again, rebuilt}); diff != "" {
				t.Errorf("joined, blocked, back, blocked again and rebuilt (-want +got):\n%s", diff)
			}
		})
	}
}

// Defends: in an account in use a calibration only proposes; its preview says
// what activating it then does, and changes nothing; an older version can be
// taken again.
func TestProposalPreviewActivation(t *testing.T) {
	w, names := people(t)
	names[w.observe("4", "first_name=Zoltan", "last_name=Quarles", "phone=+19195550190")] = "z"
	names[w.observe("5", "first_name=Zoltan", "last_name=Quarles", "phone=+19195550190")] = "zz"
	old := w.ask(false)
	if m := w.model(old); !m.Active || m.Proposed || m.Nodes != 4 {
		t.Fatalf("in first load: %+v", m)
	}
	w.inUse()
	before := w.settle(names)
	strict := w.ask(true, event.BlockedValue{Category: "phone", Value: "9195550190"})
	if m := w.model(strict); m.Active || !m.Proposed || !m.Strict || m.Auto != match.StrictAuto || len(m.Blocked) != 1 {
		t.Errorf("in use: %+v", m)
	}
	authored := w.oracle().authored
	p := w.preview("")
	if p.Version != strict || p.InForce != old || p.Records != 5 || p.Now != 3 || p.Then != 4 || p.Merging != 0 || p.Parting != 1 {
		t.Errorf("preview %+v", p)
	}
	if len(p.Parts) != 1 || p.Parts[0].Of != 2 || names[p.Parts[0].Pieces[1].Records[0]] != "zz" || p.Parts[0].Profile != fold.OwnID(w.account, recordNamed(names, "z")) {
		t.Errorf("parts %+v", p.Parts)
	}
	if diff := cmp.Diff(before, w.settle(names)); diff != "" || w.oracle().authored != authored {
		t.Errorf("a preview changed something:\n%s", diff)
	}
	w.activate(strict)
	if got := w.partition(); got.Profiles != p.Then || got.Model != strict {
		t.Errorf("after activation %+v, the preview promised %d profiles", got, p.Then)
	}
	back := w.preview(old)
	if back.Merging != 1 || back.Parting != 0 || len(back.Merges) != 1 || len(back.Merges[0].Profiles) != 2 || back.Merges[0].Records != 2 {
		t.Errorf("preview of the old model %+v", back)
	}
	w.activate(old)
	if diff := cmp.Diff(before, w.settle(names)); diff != "" {
		t.Errorf("the old model (-before +again):\n%s", diff)
	}
	if _, err := w.matcher.Preview(t.Context(), w.account, "", 1); !errors.Is(err, identity.ErrNothingProposed) {
		t.Errorf("after an activation nothing is proposed: %v", err)
	}
}

// Defends: an import into an account in use proposes a model under what the
// account chose, and people's choices outlive it.
func TestImportProposesUnderTheChoice(t *testing.T) {
	w, _ := people(t)
	first := w.ask(true)
	w.inUse()
	w.observe("4", "first_name=Zoltan", "last_name=Quarles", "phone=+19195550190")
	w.append(event.ImportStream(w.account, uuid.New()), event.ImportFinished{Source: w.crm, Saved: 1})
	w.wait(w.matcher)
	all, err := w.matcher.Models(t.Context(), w.account)
	if err != nil || len(all) != 3 {
		t.Fatalf("%d models: %v", len(all), err)
	}
	if all[0].Active || !all[0].Proposed || !all[0].Strict || all[1].Version != first || !all[1].Active || !all[2].BuiltIn {
		t.Errorf("models %+v", all)
	}
}

// Defends: a request is answered once whatever comes in between, and a second
// one that comes to the same model is answered by its name.
func TestRequestsAreAnswered(t *testing.T) {
	w, _ := people(t)
	w.stop()
	request := w.append(event.AccountStream(w.account), event.MatchCalibrationRequested{})[0]
	w.before = func() error { return errors.New("no room") }
	w.start("/identity")
	w.wait(w.matcher)
	version := w.answer(request)
	if again := w.ask(false); again != version {
		t.Errorf("the second came to %s, the first to %s", again, version)
	}
	tables := 0
	for e, err := range w.journal.ReadStream(t.Context(), event.AccountStream(w.account), 0) {
		if err != nil {
			t.Fatal(err)
		}
		if p, ok := e.Payload.(*event.MatchModelProposed); ok && len(p.Table) > 0 {
			tables++
		}
	}
	if tables != 1 {
		t.Errorf("%d tables in the log, want 1", tables)
	}
	w.stop()
	w.start("/rebuilt")
	w.wait(w.matcher)
	if got := w.answer(request); got != version {
		t.Errorf("folded anew the request came to %s, want %s", got, version)
	}
}

// Defends: the position that a decision about models answers with includes what
// followed.
func TestModelsPositionIncludesWhatFollows(t *testing.T) {
	w, _ := people(t)
	for name, act := range map[string]func(){
		"calibrate": func() { w.ask(false) },
		"activate":  func() { w.activate(match.DefaultModel().Hash()) },
	} {
		act()
		at, err := w.matcher.Settle(t.Context(), w.account, w.last)
		if err != nil {
			t.Fatal(err)
		}
		head, err := w.log.Head(t.Context())
		if err != nil || at.Before(head) {
			t.Errorf("%s: settled at %v, the log ends at %v: %v", name, at, head, err)
		}
	}
}

// Defends: nothing to count is no reason to hang or to forget the request.
func TestCalibrationOfNobody(t *testing.T) {
	w := newWorld(t)
	w.observe("1", "city=Raleigh")
	request := w.append(event.AccountStream(w.account), event.MatchCalibrationRequested{})[0]
	w.wait(w.matcher)
	want := fold.Calibration{Version: match.DefaultModel().Hash(), Active: true}
	if got, ok, err := w.matcher.Calibrated(t.Context(), w.account, request); err != nil || !ok || got != want {
		t.Errorf("came to %+v: %v %v", got, ok, err)
	}
}

// Defends: one preview at a time, none of what is not there, and none after the
// end.
func TestPreviewRefuses(t *testing.T) {
	w, _ := people(t)
	unusable := event.MatchModelProposed{Version: "0123456789abcdef", Part: 1, Of: 1, Table: []byte{match.ModelVersion + 1}, Rules: match.ModelVersion + 1}
	half := event.MatchModelProposed{Version: "half", Part: 1, Of: 2, Table: []byte{1}, Rules: match.ModelVersion}
	w.append(event.AccountStream(w.account), unusable, half)
	w.wait(w.matcher)
	if m := w.model(unusable.Version); m.Usable || m.Proposed {
		t.Errorf("a model of a newer program: %+v", m)
	}
	for name, tt := range map[string]struct {
		version string
		want    error
	}{
		"nothing proposed": {"", identity.ErrNothingProposed}, "unknown": {"nothing", identity.ErrNoModel},
		"not whole": {"half", identity.ErrNoModel}, "of other rules": {unusable.Version, match.ErrModel},
	} {
		if _, err := w.matcher.Preview(t.Context(), w.account, tt.version, 1); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	own := match.DefaultModel().Hash()
	release := w.matcher.HoldSurvey()
	if _, err := w.matcher.Preview(t.Context(), w.account, own, 1); !errors.Is(err, identity.ErrSurveying) {
		t.Errorf("beside another: %v", err)
	}
	release()
	if p, err := w.matcher.Preview(t.Context(), uuid.New(), own, 1); err != nil || p.Records != 0 {
		t.Errorf("of an account without records: %+v %v", p, err)
	}
	w.stop()
	if _, err := w.matcher.Preview(t.Context(), w.account, own, 1); err == nil {
		t.Error("a preview of a closed store")
	}
}
