package fold_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// Defends: what an account last said it wants is what the next model is made
// under, whether it asked for it or put a version in force that has it.
func TestMatchChoiceIsTheLastWord(t *testing.T) {
	office, desk := event.BlockedValue{Category: "email", Value: "office@x.org", Key: 7}, event.BlockedValue{Category: "phone", Value: "1", Key: 3}
	a := fold.NewAccount(account)
	for _, step := range []struct {
		name string
		p    event.Payload
		want fold.MatchChoice
	}{
		{"asked", &event.MatchCalibrationRequested{Strict: true, Blocked: []event.BlockedValue{office, desk}}, fold.MatchChoice{Strict: true, Blocked: []event.BlockedValue{desk, office}}},
		{"proposed", &event.MatchModelProposed{Version: "m1", Part: 1, Of: 1, Strict: true, Blocked: []uint64{3, 7}}, fold.MatchChoice{Strict: true, Blocked: []event.BlockedValue{desk, office}}},
		{"asked again", &event.MatchCalibrationRequested{Blocked: []event.BlockedValue{desk}}, fold.MatchChoice{Blocked: []event.BlockedValue{desk}}},
		{"in force", &event.MatchModelActivated{Version: "m1"}, fold.MatchChoice{Strict: true, Blocked: []event.BlockedValue{desk, office}}},
		{"the program's own", &event.MatchModelActivated{Version: "built in"}, fold.MatchChoice{Blocked: []event.BlockedValue{}}},
		{"named by its key", &event.MatchModelProposed{Version: "m1", Part: 1, Of: 1}, fold.MatchChoice{Blocked: []event.BlockedValue{}}},
		{"back", &event.MatchModelActivated{Version: "m1"}, fold.MatchChoice{Strict: true, Blocked: []event.BlockedValue{desk, office}}},
	} {
		a.Apply(told(step.p))
		if diff := cmp.Diff(step.want, a.Clone().MatchChoice()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", step.name, diff)
		}
	}
}
