package journal_test

import (
	"bytes"
	"errors"
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

// TestNothingInClear: whoever gets the data folder without the master key
// learns of no person, and neither from the vault nor the ledger beside it.
func TestNothingInClear(t *testing.T) {
	w := newWorld(t)
	secrets := []string{"Lopez-Whitfield", "ana.lopez", "example.org", "9195550142", "Glenwood", "Acme Hospital",
		"spring-gala", "crm-key-4711", "members of", "Whitfield again", "nobody@example.com"}
	var writes []journal.Write
	for i := range 200 {
		s := w.record(t, "crm-key-4711/"+uuid.NewString())
		writes = append(writes, journal.Write{Stream: s, Expected: eventstore.Any, Entries: []event.Event{w.entry(observation(i)), w.entry(pageView(i))}})
	}
	w.write(t, writes...)
	w.put(t, event.AccountStream(w.account), &event.SegmentDefined{Name: "members of", Tree: []byte("Whitfield again")})
	datum := uuid.New()
	must(t, w.vault.MakeDatumKeys(ctx, w.account, []uuid.UUID{datum}, now))
	w.put(t, event.QuarantineStream(w.account, datum), &event.DatumRejected{Datum: datum, Raw: []byte("nobody@example.com")})
	must(t, w.vault.Erase(ctx, w.account, []uuid.UUID{writes[0].Stream.ID}, true))
	control := false // a name that is in clear is found, so the others would be too
	err := filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		control = control || bytes.Contains(content, []byte(event.TypeSegmentDefined))
		for _, s := range secrets {
			if bytes.Contains(bytes.ToLower(content), []byte(strings.ToLower(s))) {
				t.Errorf("%s holds %q in clear", filepath.Base(path), s)
			}
		}
		return err
	})
	must(t, err)
	if !control {
		t.Error("the search does not find what is in clear")
	}
}

// TestErased: an erased record reads as erased, for readers of before and of
// after, and takes nothing more; what others said stays.
func TestErased(t *testing.T) {
	w := newWorld(t)
	gone, stays := w.record(t, "gone"), w.record(t, "stays")
	w.put(t, gone, observation(1))
	kept := w.put(t, stays, observation(2))
	w.put(t, gone, pageView(1))
	must(t, w.vault.Erase(ctx, w.account, []uuid.UUID{gone.ID}, true))
	w.put(t, gone, &event.RecordErased{Reason: "request"})
	events, err := w.Decode(ctx, w.recorded(t))
	must(t, err)
	want := []event.Payload{event.Erased{Was: event.TypeRecordObserved}, kept.Payload, event.Erased{Was: event.TypeActivityRecorded}, &event.RecordErased{Reason: "request"}}
	var got []event.Payload
	for _, e := range events {
		got = append(got, e.Payload)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("payloads (-want +got):\n%s", diff)
	}
	results, err := w.Append(ctx,
		journal.Write{Stream: gone, Expected: eventstore.Any, Entries: []event.Event{w.entry(pageView(2))}},
		journal.Write{Stream: stays, Expected: eventstore.Any, Entries: []event.Event{w.entry(pageView(3))}})
	must(t, err)
	if !journal.IsErased(results[0].Err) || results[1].Err != nil {
		t.Errorf("got %v and %v, want the first erased and the second written", results[0].Err, results[1].Err)
	}
}

// strangeVault has lost the key of one record without a trace.
type strangeVault struct {
	vault.Vault
	lost vault.KeyID
}

func (v strangeVault) Keys(c contextT, ids []vault.KeyID) ([]vault.Key, error) {
	for _, id := range ids {
		if id == v.lost {
			id.ID = uuid.New() // the driver's own answer for a row that is not there
			_, err := v.Vault.Keys(c, []vault.KeyID{id})
			var of *vault.KeyError
			errors.As(err, &of)
			return nil, &vault.KeyError{ID: v.lost, Err: of.Err}
		}
	}
	return v.Vault.Keys(c, ids)
}

// TestKeyMissing: a key that is gone without a tombstone is corruption, and
// stops every reader with the place and a hint.
func TestKeyMissing(t *testing.T) {
	w := newWorld(t)
	fine, lost := w.record(t, "fine"), w.record(t, "lost")
	w.put(t, fine, observation(1))
	w.put(t, lost, observation(2))
	j, err := journal.New(journal.Config{Log: w.log, Vault: strangeVault{w.vault, vault.KeyID{Kind: vault.RecordKey, Account: w.account, ID: lost.ID}}})
	must(t, err)
	tail := journal.NewTail(j, journal.TailConfig{})
	for name, subscribe := range map[string]func() (*journal.Subscription, error){
		"journal": func() (*journal.Subscription, error) { return j.Subscribe(ctx, eventstore.Start, eventstore.Filter{}) },
		"tail": func() (*journal.Subscription, error) {
			return tail.Subscribe(ctx, eventstore.Start, eventstore.Filter{})
		},
	} {
		s, err := subscribe()
		must(t, err)
		_, err = s.Next(ctx)
		var at *journal.Error
		if !errors.Is(err, vault.ErrKeyMissing) || !errors.As(err, &at) || at.Stream != lost.String() || at.Hint == "" {
			t.Errorf("%s: got %v, want ErrKeyMissing at %s with a hint", name, err, lost)
		}
		must(t, s.Close())
	}
}
