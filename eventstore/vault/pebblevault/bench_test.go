package pebblevault_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/pebblevault"
)

const perCall = 100

func benchVault(b *testing.B, cacheKeys int) (*pebblevault.Vault, uuid.UUID) {
	b.Helper()
	dir := b.TempDir()
	v := open(b, pebblevault.Config{Dir: filepath.Join(dir, "vault"), Ledger: filepath.Join(dir, "erasures"), Masters: []vault.Master{{1}}, CacheKeys: cacheKeys})
	account := uuid.New()
	must(b, v.OpenAccount(context.Background(), account))
	return v, account
}

func benchRefs(source uuid.UUID, from int) []vault.Ref {
	refs := make([]vault.Ref, perCall)
	for i := range refs {
		refs[i] = vault.Ref{Source: source, Key: fmt.Sprintf("voter-%012d", from+i)}
	}
	return refs
}

func perRow(b *testing.B) {
	b.Helper()
	rows := float64(b.N) * perCall
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/rows, "ns/row")
	b.ReportMetric(rows/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkResolveNew is an import of new rows by one caller, 100 at a time.
func BenchmarkResolveNew(b *testing.B) {
	v, account := benchVault(b, 0)
	source := uuid.New()
	n := 0
	for b.Loop() {
		_, err := v.Resolve(context.Background(), account, benchRefs(source, n))
		must(b, err)
		n += perCall
	}
	perRow(b)
}

// BenchmarkResolveNewParallel is the same by 8 callers, who share syncs.
func BenchmarkResolveNewParallel(b *testing.B) {
	v, account := benchVault(b, 0)
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		source, n := uuid.New(), 0
		for pb.Next() {
			if _, err := v.Resolve(context.Background(), account, benchRefs(source, n)); err != nil {
				b.Error(err)
				return
			}
			n += perCall
		}
	})
	perRow(b)
}

// stocked is a vault of 200,000 records, more than its memtable holds.
func stocked(b *testing.B, cacheKeys int) (*pebblevault.Vault, uuid.UUID, uuid.UUID, []uuid.UUID) {
	b.Helper()
	v, account := benchVault(b, cacheKeys)
	source := uuid.New()
	var records []uuid.UUID
	for n := 0; n < 200_000; n += perCall {
		rows, err := v.Resolve(context.Background(), account, benchRefs(source, n))
		must(b, err)
		for _, row := range rows {
			records = append(records, row.Record)
		}
	}
	return v, account, source, records
}

// BenchmarkResolveKnown is a re-import: every row is there.
func BenchmarkResolveKnown(b *testing.B) {
	v, account, source, records := stocked(b, 0)
	n := 0
	for b.Loop() {
		_, err := v.Resolve(context.Background(), account, benchRefs(source, n*perCall%len(records)))
		must(b, err)
		n += 7
	}
	perRow(b)
}

// BenchmarkKeys fetches keys that are in the cache (warm), and keys that must be
// read and unwrapped (cold).
func BenchmarkKeys(b *testing.B) {
	for name, size := range map[string]int{"warm": 1 << 18, "cold": 1} {
		b.Run(name, func(b *testing.B) {
			v, account, _, records := stocked(b, size)
			ids := make([]vault.KeyID, perCall)
			n := 0
			for b.Loop() {
				for i := range ids {
					ids[i] = vault.KeyID{Kind: vault.RecordKey, Account: account, ID: records[(n+i*1009)%len(records)]}
				}
				_, err := v.Keys(context.Background(), ids)
				must(b, err)
				n += perCall
			}
			perRow(b)
		})
	}
}

// BenchmarkErase is one person out of 200,000, with the compaction.
func BenchmarkErase(b *testing.B) {
	v, account, _, records := stocked(b, 0)
	n := 0
	for b.Loop() {
		must(b, v.Erase(context.Background(), account, records[n:n+1], true))
		n++
	}
}
