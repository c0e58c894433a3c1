package pebblelog

import (
	"fmt"
	"log/slog"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// PebbleOptions are the options the log opens pebble with. Exported for the
// benchmark, which must give the bare store the same ones.
func PebbleOptions(c Config, files vfs.FS) *pebble.Options {
	c = c.withDefaults()
	o := &pebble.Options{
		FS:                          files,
		CacheSize:                   c.CacheBytes,
		MemTableSize:                uint64(c.MemTableBytes),
		MemTableStopWritesThreshold: 3,
		// A write burst may run ahead of compaction: reads of a log are mostly
		// sequential, and the ids are asked through the filter.
		L0CompactionThreshold:      4,
		L0StopWritesThreshold:      64,
		LBaseMaxBytes:              256 << 20,
		FormatMajorVersion:         pebble.FormatNewest,
		BytesPerSync:               1 << 20,
		CompactionConcurrencyRange: func() (int, int) { return 1, 2 },
		ReadOnly:                   c.ReadOnly,
		Logger:                     pebbleLogger{log: c.Logger},
		Filters:                    map[string]pebble.FilterPolicy{},
	}
	o.EventListener = &pebble.EventListener{
		// Without a listener pebble ends the process.
		DataCorruption: func(info pebble.DataCorruptionInfo) { c.Logger.Error("log data corrupt", "detail", info.Details) },
	}
	policy := pointFilter{bloom.FilterPolicy(10)}
	o.Filters[policy.Name()] = policy
	o.TargetFileSizes[0] = 8 << 20
	for i := range o.Levels {
		o.Levels[i].BlockSize = 16 << 10
		o.Levels[i].IndexBlockSize = 128 << 10
		o.Levels[i].FilterPolicy = policy
	}
	return o
}

// pointFilter is pebble's Bloom filter for the keys that are asked for and may
// be missing, ids and stream heads. The others are found by iterators or are
// known to be there, and would only make the filters larger.
type pointFilter struct{ bloom.FilterPolicy }

// Name is stored in the tables.
func (pointFilter) Name() string { return "cerebro.log.points" }

func filtered(key []byte) bool { return len(key) > 0 && (key[0] == spaceID || key[0] == spaceHead) }

// MayContain implements pebble.FilterPolicy.
func (p pointFilter) MayContain(ftype pebble.FilterType, filter, key []byte) bool {
	return !filtered(key) || p.FilterPolicy.MayContain(ftype, filter, key)
}

// NewWriter implements pebble.FilterPolicy.
func (p pointFilter) NewWriter(ftype pebble.FilterType) pebble.FilterWriter {
	return pointFilterWriter{p.FilterPolicy.NewWriter(ftype)}
}

type pointFilterWriter struct{ pebble.FilterWriter }

// AddKey implements pebble.FilterWriter.
func (w pointFilterWriter) AddKey(key []byte) {
	if filtered(key) {
		w.FilterWriter.AddKey(key)
	}
}

// pebbleLogger turns pebble's "fatal", after which it counts on the process
// being gone, into an error: what it is fatal about is a failed write, and the
// fence has seen that already.
type pebbleLogger struct{ log *slog.Logger }

func (l pebbleLogger) Infof(format string, args ...any) {}

func (l pebbleLogger) Errorf(format string, args ...any) {
	l.log.Error("pebble", "detail", fmt.Sprintf(format, args...))
}

func (l pebbleLogger) Fatalf(format string, args ...any) {
	l.log.Error("pebble stopped", "detail", fmt.Sprintf(format, args...))
}
