package sqlite_test

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
	"github.com/cerebro-cdp/cerebro/projections/profiles/sqlite"
)

var (
	org = uuid.MustParse("5f6f0a4e-52b5-4d57-9a39-6d5d1b3f0c01")
	src = uuid.MustParse("0b8f8a84-6a51-4a39-8f0e-40a1d0f1aa02")
)

func numbered(kind byte, n int) uuid.UUID {
	return uuid.NewSHA1(uuid.UUID{kind}, binary.AppendUvarint(nil, uint64(n)))
}

func recordEvent(n, record int, p event.Payload) projections.Event {
	at := time.Date(2025, 1, 1, 0, 0, n, 0, time.UTC)
	r := numbered('r', record)
	e := projections.Event{Stream: event.RecordStream(org, r), Position: eventstore.MakePosition(uint64(n)+1, 0)}
	e.Event = event.Event{
		Envelope: event.Envelope{ID: numbered('e', n), Type: p.EventType(), Version: 1, Account: org, Source: src, Record: r, OccurredAt: at, RecordedAt: at},
		Payload:  p,
	}
	return e
}

// voter is a row of a voter file: some 40 facts, a dozen of them of its own.
func voter(n int) *event.RecordObserved {
	num := category.BuiltIn().Number
	set := func(name, value string) event.Fact {
		return event.Fact{Op: event.Set, Category: num(name), Value: value}
	}
	day := func(days int) string { return time.Unix(int64(days)*86400, 0).UTC().Format(time.DateOnly) }
	facts := []event.Fact{
		set("first_name", fmt.Sprint("First", n*7919%2500)), set("middle_name", fmt.Sprint("M", n%26)),
		set("last_name", fmt.Sprint("Last", n*104729%20000)), set("birth_date", day(n*31%25000-10000)),
		set("gender", []string{"female", "male"}[n%2]), set("voter_id", fmt.Sprint("AA", n)), set("voter_status", "active"),
		set("party", []string{"DEM", "REP", "UNA"}[n%3]), set("registration_date", day(n*17%12000+7000)),
		set("precinct", fmt.Sprint("P", n%200)), set("congressional_district", fmt.Sprint(n%14)),
		set("state_senate_district", fmt.Sprint(n%50)), set("state_house_district", fmt.Sprint(n%120)),
		set("race", fmt.Sprint("r", n%6)), set("ethnicity", fmt.Sprint("e", n%3)), set("school_district", fmt.Sprint(n%40)),
	}
	group := func(g uint16, fs ...event.Fact) {
		for i := range fs {
			fs[i].Group = g
		}
		facts = append(facts, fs...)
	}
	group(1, set("address", "home"), set("street", fmt.Sprint(n%4000, " Elm Street ", n%97)), set("unit", fmt.Sprint(n%30)), set("city", fmt.Sprint("City", n%300)), set("state", "NC"), set("postcode", fmt.Sprint(27000+n%900)), set("county", "Wake"))
	group(2, set("address", "mail"), set("street", fmt.Sprint("PO Box ", n%5000)), set("city", fmt.Sprint("City", n%300)), set("state", "NC"), set("postcode", fmt.Sprint(27000+n%900)))
	group(3, set("phone", fmt.Sprint("+1919", 1000000+n)), set("phone_type", "mobile"))
	for i := range n % 8 {
		facts = append(facts, event.Fact{Op: event.Add, Category: num("voted_in"), Value: fmt.Sprint(2000+2*i, "-11-05 general")})
	}
	return &event.RecordObserved{Key: fmt.Sprint("AA", n), Facts: facts, Cleaner: 1}
}

func view(n int) *event.ActivityRecorded {
	return &event.ActivityRecorded{Key: "k", Activity: numbered('e', n), Name: fold.PageView, Properties: []event.Property{
		{Name: "path", Value: fmt.Sprint("/page/", n%40)}, {Name: "utm_source", Value: fmt.Sprint("s", n%9)},
		{Name: "device_type", Value: "mobile"}, {Name: "browser", Value: "Safari"}, {Name: "os", Value: "iOS"},
	}}
}

const batchOf = 4096

// run applies n events in batches and gives the processor time that took, which
// other load on the machine does not change as it does the elapsed time.
func run(b *testing.B, s profiles.Store, from, n int, make func(i int) projections.Event) (cpu time.Duration) {
	b.Helper()
	for done := 0; done < n; {
		b.StopTimer()
		var batch []projections.Event
		for range min(batchOf, n-done) {
			batch = append(batch, make(from+done))
			done++
		}
		before := processorTime()
		b.StartTimer()
		to := projections.Checkpoint{Position: batch[len(batch)-1].Position, Ordinal: int64(from + done), Version: 1}
		if err := s.Apply(b.Context(), batch, to); err != nil {
			b.Fatal(err)
		}
		cpu += processorTime() - before
	}
	return cpu
}

func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func report(b *testing.B, what string, cpu time.Duration) {
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), what+"/s")
	b.ReportMetric(float64(b.N)/cpu.Seconds(), what+"/cpu-s")
}

func size(folder string) float64 {
	var n int64
	files, _ := os.ReadDir(folder)
	for _, f := range files {
		if info, err := f.Info(); err == nil {
			n += info.Size()
		}
	}
	return float64(n)
}

func opened(b *testing.B) (*sqlite.Store, string) {
	folder := b.TempDir()
	s, err := sqlite.Open(b.Context(), sqlite.Config{Path: filepath.Join(folder, "p.sqlite")})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	return s, folder
}

// BenchmarkNewRecords: rows of a voter file into an empty read model; give the
// number of rows by -benchtime=200000x.
func BenchmarkNewRecords(b *testing.B) {
	s, folder := opened(b)
	report(b, "records", run(b, s, 0, b.N, func(i int) projections.Event { return recordEvent(i, i, voter(i)) }))
	b.ReportMetric(size(folder)/float64(b.N), "bytes/record")
}

// BenchmarkActivities: page views of 20,000 records that are there.
func BenchmarkActivities(b *testing.B) {
	const records = 20_000
	s, _ := opened(b)
	run(b, s, 0, records, func(i int) projections.Event { return recordEvent(i, i, voter(i)) })
	b.ResetTimer()
	report(b, "activities", run(b, s, records, b.N, func(i int) projections.Event { return recordEvent(i, i*7919%records, view(i)) }))
}

// BenchmarkReads: what a page and a search cost.
func BenchmarkReads(b *testing.B) {
	const records = 20_000
	s, _ := opened(b)
	run(b, s, 0, records, func(i int) projections.Event {
		if i == 0 {
			e := recordEvent(0, 0, &event.SourceRegistered{Source: src, Name: "voters", Kind: event.SourceVoter})
			e.Record, e.Stream = uuid.Nil, event.AccountStream(org)
			return e
		}
		return recordEvent(i, i, voter(i))
	})
	sight := profiles.Sight{Account: org, Now: time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)}
	b.Run("profile", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n++
			if _, err := s.Profile(b.Context(), sight, fold.OwnID(org, numbered('r', 1+n%(records-1)))); err != nil {
				b.Fatal(err)
			}
		}
	})
	for name, q := range map[string]profiles.Query{
		"name": {Text: "last12 first", Limit: 20}, "phone": {Phone: "+19191000777"}, "value": {Category: "city", Value: "City7", Limit: 20},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if page, err := s.Find(b.Context(), sight, q); err != nil || len(page.Profiles) == 0 {
					b.Fatal(page, err)
				}
			}
		})
	}
}
