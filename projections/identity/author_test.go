package identity_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// Defends: what could not be appended is appended later, once.
func TestFailedAppendsAreMadeUpFor(t *testing.T) {
	w := newWorld(t)
	var failures atomic.Int32
	var fail func() error
	fail = func() error {
		w.mu.Lock()
		defer w.mu.Unlock()
		if failures.Add(1) < 4 {
			w.before = fail
		}
		return errors.New("the disk is full")
	}
	w.mu.Lock()
	w.before = fail
	w.mu.Unlock()
	names := map[uuid.UUID]string{w.observe("1", john...): "john", w.observe("2", johnV...): "jon"}
	if diff := cmp.Diff([]string{"john+jon"}, w.settle(names)); diff != "" {
		t.Errorf("partition (-want +got):\n%s", diff)
	}
	if ids, _ := merges(w); len(ids) != 1 || failures.Load() != 4 {
		t.Errorf("%d merges after %d failures, want 1 after 4", len(ids), failures.Load())
	}
}

// Defends: a merge that could not be appended comes when its component is
// settled again, though the matcher's clusters are then what they were.
func TestFailedMergeSurvivesAnUnchangedCluster(t *testing.T) {
	w := newWorld(t)
	written, failed := make(chan struct{}), make(chan struct{})
	w.before = func() error {
		defer close(failed)
		<-written
		w.observe("2", append([]string{"employer=Acme", "gender=male"}, johnV...)...)
		for w.matcher.Position().Before(w.last) {
			runtime.Gosched()
		}
		return errors.New("the disk is full")
	}
	names := map[uuid.UUID]string{w.observe("1", john...): "john", w.observe("2", johnV...): "jon"}
	close(written)
	<-failed
	if diff := cmp.Diff([]string{"john+jon"}, w.settle(names)); diff != "" {
		t.Errorf("partition (-want +got):\n%s", diff)
	}
	if ids, _ := merges(w); len(ids) != 1 {
		t.Errorf("%d merges, want 1", len(ids))
	}
}

