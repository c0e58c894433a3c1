package pebblelog_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/uuid"
)

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// TestFsck damages one thing at a time and wants exactly that reported.
func TestFsck(t *testing.T) {
	// The log: stream a with the commits 1, 2, 3, stream b with 4, 5, where 5
	// has the id of 1 again.
	ids := []uuid.UUID{{}, uuid.New(), uuid.New(), uuid.New(), uuid.New()}
	var sample []byte
	for _, c := range []struct {
		name   string
		damage func(*pebble.DB) error
		want   []string // parts of the problems, in order
	}{
		{"nothing", func(*pebble.DB) error { return nil }, nil},
		{"a flipped bit", func(db *pebble.DB) error {
			value := append([]byte(nil), sample...)
			value[len(value)-1] ^= 1
			return db.Set(pebblelog.EventKey(2), value, pebble.Sync)
		}, []string{"event: stream \"\" revision 0 position 00000000000000020000000000000000: event does not decode: wrong checksum"}},
		{"an event is missing", func(db *pebble.DB) error {
			return db.Delete(pebblelog.EventKey(3), pebble.Sync)
		}, []string{"position 00000000000000030000000000000000: event is missing"}},
		{"an event under another commit", func(db *pebble.DB) error {
			return db.Set(pebblelog.EventKey(4), sample, pebble.Sync)
		}, []string{"wrong checksum"}},
		{"a stream entry is missing", func(db *pebble.DB) error {
			return db.Delete(pebblelog.RevisionKey("a", 1), pebble.Sync)
		}, []string{"stream \"a\" revision 2 position 00000000000000030000000000000000: revision 1 is missing", "stream index: stream \"a\" revision 1"}},
		{"a stream entry points elsewhere", func(db *pebble.DB) error {
			return db.Set(pebblelog.RevisionKey("a", 1), number(4), pebble.Sync)
		}, []string{"stream index: stream \"a\" revision 1", "points to revision 0 of \"b\""}},
		{"a stream entry too many", func(db *pebble.DB) error {
			return db.Set(pebblelog.RevisionKey("c", 0), number(4), pebble.Sync)
		}, []string{"stream head", "points to revision 0 of \"b\""}},
		{"an id is missing", func(db *pebble.DB) error {
			return db.Delete(pebblelog.IDKey(ids[2]), pebble.Sync)
		}, []string{"id index: stream \"a\" revision 1"}},
		{"an id points elsewhere", func(db *pebble.DB) error {
			return db.Set(pebblelog.IDKey(ids[2]), number(3), pebble.Sync)
		}, []string{"id index: stream \"a\" revision 1", "points to an event with id " + ids[3].String()}},
		{"an id too many", func(db *pebble.DB) error {
			return db.Set(pebblelog.IDKey(uuid.New()), number(3), pebble.Sync)
		}, []string{"points to an event with id " + ids[3].String()}},
		{"a repeated id is missing", func(db *pebble.DB) error {
			return db.Delete(pebblelog.AgainKey(ids[1], 5), pebble.Sync)
		}, []string{"id index: stream \"b\" revision 1"}},
		{"a wrong head", func(db *pebble.DB) error {
			return db.Set(pebblelog.HeadKey("b"), number(7), pebble.Sync)
		}, []string{"stream head"}},
		{"a missing head", func(db *pebble.DB) error {
			return db.Delete(pebblelog.HeadKey("b"), pebble.Sync)
		}, []string{"stream head"}},
		{"a head of nothing", func(db *pebble.DB) error {
			return db.Set(pebblelog.HeadKey("c"), number(0), pebble.Sync)
		}, []string{"of no events"}},
		{"values of a wrong length", func(db *pebble.DB) error {
			b := db.NewBatch()
			for _, key := range [][]byte{pebblelog.IDKey(ids[4]), pebblelog.HeadKey("b")} {
				if err := b.Set(key, []byte{1, 2, 3}, nil); err != nil {
					return err
				}
			}
			return b.Commit(pebble.Sync)
		}, []string{"stream head", "id index", "id index"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := vfs.NewMem()
			config := pebblelog.Config{Dir: "/log", FS: files}
			l := openLog(t, config)
			for _, a := range []eventstore.Append{
				{Stream: "a", Events: withIDs(ids[1], ids[2], ids[3])},
				{Stream: "b", Events: withIDs(ids[4], ids[1])},
			} {
				a.Expected = eventstore.NoStream
				if results, err := l.Append(t.Context(), a); err != nil || results[0].Err != nil {
					t.Fatal(results, err)
				}
			}
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			raw(t, files, func(db *pebble.DB) error {
				value, closer, err := db.Get(pebblelog.EventKey(2))
				if err != nil {
					return err
				}
				sample = append([]byte(nil), value...)
				if err := closer.Close(); err != nil {
					return err
				}
				return c.damage(db)
			})
			report, err := pebblelog.Fsck(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			checkProblems(t, report, c.want)
		})
	}
}

func withIDs(ids ...uuid.UUID) []eventstore.NewEvent {
	var events []eventstore.NewEvent
	for _, id := range ids {
		events = append(events, eventstore.NewEvent{ID: id, Type: "T", Data: []byte("data")})
	}
	return events
}

func checkProblems(t *testing.T, report pebblelog.Report, want []string) {
	t.Helper()
	if report.OK() != (len(want) == 0) || len(report.Problems) != len(want) {
		t.Fatalf("%d problems, want %d: %v", len(report.Problems), len(want), report.Problems)
	}
	for i, p := range report.Problems {
		if !strings.Contains(p.String(), want[i]) {
			t.Errorf("problem %d: %s\nwant %s", i, p, want[i])
		}
	}
	if len(want) == 0 && (report.Events != 5 || report.Streams != 2) {
		t.Errorf("%d events in %d streams, want 5 in 2", report.Events, report.Streams)
	}
}

// TestFsckDamagedTable flips bytes of the files themselves: whatever they hit,
// the check ends, and says so.
func TestFsckDamagedTable(t *testing.T) {
	found := 0
	for seed := range 40 {
		files := vfs.NewMem()
		used(t, files)
		flipByte(t, files, seed)
		report, err := pebblelog.Fsck(t.Context(), pebblelog.Config{Dir: "/log", FS: files})
		if err != nil || !report.OK() {
			found++
		}
	}
	if found < 20 {
		t.Errorf("only %d of 40 damaged tables were noticed", found)
	}
}

// flipByte damages one byte of a table.
func flipByte(t *testing.T, files *vfs.MemFS, seed int) {
	t.Helper()
	for name, size := range listing(t, files) {
		if !strings.HasSuffix(name, ".sst") {
			continue
		}
		f, err := files.OpenReadWrite("/log/"+name, vfs.WriteCategoryUnspecified)
		if err != nil {
			t.Fatal(err)
		}
		at := int64(seed) * (size - 1) / 40
		b := make([]byte, 1)
		if _, err := f.ReadAt(b, at); err != nil {
			t.Fatal(err)
		}
		b[0] ^= 0x10
		if _, err := f.WriteAt(b, at); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatal("there is no table to damage")
}

func TestBackupAndRestore(t *testing.T) {
	for name, config := range map[string]pebblelog.Config{
		"on disk":   {Dir: t.TempDir() + "/log"},
		"in memory": {Dir: "/log", FS: vfs.NewMem()},
	} {
		t.Run(name, func(t *testing.T) {
			config.MemTableBytes = smallTable
			l := openLog(t, config)
			var acked []ack
			write := func(from, to int) {
				for n := from; n < to; n++ {
					results, err := l.Append(t.Context(), appendOf(0, n))
					if err != nil {
						t.Fatal(err)
					}
					acked = append(acked, ack{0, n, results[0].Position, results[0].Revision})
				}
			}
			write(0, 200)
			backup := config.Dir + "-backup"
			if err := l.Backup(t.Context(), backup); err != nil {
				t.Fatal(err)
			}
			saved := acked
			write(200, 300)
			for _, bad := range []string{backup, config.Dir, config.Dir + "/inside"} {
				if err := l.Backup(t.Context(), bad); err == nil || hintOf(err) == "" {
					t.Errorf("backup into %s: %v", bad, err)
				}
			}
			restored := config
			restored.Dir = config.Dir + "-restored"
			id, err := pebblelog.Restore(t.Context(), backup, restored)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := pebblelog.Restore(t.Context(), backup, restored); err == nil || hintOf(err) == "" {
				t.Errorf("restore over a log: %v", err)
			}
			copied := openLog(t, restored)
			checkLoad(t, copied, saved)
			old, _ := l.StoreID(t.Context())
			if now, _ := copied.StoreID(t.Context()); now != id || now == old {
				t.Errorf("store id %s, Restore said %s, the old one is %s", now, id, old)
			}
			if head, _ := copied.Head(t.Context()); head != saved[len(saved)-1].position {
				t.Errorf("head %s, want that of the backup", head)
			}
			checkLoad(t, l, acked)
		})
	}
}
