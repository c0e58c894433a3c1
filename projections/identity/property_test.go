package identity_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

// player makes random things happen to a world.
type player struct {
	*world
	r        *rapid.T
	keys     []string
	erased   map[string]bool
	imports  []uuid.UUID
	observed map[uuid.UUID]uuid.UUID // observation -> its import
	applied  []uuid.UUID             // keep-aparts and undone merges
}

func (p *player) pick(label string, values ...string) string {
	return rapid.SampledFrom(values).Draw(p.r, label)
}

func (p *player) some(label string, most int) int { return rapid.IntRange(0, most).Draw(p.r, label) }

// facts are few enough for people to meet.
func (p *player) facts() []string {
	out := []string{"birth_date=" + p.pick("birth", "1961-03-04", "1961-04-03", "1990-12-30", "1963-09-21")}
	for _, f := range [][]string{
		{"first_name", "", "John", "Jon", "Mary", "Peter"}, {"last_name", "", "Abernathy", "Abernethy", "Zimmermann"},
		{"email", "", "", "jabernathy@rarehost.net", "home@rarehost.net"}, {"user_id", "", "", "", "u1", "u2"}, {"anonymous_id", "", "", "", "c1", "c2"},
		{"home", "", "12 Oak Ridge Rd|Raleigh|NC|27601", "4 Elm St|Durham|NC|27701"},
	} {
		if v := p.pick(f[0], f[1:]...); v != "" {
			out = append(out, f[0]+"="+v)
		}
	}
	return out[p.some("no birth date", 1):]
}

// key is a record's key: a new one, or one that was seen before.
func (p *player) key() string {
	if len(p.keys) > 0 && p.some("known", 2) == 0 {
		return rapid.SampledFrom(p.keys).Draw(p.r, "key")
	}
	k := fmt.Sprint(len(p.keys))
	p.keys = append(p.keys, k)
	return k
}

func (p *player) observe() {
	for range 1 + p.some("observations", 4) {
		k := p.key()
		if p.erased[k] {
			continue
		}
		imp := uuid.Nil
		if len(p.imports) > 0 && p.some("imported", 1) == 1 {
			imp = rapid.SampledFrom(p.imports).Draw(p.r, "import")
		}
		e := p.entries(event.RecordStream(p.account, p.records(k)[0]), imp, observation(k, p.facts()...))
		p.observed[e.Entries[0].ID] = imp
		p.write(e)
	}
}

// two are the records of two profiles, as a person sees them.
func (p *player) two() (a, b []uuid.UUID, ok bool) {
	if len(p.keys) < 2 {
		return nil, nil, false
	}
	p.wait(p.matcher)
	profiles := p.oracle().logged()
	if len(profiles) < 2 {
		return nil, nil, false
	}
	x, y := p.some("a", len(profiles)-1), p.some("b", len(profiles)-1)
	return profiles[x], profiles[y], x != y
}

func (p *player) decide() {
	stream := event.IdentityStream(p.account)
	switch p.some("decision", 4) {
	case 0:
		if a, b, ok := p.two(); ok {
			p.append(stream, event.MergeForced{RecordA: a, RecordB: b})
		}
	case 1:
		if a, b, ok := p.two(); ok {
			p.applied = append(p.applied, p.append(stream, event.ProfilesKeptApart{RecordA: a, RecordB: b})...)
		}
	case 2:
		p.wait(p.matcher)
		if merges := p.oracle().merges; len(merges) > 0 {
			id := rapid.SampledFrom(merges).Draw(p.r, "merge")
			a, b, ok, err := p.matcher.Sides(p.r.Context(), p.account, id)
			if err != nil || !ok {
				p.r.Fatalf("sides of %s: %v %v", id, ok, err)
			}
			foreseen := p.foresee(a, b)
			p.applied = append(p.applied, p.append(stream, event.MergeUndone{Merge: id, RecordA: a, RecordB: b})...)
			p.wait(p.matcher)
			if diff := cmp.Diff(foreseen, p.oracle().logged()); diff != "" {
				p.r.Fatalf("an undo (-foreseen +done):\n%s", diff)
			}
		}
	case 3:
		if len(p.applied) > 0 {
			p.append(stream, event.KeptApartLifted{Decision: rapid.SampledFrom(p.applied).Draw(p.r, "lifted")})
		}
	default:
		p.wait(p.matcher)
		if open := p.reviews(p.matcher); len(open) > 0 {
			v := rapid.SampledFrom(open).Draw(p.r, "review")
			p.append(stream, event.ReviewDecided{Review: v.ID, Accept: p.some("accept", 1) == 1, RecordA: []uuid.UUID{v.RecordA}, RecordB: []uuid.UUID{v.RecordB}})
		}
	}
}

// foresee is everybody as a preview says they would be.
func (p *player) foresee(a, b []uuid.UUID) [][]uuid.UUID {
	before, after, err := p.matcher.IfApart(p.r.Context(), p.account, a, b)
	if err != nil {
		p.r.Fatal(err)
	}
	ending := map[uuid.UUID]bool{}
	for _, id := range slices.Concat(before...) {
		ending[id] = true
	}
	out := slices.DeleteFunc(p.oracle().logged(), func(records []uuid.UUID) bool { return ending[records[0]] })
	return sorted(append(out, after...))
}

