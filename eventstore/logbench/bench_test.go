package logbench_test

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/cerebro-cdp/cerebro/eventstore/logbench"
)

// TestRun defends that the bench measures all it says; the figures of so short
// a run mean nothing. CEREBRO_BENCH=full runs the real one.
func TestRun(t *testing.T) {
	c := logbench.Config{Rounds: 1, Duration: 50 * time.Millisecond, Loads: []logbench.Load{{"few", 4, 3}}}
	if os.Getenv("CEREBRO_BENCH") == "full" {
		c = logbench.Config{}
	}
	result, err := logbench.Run(t.Context(), t.TempDir(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range result.Loads {
		if f.Ours <= 0 || f.BareClients <= 0 || f.BareLoop <= 0 || f.GroupEvents < 1 {
			t.Errorf("%s: a figure is missing: %+v", f.Name, f)
		}
	}
	text, err := json.MarshalIndent(result, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s", text)
}
