package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/cerebro-cdp/cerebro/cmd/cerebro/bench"
	"github.com/cerebro-cdp/cerebro/eventstore/logbench"
)

// benchmarks are what `cerebro bench` can measure, each at a default scale.
var benchmarks = map[string]struct {
	scale int
	run   func(ctx context.Context, dir string, scale int) (any, error)
}{
	"log": {0, func(ctx context.Context, dir string, _ int) (any, error) {
		return logbench.Run(ctx, dir, logbench.Config{})
	}},
	"ingest": {200_000, func(ctx context.Context, dir string, scale int) (any, error) {
		return bench.Ingest(ctx, dir, scale, max(1000, scale/20))
	}},
	"import": {200_000, func(ctx context.Context, dir string, scale int) (any, error) {
		return bench.Import(ctx, dir, scale)
	}},
	"match": {1_000_000, func(ctx context.Context, _ string, scale int) (any, error) {
		return bench.Match(ctx, scale)
	}},
}

func newBench(g *global) *cobra.Command {
	var scale, rounds int
	var dir, profile string
	names := strings.Join(sortedKeys(benchmarks), "|")
	c := &cobra.Command{
		Use: "bench " + names, Short: "Measure this machine; prints JSON with the figures and the scale", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, ok := benchmarks[args[0]]
			if !ok {
				return usageError{fmt.Errorf("there is no benchmark %q", args[0]), "the benchmarks are " + names}
			}
			if scale == 0 {
				scale = b.scale
			}
			if rounds < 1 {
				return usageError{fmt.Errorf("%d rounds", rounds), "give 1 or more"}
			}
			stop, err := profiled(profile)
			if err != nil {
				return err
			}
			all, err := inRounds(rounds, func() (any, error) {
				at, err := os.MkdirTemp(dir, "cerebro-bench-")
				if err != nil {
					return nil, err
				}
				defer os.RemoveAll(at)
				return b.run(cmd.Context(), at, scale)
			})
			stop()
			if err != nil {
				return err
			}
			out := map[string]any{"benchmark": args[0], "scale": scale, "figures": all[len(all)/2], "machine": machine()}
			if rounds > 1 {
				out["rounds"] = all
			}
			return g.print(out)
		},
	}
	c.Flags().IntVar(&scale, "scale", 0, "how much data (default depends on the benchmark)")
	c.Flags().IntVar(&rounds, "rounds", 1, "how often, each time in a fresh folder; prints the one in the middle and all from slow to fast")
	c.Flags().StringVar(&dir, "dir", "", "folder for the temporary data (default: the system's)")
	c.Flags().StringVar(&profile, "cpuprofile", "", "write a CPU profile to this file")
	return c
}

// rated are figures that rounds can be compared by.
type rated interface{ Rate() float64 }

// inRounds runs a benchmark several times and sorts what it saw, from slow to
// fast. Figures without a rate stay as they came.
func inRounds(n int, run func() (any, error)) ([]any, error) {
	var all []any
	for range n {
		figures, err := run()
		if err != nil {
			return nil, err
		}
		all = append(all, figures)
	}
	slices.SortStableFunc(all, func(x, y any) int {
		a, okA := x.(rated)
		b, okB := y.(rated)
		if !okA || !okB {
			return 0
		}
		return cmp.Compare(a.Rate(), b.Rate())
	})
	return all, nil
}

// profiled starts a CPU profile, if one is wanted; stop ends it.
func profiled(path string) (stop func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		_ = f.Close() // a profile that is cut short is seen at once
	}, nil
}

// machine says what the figures were seen on.
func machine() map[string]any {
	m := map[string]any{"cores": runtime.NumCPU(), "go": runtime.Version(), "os": runtime.GOOS + "/" + runtime.GOARCH}
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return m
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if name, value, ok := strings.Cut(s.Text(), ":"); ok && strings.TrimSpace(name) == "model name" {
			m["cpu"] = strings.TrimSpace(value)
			break
		}
	}
	return m
}
