package bitmap

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
)

// errDamaged: a snapshot does not check out.
var errDamaged = errors.New("damaged snapshot")

// restored is what a snapshot held.
type restored struct {
	at       projections.Checkpoint
	accounts []*account
}

// restore reads a snapshot and puts its state store into the live folder.
func restore(folder string, number int) (*restored, error) {
	path := filepath.Join(folder, snapshotFolder, strconv.Itoa(number))
	m, err := readManifest(path)
	if err != nil {
		return nil, err
	}
	out := &restored{}
	if out.at, err = decodeCheckpoint([]byte(m.Checkpoint)); err != nil {
		return nil, err
	}
	if err := m.check(path); err != nil {
		return nil, err
	}
	if out.accounts, err = readIndex(filepath.Join(path, indexFile), m.Files[indexFile].Size); err != nil {
		return nil, err
	}
	return out, linkState(filepath.Join(path, stateFolder), filepath.Join(folder, liveFolder))
}

func readManifest(path string) (manifest, error) {
	var m manifest
	b, err := os.ReadFile(filepath.Join(path, manifestFile)) //nolint:gosec // a path of ours
	if err != nil {
		return m, fmt.Errorf("bitmap: %w: %w", errDamaged, err)
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, fmt.Errorf("bitmap: %w: %w", errDamaged, err)
	}
	if m.Format != snapshotFormat {
		return m, fmt.Errorf("bitmap: %w: format %d", errDamaged, m.Format)
	}
	return m, nil
}

// check compares the files with their stamps.
func (m manifest) check(path string) error {
	for name, want := range m.Files {
		full := filepath.Join(path, filepath.FromSlash(name))
		info, err := os.Stat(full)
		if err != nil || info.Size() != want.Size {
			return fmt.Errorf("bitmap: %w: %s is missing or has another size", errDamaged, name)
		}
		if name != indexFile {
			continue
		}
		if sum, err := checksum(full); err != nil || sum != want.CRC {
			return errors.Join(fmt.Errorf("bitmap: %w: %s has another checksum", errDamaged, name), err)
		}
	}
	return nil
}

func checksum(path string) (uint32, error) {
	f, err := os.Open(path) //nolint:gosec // a path of ours
	if err != nil {
		return 0, err
	}
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	_, err = io.Copy(sum, f)
	return sum.Sum32(), errors.Join(err, f.Close())
}

func readIndex(path string, size int64) (accounts []*account, err error) {
	f, err := os.Open(path) //nolint:gosec // a path of ours
	if err != nil {
		return nil, fmt.Errorf("bitmap: %w: %w", errDamaged, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	d := bits.NewDecoder(f, size)
	for n := range d.Count(16) {
		a, err := decodeAccount(d, uint32(n)) //nolint:gosec // far fewer than 2^32
		if err != nil {
			return nil, fmt.Errorf("bitmap: %w: %w", errDamaged, err)
		}
		accounts = append(accounts, a)
	}
	return accounts, d.Err()
}

// linkState gives the live store the files of a snapshot: tables by hard links,
// for they never change, everything else by copies.
func linkState(from, to string) error {
	if err := os.RemoveAll(to); err != nil {
		return fmt.Errorf("bitmap: clear live folder: %w", err)
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		return fmt.Errorf("bitmap: make live folder: %w", err)
	}
	list, err := os.ReadDir(from)
	if err != nil {
		return fmt.Errorf("bitmap: %w: %w", errDamaged, err)
	}
	for _, entry := range list {
		a, b := filepath.Join(from, entry.Name()), filepath.Join(to, entry.Name())
		if filepath.Ext(a) == ".sst" && os.Link(a, b) == nil {
			continue
		}
		if err := copyFile(a, b); err != nil {
			return fmt.Errorf("bitmap: copy state: %w", err)
		}
	}
	return nil
}

func copyFile(from, to string) (err error) {
	r, err := os.Open(from) //nolint:gosec // a path of ours
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	w, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // a path of ours
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return errors.Join(err, w.Close())
}
