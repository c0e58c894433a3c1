package pebbleactivity_test

import (
	"testing"

	"github.com/cerebro-cdp/cerebro/projections/activity"
	"github.com/cerebro-cdp/cerebro/projections/activity/activitytest"
	"github.com/cerebro-cdp/cerebro/projections/activity/pebbleactivity"
)

func open(t testing.TB, folder string) activity.Store {
	t.Helper()
	s, err := pebbleactivity.Open(pebbleactivity.Config{Dir: folder})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSuite(t *testing.T) { activitytest.Run(t, open) }
