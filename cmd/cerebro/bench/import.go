package bench

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/cerebro-cdp/cerebro/cmd/cerebro/demo"
	"github.com/cerebro-cdp/cerebro/cmd/cerebro/node"
	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// ImportResult is what the import benchmark saw. Everything is counted until
// the rows can be queried and are matched.
type ImportResult struct {
	Rows            int     `json:"rows"`
	FileMB          float64 `json:"file_mb"`
	AcceptedSeconds float64 `json:"accepted_seconds"` // all rows durable
	MatchedSeconds  float64 `json:"matched_seconds"`
	QueriedSeconds  float64 `json:"queried_seconds"` // every read model caught up
	PerSecond       float64 `json:"rows_per_second"`
	Merged          int64   `json:"merged"`
	PeakRSSMB       float64 `json:"peak_rss_mb"`
	RestartSeconds  float64 `json:"restart_seconds"` // closed and opened again, until ready
	Events          int64   `json:"events"`
}

// Import takes a generated voter file of some rows in, waits until it is matched
// and can be queried, then restarts the node.
func Import(ctx context.Context, dir string, rows int) (ImportResult, error) {
	n, caller, err := fresh(ctx, dir)
	if err != nil {
		return ImportResult{}, err
	}
	closed := false
	defer func() {
		if !closed {
			_ = n.Close(context.WithoutCancel(ctx)) // after an error: the first one counts
		}
	}()
	file, size, err := voterFile(dir, rows)
	if err != nil {
		return ImportResult{}, err
	}
	defer file.Close()
	r := ImportResult{Rows: rows, FileMB: float64(size) / 1e6}
	began := time.Now()
	done, err := n.Commands.Import(ctx, caller, commands.ImportOptions{Source: "voters", File: "voters.txt"}, file, func(c commands.ImportCounts) {
		if c.Read == int64(rows) {
			r.AcceptedSeconds = time.Since(began).Seconds()
		}
	})
	if err != nil {
		return r, err
	}
	r.MatchedSeconds, r.Merged = time.Since(began).Seconds(), done.Merged
	if err := caughtUp(ctx, n); err != nil {
		return r, err
	}
	r.QueriedSeconds = time.Since(began).Seconds()
	r.PerSecond, r.PeakRSSMB = float64(rows)/r.QueriedSeconds, peakRSS()
	for _, st := range n.Models.Status() {
		r.Events = max(r.Events, st.Ordinal)
	}
	closed = true
	if err := n.Close(ctx); err != nil {
		return r, err
	}
	r.RestartSeconds, err = restart(ctx, dir)
	return r, err
}

// voterFile writes the generated file beside the data folder, so that memory
// holds the import only.
func voterFile(dir string, rows int) (*os.File, int64, error) {
	f, err := os.CreateTemp(dir, "voters-*.txt")
	if err != nil {
		return nil, 0, err
	}
	if err := demo.WriteVoterFile(f, 7, rows); err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	size, err := f.Seek(0, io.SeekCurrent)
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	return f, size, err
}

// restart opens the folder and measures until every read model shows the head.
func restart(ctx context.Context, dir string) (float64, error) {
	began := time.Now()
	n, err := node.Open(ctx, node.Config{Dir: dir + "/data"})
	if err != nil {
		return 0, err
	}
	err = caughtUp(ctx, n)
	took := time.Since(began).Seconds()
	return took, errors.Join(err, n.Close(ctx))
}

// fresh opens an empty node in dir/data with one account.
func fresh(ctx context.Context, dir string) (*node.Node, commands.Caller, error) {
	n, err := node.Open(ctx, node.Config{Dir: dir + "/data", Logger: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		return nil, commands.Caller{}, err
	}
	keys, err := n.FoundNamed(ctx, commands.CreateAccount{Name: "bench"})
	if err != nil {
		return nil, commands.Caller{}, errors.Join(err, n.Close(ctx))
	}
	return n, commands.Caller{Account: keys.Account, Role: event.RoleAdmin, Installation: true}, nil
}

// caughtUp waits until every read model shows the head.
func caughtUp(ctx context.Context, n *node.Node) error {
	head, err := n.Log.Head(ctx)
	if err != nil {
		return err
	}
	return n.Models.WaitFor(ctx, nil, head, time.Hour)
}
