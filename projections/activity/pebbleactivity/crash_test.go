package pebbleactivity_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/activity"
	"github.com/cerebro-cdp/cerebro/projections/activity/activitytest"
	"github.com/cerebro-cdp/cerebro/projections/activity/pebbleactivity"
)

func openOn(t *testing.T, fs vfs.FS, flushEvery time.Duration) *pebbleactivity.Store {
	t.Helper()
	s, err := pebbleactivity.Open(pebbleactivity.Config{Dir: "activity", FS: fs, FlushEvery: flushEvery})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func checkpoint(n int) projections.Checkpoint {
	return projections.Checkpoint{Store: uuid.UUID{1}, Position: eventstore.MakePosition(uint64(n), 0), Ordinal: int64(n), Version: activity.Version}
}

func applyTo(t *testing.T, s activity.Store, events []projections.Event, from, to int) {
	t.Helper()
	if err := s.Apply(t.Context(), events[from:to], checkpoint(to)); err != nil {
		t.Fatal(err)
	}
}

func contents(t *testing.T, s activity.Store) (out []activity.Activity) {
	t.Helper()
	for a, err := range s.All(t.Context(), uuid.Nil) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}

// After a crash at any moment, with any of the unsynced data lost, the store
// stands as of one of its own checkpoints.
func TestCrash(t *testing.T) {
	const total = 200
	events := activitytest.History(11, total)
	for seed := range uint64(15) {
		r := rand.New(rand.NewPCG(seed, 1))
		disk := vfs.NewCrashableMem()
		s := openOn(t, disk, time.Nanosecond) // flushes all the time
		for done := 0; done < total; {
			next := min(total, done+1+r.IntN(25))
			applyTo(t, s, events, done, next)
			done = next
		}
		after := openOn(t, disk.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: r.IntN(101), RNG: r}), time.Hour)
		c, ok, err := after.Checkpoint(t.Context())
		if err != nil || (ok && c != checkpoint(int(c.Ordinal))) {
			t.Fatalf("checkpoint after a crash: %+v, %v", c, err)
		}
		fresh := openOn(t, vfs.NewMem(), time.Hour)
		applyTo(t, fresh, events, 0, int(c.Ordinal))
		if diff := cmp.Diff(contents(t, fresh), contents(t, after)); diff != "" {
			t.Fatalf("after a crash at event %d (-want +got):\n%s", c.Ordinal, diff)
		}
		for _, open := range []*pebbleactivity.Store{s, after, fresh} {
			if err := open.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

// What was erased is in no file any more, also of records whose neighbours stay.
func TestErasedIsGoneFromTheDisk(t *testing.T) {
	folder := t.TempDir()
	// Pebble compacts by itself now and then; here only the scrubber does.
	s := openUncompacted(t, folder)
	secret := "quixotic-zebra-7731"
	doc := func(n int, record byte, text string) projections.Event {
		id, account := uuid.UUID{9, byte(n), byte(n >> 8)}, uuid.UUID{2}
		return projections.Event{
			Event: event.Event{
				Envelope: event.Envelope{ID: id, Type: event.TypeActivityRecorded, Account: account, OccurredAt: time.Unix(int64(n), 0), RecordedAt: time.Unix(int64(n), 0)},
				Payload: &event.ActivityRecorded{Activity: id, Name: "donation", Label: text,
					Properties: []event.Property{{Name: "note", Value: strings.Repeat(text, 3)}}},
			},
			Stream: event.RecordStream(account, uuid.UUID{4, record}),
		}
	}
	var events []projections.Event
	for n := range 3000 {
		text := "harmless"
		if n%50 == 7 {
			text = secret
		}
		events = append(events, doc(n, byte(n%50), text))
	}
	applyTo(t, s, events, 0, 1500)
	if err := s.Close(); err != nil { // one half in files, the other in memory
		t.Fatal(err)
	}
	s = openUncompacted(t, folder)
	applyTo(t, s, events, 1500, 3000)
	gone := events[7]
	gone.Type, gone.Payload = event.TypeRecordErased, &event.RecordErased{}
	if err := s.Apply(t.Context(), []projections.Event{gone}, checkpoint(3001)); err != nil {
		t.Fatal(err)
	}
	if err := s.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(contents(t, s)); n != 3000-60 {
		t.Errorf("%d activities are left, want %d", n, 3000-60)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, file := range filesWith(t, folder, "quixotic") {
		t.Errorf("%s still holds what was erased", file)
	}
	if len(filesWith(t, folder, "harmless")) == 0 {
		t.Error("the search finds nothing at all: it proves nothing")
	}
}

func openUncompacted(t *testing.T, folder string) *pebbleactivity.Store {
	t.Helper()
	s, err := pebbleactivity.Open(pebbleactivity.OnlyScrubCompacts(pebbleactivity.Config{Dir: folder}))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func filesWith(t *testing.T, folder, text string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(text)) {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
