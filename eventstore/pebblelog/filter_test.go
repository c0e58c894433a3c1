package pebblelog_test

import (
	"testing"

	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
	"github.com/google/uuid"
)

// The filter may be wrong only in one direction, and seldom, also across the
// layers it grows.
func TestFilter(t *testing.T) {
	const n = 1_000_000
	f := pebblelog.NewFilter()
	ids := make([]uuid.UUID, n)
	for i := range ids {
		ids[i] = uuid.New()
		f.Add(ids[i])
	}
	for _, id := range ids {
		if !f.MayHave(id) {
			t.Fatalf("%s was added and is denied", id)
		}
	}
	wrong := 0
	for range n {
		if f.MayHave(uuid.New()) {
			wrong++
		}
	}
	if wrong > n/200 {
		t.Errorf("%d of %d unknown ids pass, want less than 0.5 %%", wrong, n)
	}
	t.Logf("%d of %d unknown ids pass", wrong, n)
}
