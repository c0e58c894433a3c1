package journal_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/uuid"
	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// BenchmarkPack is what packFrom was chosen by: what zstd and s2 make of
// payloads of each size, and at what cost.
func BenchmarkPack(b *testing.B) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false))
	must(b, err)
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	must(b, err)
	large := observation(1)
	for i := range 4 {
		large.Facts = append(large.Facts, observation(i).Facts...)
	}
	tree := map[string]any{"all": []any{}}
	for i := range 100 {
		tree["all"] = append(tree["all"].([]any), map[string]any{"category": "city", "in": []string{fmt.Sprint("Town ", i), "Raleigh"}})
	}
	text, err := json.Marshal(tree)
	must(b, err)
	merge := &event.ProfilesMerged{Into: uuid.New(), From: uuid.New(), Cause: event.CauseScore}
	for i := range 12 {
		merge.Records = append(merge.Records, uuid.New())
		merge.Evidence.Fields = append(merge.Evidence.Fields, event.FieldBits{Field: fmt.Sprint("field", i), Level: "exact", Bits: 4711,
			A: &event.ValueRef{Event: uuid.New(), Fact: i}, B: &event.ValueRef{Event: uuid.New(), Fact: i}})
	}
	confirmed := &event.ImportConfirmed{}
	for range 500 {
		confirmed.Observations = append(confirmed.Observations, uuid.New())
	}
	for _, c := range []struct {
		name string
		p    event.Payload
	}{
		{"page view", pageView(1)}, {"20 facts", observation(1)}, {"100 facts", large}, {"merge", merge},
		{"segment", &event.SegmentDefined{Tree: text}}, {"confirmed", confirmed},
	} {
		clear, err := event.EncodePayload(c.p)
		must(b, err)
		for name, pack := range map[string]func() []byte{
			"zstd": func() []byte { return enc.EncodeAll(clear, nil) },
			"s2":   func() []byte { return s2.Encode(nil, clear) },
		} {
			b.Run(c.name+"/"+name, func(b *testing.B) {
				for b.Loop() {
					pack()
				}
				b.ReportMetric(float64(len(clear)), "bytes")
				b.ReportMetric(float64(len(pack()))/float64(len(clear)), "ratio")
			})
		}
		b.Run(c.name+"/zstd back", func(b *testing.B) {
			packed := enc.EncodeAll(clear, nil)
			for b.Loop() {
				_, err := dec.DecodeAll(packed, nil)
				must(b, err)
			}
		})
	}
}
