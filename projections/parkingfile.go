package projections

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// FileParking keeps a list in one JSON file beside the read model. It is
// replaced as a whole: written beside, synced, renamed, folder synced.
type FileParking struct{ path string }

// NewFileParking keeps the list at path; the folder must exist.
func NewFileParking(path string) *FileParking { return &FileParking{path} }

// fileParked adds the positions, as text.
type fileParked struct {
	Parked
	Position string `json:"position"`
	Last     string `json:"last"`
}

// Load implements Parking.
func (f *FileParking) Load(context.Context) ([]Parked, error) {
	b, err := os.ReadFile(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("projections: read parked keys: %w", err)
	}
	var stored []fileParked
	if err := json.Unmarshal(b, &stored); err != nil {
		return nil, fmt.Errorf("projections: parked keys in %s: %w", f.path, err)
	}
	list := make([]Parked, len(stored))
	for i, one := range stored {
		list[i] = one.Parked
		if list[i].Position, err = eventstore.ParsePosition(one.Position); err != nil {
			return nil, fmt.Errorf("projections: parked keys in %s: %w", f.path, err)
		}
		if list[i].Last, err = eventstore.ParsePosition(one.Last); err != nil {
			return nil, fmt.Errorf("projections: parked keys in %s: %w", f.path, err)
		}
	}
	return list, nil
}

// Save implements Parking.
func (f *FileParking) Save(_ context.Context, list []Parked) error {
	stored := make([]fileParked, len(list))
	for i, one := range list {
		stored[i] = fileParked{one, one.Position.String(), one.Last.String()}
	}
	b, err := json.MarshalIndent(stored, "", " ")
	if err != nil {
		return fmt.Errorf("projections: encode parked keys: %w", err)
	}
	if err := replaceFile(f.path, b); err != nil {
		return fmt.Errorf("projections: write parked keys: %w", err)
	}
	return nil
}

func replaceFile(path string, b []byte) error {
	next := path + ".new"
	file, err := os.OpenFile(next, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(b)
	err = errors.Join(err, file.Sync(), file.Close())
	if err != nil {
		return err
	}
	if err := os.Rename(next, path); err != nil {
		return err
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
