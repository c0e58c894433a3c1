package bitmap

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/cockroachdb/pebble/v2"

	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
)

const (
	snapshotFolder = "snapshots"
	liveFolder     = "live"
	stateFolder    = "state"
	indexFile      = "index.bin"
	manifestFile   = "manifest.json"
	halfDone       = ".tmp"
	keptSnapshots  = 2
)

// manifest is written last; a snapshot without it is none.
type manifest struct {
	Format     int              `json:"format"`
	Checkpoint string           `json:"checkpoint"`
	Files      map[string]stamp `json:"files"`
}

// stamp is what a file must be.
type stamp struct {
	Size int64  `json:"size"`
	CRC  uint32 `json:"crc32c"`
}

const snapshotFormat = 2

// shot is what a snapshot will hold: taken by the writer, written in the
// background.
type shot struct {
	number   int
	at       projections.Checkpoint
	accounts []frozen
	flushed  <-chan struct{} // the state store has what belongs to it
}

// write makes a snapshot and puts it into place.
func (s *shot) write(db *pebble.DB, folder string) (err error) {
	tmp := filepath.Join(folder, snapshotFolder, strconv.Itoa(s.number)+halfDone)
	if err := os.RemoveAll(tmp); err != nil {
		return fmt.Errorf("bitmap: snapshot: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("bitmap: snapshot: %w", err), os.RemoveAll(tmp))
		}
	}()
	if err := os.MkdirAll(tmp, 0o700); err != nil {
		return err
	}
	<-s.flushed
	state := filepath.Join(tmp, stateFolder)
	if err := db.Checkpoint(state); err != nil {
		return err
	}
	if err := s.sameState(state); err != nil {
		return err
	}
	m := manifest{Format: snapshotFormat, Checkpoint: string(encodeCheckpoint(s.at)), Files: map[string]stamp{}}
	if m.Files[indexFile], err = writeStamped(filepath.Join(tmp, indexFile), s.encode); err != nil {
		return err
	}
	if err := stampState(state, m.Files); err != nil {
		return err
	}
	doc, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if _, err := writeStamped(filepath.Join(tmp, manifestFile), func(w io.Writer) error { _, err := w.Write(doc); return err }); err != nil {
		return err
	}
	if err := syncFolder(tmp); err != nil {
		return err
	}
	if err := os.Rename(tmp, strings.TrimSuffix(tmp, halfDone)); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(tmp))
}

// errMixed: the state store was flushed again before it was copied, so it holds
// more than the index. The next snapshot will do.
var errMixed = errors.New("state store moved on")

// sameState tells whether the copied store stands where the index does.
func (s *shot) sameState(folder string) error {
	db, err := pebble.Open(folder, &pebble.Options{ReadOnly: true, Logger: silent{}})
	if err != nil {
		return err
	}
	v, err := get(db, []byte{keyCheckpoint})
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	if string(v) != string(encodeCheckpoint(s.at)) {
		return errMixed
	}
	return nil
}

func (s *shot) encode(w io.Writer) error {
	e := bits.NewEncoder(w)
	e.Number(uint64(len(s.accounts)))
	for i := range s.accounts {
		if err := s.accounts[i].encode(e); err != nil {
			return err
		}
	}
	return e.Flush()
}

// writeStamped writes a file, syncs it, and gives its stamp.
func writeStamped(path string, write func(io.Writer) error) (stamp, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // a path of ours
	if err != nil {
		return stamp{}, err
	}
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	counted := &counter{}
	err = write(io.MultiWriter(f, sum, counted))
	err = errors.Join(err, f.Sync(), f.Close())
	return stamp{counted.n, sum.Sum32()}, err
}

type counter struct{ n int64 }

func (c *counter) Write(b []byte) (int, error) { c.n += int64(len(b)); return len(b), nil }

// stampState notes the sizes of the state store's files; what is in them the
// store checks by itself, block by block.
func stampState(folder string, files map[string]stamp) error {
	list, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range list {
		info, err := entry.Info()
		if err != nil {
			return err
		}
		files[stateFolder+"/"+entry.Name()] = stamp{Size: info.Size()}
	}
	return nil
}

func syncFolder(path string) error {
	d, err := os.Open(path) //nolint:gosec // a path of ours
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// listSnapshots gives the numbers of the snapshots in a folder, newest first,
// and takes away what was left half done.
func listSnapshots(folder string) ([]int, error) {
	list, err := os.ReadDir(filepath.Join(folder, snapshotFolder))
	if err != nil {
		return nil, fmt.Errorf("bitmap: list snapshots: %w", err)
	}
	var out []int
	for _, entry := range list {
		n, err := strconv.Atoi(entry.Name())
		if err == nil {
			out = append(out, n)
			continue
		}
		if strings.HasSuffix(entry.Name(), halfDone) {
			if err := os.RemoveAll(filepath.Join(folder, snapshotFolder, entry.Name())); err != nil {
				return nil, fmt.Errorf("bitmap: remove half a snapshot: %w", err)
			}
		}
	}
	slices.Sort(out)
	slices.Reverse(out)
	return out, nil
}
