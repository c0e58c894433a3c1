package node

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// folderFormat is the format of data folders that this program writes.
const folderFormat = 1

// Error is a failure to open a data folder, with the operator's next step.
type Error struct {
	Dir  string
	Err  error
	Hint string
}

func (e *Error) Error() string { return e.Dir + ": " + e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }

// Sentinels; match them with errors.Is.
var (
	// ErrNotOurs: the folder has files in it, but is no data folder.
	ErrNotOurs = errors.New("not a Cerebro data folder")
	// ErrFormat: the folder was written by another version.
	ErrFormat = errors.New("data folder of another version")
	// ErrIncomplete: a part of the folder is missing.
	ErrIncomplete = errors.New("data folder is incomplete")
	// ErrInUse: another process holds the folder.
	ErrInUse = errors.New("data folder is in use")
)

type manifest struct {
	Format int `json:"format"`
}

// founding is a file that is there while a folder is being made: until its first
// account and keys.json are durable. What a process that was killed in between
// has left is then finished instead of refused.
const founding = "founding"

// folder is an opened data folder.
type folder struct {
	dir string
	new bool // nothing was in it
}

func (f folder) path(parts ...string) string {
	return filepath.Join(append([]string{f.dir}, parts...)...)
}

func (f folder) has(name string) bool {
	_, err := os.Stat(f.path(name))
	return err == nil
}

// openFolder checks a data folder, or makes one where there is nothing.
func openFolder(dir string) (folder, error) {
	f := folder{dir: dir}
	names, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return f, &Error{dir, err, "choose a folder that can be read and written with --data"}
	}
	if !slices.ContainsFunc(names, isContent) {
		f.new = true
		return f, f.create()
	}
	b, err := os.ReadFile(f.path("cerebro.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return f, &Error{dir, ErrNotOurs, "choose an empty folder, or one that Cerebro made, with --data"}
	}
	var m manifest
	if err == nil {
		err = json.Unmarshal(b, &m)
	}
	if err != nil {
		return f, &Error{dir, fmt.Errorf("cerebro.json cannot be read: %w", err), "restore the file from a backup: it holds {\"format\": 1}"}
	}
	if m.Format != folderFormat {
		return f, &Error{dir, fmt.Errorf("%w: it has format %d, this program knows %d", ErrFormat, m.Format, folderFormat), "use the version of Cerebro that wrote it"}
	}
	return f, f.complete()
}

// isContent is false for what an interrupted create may leave.
func isContent(e fs.DirEntry) bool {
	return e.Name() != founding && e.Name() != founding+".next" && e.Name() != "cerebro.json.next"
}

func (f folder) create() error {
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return &Error{f.dir, err, "choose a folder that can be made with --data"}
	}
	if err := f.write(founding, nil, 0o600); err != nil {
		return err
	}
	b, err := json.Marshal(manifest{folderFormat})
	if err != nil {
		return err
	}
	return f.write("cerebro.json", append(b, '\n'), 0o600)
}

// complete refuses a folder of which the log or the vault is missing: copied in
// part, or restored in part.
func (f folder) complete() error {
	log, keys := f.has("log"), f.has("vault")
	switch {
	case log == keys, f.has(founding):
		return nil
	case log:
		return &Error{f.dir, fmt.Errorf("%w: there is a log but no vault", ErrIncomplete), "copy the whole folder, or restore a backup: without the vault's keys the log cannot be read"}
	default:
		return &Error{f.dir, fmt.Errorf("%w: there is a vault but no log", ErrIncomplete), "copy the whole folder, or restore a backup"}
	}
}

// write puts a small file into the folder, whole or not at all.
func (f folder) write(name string, b []byte, mode fs.FileMode) error {
	next := f.path(name + ".next")
	file, err := os.OpenFile(next, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = file.Write(b)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(next, f.path(name))
}

// founded ends the making of the folder.
func (f folder) founded() error {
	err := os.Remove(f.path(founding))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// ListenAddress is where a running server of this folder listens, "" when that
// is not known.
func ListenAddress(dir string) string {
	b, err := os.ReadFile(filepath.Join(dir, "listen"))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}

// WriteListen notes where the server listens.
func (n *Node) WriteListen(address string) error {
	return n.folder.write("listen", []byte(address+"\n"), 0o600)
}
