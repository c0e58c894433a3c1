package pebblevault

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// files is the file system pebble works on. It changes two things.
//
// Old write-ahead logs are removed at once. By default pebble keeps them to
// write over them later, and they hold wrapped keys; it does not when its
// cleaner is one that moves old files to a folder "archive". So pebble is given
// that cleaner, and here a move to that folder is a removal.
//
// A failed write stops the vault and nothing else. Pebble itself answers a failed
// log write with a panic or the end of the process, and tries a failed flush
// again at once and for ever. So it never hears of the failure: from then on
// whoever wants to change the folder waits, for ever, and the folder keeps what
// it has, as after a power cut. Reading goes on. See Vault.release for the end.
type files struct {
	vfs.FS
	dir  string // with a separator behind it; files elsewhere are back-ups
	fail func(error)

	mu    sync.Mutex
	armed bool // not while opening, when pebble answers errors well
	stuck bool
}

const archive = "archive"

func newFiles(on vfs.FS, dir string, fail func(error)) *files {
	return &files{FS: on, dir: strings.TrimSuffix(dir, "/") + "/", fail: fail}
}

func (f *files) arm() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.armed = true
}

// failed tells whether a write failed since arm.
func (f *files) failed() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.stuck
}

// change runs a change of something in the folder.
func (f *files) change(name string, do func() error) error {
	if !strings.HasPrefix(name, f.dir) {
		return do()
	}
	if f.failed() {
		f.wait()
	}
	err := do()
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f.mu.Lock()
	armed, first := f.armed, !f.stuck
	f.stuck = armed
	f.mu.Unlock()
	if !armed {
		return err
	}
	if first {
		f.fail(err)
	}
	f.wait()
	return err
}

func (f *files) wait() { select {} }

func (f *files) open(name string, do func() (vfs.File, error)) (vfs.File, error) {
	var file vfs.File
	err := f.change(name, func() (err error) {
		file, err = do()
		return err
	})
	if err != nil {
		return nil, err
	}
	return &changedFile{file, name, f}, nil
}

func (f *files) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return f.open(name, func() (vfs.File, error) { return f.FS.Create(name, c) })
}

func (f *files) ReuseForWrite(from, to string, c vfs.DiskWriteCategory) (vfs.File, error) {
	return f.open(to, func() (vfs.File, error) { return f.FS.ReuseForWrite(from, to, c) })
}

func (f *files) OpenReadWrite(name string, c vfs.DiskWriteCategory, o ...vfs.OpenOption) (vfs.File, error) {
	return f.open(name, func() (vfs.File, error) { return f.FS.OpenReadWrite(name, c, o...) })
}

func (f *files) OpenDir(name string) (vfs.File, error) {
	file, err := f.FS.OpenDir(name)
	if err != nil {
		return nil, err
	}
	return &changedFile{file, name + "/", f}, nil
}

func (f *files) MkdirAll(dir string, perm os.FileMode) error {
	if f.PathBase(dir) == archive {
		return nil
	}
	return f.change(dir, func() error { return f.FS.MkdirAll(dir, perm) })
}

func (f *files) Rename(from, to string) error {
	if f.PathBase(f.PathDir(to)) == archive {
		return f.Remove(from)
	}
	return f.change(to, func() error { return f.FS.Rename(from, to) })
}

func (f *files) Remove(name string) error {
	return f.change(name, func() error { return f.FS.Remove(name) })
}

func (f *files) RemoveAll(name string) error {
	return f.change(name, func() error { return f.FS.RemoveAll(name) })
}

func (f *files) Link(from, to string) error {
	return f.change(to, func() error { return f.FS.Link(from, to) })
}

// Lock gives pebble what it wants. The folder is locked before and after pebble
// has it, and can be let go when pebble is left behind.
func (f *files) Lock(string) (io.Closer, error) { return io.NopCloser(nil), nil }

// Unwrap is for vfs.Root.
func (f *files) Unwrap() vfs.FS { return f.FS }
