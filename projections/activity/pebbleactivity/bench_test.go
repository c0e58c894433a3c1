package pebbleactivity_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/activity"
)

// lifelike is a page view as the tracking door makes it, by one of 50,000
// visitors.
func lifelike(r *rand.Rand, n int) projections.Event {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:], r.Uint64())
	binary.BigEndian.PutUint64(id[8:], uint64(n))
	visitor := r.IntN(50_000)
	record := uuid.UUID{4, byte(visitor), byte(visitor >> 8), byte(visitor * 7)}
	path := fmt.Sprintf("/issues/%d/%d", r.IntN(40), r.IntN(900))
	at := time.Unix(1_770_000_000+int64(n)/20, int64(r.IntN(1e9)))
	return projections.Event{
		Event: event.Event{
			Envelope: event.Envelope{ID: id, Type: event.TypeActivityRecorded, Version: 1, Account: uuid.UUID{2},
				Source: uuid.UUID{3, byte(n % 3)}, Record: record, OccurredAt: at, RecordedAt: at.Add(time.Second)},
			Payload: &event.ActivityRecorded{Key: "visitor", Activity: id, Name: "page_view", Properties: []event.Property{
				{Name: "path", Value: path}, {Name: "url", Value: "https://example.org" + path}, {Name: "title", Value: "Where we stand"},
				{Name: "referrer_domain", Value: "news.example.com"}, {Name: "utm_source", Value: "newsletter"},
				{Name: "device_type", Value: "mobile"}, {Name: "os", Value: "iOS"}, {Name: "browser", Value: "Safari"},
			}},
		},
		Stream: event.RecordStream(uuid.UUID{2}, record),
	}
}

// BenchmarkApply folds activities in batches as a busy runner gives them; one
// operation is one activity.
func BenchmarkApply(b *testing.B) {
	const batch = 2048
	s := open(b, b.TempDir())
	r := rand.New(rand.NewPCG(1, 2))
	events := make([]projections.Event, b.N)
	for i := range events {
		events[i] = lifelike(r, i)
	}
	b.ResetTimer()
	for done := 0; done < b.N; done += batch {
		end := min(done+batch, b.N)
		if err := s.Apply(b.Context(), events[done:end], checkpoint(end)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "activities/s")
	b.StopTimer()
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkTimeline reads the first page of a profile of four records.
func BenchmarkTimeline(b *testing.B) {
	const total = 200_000
	s := open(b, b.TempDir())
	r := rand.New(rand.NewPCG(1, 2))
	var records []uuid.UUID
	for done := 0; done < total; done += 2000 {
		events := make([]projections.Event, 2000)
		for i := range events {
			events[i] = lifelike(r, done+i)
			records = append(records, events[i].Record)
		}
		if err := s.Apply(b.Context(), events, checkpoint(done+2000)); err != nil {
			b.Fatal(err)
		}
	}
	for i := 0; b.Loop(); i++ {
		q := activity.Query{Account: uuid.UUID{2}, Records: records[i%1000 : i%1000+4]}
		if page, err := s.Timeline(b.Context(), q); err != nil || len(page.Activities) < 4 {
			b.Fatal(len(page.Activities), err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}
