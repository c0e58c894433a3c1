package event_test

import (
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// TestNamedIDIsUUIDv5: ids of data that are sent again, and of profiles, are
// what they were always made of.
func TestNamedIDIsUUIDv5(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		namespace := uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "namespace"))
		name := rapid.SliceOfN(rapid.Byte(), 0, 600).Draw(t, "name")
		if got, want := event.NamedID(namespace, name), uuid.NewSHA1(namespace, name); got != want {
			t.Fatalf("the id is %s, want %s", got, want)
		}
	})
}
