package pebblelog

import "sync/atomic"

type counters struct {
	appends, events, bytes, groups, duplicates, skipped atomic.Uint64
	subscriptions                                       atomic.Int64
}

// Stats are counters since the log was opened, for metrics.
type Stats struct {
	Appends       uint64 // answered, whatever the answer
	Events        uint64 // written
	Bytes         uint64 // of them and their index entries, before compression
	Groups        uint64 // batches handed to the disk; Events/Groups shows the grouping
	Duplicates    uint64 // appends recognised as exact retries
	Skipped       uint64 // events dropped by SkipKnown
	Subscriptions int64  // open now
	Head          uint64 // events in the log
	FilterBytes   int    // memory of the id filter
	FilterReady   bool   // false while it is still filled after opening
	DiskBytes     uint64 // size of the folder's live files
	Failed        bool   // a write failed; open again
}

// Stats reads the counters.
func (l *Log) Stats() Stats {
	s := Stats{
		Appends:       l.counts.appends.Load(),
		Events:        l.counts.events.Load(),
		Bytes:         l.counts.bytes.Load(),
		Groups:        l.counts.groups.Load(),
		Duplicates:    l.counts.duplicates.Load(),
		Skipped:       l.counts.skipped.Load(),
		Subscriptions: l.counts.subscriptions.Load(),
		Head:          l.durable.Load(),
		FilterBytes:   l.index.filter.memory(),
		FilterReady:   l.index.ready.Load(),
		Failed:        l.failed() != nil,
	}
	if l.use("stats") == nil {
		defer l.users.RUnlock()
		s.DiskBytes = l.db.Metrics().DiskSpaceUsage()
	}
	return s
}
