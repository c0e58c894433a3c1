package journal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

var update = flag.Bool("update", false, "write the golden files that are missing")

// fixedVault has one key for everything.
type fixedVault struct{ vault.Vault }

func (fixedVault) Keys(_ contextT, ids []vault.KeyID) ([]vault.Key, error) {
	keys := make([]vault.Key, len(ids))
	for i := range keys {
		keys[i].Bytes = [32]byte(bytes.Repeat([]byte{42}, 32))
	}
	return keys, nil
}

// capture is a log that keeps what is appended, as it would be read.
type capture struct {
	eventstore.Log
	got []eventstore.Recorded
}

func (c *capture) Append(_ contextT, appends ...eventstore.Append) ([]eventstore.Result, error) {
	for _, a := range appends {
		for _, e := range a.Events {
			c.got = append(c.got, eventstore.Recorded{ID: e.ID, Stream: a.Stream, Type: e.Type, Data: e.Data, Metadata: e.Metadata})
		}
	}
	return make([]eventstore.Result, len(appends)), nil
}

// fixed is a journal of captured appends, and what is appended in the golden
// file: sealed with each kind of key, in clear, and compressed.
func fixed(t testing.TB) (*journal.Journal, *capture, []journal.Write) {
	t.Helper()
	log := &capture{}
	j, err := journal.New(journal.Config{Log: log, Vault: fixedVault{}, Random: strings.NewReader(strings.Repeat("nonce for gold", 99))})
	must(t, err)
	account, id := uuid.MustParse("8c0f0f3e-6f61-4a0e-9a7e-0d9c6c1d2e3f"), uuid.MustParse("1b671a64-40d5-491e-99b0-da01ff1f3341")
	write := func(s event.Stream, p event.Payload) journal.Write {
		e := event.Event{Envelope: event.Envelope{ID: uuid.NewSHA1(id, []byte(p.EventType())), RecordedAt: now, Actor: "system"}, Payload: p}
		return journal.Write{Stream: s, Expected: eventstore.Any, Entries: []event.Event{e}}
	}
	return j, log, []journal.Write{
		write(event.RecordStream(account, id), &event.RecordObserved{Key: "7", Facts: []event.Fact{{Op: event.Set, Category: 1, Value: "Ana"}}, Cleaner: 1}),
		write(event.RecordStream(account, id), &event.RecordErased{Reason: "request"}),
		write(event.QuarantineStream(account, id), &event.DatumRejected{Datum: id, Raw: []byte("{}"), Expires: now}),
		write(event.AccountStream(account), &event.SegmentDefined{Segment: id, Name: "large", Tree: bytes.Repeat([]byte(`{"any":[]},`), 200)}),
	}
}

// TestGolden: what was sealed once is opened for ever. The file has events as
// they stand in a log of format 1; -update makes it when it is missing.
func TestGolden(t *testing.T) {
	j, log, writes := fixed(t)
	path := filepath.Join("testdata", "sealed.v1.json")
	stored, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && *update {
		_, err = j.Append(ctx, writes...)
		must(t, err)
		stored, err = json.MarshalIndent(log.got, "", "  ")
		must(t, err)
		must(t, os.MkdirAll("testdata", 0o755))
		must(t, os.WriteFile(path, append(stored, '\n'), 0o644))
	}
	must(t, err)
	var recorded []eventstore.Recorded
	must(t, json.Unmarshal(stored, &recorded))
	events, err := j.Decode(ctx, recorded)
	must(t, err)
	for i, e := range events {
		if diff := cmp.Diff(writes[i].Entries[0].Payload, e.Payload); diff != "" || e.Stream != writes[i].Stream {
			t.Errorf("event %d (-want +got):\n%s", i, diff)
		}
	}
	if len(events) != len(writes) {
		t.Errorf("got %d events, want %d", len(events), len(writes))
	}
}

// FuzzDecode: no event that a log may hold makes the reader panic, and none that
// was not sealed here is taken for one of ours.
func FuzzDecode(f *testing.F) {
	j, log, writes := fixed(f)
	_, err := j.Append(ctx, writes...)
	must(f, err)
	for _, r := range log.got {
		f.Add(r.Stream, r.Type, r.Data, r.Metadata)
	}
	f.Fuzz(func(t *testing.T, stream, typ string, data, meta []byte) {
		events, err := j.Decode(ctx, []eventstore.Recorded{{ID: log.got[0].ID, Stream: stream, Type: typ, Data: data, Metadata: meta}})
		if err != nil || len(events) == 0 {
			return
		}
		if typ != string(event.TypeRecordErased) && !bytes.Equal(data, log.got[0].Data) {
			t.Errorf("%s in %s was taken for one of ours", typ, stream)
		}
	})
}

// FuzzUnpack: no bytes make decompression panic, or give more than is allowed.
func FuzzUnpack(f *testing.F) {
	packed, ok := journal.Pack(bytes.Repeat([]byte("segment "), 300))
	if !ok {
		f.Fatal("it does not shrink")
	}
	f.Add(packed)
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, b []byte) {
		if out, err := journal.Unpack(b); err == nil && len(out) > 4<<20 {
			t.Errorf("%d bytes became %d", len(b), len(out))
		}
	})
}
