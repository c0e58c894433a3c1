package identity_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// second opens another account beside the world's, and works in it from then on.
func (w *world) second() {
	w.t.Helper()
	w.account, w.crm = uuid.New(), uuid.New()
	if err := w.vault.OpenAccount(w.t.Context(), w.account); err != nil {
		w.t.Fatal(err)
	}
	w.append(event.AccountStream(w.account), event.AccountOpened{Name: "second", Timezone: "UTC", PhoneRegion: "US"},
		event.SourceRegistered{Source: w.crm, Name: "crm", Kind: event.SourceImport, Namespace: uuid.New(), IDSpace: "source:crm"})
}

// Defends: an account whose turn takes long, or fails again and again, does not
// keep the others waiting.
func TestLongTurnLeavesRoom(t *testing.T) {
	w := newWorld(t)
	stuck, release := make(chan struct{}), make(chan struct{})
	w.mu.Lock()
	w.before = func() error { close(stuck); <-release; return nil }
	w.mu.Unlock()
	first := w.account
	w.observe("1", john...)
	w.observe("2", johnV...)
	<-stuck
	w.second()
	names := map[uuid.UUID]string{w.observe("1", john...): "john", w.observe("2", johnV...): "jon"}
	if got := w.settle(names); len(got) != 1 {
		t.Errorf("the second account %v", got)
	}
	close(release)
	w.account = first
	w.wait(w.matcher)
	if ids, _ := merges(w); len(ids) != 1 {
		t.Errorf("%d merges in the first account, want 1", len(ids))
	}
}
