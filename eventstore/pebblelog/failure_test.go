package pebblelog_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"
)

// faulty fails the operations match picks, once it is switched on.
type faulty struct {
	on    atomic.Bool
	after atomic.Int64 // so many picked operations still succeed
	err   error
	match func(errorfs.Op) bool
}

// MaybeError implements errorfs.Injector.
func (f *faulty) MaybeError(op errorfs.Op) error {
	if f.on.Load() && f.match(op) && f.after.Add(-1) < 0 {
		return f.err
	}
	return nil
}

func (f *faulty) String() string { return "faulty" }

func anyWrite(op errorfs.Op) bool {
	switch op.Kind {
	case errorfs.OpCreate, errorfs.OpFileWrite, errorfs.OpFileSync, errorfs.OpFileSyncData, errorfs.OpReuseForWrite:
		return true
	}
	return false
}

func on(kind errorfs.OpKind, suffix string) func(errorfs.Op) bool {
	return func(op errorfs.Op) bool {
		sameKind := op.Kind == kind || kind == errorfs.OpFileSync && op.Kind == errorfs.OpFileSyncData
		return sameKind && (strings.HasSuffix(op.Path, suffix) || strings.Contains(op.Path, "/"+suffix+"-"))
	}
}

// TestFailedWrites lets each kind of write fail under load: no append succeeds
// afterwards, readers live, and after opening again nothing acknowledged is
// missing.
func TestFailedWrites(t *testing.T) {
	broken := errors.New("injected: input/output error")
	for _, c := range []struct {
		name  string
		err   error
		after int64
		match func(errorfs.Op) bool
		hint  string
	}{
		{"log write", broken, 0, on(errorfs.OpFileWrite, ".log"), "check the disk"},
		{"log write, later", broken, 12, on(errorfs.OpFileWrite, ".log"), "check the disk"},
		{"log sync", broken, 3, on(errorfs.OpFileSync, ".log"), "check the disk"},
		{"new log file", broken, 0, on(errorfs.OpCreate, ".log"), "check the disk"},
		{"new table", broken, 0, on(errorfs.OpCreate, ".sst"), "check the disk"},
		{"table write", broken, 1, on(errorfs.OpFileWrite, ".sst"), "check the disk"},
		{"table sync", broken, 0, on(errorfs.OpFileSync, ".sst"), "check the disk"},
		{"manifest write", broken, 0, on(errorfs.OpFileWrite, "MANIFEST"), "check the disk"},
		{"manifest sync", broken, 0, on(errorfs.OpFileSync, "MANIFEST"), "check the disk"},
		{"disk full", syscall.ENOSPC, 0, anyWrite, "the disk is full"},
		{"disk full, later", syscall.ENOSPC, 57, anyWrite, "the disk is full"},
		{"disk full, much later", syscall.ENOSPC, 200, anyWrite, "the disk is full"},
	} {
		t.Run(c.name, func(t *testing.T) {
			disk := vfs.NewMem()
			f := &faulty{err: c.err, match: c.match}
			f.after.Store(c.after)
			l := openLog(t, pebblelog.Config{Dir: "/log", FS: errorfs.Wrap(disk, f), MemTableBytes: smallTable})
			acked, failure := failUnderLoad(t, l, f)
			checkFailed(t, l, failure, c.err, c.hint)
			checkLoad(t, l, acked)
			if err := l.Close(); err != nil {
				t.Fatalf("close: %v", err)
			}
			again := openLog(t, pebblelog.Config{Dir: "/log", FS: disk, MemTableBytes: smallTable})
			checkLoad(t, again, acked)
			results, err := again.Append(t.Context(), eventstore.Append{
				Stream: "after", Expected: eventstore.NoStream, Events: appendOf(99, 1).Events,
			})
			if err != nil || results[0].Err != nil {
				t.Fatalf("append after opening again: %v %v", results, err)
			}
		})
	}
}

// failUnderLoad appends, from some point on with the fault, until it shows.
func failUnderLoad(t *testing.T, l *pebblelog.Log, f *faulty) ([]ack, error) {
	var mu sync.Mutex
	var acked []ack
	var failure error
	var writers sync.WaitGroup
	const most = 2000 // enough to make pebble write tables
	for w := range 4 {
		writers.Go(func() {
			for n := range most {
				if n == 30 {
					f.on.Store(true)
				}
				results, err := l.Append(t.Context(), appendOf(w, n))
				mu.Lock()
				if err != nil {
					failure = err
				} else {
					acked = append(acked, ack{w, n, results[0].Position, results[0].Revision})
				}
				mu.Unlock()
				if err != nil {
					return
				}
			}
		})
	}
	writers.Wait()
	return acked, failure
}

