package pebbleactivity

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/projections/activity"
)

// The spaces of keys.
const (
	spaceActivity = 'a'
	spaceTimeline = 't'
	spaceScrub    = 's'
)

func checkpointKey() []byte { return []byte("mcheckpoint") }

const (
	idLen        = 16
	recordEnd    = 1 + 2*idLen // 't' account record
	timeEnd      = recordEnd + 8
	timelineEnd  = timeEnd + idLen // without an import
	withImport   = timelineEnd + idLen
	wholeAccount = 1 + idLen
)

func activityKey(buf []byte, account, id uuid.UUID) []byte {
	buf = append(buf[:0], spaceActivity)
	buf = append(buf, account[:]...)
	return append(buf, id[:]...)
}

func recordPrefix(buf []byte, account, record uuid.UUID) []byte {
	buf = append(buf[:0], spaceTimeline)
	buf = append(buf, account[:]...)
	return append(buf, record[:]...)
}

// place is where a version stands: what its timeline key says.
type place struct {
	record   uuid.UUID
	occurred int64 // Unix nanoseconds
	activity uuid.UUID
	imp      uuid.UUID
}

func placeOf(a *activity.Activity) place {
	return place{a.Record, a.OccurredAt.UnixNano(), a.ID, a.Import}
}

func (p place) cursor() activity.Cursor {
	return activity.Cursor{OccurredAt: time.Unix(0, p.occurred).UTC(), Activity: p.activity}
}

// newestFirst turns a time into a number that grows towards the past.
func newestFirst(occurred int64) uint64 { return ^(uint64(occurred) ^ 1<<63) }

func timelineKey(buf []byte, account uuid.UUID, p place) []byte {
	buf = recordPrefix(buf, account, p.record)
	buf = binary.BigEndian.AppendUint64(buf, newestFirst(p.occurred))
	buf = append(buf, p.activity[:]...)
	if p.imp != uuid.Nil {
		buf = append(buf, p.imp[:]...)
	}
	return buf
}

// parseTimelineKey reverses timelineKey.
func parseTimelineKey(key []byte) (account uuid.UUID, p place, err error) {
	if (len(key) != timelineEnd && len(key) != withImport) || key[0] != spaceTimeline {
		return account, p, fmt.Errorf("%w: a timeline key of %d bytes", activity.ErrCorrupt, len(key))
	}
	account = uuid.UUID(key[1:wholeAccount])
	p.record = uuid.UUID(key[wholeAccount:recordEnd])
	p.occurred = int64(^binary.BigEndian.Uint64(key[recordEnd:]) ^ 1<<63)
	p.activity = uuid.UUID(key[timeEnd:timelineEnd])
	if len(key) == withImport {
		p.imp = uuid.UUID(key[timelineEnd:])
	}
	return account, p, nil
}

// after is the smallest key greater than every key that begins with prefix; nil
// when there is none.
func after(prefix []byte) []byte {
	end := append([]byte(nil), prefix...)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}
