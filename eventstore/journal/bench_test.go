package journal_test

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
)

const benchBatch = 500

func benchLog(b *testing.B, w *world, payload func(int) event.Payload) []eventstore.Recorded {
	b.Helper()
	var writes []journal.Write
	for i := range benchBatch {
		writes = append(writes, journal.Write{Stream: w.record(b, fmt.Sprint(i)), Expected: eventstore.Any, Entries: []event.Event{w.entry(payload(i))}})
	}
	w.write(b, writes...)
	return w.recorded(b)
}

func BenchmarkDecode(b *testing.B) {
	for name, payload := range map[string]func(int) event.Payload{
		"observation of 20 facts": func(i int) event.Payload { return observation(i) },
		"page view":               func(i int) event.Payload { return pageView(i) },
	} {
		b.Run(name, func(b *testing.B) {
			w := newWorld(b)
			log := benchLog(b, w, payload)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := w.Decode(ctx, log); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchBatch, "ns/event")
			b.ReportMetric(float64(len(log[0].Data)), "bytes")
		})
	}
}

func BenchmarkTailDecode(b *testing.B) {
	w := newWorld(b)
	log := benchLog(b, w, func(i int) event.Payload { return observation(i) })
	tail := journal.NewTail(w.Journal, journal.TailConfig{})
	for b.Loop() {
		if _, err := tail.Decode(ctx, log); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchBatch, "ns/event")
}

func BenchmarkAppend(b *testing.B) {
	w := newWorld(b)
	streams := make([]event.Stream, 100)
	for i := range streams {
		streams[i] = w.record(b, fmt.Sprint(i))
	}
	observed := observation(1)
	for b.Loop() {
		writes := make([]journal.Write, len(streams))
		for i, s := range streams {
			e := w.entry(observed)
			e.ID = uuid.New()
			writes[i] = journal.Write{Stream: s, Expected: eventstore.Any, SkipKnown: true, Entries: []event.Event{e}}
		}
		w.write(b, writes...)
	}
	b.ReportMetric(float64(b.N*len(streams))/b.Elapsed().Seconds(), "events/s")
}
