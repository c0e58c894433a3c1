package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/cerebro-cdp/cerebro/commands/ingest/mapping"
	"github.com/cerebro-cdp/cerebro/commands/ingest/tabular"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

func newMatch(g *global) *cobra.Command {
	c := &cobra.Command{Use: "match", Short: "Evaluate the matcher and choose its model"}
	var o evalOptions
	eval := &cobra.Command{
		Use: "eval FILE", Short: "Match a labelled file as an import would, and score the clusters", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			r, err := evaluate(cmd.Context(), args[0], o)
			if err != nil {
				return err
			}
			if g.json {
				return g.print(r)
			}
			_, err = fmt.Fprintf(g.out, "records   %d\nprecision %.4f\nrecall    %.4f\nf1        %.4f\nb3_f1     %.4f\nclusters  %d\nseconds   %.2f (%.0f records/s)\nmodel     %s\npartition %s\n",
				r.Records, r.Precision, r.Recall, r.F1, r.B3F1, r.Clusters, r.Seconds, r.RecordsPerSecond, r.Model, r.Partition)
			if err != nil || r.Calibration == nil {
				return err
			}
			return r.Calibration.table(g.out)
		},
	}
	eval.Flags().StringVar(&o.truth, "truth", "", "header of the column that names the true person")
	eval.Flags().StringArrayVar(&o.maps, "map", nil, `"HEADER=category"; repeat for several columns`)
	eval.Flags().StringVar(&o.space, "id-space", "file", "where the file's ids are unique; part of its partition's hash")
	eval.Flags().Float64Var(&o.bits, "threshold", 0, "bits needed to join (default: the model's)")
	eval.Flags().BoolVar(&o.calibration, "calibration", false, "also compare what the model said of pairs with the truth")
	c.AddCommand(eval)
	c.AddCommand(newMatchModels(g)...)
	return c
}

// evaluation is the answer of match eval.
type evaluation struct {
	Records          int     `json:"records"`
	TruePairs        int64   `json:"true_pairs"`
	PredictedPairs   int64   `json:"predicted_pairs"`
	Precision        float64 `json:"precision"`
	Recall           float64 `json:"recall"`
	F1               float64 `json:"f1"`
	B3F1             float64 `json:"b3_f1"`
	Clusters         int     `json:"clusters"`
	Seconds          float64 `json:"seconds"`
	RecordsPerSecond float64 `json:"records_per_second"`
	PeakRSSBytes     int64   `json:"peak_rss_bytes"`
	Model            string  `json:"model"`
	AutoBits         float64 `json:"auto_bits"`
	Partition        string  `json:"partition"`

	Calibration *calibration `json:"calibration,omitempty"`
}

// evalOptions are the flags of match eval.
type evalOptions struct {
	truth, space string
	maps         []string
	bits         float64
	calibration  bool
}

// evaluate matches a labelled file and compares with the truth.
func evaluate(ctx context.Context, path string, o evalOptions) (evaluation, error) {
	began := time.Now()
	records, labels, err := labelled(ctx, path, o.truth, o.space, o.maps)
	if err != nil {
		return evaluation{}, err
	}
	opt := match.Options{Workers: runtime.GOMAXPROCS(0), Auto: match.Bits(o.bits * float64(match.Bit))}
	nodes := match.NormaliseAll(records, opt.Workers)
	model := match.CalibrateRecords(nodes)
	x, err := match.NewMatcher(model, opt)
	if err != nil {
		return evaluation{}, usageError{err, "--threshold takes bits, such as 6"}
	}
	hs := x.Load(nodes)
	x.Settle(nil)
	found := make([]int, len(hs))
	for i, h := range hs {
		found[i] = x.Label(h)
	}
	q := match.Evaluate(found, labels)
	keys := make([]match.ContentKey, len(nodes))
	for i := range nodes {
		keys[i] = nodes[i].Key()
	}
	took := time.Since(began).Seconds()
	r := evaluation{
		Records: q.Records, TruePairs: q.TruePairs, PredictedPairs: q.PredictedPairs, Precision: q.Precision, Recall: q.Recall,
		F1: q.F1, B3F1: q.B3F1, Clusters: q.Clusters, Seconds: took, RecordsPerSecond: float64(q.Records) / took,
		PeakRSSBytes: peakRSS(), Model: model.Hash(), AutoBits: autoBits(o.bits), Partition: match.PartitionHash(found, keys),
	}
	if o.calibration {
		r.Calibration = calibrationOf(x, hs, labels)
	}
	return r, nil
}

