package pebblevault

import (
	"fmt"
	"os"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// unarchived makes pebble remove old write-ahead logs at once. By default it
// keeps them to write over them later, and they hold wrapped keys; it does not
// when its cleaner is one that moves old files to a folder "archive". So it is
// given that cleaner, and here a move to that folder is a removal.
type unarchived struct{ vfs.FS }

const archive = "archive"

func (fs unarchived) MkdirAll(dir string, perm os.FileMode) error {
	if fs.PathBase(dir) == archive {
		return nil
	}
	return fs.FS.MkdirAll(dir, perm)
}

func (fs unarchived) Rename(from, to string) error {
	if fs.PathBase(fs.PathDir(to)) == archive {
		return fs.Remove(from)
	}
	return fs.FS.Rename(from, to)
}

// quiet: pebble's notes are of no use to an operator, and its errors come back
// as errors.
type quiet struct{}

func (quiet) Infof(string, ...any)  {}
func (quiet) Errorf(string, ...any) {}

// Fatalf must not return, and pebble calls it only when to go on would lose data.
func (quiet) Fatalf(format string, args ...any) {
	panic(fmt.Sprintf("pebblevault: "+format, args...))
}
