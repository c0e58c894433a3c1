package pebblelog_test

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/go-cmp/cmp"
)

// used makes a log with some events and tables, closed.
func used(t *testing.T, files vfs.FS) []ack {
	t.Helper()
	l, err := pebblelog.Open(pebblelog.Config{Dir: "/log", FS: files, MemTableBytes: smallTable})
	if err != nil {
		t.Fatal(err)
	}
	var acked []ack
	for n := range 200 {
		results, err := l.Append(t.Context(), appendOf(n%3, n/3))
		if err != nil || results[0].Err != nil {
			t.Fatal(results, err)
		}
		acked = append(acked, ack{n % 3, n / 3, results[0].Position, results[0].Revision})
	}
	checkLoad(t, l, acked)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return acked
}

// raw changes a closed log behind the driver's back.
func raw(t *testing.T, files vfs.FS, change func(*pebble.DB) error) {
	t.Helper()
	config := pebblelog.Config{Dir: "/log", FS: files}
	db, err := pebble.Open("/log", pebblelog.PebbleOptions(config, files))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(change(db), db.Flush(), db.Close()); err != nil {
		t.Fatal(err)
	}
}

// remove deletes the files of a folder that match.
func remove(t *testing.T, files vfs.FS, pattern string) {
	t.Helper()
	names, err := files.List("/log")
	if err != nil {
		t.Fatal(err)
	}
	removed := 0
	for _, name := range names {
		if ok, _ := filepath.Match(pattern, name); ok {
			if err := files.Remove("/log/" + name); err != nil {
				t.Fatal(err)
			}
			removed++
		}
	}
	if removed == 0 {
		t.Fatalf("nothing matches %s among %v", pattern, names)
	}
}

// listing is every file of the folder with its size, but the lock.
func listing(t *testing.T, files vfs.FS) map[string]int64 {
	t.Helper()
	names, err := files.List("/log")
	if err != nil {
		t.Fatal(err)
	}
	sizes := map[string]int64{}
	for _, name := range names {
		info, err := files.Stat("/log/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if name != "LOCK" {
			sizes[name] = info.Size()
		}
	}
	return sizes
}

// TestOpenDamaged defends that a folder that is not a whole log of this
// version is refused, with the next step, and left as it is.
func TestOpenDamaged(t *testing.T) {
	for _, c := range []struct {
		name   string
		damage func(*testing.T, vfs.FS)
		want   error
		hint   string
	}{
		{"no write-ahead log", func(t *testing.T, f vfs.FS) { remove(t, f, "*.log") }, eventstore.ErrCorrupt, "half copied"},
		{"no tables", func(t *testing.T, f vfs.FS) { remove(t, f, "*.sst") }, eventstore.ErrCorrupt, "restore"},
		{"no manifest", func(t *testing.T, f vfs.FS) { remove(t, f, "MANIFEST-*") }, eventstore.ErrCorrupt, "half copied"},
		{"no markers", func(t *testing.T, f vfs.FS) { remove(t, f, "marker.*") }, eventstore.ErrCorrupt, "half copied"},
		{"only our own file", func(t *testing.T, f vfs.FS) { remove(t, f, "[^C]*") }, eventstore.ErrCorrupt, "half copied"},
		{"only tables and logs", func(t *testing.T, f vfs.FS) { remove(t, f, "[^0]*") }, eventstore.ErrCorrupt, "half copied"},
		{"a later version", func(t *testing.T, f vfs.FS) {
			raw(t, f, func(db *pebble.DB) error { return db.Set(pebblelog.VersionKey(), []byte{2}, pebble.Sync) })
		}, eventstore.ErrVersion, "version that wrote it"},
		{"an unreadable version", func(t *testing.T, f vfs.FS) {
			raw(t, f, func(db *pebble.DB) error { return db.Set(pebblelog.VersionKey(), nil, pebble.Sync) })
		}, eventstore.ErrVersion, "version that wrote it"},
		{"another program's store", func(t *testing.T, f vfs.FS) {
			raw(t, f, func(db *pebble.DB) error { return db.Delete(pebblelog.VersionKey(), pebble.Sync) })
		}, eventstore.ErrVersion, "not the folder of a Cerebro log"},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := vfs.NewMem()
			used(t, files)
			c.damage(t, files)
			before := listing(t, files)
			for _, readOnly := range []bool{true, false, true} {
				l, err := pebblelog.Open(pebblelog.Config{Dir: "/log", FS: files, ReadOnly: readOnly})
				if err == nil {
					_ = l.Close()
				}
				if !errors.Is(err, c.want) {
					t.Fatalf("open: %v, want %v", err, c.want)
				}
				if !strings.Contains(hintOf(err), c.hint) || !strings.Contains(err.Error(), "/log") {
					t.Errorf("error %q with hint %q, want the folder and %q", err, hintOf(err), c.hint)
				}
			}
			if d := cmp.Diff(before, listing(t, files)); d != "" && !errors.Is(c.want, eventstore.ErrVersion) {
				t.Errorf("the folder changed (-before +after):\n%s", d)
			}
		})
	}
}

func TestOpenLocked(t *testing.T) {
	for name, config := range map[string]pebblelog.Config{
		"on disk":   {Dir: t.TempDir()},
		"in memory": {Dir: "/log", FS: vfs.NewMem()},
	} {
		t.Run(name, func(t *testing.T) {
			l := openLog(t, config)
			for _, readOnly := range []bool{false, true} {
				second := config
				second.ReadOnly = readOnly
				_, err := pebblelog.Open(second)
				if !errors.Is(err, eventstore.ErrLocked) {
					t.Fatalf("second open: %v, want ErrLocked", err)
				}
				if !strings.Contains(err.Error(), config.Dir) || !strings.Contains(hintOf(err), "server probably holds") {
					t.Errorf("error %q, hint %q", err, hintOf(err))
				}
			}
			if _, err := l.Append(t.Context(), appendOf(0, 0)); err != nil {
				t.Errorf("the first one suffered: %v", err)
			}
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			openLog(t, config)
		})
	}
}

func TestOpenReadOnly(t *testing.T) {
	files := vfs.NewMem()
	if _, err := pebblelog.Open(pebblelog.Config{Dir: "/log", FS: files, ReadOnly: true}); !errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("open of nothing: %v, want it not to exist", err)
	}
	acked := used(t, files)
	l := openLog(t, pebblelog.Config{Dir: "/log", FS: files, ReadOnly: true})
	checkLoad(t, l, acked)
	if _, err := l.Append(t.Context(), appendOf(0, 0)); !errors.Is(err, eventstore.ErrInvalid) {
		t.Errorf("append: %v, want ErrInvalid", err)
	}
}

func TestConfigValidate(t *testing.T) {
	for name, c := range map[string]pebblelog.Config{
		"no folder":        {},
		"negative cache":   {Dir: "x", CacheBytes: -1},
		"tiny memtable":    {Dir: "x", MemTableBytes: 1000},
		"minus a memtable": {Dir: "x", MemTableBytes: -1},
	} {
		if _, err := pebblelog.Open(c); !errors.Is(err, eventstore.ErrInvalid) || hintOf(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
