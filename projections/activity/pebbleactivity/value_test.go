package pebbleactivity

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/projections/activity"
)

func document() activity.Activity {
	return activity.Activity{
		ID: uuid.UUID{1}, Account: uuid.UUID{2}, Record: uuid.UUID{3}, Source: uuid.UUID{4}, Import: uuid.UUID{5}, Event: uuid.UUID{6},
		Ordinal: 1 << 40, Type: "donation", Label: "x", OccurredAt: time.Unix(0, -5).UTC(), RecordedAt: time.Unix(9, 0).UTC(), Withdrawn: true,
		Properties: []event.Property{{Name: "amount", Value: "5", Kind: event.PropertyNumber}, {Name: "unlisted", Value: "\x00ü"}, {Name: "", Value: ""}},
	}
}

// This test stands inside: the bytes are nobody's business but this package's.
func TestValueRoundTrip(t *testing.T) {
	want := document()
	got, err := decode(want.Account, placeOf(&want), newEncoder().value(&want, flagVersions))
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
}

// The numbers of property names are on disks: they never change.
func TestNamesKeepTheirNumbers(t *testing.T) {
	n := newEncoder().number
	for name, want := range map[string]uint64{"path": 1, "utm_source": 6, "amount": 17, "name": 19, "result": 24} {
		if n[name] != want {
			t.Errorf("%s is number %d, want %d", name, n[name], want)
		}
	}
}

func TestKeysSortNewestFirst(t *testing.T) {
	var last []byte
	for _, at := range []int64{math.MaxInt64, 5, 0, -5, math.MinInt64} {
		key := timelineKey(nil, uuid.UUID{1}, place{record: uuid.UUID{2}, occurred: at, activity: uuid.UUID{3}})
		if string(last) >= string(key) {
			t.Errorf("the key of %d sorts before that of something newer", at)
		}
		_, p, err := parseTimelineKey(key)
		if last = key; err != nil || p.occurred != at {
			t.Errorf("%d is read back as %d, %v", at, p.occurred, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	d := document()
	e := newEncoder()
	f.Add(e.value(&d, 0), timelineKey(nil, d.Account, placeOf(&d)))
	f.Add(encodeVersions([]version{{placeOf(&d), 3}}), []byte{})
	f.Fuzz(func(t *testing.T, value, key []byte) {
		if _, p, err := parseTimelineKey(key); err == nil {
			_, _ = decode(uuid.UUID{}, p, value)
		}
		_, _ = decode(uuid.UUID{}, place{}, value)
		_, _ = decodeHead(value)
		_, _ = decodeVersions(uuid.UUID{}, value)
		_, _ = decodeCheckpoint(value)
	})
}
