package bitmap_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/projectiontest"
	"github.com/cerebro-cdp/cerebro/projections/segments/segmentstest"
)

// The engine as a projector: whatever the batches, stops and crashes, the index
// is that of folding the log in one go.
func TestProjector(t *testing.T) {
	projectiontest.Run(t, projectiontest.Suite{
		Open: func(t testing.TB, folder string) projectiontest.Opened {
			e := open(t, folder)
			return projectiontest.Opened{
				Projector: e,
				Close:     e.Close,
				Dump: func() (any, error) {
					err := e.Show(t.Context())
					return e.Dump(), err
				},
				Settle: func() error { return e.Snapshot(t.Context()) },
			}
		},
		Events: segmentstest.History,
		Poison: func() projections.Event {
			return projections.Event{Event: event.Event{Envelope: event.Envelope{
				ID: uuid.New(), Type: event.TypeRecordObserved, Account: segmentstest.Account(), Record: uuid.New(),
			}}}
		},
		Length: 200,
	})
}
