package bitmap_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/segments"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap"
	"github.com/cerebro-cdp/cerebro/projections/segments/segmentstest"
)

func applyTo(t testing.TB, e *bitmap.Engine, events []projections.Event, from, to int) {
	t.Helper()
	c := projections.Checkpoint{Position: events[to-1].Position, Ordinal: int64(to), Version: e.Version()}
	if err := e.Apply(t.Context(), events[from:to], c); err != nil {
		t.Fatalf("apply %d to %d: %v", from, to, err)
	}
}

// How a snapshot was damaged, and at which event the engine comes back.
func TestDamage(t *testing.T) {
	newest := func(folder, name string) string { return filepath.Join(folder, "snapshots", "1", name) }
	cases := map[string]struct {
		damage func(folder string) error
		at     int64
	}{
		"not at all":              {func(string) error { return nil }, 200},
		"no manifest":             {func(f string) error { return os.Remove(newest(f, "manifest.json")) }, 100},
		"half a manifest":         {func(f string) error { return os.Truncate(newest(f, "manifest.json"), 20) }, 100},
		"a shorter index":         {func(f string) error { return os.Truncate(newest(f, "index.bin"), 50) }, 100},
		"a flipped bit":           {func(f string) error { return flip(newest(f, "index.bin"), 999) }, 100},
		"state without its table": {func(f string) error { return removeAll(newest(f, "state"), ".sst") }, 100},
		"half done": {func(f string) error {
			return os.Rename(filepath.Join(f, "snapshots", "1"), filepath.Join(f, "snapshots", "1.tmp"))
		}, 100},
		"both": {func(f string) error {
			if err := os.Remove(filepath.Join(f, "snapshots", "0", "index.bin")); err != nil {
				return err
			}
			return os.Remove(newest(f, "index.bin"))
		}, 0},
	}
	events := slices.DeleteFunc(segmentstest.History(3, 280), func(e projections.Event) bool {
		return e.Type == event.TypeRecordErased // would leave one snapshot only
	})[:240]
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			e := open(t, folder)
			for at := 0; at < 200; at += 100 {
				applyTo(t, e, events, at, at+100)
				if err := e.Snapshot(t.Context()); err != nil {
					t.Fatalf("snapshot: %v", err)
				}
			}
			applyTo(t, e, events, 200, 240)
			killed := t.TempDir()
			if err := os.CopyFS(killed, os.DirFS(folder)); err != nil {
				t.Fatal(err)
			}
			if err := c.damage(killed); err != nil {
				t.Fatalf("damage: %v", err)
			}
			again := open(t, killed)
			check, _, err := again.Checkpoint(t.Context())
			if err != nil || check.Ordinal != c.at {
				t.Fatalf("back at %d, %v; want %d", check.Ordinal, err, c.at)
			}
			applyTo(t, again, events, int(check.Ordinal), 240)
			_, _ = again.Show(t.Context()), e.Show(t.Context())
			if diff := cmp.Diff(e.Dump(), again.Dump()); diff != "" {
				t.Errorf("the index differs (-want +got):\n%s", diff)
			}
			if err := again.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
			if err := e.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
}

func flip(path string, at int64) error {
	b, err := os.ReadFile(path)
	if err == nil {
		b[at] ^= 4
		err = os.WriteFile(path, b, 0o600)
	}
	return err
}

func removeAll(folder, ext string) error {
	list, err := filepath.Glob(filepath.Join(folder, "*"+ext))
	for _, f := range list {
		if err := os.Remove(f); err != nil {
			return err
		}
	}
	return err
}

// Two processes never share a folder.
func TestLocked(t *testing.T) {
	folder := t.TempDir()
	e := open(t, folder)
	if _, err := bitmap.Open(bitmap.Config{Folder: folder}); err == nil {
		t.Error("the folder was opened twice")
	}
	if err := e.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	if err := open(t, folder).Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
}

// What was erased is nowhere on disk once the next snapshot is done.
func TestErased(t *testing.T) {
	folder := t.TempDir()
	e := open(t, folder)
	c := newCrowd()
	events := c.begin()
	for range 50 {
		events = append(events, c.voter(), c.view(1))
	}
	planted := uuid.UUID{7, 7}
	events = append(events,
		c.wrap(event.Envelope{Record: planted, Source: c.source}, &event.RecordObserved{Key: "Xyzzy-key", Cleaner: 1, Facts: []event.Fact{
			{Op: event.Set, Category: category.BuiltIn().Number("last_name"), Value: "Xyzzy-name", Raw: "XYZZY-raw"},
			{Op: event.Set, Category: category.BuiltIn().Number("email"), Value: "xyzzy@mail.org"},
		}}),
		c.wrap(event.Envelope{Record: planted, Source: c.source}, &event.ActivityRecorded{Key: "Xyzzy-key", Activity: uuid.UUID{8}, Name: "page_view",
			Properties: []event.Property{{Name: "path", Value: "/xyzzy"}, {Name: "title", Value: "xyzzy"}}}))
	applyTo(t, e, events, 0, len(events))
	if err := e.Snapshot(t.Context()); err != nil {
		t.Fatalf("snapshot: %v", err)
	}
	digest := sha256.Sum256([]byte("\x01xyzzy@mail.org"))
	point := string(bytes.ToLower(digest[4:16])) // tables leave out how a key begins
	if !holds(t, folder, "xyzzy") || !holds(t, folder, point) {
		t.Fatal("the planted person is not on disk: the test proves nothing")
	}
	events = append(events, c.wrap(event.Envelope{Record: planted, Source: c.source}, &event.RecordErased{Reason: "request"}))
	applyTo(t, e, events, len(events)-1, len(events))
	if err := e.Snapshot(t.Context()); err != nil {
		t.Fatalf("snapshot: %v", err)
	}
	if holds(t, folder, "xyzzy") || holds(t, folder, point) {
		t.Error("something of the erased person is still on disk")
	}
	if err := e.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
}

func holds(t *testing.T, folder, text string) bool {
	found := false
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		found = found || bytes.Contains(bytes.ToLower(b), []byte(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Readers see whole positions while the writer goes on: nobody is there twice,
// and counts of a question and its opposite add up.
func TestReadersAndWriter(t *testing.T) {
	e := open(t, t.TempDir())
	events := segmentstest.History(9, 400)
	ctx, stop := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	everybody := &segment.Node{Kind: segment.KindNot, Nodes: []*segment.Node{{Kind: segment.KindAny}}}
	for range 2 {
		readers.Go(func() {
			for ctx.Err() == nil {
				q := segments.Query{Account: segmentstest.Account(), Now: segmentstest.Now(), Tree: everybody, Sample: segments.MaxSample}
				a, err := e.Query(t.Context(), q)
				if err != nil || int(a.Count) != len(a.Sample) {
					t.Errorf("count %d, sample %d, %v", a.Count, len(a.Sample), err)
					return
				}
			}
		})
	}
	for at := 0; at < len(events); at += 10 {
		applyTo(t, e, events, at, at+10)
		if err := e.Show(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	stop()
	readers.Wait()
	if got := e.Visible(); got != events[len(events)-1].Position {
		t.Errorf("visible is %s", got)
	}
	if err := e.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
}
