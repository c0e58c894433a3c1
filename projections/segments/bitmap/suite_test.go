package bitmap_test

import (
	"testing"

	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap"
	"github.com/cerebro-cdp/cerebro/projections/segments/segmentstest"
)

func open(t testing.TB, folder string) *bitmap.Engine {
	t.Helper()
	e, err := bitmap.Open(bitmap.Config{Folder: folder, SnapshotEvents: -1, StoreBytes: 8 << 20})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return e
}

// Profiles that share contact points are looked at again a few at a time.
func TestSegmentsPutOff(t *testing.T) {
	segmentstest.Run(t, segmentstest.Suite{Open: func(t testing.TB, folder string) segmentstest.Opened {
		e, err := bitmap.Open(bitmap.Config{Folder: folder, SnapshotEvents: -1, StoreBytes: 8 << 20, ReviewHolders: 1, CacheRecords: 4})
		if err != nil {
			t.Fatalf("open: %v", err)
		}
		return segmentstest.Opened{Projector: e, Engine: e, Show: e.Show, Snapshot: e.Snapshot, Close: e.Close}
	}})
}

func TestSegments(t *testing.T) {
	segmentstest.Run(t, segmentstest.Suite{Open: func(t testing.TB, folder string) segmentstest.Opened {
		e := open(t, folder)
		return segmentstest.Opened{Projector: e, Engine: e, Show: e.Show, Snapshot: e.Snapshot, Close: e.Close}
	}})
}
