package pebbleactivity

import (
	"encoding/binary"
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/projections/activity"
)

// The value of an activity key is its versions, oldest first, each:
//
//	1        flags: 1 an import follows
//	16       record
//	16       import, if any
//	8        OccurredAt, Unix nanoseconds
//	8        ordinal
type version struct {
	place
	ordinal int64
}

const (
	flagImport = 1
	versionLen = 1 + idLen + 8 + 8
)

func appendVersion(b []byte, v version) []byte {
	var flags byte
	if v.imp != uuid.Nil {
		flags = flagImport
	}
	b = append(b, flags)
	b = append(b, v.record[:]...)
	if flags != 0 {
		b = append(b, v.imp[:]...)
	}
	b = binary.BigEndian.AppendUint64(b, uint64(v.occurred))
	return binary.BigEndian.AppendUint64(b, uint64(v.ordinal))
}

func encodeVersions(versions []version) []byte {
	b := make([]byte, 0, len(versions)*(versionLen+idLen))
	for _, v := range versions {
		b = appendVersion(b, v)
	}
	return b
}

func decodeVersions(id uuid.UUID, b []byte) ([]version, error) {
	var out []version
	for len(b) > 0 {
		v := version{place: place{activity: id}}
		n := versionLen
		if b[0]&flagImport != 0 {
			n += idLen
		}
		if len(b) < n {
			return nil, fmt.Errorf("%w: versions of activity %s", activity.ErrCorrupt, id)
		}
		v.record = uuid.UUID(b[1 : 1+idLen])
		if b[0]&flagImport != 0 {
			v.imp = uuid.UUID(b[1+idLen : 1+2*idLen])
		}
		v.occurred = int64(binary.BigEndian.Uint64(b[n-16:]))
		v.ordinal = int64(binary.BigEndian.Uint64(b[n-8:]))
		out, b = append(out, v), b[n:]
	}
	return out, nil
}

// standing is the version that is the activity under a view; false when every
// one comes from a retracted import.
func standing(versions []version, view activity.View) (version, bool) {
	var best version
	found := false
	for _, v := range versions {
		if view.Counts(v.imp) && (!found || v.ordinal > best.ordinal) {
			best, found = v, true
		}
	}
	return best, found
}