func checkFailed(t *testing.T, l *pebblelog.Log, failure, cause error, hint string) {
	t.Helper()
	if !errors.Is(failure, eventstore.ErrFailed) || !errors.Is(failure, cause) {
		t.Fatalf("append failed with %v, want ErrFailed from %v", failure, cause)
	}
	var e *eventstore.Error
	if !errors.As(failure, &e) || !strings.Contains(e.Hint, hint) {
		t.Errorf("hint %q, want %q", e.Hint, hint)
	}
	if _, err := l.Append(t.Context(), appendOf(0, 0)); !errors.Is(err, eventstore.ErrFailed) {
		t.Errorf("append after the failure: %v, want ErrFailed", err)
	}
	if !l.Stats().Failed {
		t.Error("Stats do not tell of the failure")
	}
	if err := l.Backup(t.Context(), "/elsewhere"); !errors.Is(err, eventstore.ErrFailed) {
		t.Errorf("backup after the failure: %v, want ErrFailed", err)
	}
}

// TestFailedOpen lets every single write of opening fail in turn: Open answers
// with the error, and works once the disk does.
func TestFailedOpen(t *testing.T) {
	for _, used := range []bool{false, true} {
		for n := int64(0); ; n++ {
			disk := vfs.NewMem()
			var acked []ack
			if used {
				l := openLog(t, pebblelog.Config{Dir: "/log", FS: disk, MemTableBytes: smallTable})
				results, err := l.Append(t.Context(), appendOf(0, 0))
				if err != nil {
					t.Fatal(err)
				}
				acked = []ack{{0, 0, results[0].Position, results[0].Revision}}
				if err := l.Close(); err != nil {
					t.Fatal(err)
				}
			}
			f := &faulty{err: syscall.ENOSPC, match: anyWrite}
			f.after.Store(n)
			f.on.Store(true)
			l, err := pebblelog.Open(pebblelog.Config{Dir: "/log", FS: errorfs.Wrap(disk, f), MemTableBytes: smallTable})
			if err == nil {
				if err := l.Close(); err != nil && !errors.Is(err, syscall.ENOSPC) {
					t.Fatal(err)
				}
				if n < 5 {
					t.Fatalf("opening wrote only %d times", n)
				}
				break
			}
			if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(hintOf(err), "disk is full") {
				t.Fatalf("write %d failed: %v, hint %q", n, err, hintOf(err))
			}
			again, err := pebblelog.Open(pebblelog.Config{Dir: "/log", FS: disk, MemTableBytes: smallTable})
			if err != nil {
				t.Fatalf("open after write %d had failed: %v", n, err)
			}
			checkLoad(t, again, acked)
			if err := again.Close(); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func hintOf(err error) string {
	var e *eventstore.Error
	if errors.As(err, &e) {
		return e.Hint
	}
	return ""
}

// TestFullBackupFolder defends that a back-up that fails is no failure of the
// log.
func TestFullBackupFolder(t *testing.T) {
	f := &faulty{err: syscall.ENOSPC, match: func(op errorfs.Op) bool {
		return anyWrite(op) && strings.HasPrefix(op.Path, "/backup")
	}}
	f.on.Store(true)
	l := openLog(t, pebblelog.Config{Dir: "/log", FS: errorfs.Wrap(vfs.NewMem(), f)})
	for n := range 3 {
		if err := l.Backup(context.Background(), fmt.Sprintf("/backup/%d", n)); !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("backup: %v, want ENOSPC", err)
		}
		if _, err := l.Append(t.Context(), appendOf(0, n)); err != nil {
			t.Fatalf("append after a failed backup: %v", err)
		}
	}
}

// TestOldLogStaysUntilTheNewOne holds the making of the new write-ahead log
// back while a used folder is opened: the old one must not go before, or a
// crash in between leaves a folder that reads as half copied.
func TestOldLogStaysUntilTheNewOne(t *testing.T) {
	disk := vfs.NewMem()
	l := openLog(t, pebblelog.Config{Dir: "/log", FS: disk, MemTableBytes: smallTable})
	results, err := l.Append(t.Context(), appendOf(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	var made atomic.Bool
	removed := make(chan struct{}, 1)
	files := errorfs.Wrap(disk, errorfs.InjectorFunc(func(op errorfs.Op) error {
		switch {
		case !strings.HasSuffix(op.Path, ".log"):
		case op.Kind == errorfs.OpCreate:
			select { // time enough for whoever does not wait for it
			case <-removed:
			case <-time.After(200 * time.Millisecond):
			}
			made.Store(true)
		case op.Kind == errorfs.OpRemove && !made.Load():
			t.Errorf("%s is removed before there is a new log", op.Path)
			removed <- struct{}{}
		}
		return nil
	}))
	again := openLog(t, pebblelog.Config{Dir: "/log", FS: files, MemTableBytes: smallTable})
	checkLoad(t, again, []ack{{0, 0, results[0].Position, results[0].Revision}})
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	names, err := disk.List("/log")
	if err != nil {
		t.Fatal(err)
	}
	if logs := slices.DeleteFunc(names, func(n string) bool { return !strings.HasSuffix(n, ".log") }); len(logs) != 1 {
		t.Errorf("the folder has the logs %v, want the new one", logs)
	}
}
