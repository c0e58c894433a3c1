package pebblelog

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// A fence is the file system pebble works on. It passes everything through
// until the first failed create, write or sync below its folder. From then on
// it is frozen: the folder keeps the bytes it has, as after a power cut, and
// pebble goes on in memory without noticing.
//
//   - New files lie in memory, and are found there first.
//   - Writes and syncs of files that were open are swallowed, except of tables,
//     which fail so that pebble starts them again, in memory.
//   - Files are no longer removed, renamed or linked.
//   - New files of compactions wait for release: compacting in memory could
//     take more of it than there is, and nobody needs the result.
//
// Before that it holds two orders that pebble leaves to chance: a folder is
// durable before the marker that names a file in it (settleBefore), and the old
// write-ahead log goes after the new one came (oldLogs).
//
// Why not let the errors through: pebble answers a failed log write with
// os.Exit or a panic while it holds locks, and retries a failed flush at once
// and for ever.
type fence struct {
	vfs.FS
	dir      string // the folder
	prefix   string // of the names in it
	memory   *vfs.MemFS
	frozen   atomic.Bool
	cause    error // of the freeze; set before frozen
	onFreeze func(error)
	oldLogs  oldLogs

	freezeOnce, releaseOnce sync.Once
	released                chan struct{}
}

var errFrozen = errors.New("folder is frozen after a failed write")

func newFence(inner vfs.FS, dir string, onFreeze func(error)) *fence {
	return &fence{
		FS: inner, dir: dir, prefix: strings.TrimSuffix(inner.PathJoin(dir, "x"), "x"), memory: vfs.NewMem(),
		onFreeze: onFreeze, released: make(chan struct{}),
	}
}

// check freezes the folder when err is the first failure of a write.
func (f *fence) check(err error) {
	if err == nil {
		return
	}
	f.freezeOnce.Do(func() {
		// The memory side needs the folder before files are made in it; making
		// one in memory does not fail.
		_ = f.memory.MkdirAll(f.dir, 0o755)
		f.cause = err
		f.frozen.Store(true)
		f.onFreeze(err)
	})
}

// release lets waiting compactions fail, so that pebble can be closed.
func (f *fence) release() { f.releaseOnce.Do(func() { close(f.released) }) }

// holds tells whether a name lies in the folder: back-ups go elsewhere, and
// their errors are no reason to stop the log.
func (f *fence) holds(name string) bool { return strings.HasPrefix(name, f.prefix) }

func (f *fence) inMemory(name string) bool {
	if !f.frozen.Load() || !f.holds(name) {
		return false
	}
	_, err := f.memory.Stat(name)
	return err == nil
}

func isTable(name string) bool {
	return strings.HasSuffix(name, ".sst") || strings.HasSuffix(name, ".blob")
}

func (f *fence) createInMemory(name string, category vfs.DiskWriteCategory) (vfs.File, error) {
	if category == "pebble-compaction" {
		<-f.released
		return nil, errFrozen
	}
	return f.memory.Create(name, category)
}

// guard wraps a file opened for writing, or gives one in memory instead.
func (f *fence) guard(name string, category vfs.DiskWriteCategory, open func() (vfs.File, error)) (vfs.File, error) {
	if !f.holds(name) {
		return open()
	}
	if f.frozen.Load() {
		return f.createInMemory(name, category)
	}
	err := f.settleBefore(name)
	var file vfs.File
	if err == nil {
		file, err = open()
	}
	if f.check(err); err != nil {
		return f.createInMemory(name, category)
	}
	return &fencedFile{File: file, fence: f, table: isTable(name)}, nil
}

// settleBefore makes the folder durable before a marker file, which says which
// manifest is in force, can be: pebble syncs the folder only afterwards, and a
// file system that does not keep the order could lose the manifest the marker
// names.
func (f *fence) settleBefore(name string) error {
	if !strings.HasPrefix(f.PathBase(name), "marker.") {
		return nil
	}
	return syncDir(f.FS, f.dir)
}

func (f *fence) Create(name string, category vfs.DiskWriteCategory) (vfs.File, error) {
	return f.make(name, category, func() (vfs.File, error) { return f.FS.Create(name, category) })
}

func (f *fence) ReuseForWrite(oldname, newname string, category vfs.DiskWriteCategory) (vfs.File, error) {
	return f.make(newname, category, func() (vfs.File, error) { return f.FS.ReuseForWrite(oldname, newname, category) })
}

func (f *fence) make(name string, category vfs.DiskWriteCategory, open func() (vfs.File, error)) (vfs.File, error) {
	if isLog(name) && f.holds(name) {
		return f.makeLog(name, category, open)
	}
	return f.guard(name, category, open)
}

func (f *fence) OpenReadWrite(name string, category vfs.DiskWriteCategory, opts ...vfs.OpenOption) (vfs.File, error) {
	return f.guard(name, category, func() (vfs.File, error) { return f.FS.OpenReadWrite(name, category, opts...) })
}

func (f *fence) Open(name string, opts ...vfs.OpenOption) (vfs.File, error) {
	if f.inMemory(name) {
		return f.memory.Open(name, opts...)
	}
	return f.FS.Open(name, opts...)
}

func (f *fence) OpenDir(name string) (vfs.File, error) {
	dir, err := f.FS.OpenDir(name)
	if err != nil || name != f.dir {
		return dir, err
	}
	return &fencedFile{File: dir, fence: f}, nil
}

func (f *fence) Stat(name string) (vfs.FileInfo, error) {
	if f.inMemory(name) {
		return f.memory.Stat(name)
	}
	return f.FS.Stat(name)
}

// change runs a change of the folder, unless it is frozen.
func (f *fence) change(name string, do func() error) error {
	if !f.holds(name) {
		return do()
	}
	if f.frozen.Load() {
		return nil
	}
	err := do()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		f.check(err)
	}
	return err
}

func (f *fence) Remove(name string) error {
	if isLog(name) && f.holds(name) && f.oldLogs.keep(name) {
		return nil
	}
	return f.change(name, func() error { return f.FS.Remove(name) })
}

func (f *fence) RemoveAll(name string) error {
	return f.change(name, func() error { return f.FS.RemoveAll(name) })
}

func (f *fence) Rename(oldname, newname string) error {
	return f.change(newname, func() error { return f.FS.Rename(oldname, newname) })
}

func (f *fence) Link(oldname, newname string) error {
	return f.change(newname, func() error { return f.FS.Link(oldname, newname) })
}

func (f *fence) MkdirAll(dir string, perm os.FileMode) error {
	return f.change(dir, func() error { return f.FS.MkdirAll(dir, perm) })
}

// Lock gives pebble what it wants: the folder is locked before pebble opens it
// and stays so until pebble has closed it.
func (f *fence) Lock(string) (io.Closer, error) { return io.NopCloser(nil), nil }

// Unwrap is for vfs.Root.
func (f *fence) Unwrap() vfs.FS { return f.FS }
