package pebblelog_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
	"github.com/google/uuid"
)

// The crash tests' load: each writer appends to a stream of its own, append
// after append, with content that follows from writer and number, so that a
// log can be checked without knowing how it came about.

// smallTable makes pebble write tables, compact them and start new logs all
// the time.
const smallTable = 256 << 10

func writerStream(writer int) string { return fmt.Sprintf("writer-%d", writer) }

// appendOf is the n-th append of a writer.
func appendOf(writer, n int) eventstore.Append {
	a := eventstore.Append{Stream: writerStream(writer), Expected: eventstore.Any, SkipKnown: true}
	of := 1 + n%5
	for i := range of {
		name := fmt.Sprintf("%d/%d/%d/%d", writer, n, i, of)
		a.Events = append(a.Events, eventstore.NewEvent{
			ID: uuid.NewSHA1(uuid.NameSpaceURL, []byte(name)), Type: "Written",
			Data: bytes.Repeat([]byte{byte(n)}, 40*(n%50)), Metadata: []byte(name),
		})
	}
	return a
}

// ack is an append that was answered.
type ack struct {
	writer, number int
	position       eventstore.Position
	revision       eventstore.Revision
}

// checkLoad reads the whole log and checks that it is what writers can have
// left behind: every acknowledged append once and where it was said to be,
// every append whole, in its writer's order, without gaps.
func checkLoad(t testing.TB, l *pebblelog.Log, acked []ack) {
	t.Helper()
	ctx := context.Background()
	seen := map[uuid.UUID]eventstore.Recorded{}
	next := map[int]int{} // writer -> number of the append to come
	part := map[int]int{} // writer -> event of it to come
	for e, err := range l.ReadAll(ctx, eventstore.Start, eventstore.Forwards, eventstore.Filter{}, 0) {
		if err != nil {
			t.Fatalf("read: %v", err)
		}
		if earlier, ok := seen[e.ID]; ok {
			t.Fatalf("event %s stands at %s and at %s", e.Metadata, earlier.Position, e.Position)
		}
		seen[e.ID] = e
		var writer, number, i, of int
		if _, err := fmt.Fscanf(strings.NewReader(string(e.Metadata)), "%d/%d/%d/%d", &writer, &number, &i, &of); err != nil {
			t.Fatalf("event %q: %v", e.Metadata, err)
		}
		if number != next[writer] || i != part[writer] || e.Stream != writerStream(writer) {
			t.Fatalf("event %s in %s, want %d/%d/%d", e.Metadata, e.Stream, writer, next[writer], part[writer])
		}
		if part[writer]++; part[writer] == of {
			next[writer], part[writer] = number+1, 0
		}
	}
	for writer, n := range part {
		if n != 0 {
			t.Fatalf("append %d of writer %d is there only up to event %d", next[writer], writer, n)
		}
	}
	for _, a := range acked {
		events := appendOf(a.writer, a.number).Events
		e, ok := seen[events[len(events)-1].ID]
		if !ok || e.Position != a.position || e.Revision != a.revision {
			t.Fatalf("append %d of writer %d was acknowledged at %s, and is at %s (%v)", a.number, a.writer, a.position, e.Position, ok)
		}
	}
	report, err := l.Fsck(ctx)
	if err != nil || !report.OK() {
		t.Fatalf("fsck: %v %v", report.Problems, err)
	}
}

// resume finds the append a writer goes on with: a few before the last one, to
// see that what is there is not written again.
func resume(ctx context.Context, l *pebblelog.Log, writer int) (int, error) {
	last := 0
	for e, err := range l.ReadStream(ctx, writerStream(writer), eventstore.End, eventstore.Backwards, 1) {
		if err != nil {
			return 0, err
		}
		if _, err := fmt.Sscanf(string(e.Metadata), "%d/%d/", &writer, &last); err != nil {
			return 0, err
		}
	}
	return max(0, last-3), nil
}
