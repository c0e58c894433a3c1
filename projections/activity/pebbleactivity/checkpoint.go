package pebbleactivity

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/activity"
)

// A checkpoint is store[16] position[16] ordinal[8] version[8].
const checkpointLen = 48

func encodeCheckpoint(c projections.Checkpoint) []byte {
	b := append(c.Store[:len(c.Store):len(c.Store)], c.Position.Bytes()...)
	b = binary.BigEndian.AppendUint64(b, uint64(c.Ordinal))
	return binary.BigEndian.AppendUint64(b, uint64(c.Version))
}

func decodeCheckpoint(b []byte) (c projections.Checkpoint, err error) {
	if len(b) != checkpointLen {
		return c, fmt.Errorf("%w: a checkpoint of %d bytes", activity.ErrCorrupt, len(b))
	}
	c.Store = uuid.UUID(b[:16])
	if c.Position, err = eventstore.PositionFromBytes(b[16:32]); err != nil {
		return c, err
	}
	c.Ordinal = int64(binary.BigEndian.Uint64(b[32:]))
	c.Version = int(binary.BigEndian.Uint64(b[40:]))
	return c, nil
}

func readCheckpoint(from pebble.Reader) (c projections.Checkpoint, ok bool, err error) {
	b, closer, err := from.Get(checkpointKey())
	if errors.Is(err, pebble.ErrNotFound) {
		return c, false, nil
	}
	if err != nil {
		return c, false, &activity.Error{Op: "checkpoint", Err: err}
	}
	c, err = decodeCheckpoint(b)
	if err = errors.Join(err, closer.Close()); err != nil {
		return c, false, &activity.Error{Op: "checkpoint", Err: err, Hint: "delete the folder and run `cerebro replay activity`"}
	}
	return c, true, nil
}

// readVersions are the versions of an activity; none when it is not known.
func readVersions(from pebble.Reader, key []byte, id uuid.UUID) ([]version, error) {
	b, closer, err := from.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	versions, err := decodeVersions(id, b)
	return versions, errors.Join(err, closer.Close())
}
