package activity_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/projections/activity"
)

func TestCursorRoundTrip(t *testing.T) {
	for _, want := range []activity.Cursor{
		{},
		{OccurredAt: time.Unix(1_770_000_000, 5).UTC(), Activity: uuid.UUID{1, 2}},
		{OccurredAt: time.Unix(-99, 0).UTC(), Activity: uuid.UUID{15: 1}},
	} {
		got, err := activity.ParseCursor(want.String())
		if err != nil || got != want {
			t.Errorf("%v is read back as %v, %v", want, got, err)
		}
	}
}

func FuzzParseCursor(f *testing.F) {
	f.Add(activity.Cursor{OccurredAt: time.Unix(1, 2), Activity: uuid.UUID{3}}.String())
	f.Add("!")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := activity.ParseCursor(s)
		if err != nil && !errors.Is(err, activity.ErrInvalid) {
			t.Errorf("got %v, want ErrInvalid", err)
		}
		if err == nil && !c.IsZero() && c.String() != s {
			t.Errorf("%q and %q are the same cursor", s, c.String())
		}
	})
}
