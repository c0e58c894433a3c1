package sqlite

import (
	"github.com/google/uuid"
	lru "github.com/hashicorp/golang-lru/v2"

	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// memo keeps what batches ask for again and again: where the records of busy
// people are, and their summaries. It only ever holds what is stored.
type memo struct {
	records   *lru.Cache[uuid.UUID, found]
	summaries *lru.Cache[fold.Ordinal, fold.Summary]
}

// found is a record's row without its state.
type found struct {
	n       fold.Ordinal
	account int64
	source  int64
}

const (
	memoRecords   = 100_000 // some 10 MB
	memoSummaries = 10_000
	maxMemoVisits = 200 // longer summaries are read again each time
)

func newMemo() *memo {
	records, _ := lru.New[uuid.UUID, found](memoRecords) // fails for sizes below 1 only
	summaries, _ := lru.New[fold.Ordinal, fold.Summary](memoSummaries)
	return &memo{records, summaries}
}

func (m *memo) forget() {
	m.records.Purge()
	m.summaries.Purge()
}
