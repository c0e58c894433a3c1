package pebblelog

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/uuid"
)

// Backup copies the log as of now into a new folder, while it is used. Tables
// are linked when the folder lies on the same file system, so it is quick and
// takes little room at first. The copy is a log of its own; Restore gives it a
// store id of its own.
func (l *Log) Backup(ctx context.Context, dir string) error {
	if err := errors.Join(ctx.Err(), l.failed()); err != nil {
		return err
	}
	if err := l.use("backup"); err != nil {
		return err
	}
	defer l.users.RUnlock()
	dir = absolute(l.config.FS, dir)
	if l.fence.holds(l.config.FS.PathJoin(dir, "x")) {
		return backupError("backup", dir, eventstore.ErrInvalid, "name a folder outside of the log's own")
	}
	err := l.db.Checkpoint(dir, pebble.WithFlushedWAL())
	if err == nil {
		err = markFounded(l.config.FS, dir)
	}
	if errors.Is(err, fs.ErrExist) {
		return backupError("backup", dir, err, "name a folder that does not exist yet")
	}
	if err != nil {
		return backupError("backup", dir, err, "remove the half-made folder and try again")
	}
	return nil
}

func backupError(op, dir string, err error, hint string) error {
	return &eventstore.Error{Op: op, About: dir, Err: err, Hint: hint}
}

// restoring is the ending of a folder Restore has not finished.
const restoring = ".restoring"

// Restore makes a log at config.Dir, which must be missing or empty, from a
// backup, and gives it a new store id, which it returns: read models of the
// old log then notice that theirs is another one. Nothing is at config.Dir
// before the copy is complete.
func Restore(ctx context.Context, backup string, config Config) (uuid.UUID, error) {
	if err := config.Validate(); err != nil {
		return uuid.UUID{}, err
	}
	config = config.withDefaults()
	files := config.FS
	if names, err := files.List(config.Dir); err == nil && len(names) > 0 {
		return uuid.UUID{}, backupError("restore", config.Dir, fs.ErrExist, "restore into an empty folder")
	}
	if err := checkFolder(files, backup, true); err != nil {
		return uuid.UUID{}, err
	}
	made := config
	made.Dir = config.Dir + restoring
	if err := copyFolder(ctx, files, backup, made.Dir); err != nil {
		return uuid.UUID{}, backupError("restore", made.Dir, err, "remove this folder and try again")
	}
	id, err := renewStoreID(made)
	if err != nil {
		return uuid.UUID{}, err
	}
	if err := errors.Join(moveInto(files, made.Dir, config.Dir), syncDir(files, files.PathDir(config.Dir))); err != nil {
		return uuid.UUID{}, backupError("restore", config.Dir, err, "rename "+made.Dir+" yourself; it is complete")
	}
	return id, nil
}

// copyFolder copies and syncs every file of a log's folder.
func copyFolder(ctx context.Context, files vfs.FS, from, to string) error {
	names, err := files.List(from)
	if err != nil {
		return err
	}
	if err := errors.Join(files.RemoveAll(to), files.MkdirAll(to, 0o700)); err != nil {
		return err
	}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return err
		}
		if name == lockFile {
			continue
		}
		if err := vfs.Copy(files, files.PathJoin(from, name), files.PathJoin(to, name)); err != nil {
			return fmt.Errorf("copy %s: %w", name, err)
		}
	}
	return syncDir(files, to)
}

func renewStoreID(config Config) (uuid.UUID, error) {
	l, err := Open(config)
	if err != nil {
		return uuid.UUID{}, err
	}
	id, err := uuid.NewRandomFromReader(config.Random)
	if err == nil {
		err = l.db.Set(metaKey(metaStoreID), id[:], pebble.Sync)
	}
	return id, errors.Join(err, l.failed(), l.Close())
}

func moveInto(files vfs.FS, from, to string) error {
	if err := files.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return files.Rename(from, to)
}

// absolute makes a folder's name clean and, on the real file system,
// independent of the working directory.
func absolute(files vfs.FS, dir string) string {
	if files == vfs.Default {
		if full, err := filepath.Abs(dir); err == nil {
			return full
		}
	}
	return files.PathJoin(dir)
}
