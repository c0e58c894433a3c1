package pebblelog_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
	"github.com/google/uuid"
	"pgregory.net/rapid"
)

func TestValueRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOfN(rapid.Byte(), 0, 300)
		e := eventstore.NewEvent{
			ID: uuid.New(), Type: rapid.String().Draw(t, "type"),
			Data: some.Draw(t, "data"), Metadata: some.Draw(t, "metadata"),
		}
		stream := rapid.String().Draw(t, "stream")
		revision := rapid.Uint64Max(1<<62).Draw(t, "revision")
		commit := rapid.Uint64Min(1).Draw(t, "commit")
		created := rapid.Int64Range(0, 1<<55).Draw(t, "created")
		b := pebblelog.EncodeValue(commit, created, stream, revision, e)
		got, err := pebblelog.DecodeValue(commit, b)
		if err != nil {
			t.Fatal(err)
		}
		if got.ID != e.ID || got.Stream != stream || got.Type != e.Type || uint64(got.Revision) != revision ||
			!bytes.Equal(got.Data, e.Data) || !bytes.Equal(got.Metadata, e.Metadata) ||
			got.Position != eventstore.MakePosition(commit, 0) || got.Created.UnixNano()/100 != created && created < 1<<56 {
			t.Fatalf("%+v came back as %+v", e, got)
		}
		// Any single flipped bit, and any other place in the log, must show.
		flip := rapid.IntRange(0, 8*len(b)-1).Draw(t, "flip")
		b[flip/8] ^= 1 << (flip % 8)
		if _, err := pebblelog.DecodeValue(commit, b); err == nil {
			t.Fatalf("bit %d flipped and nobody saw", flip)
		}
		b[flip/8] ^= 1 << (flip % 8)
		if _, err := pebblelog.DecodeValue(commit+1, b); err == nil {
			t.Fatal("a value under another commit decodes")
		}
	})
}

func FuzzDecodeValue(f *testing.F) {
	e := eventstore.NewEvent{ID: uuid.New(), Type: "T", Data: []byte("data"), Metadata: []byte("meta")}
	f.Add(uint64(1), pebblelog.EncodeValue(1, time.Now().UnixNano()/100, "stream", 300, e))
	f.Add(uint64(1), []byte{})
	f.Fuzz(func(t *testing.T, commit uint64, b []byte) {
		// The checksum is made right, so that the rest is reached.
		if len(b) > 4 {
			pebblelog.Reseal(commit, b)
		}
		got, err := pebblelog.DecodeValue(commit, b)
		if err != nil {
			return
		}
		if n := len(got.Stream) + len(got.Type) + len(got.Data) + len(got.Metadata); n > len(b) {
			t.Fatalf("%d bytes decode to %d", len(b), n)
		}
	})
}