// defaultAuto is the bits that a join needs by default.
const defaultAuto = 6

func autoBits(bits float64) float64 {
	if bits == 0 {
		return defaultAuto
	}
	return bits
}

// labelled reads the file as an import into an empty account would, and the
// true person of each row.
func labelled(ctx context.Context, path, truth, space string, maps []string) ([]match.Record, []string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, usageError{err, "give the path of a labelled file"}
	}
	defer file.Close()
	table, err := tabular.Open(file, filepath.Base(path), tabular.Options{})
	if err != nil {
		return nil, nil, err
	}
	defer table.Close()
	if truth == "" {
		return nil, nil, usageError{errors.New("match eval needs --truth, the header of the column that names the true person of each row"), "the columns are " + strings.Join(table.Header(), ", ")}
	}
	column := -1
	for i, h := range table.Header() {
		if strings.EqualFold(h, truth) {
			column = i
		}
	}
	if column < 0 {
		return nil, nil, usageError{fmt.Errorf("there is no column %q", truth), "the columns are " + strings.Join(table.Header(), ", ")}
	}
	plan, err := planFor(table, column, space, maps)
	if err != nil {
		return nil, nil, err
	}
	return readLabelled(ctx, table, plan, column)
}

func planFor(table *tabular.Table, truth int, space string, maps []string) (*mapping.Plan, error) {
	overrides := map[string]string{table.Header()[truth]: "ignore"}
	for _, m := range maps {
		header, category, ok := strings.Cut(m, "=")
		if !ok {
			return nil, usageError{fmt.Errorf("--map %q has no =", m), `write --map "HEADER=category"`}
		}
		overrides[header] = category
	}
	var samples [][]string
	for _, row := range table.Peek(200) {
		samples = append(samples, row.Cells)
	}
	return mapping.Guess(table.Header(), samples, mapping.Options{Overrides: overrides, Now: time.Now(), Space: space})
}

func readLabelled(ctx context.Context, table *tabular.Table, plan *mapping.Plan, truth int) ([]match.Record, []string, error) {
	var records []match.Record
	var labels []string
	reader := identity.NewReader()
	for ctx.Err() == nil {
		row, err := table.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if _, bad := errors.AsType[*tabular.RowError](err); bad {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		facts, _ := plan.Facts(row.Cells)
		labels = append(labels, row.Cells[truth])
		records = append(records, reader.Record(currentOf(facts)))
	}
	if err := complete(labels); err != nil {
		return nil, nil, err
	}
	return records, labels, ctx.Err()
}

// complete refuses a truth column with blanks: rows without a person would count
// as one person.
func complete(labels []string) error {
	blank := 0
	for _, l := range labels {
		if strings.TrimSpace(l) == "" {
			blank++
		}
	}
	switch {
	case len(labels) == 0:
		return usageError{errors.New("the file has no rows"), "--truth names the column with the true person of each row"}
	case blank == 0:
		return nil
	case blank == len(labels):
		return usageError{errors.New("the truth column is empty"), "--truth names the column with the true person of each row"}
	}
	return usageError{fmt.Errorf("%d of %d rows have no value in the truth column", blank, len(labels)), "give each row its person, or leave those rows out"}
}

// currentOf folds the facts of one row as the record of its own that it would
// be.
func currentOf(f mapping.RowFacts) fold.Facts {
	id, now := uuid.New(), time.Now()
	r := fold.NewRecord(id, id, id)
	e := event.Event{Payload: &event.RecordObserved{Facts: f.Facts}}
	e.ID, e.Type, e.Record, e.Account, e.Source = id, event.TypeRecordObserved, id, id, id
	e.OccurredAt, e.RecordedAt = now, now
	r.Apply(e)
	return r.Current(fold.Filter{})
}

// peakRSS is the most memory this process has held.
func peakRSS() int64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return u.Maxrss * 1024
}
