package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cerebro-cdp/cerebro/cmd/cerebro/node"
	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// IngestResult is what the HTTP ingest benchmark saw.
type IngestResult struct {
	Data           int     `json:"data"`
	BatchOf        int     `json:"batch_of"`
	Clients        int     `json:"clients"`
	KnownRecords   int     `json:"known_records"`
	Seconds        float64 `json:"seconds"`
	PerSecond      float64 `json:"data_per_second"`
	CPUMicros      float64 `json:"cpu_us_per_datum"` // of the whole process, sender included, until matched
	BatchMedianMs  float64 `json:"batch_median_ms"`
	BatchP99Ms     float64 `json:"batch_p99_ms"`
	ActivityLagSec float64 `json:"activity_lag_seconds"` // after the last answer
	SegmentsLagSec float64 `json:"segments_lag_seconds"`
	ProfilesLagSec float64 `json:"profiles_lag_seconds"`
	MatchingLagSec float64 `json:"matching_lag_seconds"`
}

// Rate is what rounds are compared by.
func (r IngestResult) Rate() float64 { return r.PerSecond }

const (
	ingestBatch   = 100
	ingestClients = 8
)

// Ingest sends data in batches of 100 over loopback HTTP: nine of ten are
// activities of known records, one is an observation. Every answer means that
// the batch is durable.
func Ingest(ctx context.Context, dir string, data, known int) (IngestResult, error) {
	n, caller, err := fresh(ctx, dir)
	if err != nil {
		return IngestResult{}, err
	}
	defer n.Close(context.WithoutCancel(ctx))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return IngestResult{}, err
	}
	server := &http.Server{Handler: n.HTTP}
	go func() { _ = server.Serve(l) }() // ends with Close
	defer server.Close()
	keys, err := n.Commands.CreateKey(ctx, caller, commands.CreateKey{Role: event.RoleWrite, Source: commands.FirstSource}, "")
	if err != nil {
		return IngestResult{}, err
	}
	s := &sender{url: "http://" + l.Addr().String() + "/v1/batch", key: keys.IDs["key"].(string), known: known}
	if err := s.send(ctx, known/ingestBatch+1, s.introduce); err != nil {
		return IngestResult{}, err
	}
	if err := caughtUp(ctx, n); err != nil {
		return IngestResult{}, err
	}
	s.took = nil
	began, used := time.Now(), cpuTime()
	if err := s.send(ctx, data/ingestBatch, s.mixed); err != nil {
		return IngestResult{}, err
	}
	took := time.Since(began).Seconds()
	r := IngestResult{Data: data, BatchOf: ingestBatch, Clients: ingestClients, KnownRecords: known, Seconds: took, PerSecond: float64(data) / took}
	slices.Sort(s.took)
	r.BatchMedianMs, r.BatchP99Ms = ms(s.took[len(s.took)/2]), ms(s.took[len(s.took)*99/100])
	err = lags(ctx, n, caller, &r)
	r.CPUMicros = float64((cpuTime() - used).Microseconds()) / float64(data)
	return r, err
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// lags measures, side by side, how long each read model needs to catch up.
func lags(ctx context.Context, n *node.Node, c commands.Caller, r *IngestResult) error {
	head, err := n.Log.Head(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i, m := range []struct {
		name string
		into *float64
	}{{"activity", &r.ActivityLagSec}, {"segments", &r.SegmentsLagSec}, {"profiles", &r.ProfilesLagSec}} {
		all.Go(func() {
			errs[i] = n.Models.WaitFor(ctx, []string{m.name}, head, time.Hour)
			*m.into = time.Since(began).Seconds()
		})
	}
	all.Go(func() {
		_, errs[3] = n.Commands.Profiles.Settle(ctx, c.Account, head)
		r.MatchingLagSec = time.Since(began).Seconds()
	})
	all.Wait()
	return errors.Join(errs...)
}

// sender posts batches from several clients.
type sender struct {
	url, key string
	known    int
	next     atomic.Int64
	mu       sync.Mutex
	took     []time.Duration
}

func (s *sender) send(ctx context.Context, batches int, item func(r *rand.Rand, n int64) message) error {
	s.next.Store(0)
	var all sync.WaitGroup
	errs := make([]error, ingestClients)
	var left atomic.Int64
	left.Store(int64(batches))
	for c := range ingestClients {
		all.Go(func() {
			r := rand.New(rand.NewPCG(uint64(c), uint64(batches)))
			for left.Add(-1) >= 0 && errs[c] == nil {
				errs[c] = s.post(ctx, r, item)
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

func (s *sender) post(ctx context.Context, r *rand.Rand, item func(r *rand.Rand, n int64) message) error {
	batch := make([]message, ingestBatch)
	for i := range batch {
		n := s.next.Add(1) - 1
		batch[i] = item(r, n)
		batch[i].MessageID = fmt.Sprintf("bench-%016x%016x", r.Uint64(), r.Uint64())
		batch[i].Timestamp = time.Now().UTC().Format(time.RFC3339Nano)
	}
	body, err := json.Marshal(struct {
		Batch []message `json:"batch"`
	}{batch})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, "POST", s.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.SetBasicAuth(s.key, "")
	began := time.Now()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusOK || bytes.Contains(answer, []byte("rejected")) {
		return fmt.Errorf("bench: %s: %.300s", resp.Status, answer)
	}
	s.mu.Lock()
	s.took = append(s.took, time.Since(began))
	s.mu.Unlock()
	return nil
}
