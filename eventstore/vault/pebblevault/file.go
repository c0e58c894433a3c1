package pebblevault

import (
	"fmt"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// changedFile is a file or folder that pebble may change.
type changedFile struct {
	vfs.File
	name string
	in   *files
}

func (f *changedFile) Write(p []byte) (n int, err error) {
	err = f.in.change(f.name, func() error { n, err = f.File.Write(p); return err })
	return n, err
}

func (f *changedFile) WriteAt(p []byte, off int64) (n int, err error) {
	err = f.in.change(f.name, func() error { n, err = f.File.WriteAt(p, off); return err })
	return n, err
}

func (f *changedFile) Preallocate(off, length int64) error {
	return f.in.change(f.name, func() error { return f.File.Preallocate(off, length) })
}

func (f *changedFile) Sync() error { return f.in.change(f.name, f.File.Sync) }

func (f *changedFile) SyncData() error { return f.in.change(f.name, f.File.SyncData) }

func (f *changedFile) SyncTo(length int64) (whole bool, err error) {
	err = f.in.change(f.name, func() error { whole, err = f.File.SyncTo(length); return err })
	return whole, err
}

func (f *changedFile) Close() error { return f.in.change(f.name, f.File.Close) }

// quiet: pebble's notes are of no use to an operator, and its errors come back
// as errors.
type quiet struct{}

func (quiet) Infof(string, ...any)  {}
func (quiet) Errorf(string, ...any) {}

// fatal is what pebble cannot go on after. Once open, that is never a failed
// write (see files); while opening, openDB makes an error of it.
type fatal string

func (quiet) Fatalf(format string, args ...any) { panic(fatal(fmt.Sprintf(format, args...))) }
