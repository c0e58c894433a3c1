package projections_test

import (
	"testing"

	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/projectiontest"
)

// The suite itself is tried on a projector simple enough to be right.
func TestSuite(t *testing.T) {
	projectiontest.Run(t, projectiontest.Suite{
		Open: func(t testing.TB, folder string) projectiontest.Opened {
			f := openFiled(t, folder)
			return projectiontest.Opened{
				Projector: f, Close: func() error { return nil },
				Dump: func() (any, error) { return f.dump(), nil },
			}
		},
		Events: history,
		Poison: func() projections.Event {
			e := activity(1, 1)
			e.Payload = nil
			return e
		},
	})
}
