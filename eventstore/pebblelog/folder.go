package pebblelog

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"syscall"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/uuid"
)

// formatVersion is the version of the whole layout in doc.go and value.go.
const formatVersion = 1

const (
	metaVersion = "version"
	metaStoreID = "store-id"
)

const (
	lockFile = "LOCK"
	// foundedFile is there once the store was made completely. It tells a
	// folder that lost files from one whose making was cut short.
	foundedFile = "CEREBRO-LOG"
)

// lockFolder takes the folder for this process.
func lockFolder(files vfs.FS, dir string) (io.Closer, error) {
	lock, err := files.Lock(files.PathJoin(dir, lockFile))
	if err == nil {
		return lock, nil
	}
	var path *fs.PathError
	if errors.As(err, &path) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, fs.ErrNotExist) {
		return nil, openError(dir, err)
	}
	return nil, &eventstore.Error{
		Op: "open", About: dir, Err: fmt.Errorf("%w (%w)", eventstore.ErrLocked, err),
		Hint: "a cerebro server probably holds the folder " + dir + ": stop it, or send it the command over HTTP",
	}
}

// checkFolder finds out, before pebble touches anything, whether the folder
// holds a whole store or none. Pebble itself takes a folder without its marker
// files for an empty one and removes the rest.
func checkFolder(files vfs.FS, dir string, readOnly bool) error {
	names, err := files.List(dir)
	if err != nil {
		return openError(dir, err)
	}
	var wals, tables int
	for _, name := range names {
		switch {
		case strings.HasSuffix(name, ".log"):
			wals++
		case isTable(name):
			tables++
		}
	}
	founded := slices.Contains(names, foundedFile)
	desc, err := pebble.Peek(dir, files)
	if err != nil {
		return openError(dir, err)
	}
	switch {
	case desc.Exists && wals == 0 && (founded || tables > 0):
		return halfCopied(dir, "there is no write-ahead log (*.log)")
	case desc.Exists:
		if _, err := files.Stat(desc.ManifestFilename); errors.Is(err, fs.ErrNotExist) {
			return halfCopied(dir, "the manifest is missing")
		}
		return nil
	case founded || wals+tables > 0:
		return halfCopied(dir, "its marker files are missing")
	case readOnly:
		return &eventstore.Error{
			Op: "open", About: dir, Err: fmt.Errorf("there is no log: %w", fs.ErrNotExist),
			Hint: "check the folder's name; the server makes a new log when it starts on an empty folder",
		}
	}
	return nil
}

func halfCopied(dir, what string) error {
	return &eventstore.Error{
		Op: "open", About: dir, Err: fmt.Errorf("%w: %s", eventstore.ErrCorrupt, what),
		Hint: "the folder looks half copied; copy all of it again while no server runs, or use backup and restore",
	}
}

// openError adds what the operator can do.
func openError(dir string, err error) error {
	e := &eventstore.Error{Op: "open", About: dir, Err: err}
	text := err.Error()
	switch {
	case errors.Is(err, fs.ErrPermission):
		e.Hint = "give the user that runs cerebro the folder: read, write and search permission"
	case errors.Is(err, syscall.ENOSPC):
		e.Hint = failureHint(err)
	case strings.Contains(text, "format major version"):
		e.Err = fmt.Errorf("%w: %w", eventstore.ErrVersion, err)
		e.Hint = versionHint
	case pebble.IsCorruptionError(err), errors.Is(err, fs.ErrNotExist):
		e.Err = fmt.Errorf("%w: %w", eventstore.ErrCorrupt, err)
		e.Hint = "files are missing or damaged; restore the newest backup, or copy the whole folder again"
	}
	return e
}

const versionHint = "open it with the cerebro version that wrote it, or restore a backup made by this one"

func failureHint(cause error) string {
	if errors.Is(cause, syscall.ENOSPC) {
		return "the disk is full: free some space and start again; nothing acknowledged is lost"
	}
	return "check the disk and the kernel's log, then start again; nothing acknowledged is lost"
}

// readMeta reads version and store id, and writes them into a new store.
func (l *Log) readMeta() error {
	version, err := l.meta(metaVersion)
	if err != nil {
		return openError(l.config.Dir, err)
	}
	if version == nil {
		return l.found()
	}
	if n, size := binary.Uvarint(version); size <= 0 || n != formatVersion {
		return &eventstore.Error{
			Op: "open", About: l.config.Dir,
			Err:  fmt.Errorf("%w: %x, this program knows %d", eventstore.ErrVersion, version, formatVersion),
			Hint: versionHint,
		}
	}
	id, err := l.meta(metaStoreID)
	if err != nil {
		return openError(l.config.Dir, err)
	}
	if l.storeID, err = uuid.FromBytes(id); err != nil {
		return openError(l.config.Dir, fmt.Errorf("%w: store id: %w", eventstore.ErrCorrupt, err))
	}
	return l.markFounded()
}

func (l *Log) markFounded() error {
	if l.config.ReadOnly {
		return nil
	}
	if err := markFounded(l.config.FS, l.config.Dir); err != nil {
		return openError(l.config.Dir, err)
	}
	return nil
}

// markFounded writes the founded file unless it is there.
func markFounded(files vfs.FS, dir string) error {
	name := files.PathJoin(dir, foundedFile)
	if _, err := files.Stat(name); err == nil {
		return nil
	}
	file, err := files.Create(name, vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(file, "Cerebro event log, format %d. Do not change anything in this folder.\n", formatVersion)
	return errors.Join(err, file.Sync(), file.Close(), syncDir(files, dir))
}

func syncDir(files vfs.FS, dir string) error {
	d, err := files.OpenDir(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (l *Log) meta(name string) ([]byte, error) {
	v, closer, err := l.db.Get(metaKey(name))
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return append([]byte{}, v...), closer.Close()
}

// found makes an empty store a log.
func (l *Log) found() error {
	it, err := l.db.NewIter(nil)
	if err != nil {
		return openError(l.config.Dir, err)
	}
	empty := !it.First()
	if err := it.Close(); err != nil {
		return openError(l.config.Dir, err)
	}
	if !empty || l.config.ReadOnly {
		return &eventstore.Error{
			Op: "open", About: l.config.Dir, Err: fmt.Errorf("%w: no version", eventstore.ErrVersion),
			Hint: "this is not the folder of a Cerebro log; name an empty folder or the right one",
		}
	}
	if l.storeID, err = uuid.NewRandomFromReader(l.config.Random); err != nil {
		return openError(l.config.Dir, err)
	}
	b := l.db.NewBatch()
	defer func() { _ = b.Close() }()
	if err := b.Set(metaKey(metaVersion), binary.AppendUvarint(nil, formatVersion), nil); err != nil {
		return openError(l.config.Dir, err)
	}
	if err := b.Set(metaKey(metaStoreID), l.storeID[:], nil); err != nil {
		return openError(l.config.Dir, err)
	}
	if err := b.Commit(pebble.Sync); err != nil {
		return openError(l.config.Dir, err)
	}
	return l.markFounded()
}