func (p *player) retract() {
	stream := event.AccountStream(p.account)
	switch p.some("retraction", 7) {
	case 5, 6:
		p.request()
	case 7:
		p.wait(p.matcher)
		models, err := p.matcher.Models(p.r.Context(), p.account)
		if err != nil {
			p.r.Fatal(err)
		}
		p.append(stream, event.MatchModelActivated{Version: rapid.SampledFrom(models).Draw(p.r, "model").Version})
	case 0:
		p.append(stream, event.SourceRetracted{Source: p.crm})
	case 1:
		p.append(stream, event.SourceReinstated{Source: p.crm})
	case 2, 3:
		if len(p.imports) > 0 {
			imp := rapid.SampledFrom(p.imports).Draw(p.r, "import")
			if p.some("reinstate", 1) == 1 {
				p.append(stream, event.ImportReinstated{Import: imp})
			} else {
				p.append(stream, event.ImportRetracted{Import: imp})
			}
		}
	default:
		var confirmed []uuid.UUID
		for o := range p.observed {
			confirmed = append(confirmed, o)
		}
		if len(p.imports) > 0 && len(confirmed) > 0 {
			slices.SortFunc(confirmed, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
			p.append(event.ImportStream(p.account, rapid.SampledFrom(p.imports).Draw(p.r, "import")),
				event.ImportConfirmed{Source: p.crm, Observations: confirmed[:1+p.some("confirmed", len(confirmed)-1)]})
		}
	}
}

// request asks for a calibration under some choice.
func (p *player) request() {
	want := event.MatchCalibrationRequested{Strict: p.some("strict", 1) == 1}
	for _, v := range []event.BlockedValue{{Category: "user_id", Value: "u1"}, {Category: "email", Value: "home@rarehost.net"}} {
		if p.some("blocked", 1) == 1 {
			k, err := match.Block(v.Category, v.Value)
			if err != nil {
				p.r.Fatal(err)
			}
			v.Key = uint64(k)
			want.Blocked = append(want.Blocked, v)
		}
	}
	p.append(event.AccountStream(p.account), want)
}

func (p *player) erase() {
	if len(p.keys) == 0 {
		return
	}
	k := rapid.SampledFrom(p.keys).Draw(p.r, "erased")
	if p.erased[k] {
		return
	}
	p.erased[k] = true
	record := p.records(k)[0]
	if err := p.vault.Erase(p.r.Context(), p.account, []uuid.UUID{record}, true); err != nil {
		p.r.Fatal(err)
	}
	p.append(event.RecordStream(p.account, record), event.RecordErased{})
}

// fail has the next append of a matcher fail.
func (p *player) fail() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.before = func() error { return errors.New("no room") }
}

func (p *player) restart() {
	p.stop()
	p.start("/identity")
}

// Defends invariant 4 of the package and rule 3 of the design: whatever
// happened, in whatever portions it was seen, and however often the matcher
// started again, alone or beside a rival, the profiles are those that the records and decisions give
// when they are matched all at once; a matcher that folds the log anew says the
// same, adds nothing, and nobody is asked twice or in vain.
func TestLiveEqualsReplayedEqualsBatch(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(r *rapid.T) {
		p := &player{world: newWorldIn(r, dir), r: r, erased: map[string]bool{}, observed: map[uuid.UUID]uuid.UUID{}}
		var rival *identity.Projector
		if p.some("rival", 2) == 0 {
			rival, _ = p.run("/rival")
		}
		for range rapid.IntRange(5, 25).Draw(r, "steps") {
			switch p.some("step", 14) {
			case 0, 1:
				p.decide()
			case 2:
				p.retract()
			case 3:
				p.erase()
			case 4:
				p.restart()
			case 5:
				p.wait(p.matcher)
			case 6:
				p.imports = append(p.imports, uuid.New())
			case 7:
				if len(p.imports) > 0 {
					p.append(event.ImportStream(p.account, p.imports[0]), event.ImportFinished{Source: p.crm, Saved: 1})
				}
			case 8:
				p.fail()
			default:
				p.observe()
			}
		}
		if rival != nil {
			p.wait(rival)
		}
		p.wait(p.matcher)
		o := p.oracle()
		want := o.wanted(p.world)
		if diff := cmp.Diff(want, o.found(p.world, p.matcher)); diff != "" {
			r.Errorf("live (-batch +live):\n%s", diff)
		}
		if rival != nil {
			if diff := cmp.Diff(want, o.found(p.world, rival)); diff != "" {
				r.Errorf("a rival (-batch +rival):\n%s", diff)
			}
		}
		if diff := cmp.Diff(want, o.logged()); diff != "" {
			r.Errorf("the log (-batch +log):\n%s", diff)
		}
		if o.idle > 0 {
			r.Errorf("%d consequences changed nothing", o.idle)
		}
		p.stop()
		for _, folder := range []string{"/identity", "/rebuilt"} {
			p.start(folder)
			p.wait(p.matcher)
			if diff := cmp.Diff(want, o.found(p.world, p.matcher)); diff != "" {
				r.Errorf("%s (-batch +found):\n%s", folder, diff)
			}
			if again := p.oracle().authored; again != o.authored {
				r.Errorf("%s appended %d events to a quiet log", folder, again-o.authored)
			}
			p.asked(o)
			p.stop()
		}
	})
}

// asked: the matcher lists the reviews that the log leaves open.
func (p *player) asked(o *oracle) {
	listed := map[uuid.UUID]bool{}
	for _, v := range p.reviews(p.matcher) {
		listed[v.ID] = true
		if v.ProfileA == v.ProfileB {
			p.r.Errorf("a review of one profile is open")
		}
	}
	if diff := cmp.Diff(o.reviews, listed); diff != "" {
		p.r.Errorf("reviews (-log +listed):\n%s", diff)
	}
}
