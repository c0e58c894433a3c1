package fold

import (
	"maps"
	"slices"
	"time"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// MatchModel is what is known of one of an account's matching models.
type MatchModel struct {
	Version   string
	BuiltIn   bool // the program's own, from which every account starts
	Active    bool
	Proposed  bool // the newest one, and nobody put it in force
	Usable    bool // made under the rules of this program
	Rules     int
	Nodes     uint64 // it was made from
	Prior     match.Bits
	Auto      match.Bits
	Strict    bool
	Blocked   []uint64 // event.BlockedValue.Key
	Created   time.Time
	Activated time.Time // last; zero: never, or not known
}

// Calibration is what a request for a model came to, then.
type Calibration struct {
	Version string
	Nodes   uint64 // there were to count
	Strict  bool
	Active  bool // put in force with it, or was so already; else it was proposed
}

// MatchChoice is what an account chose for its matching models.
type MatchChoice struct {
	Strict  bool
	Blocked []event.BlockedValue // sorted by key
}

// matchModels folds what the account last chose: by asking for a calibration,
// or by putting a version in force that was made under another choice. So what
// is made next is like what the account last said it wants.
type matchModels struct {
	chosen modelChoice
	made   map[string]modelChoice        // by version
	named  map[uint64]event.BlockedValue // every value that was ever blocked
}

// modelChoice is a MatchChoice as the matcher states it.
type modelChoice struct {
	strict  bool
	blocked []uint64
}

func newMatchModels() matchModels {
	return matchModels{made: map[string]modelChoice{}, named: map[uint64]event.BlockedValue{}}
}

func (m *matchModels) clone() matchModels {
	return matchModels{m.chosen, maps.Clone(m.made), maps.Clone(m.named)}
}

func (m *matchModels) ask(p *event.MatchCalibrationRequested) {
	m.chosen = modelChoice{strict: p.Strict}
	for _, v := range p.Blocked {
		m.named[v.Key] = v
		m.chosen.blocked = append(m.chosen.blocked, v.Key)
	}
	slices.Sort(m.chosen.blocked)
}

func (m *matchModels) propose(p *event.MatchModelProposed) {
	if _, known := m.made[p.Version]; !known || len(p.Table) > 0 {
		m.made[p.Version] = modelChoice{p.Strict, p.Blocked}
	}
}

func (m *matchModels) activate(version string) { m.chosen = m.made[version] }

// MatchChoice is what the account last chose for its matching models.
func (a *Account) MatchChoice() MatchChoice {
	return MatchChoice{a.matching.chosen.strict, a.BlockedValues(a.matching.chosen.blocked)}
}

// BlockedValues are the values that keys of the matcher stand for, as they were
// given.
func (a *Account) BlockedValues(keys []uint64) []event.BlockedValue {
	out := make([]event.BlockedValue, 0, len(keys))
	for _, k := range keys {
		v, known := a.matching.named[k]
		if !known {
			v = event.BlockedValue{Key: k}
		}
		out = append(out, v)
	}
	return out
}
