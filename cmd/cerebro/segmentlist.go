package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"
)

func newSegmentList(g *global) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the saved segments, with how many people each holds now", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return g.segmentList(cmd.Context()) },
	}
}

func (g *global) segmentList(ctx context.Context) error {
	raw, err := g.get(ctx, "/api/segments?counts=true")
	if err != nil {
		return err
	}
	if g.json {
		return g.print(raw)
	}
	var out struct {
		Segments []struct {
			ID, Name, Text string
			Count          *int64
		}
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		return err
	}
	for _, s := range out.Segments {
		count := "cannot be counted any more"
		if s.Count != nil {
			count = fmt.Sprintf("%d in it", *s.Count)
		}
		fmt.Fprintf(g.out, "%s  %s: %s\n  %s\n", s.ID, shownLabel(s.Name), count, s.Text)
	}
	return nil
}
