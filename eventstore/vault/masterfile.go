package vault

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	nextSuffix = ".next"
	hintFormat = "it must be 32 random bytes in base64: head -c 32 /dev/urandom | base64"
)

// MasterLocation says where the master key is to be found.
type MasterLocation struct {
	Env  string // the value of CEREBRO_MASTER_KEY; wins when not empty
	Path string // the file to read otherwise, mode 0600
	// Fresh: there are no data yet, so a missing file is made. Never set it
	// when any part of the data folder exists.
	Fresh  bool
	Random io.Reader // nil is crypto/rand
}

// LoadMaster finds the master key. There are two, the second in Path.next, when
// a rotation was interrupted: the vault opens with the one it is wrapped with,
// and SettleMaster tidies up.
func LoadMaster(at MasterLocation) ([]Master, error) {
	if at.Env != "" {
		m, err := ParseMaster(at.Env)
		if err != nil {
			return nil, &Error{Op: "read master key from", About: MasterEnv, Err: err, Hint: hintFormat}
		}
		return []Master{m}, nil
	}
	if at.Fresh {
		if err := dropEmpty(at.Path); err != nil {
			return nil, err
		}
	}
	m, err := readMaster(at.Path)
	switch {
	case err == nil:
	case errors.Is(err, fs.ErrNotExist) && at.Fresh:
		if m, err = NewMaster(at.Random); err != nil {
			return nil, err
		}
		if err = writeMaster(at.Path, m); err != nil {
			return nil, err
		}
	case errors.Is(err, fs.ErrNotExist):
		return nil, &Error{Op: "read master key from", About: at.Path, Err: ErrNoMaster,
			Hint: "the data cannot be read without it: set " + MasterEnv + " or pass --master-key with the file it was moved to"}
	default:
		return nil, err
	}
	next, err := readMaster(at.Path + nextSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return []Master{m}, nil
	}
	if err != nil {
		return nil, err
	}
	return []Master{m, next}, nil
}

// StageMaster writes the master key of a rotation to Path.next, durable, so
// that a crash on either side of RotateMaster leaves the right key on disk. It
// fails when a rotation is unsettled.
func StageMaster(path string, next Master) error { return writeMaster(path+nextSuffix, next) }

// SettleMaster ends a rotation, or tidies up after an interrupted one: the key
// in use becomes the one at path, and Path.next is gone.
func SettleMaster(path string, inUse MasterID) error {
	next, err := readMaster(path + nextSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if next.ID() != inUse {
		err = os.Remove(path + nextSuffix)
	} else if err = os.Rename(path+nextSuffix, path); err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return &Error{Op: "settle master key", About: path, Err: err}
	}
	return nil
}

func readMaster(path string) (Master, error) {
	fail := func(err error, hint string) (Master, error) {
		return Master{}, &Error{Op: "read master key from", About: path, Err: err, Hint: hint}
	}
	f, err := os.Open(path)
	if err != nil {
		return fail(err, "")
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return fail(err, "")
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fail(fmt.Errorf("%w: others may read the file (mode %04o)", ErrBadMaster, info.Mode().Perm()), "chmod 600 "+path)
	}
	text, err := io.ReadAll(io.LimitReader(f, 256))
	if err != nil {
		return fail(err, "")
	}
	m, err := ParseMaster(string(text))
	if err != nil {
		return fail(err, hintFormat)
	}
	return m, nil
}

// dropEmpty removes what a process that was killed while it wrote its first key
// has left.
func dropEmpty(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && (!info.Mode().IsRegular() || info.Size() > 0) {
		return nil
	}
	if err == nil {
		err = os.Remove(path)
	}
	if err != nil {
		return &Error{Op: "read master key from", About: path, Err: err}
	}
	return nil
}

// writeMaster never overwrites: a key that is lost is lost with its data.
func writeMaster(path string, m Master) error {
	fail := func(err error) error { return &Error{Op: "write master key to", About: path, Err: err} }
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fail(err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return fail(err)
	}
	_, err = f.WriteString(m.Encode() + "\n")
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		return fail(errors.Join(err, os.Remove(path)))
	}
	return nil
}

// syncDir makes a new name in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
