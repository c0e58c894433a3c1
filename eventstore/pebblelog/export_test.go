package pebblelog

import (
	"encoding/binary"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/google/uuid"
)

// EncodeValue and DecodeValue show the event value's codec to its tests.
func EncodeValue(commit uint64, created int64, stream string, revision uint64, e eventstore.NewEvent) []byte {
	b := make([]byte, valueLen(stream, revision, &e))
	putValue(b, commit, created, stream, revision, &e)
	return b
}

func DecodeValue(commit uint64, b []byte) (eventstore.Recorded, error) {
	v, err := parseValue(commit, b)
	if err != nil {
		return eventstore.Recorded{}, err
	}
	return v.recorded(commit, map[string]string{}), nil
}

// Filter shows the id filter to its tests.
type Filter struct{ f *filter }

func NewFilter() Filter { return Filter{newFilter(0)} }

func (f Filter) Add(id uuid.UUID)          { f.f.add((*[16]byte)(&id)) }
func (f Filter) MayHave(id uuid.UUID) bool { return f.f.mayHave((*[16]byte)(&id)) }

// Keys of the layout, for tests that damage a log.
func EventKey(commit uint64) []byte { return eventKey(commit) }
func RevisionKey(stream string, revision uint64) []byte {
	return revisionKey(keyOfStream(stream), revision)
}
func HeadKey(stream string) []byte                { return headKey(keyOfStream(stream)) }
func IDKey(id uuid.UUID) []byte                   { return idKey(id) }
func AgainKey(id uuid.UUID, commit uint64) []byte { return againKey(id, commit) }
func VersionKey() []byte                          { return metaKey(metaVersion) }

// Reseal makes a value's checksum right.
func Reseal(commit uint64, b []byte) { binary.LittleEndian.PutUint32(b, checksum(commit, b[4:])) }