// Defends invariant 1: two matchers on one log, each with an author, merge,
// part and calibrate nothing twice.
func TestTwoAuthorsDoubleNothing(t *testing.T) {
	w := newWorld(t)
	other, _ := w.run("/stand-by")
	for i := range 40 {
		for _, suffix := range []string{"a", "b"} {
			w.observe(fmt.Sprint(i, suffix), "first_name=John", fmt.Sprintf("last_name=Abernathy%c%c", 'a'+i%26, 'a'+i/26), fmt.Sprintf("birth_date=19%d-03-04", 30+i),
				fmt.Sprintf("email=j%d@example.org", i))
		}
	}
	w.append(event.ImportStream(w.account, uuid.New()), event.ImportFinished{Source: w.crm, Saved: 80})
	w.wait(w.matcher)
	w.wait(other)
	o := w.oracle()
	for name, m := range map[string][][]uuid.UUID{"one": o.found(w, w.matcher), "the other": o.found(w, other), "the log": o.logged()} {
		if diff := cmp.Diff(o.wanted(w), m); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if o.idle > 0 || len(o.merges) < 40 {
		t.Errorf("%d of %d consequences changed nothing", o.idle, len(o.merges))
	}
}

// Defends invariant 2: a change too large for one append comes in parts, and is
// seen as one.
func TestLargeChangeComesInParts(t *testing.T) {
	w := newWorld(t)
	const n = 600
	names := map[uuid.UUID]string{}
	for i := range n {
		names[w.observe(fmt.Sprint(i), append(john, "user_id=u1")...)] = "x"
		if i == 0 {
			w.stop() // the others come at once
		}
	}
	w.start("/identity")
	if got := w.settle(names); len(got) != 1 {
		t.Fatalf("%d profiles of one user id", len(got))
	}
	most := 0
	for _, e := range w.consequences() {
		if m, ok := e.Payload.(*event.ProfilesMerged); ok {
			most = max(most, m.Change.Of)
		}
	}
	if most != n-1 {
		t.Errorf("the largest change has %d parts, want %d", most, n-1)
	}
}

// Defends: nobody flickers between asked and not asked, and an answer ends the
// question.
func TestQuestionsAreAskedOnce(t *testing.T) {
	w := newWorld(t)
	a := w.observe("1", "first_name=John", "last_name=Abernathy", "home=12 Oak Ridge Rd|Raleigh|NC|27601")
	b := w.observe("2", "first_name=John", "last_name=Abernathy", "home=4 Elm St|Durham|NC|27701")
	w.wait(w.matcher)
	open := w.reviews(w.matcher)
	if len(open) != 1 {
		t.Fatalf("%d reviews, want 1", len(open))
	}
	for i := range 5 { // what changes nothing asks nothing
		w.observe("1", "first_name=John", "last_name=Abernathy", "home=12 Oak Ridge Rd|Raleigh|NC|27601", fmt.Sprintf("occupation=job%d", i))
		w.observe(fmt.Sprint("far", i), "first_name=Xenia", "last_name="+strings.Repeat(string(rune('a'+4*i)), 3)+"orf")
	}
	w.wait(w.matcher)
	if diff := cmp.Diff(open, w.reviews(w.matcher), cmpopts.IgnoreTypes(match.Explanation{})); diff != "" {
		t.Errorf("reviews (-before +after):\n%s", diff)
	}
	if got := len(w.consequences()); got != 1 {
		t.Errorf("%d consequences, want the one proposal", got)
	}
	w.append(event.IdentityStream(w.account), event.ReviewDecided{Review: open[0].ID, RecordA: []uuid.UUID{a}, RecordB: []uuid.UUID{b}})
	w.observe("2", "first_name=Jon", "last_name=Abernathy", "home=4 Elm St|Durham|NC|27701")
	w.wait(w.matcher)
	if left := w.reviews(w.matcher); len(left) != 0 {
		t.Errorf("%d reviews are open after the answer", len(left))
	}
	if got := len(w.consequences()); got != 2 { // the proposal, the answer
		t.Errorf("%d events in the identity stream, want 2", got)
	}
}

// Defends rule 5: after an erasure no file of the matcher holds a value.
func TestErasedValuesLeaveTheFiles(t *testing.T) {
	w := newWorld(t)
	record := w.observe("k", "first_name=Zebulon", "last_name=Quackenbush", "email=zq@example.org")
	w.observe("l", john...)
	w.wait(w.matcher)
	if err := w.vault.Erase(t.Context(), w.account, []uuid.UUID{record}, false); err != nil {
		t.Fatal(err)
	}
	w.append(event.RecordStream(w.account, record), event.RecordErased{})
	w.wait(w.matcher)
	if err := w.matcher.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.stop()
	if names := filesWith(t, w.fs, "/identity", "Quackenbush"); len(names) > 0 {
		t.Errorf("the erased name is in %v", names)
	}
}

func filesWith(t *testing.T, fs vfs.FS, dir, text string) (names []string) {
	t.Helper()
	list, err := fs.List(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range list {
		f, err := fs.Open(fs.PathJoin(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		_ = f.Close()
		if err == nil && bytes.Contains(b, []byte(text)) {
			names = append(names, name)
		}
	}
	return names
}

// Defends: an account that was closed leaves nothing behind.
func TestClosedAccountIsForgotten(t *testing.T) {
	w, names := people(t)
	w.append(event.AccountStream(w.account), event.AccountClosed{})
	if err := w.vault.CloseAccount(t.Context(), w.account); err != nil {
		t.Fatal(err)
	}
	w.wait(w.matcher)
	for record := range names {
		if _, _, ok, err := w.matcher.Members(t.Context(), w.account, record); ok || err != nil {
			t.Errorf("a record of a closed account is still known (%v)", err)
		}
	}
	if err := w.matcher.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.stop()
	if files := filesWith(t, w.fs, "/identity", "Abernathy"); len(files) > 0 {
		t.Errorf("a name is in %v", files)
	}
}

// Defends: who waits for the matcher waits no longer than they want to.
func TestSettleIsBounded(t *testing.T) {
	w := newWorld(t)
	w.stop() // and with it the author
	w.matcher, w.stop = w.fold("/identity")
	w.observe("1", john...)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := w.matcher.Settle(ctx, w.account, w.last); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("settle answered %v without an author", err)
	}
	if _, _, err := w.matcher.IfApart(ctx, w.account, nil, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a preview answered %v without an author", err)
	}
}
