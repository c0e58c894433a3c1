package pebblevault_test

import (
	"context"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/pebblevault"
)

// TestRowCacheAfterChange: a reader that has a row in hand from before a change
// cannot bring it back into the cache.
func TestRowCacheAfterChange(t *testing.T) {
	account, record := uuid.New(), uuid.New()
	for name, c := range map[string]struct {
		change func(drop func())
		want   bool
	}{
		"no change":        {func(func()) {}, true},
		"changed meantime": {func(drop func()) { drop() }, false},
	} {
		got, err := pebblevault.LateRow(account, record, c.change)
		must(t, err)
		if got != c.want {
			t.Errorf("%s: cached is %v, want %v", name, got, c.want)
		}
	}
}

// TestRowCacheFollowsGivenUpChanges: a change whose caller no longer waits is
// made later than its call ends. What is cached then is what is stored all the
// same.
func TestRowCacheFollowsGivenUpChanges(t *testing.T) {
	ctx := context.Background()
	s := newStage(t, "ana", "other")
	ana := vault.Ref{Source: s.source, Key: "ana"}
	for n := range 300 {
		giving, giveUp := context.WithCancel(ctx)
		var all sync.WaitGroup
		all.Go(giveUp)
		last := vault.Last{Record: s.record["ana"], Hash: vault.Hash{byte(n), byte(n >> 8)}, Event: uuid.New()}
		_ = s.v.SetLast(giving, s.account, []vault.Last{last}) // it may be too late, or not
		s.resolve(t, "ana")                                    // comes into the cache, from before or after
		all.Wait()
		// What is queued behind it is made after it.
		must(t, s.v.SetLast(ctx, s.account, []vault.Last{{Record: s.record["other"], Event: uuid.New()}}))
		want, err := s.v.Stored(s.account, ana)
		must(t, err)
		if diff := cmp.Diff(want, s.resolve(t, "ana")); diff != "" {
			t.Fatalf("after %d changes (-stored +answered):\n%s", n, diff)
		}
	}
}
