package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

// segmentFlags are what the segment commands share.
type segmentFlags struct {
	tree  string
	by    []string
	top   int
	homes bool
}

// counting adds what is to be counted to a query.
func (f segmentFlags) counting(body map[string]any) map[string]any {
	if f.homes {
		body["count"] = "households"
	}
	return body
}

// chartResult is a chart as the API answers it.
type chartResult struct {
	By      any `json:"by"`
	Buckets []struct {
		Value      string `json:"value"`
		Count      int64  `json:"count"`
		Households *int64 `json:"households"`
	} `json:"buckets"`
	Known   int64 `json:"known"`
	Unknown int64 `json:"unknown"`
	Other   int64 `json:"other"`
}

func newSegment(g *global) *cobra.Command {
	segment := &cobra.Command{Use: "segment", Short: "Count, list and chart the people of a segment"}
	var f segmentFlags
	count := &cobra.Command{
		Use: "count", Short: "Count the people of a segment", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return g.segmentCount(cmd.Context(), f) },
	}
	members := newSegmentMembers(g, &f)
	chart := &cobra.Command{
		Use: "chart", Short: "Chart the people of a segment by categories", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return g.segmentChart(cmd.Context(), f) },
	}
	for _, c := range []*cobra.Command{count, members, chart} {
		c.Flags().StringVar(&f.tree, "tree", "", "file with the segment's tree as JSON, or - for standard input (default: everybody)")
	}
	chart.Flags().StringArrayVar(&f.by, "by", nil, "category to chart by; repeat for several charts")
	chart.Flags().IntVar(&f.top, "top", 20, "how many values")
	_ = chart.MarkFlagRequired("by")
	for _, c := range []*cobra.Command{count, chart} {
		c.Flags().BoolVar(&f.homes, "households", false, "count distinct households too")
	}
	segment.AddCommand(count, members, chart)
	return segment
}

// readTree reads the tree of --tree.
func (g *global) readTree(path string) (json.RawMessage, error) {
	var b []byte
	var err error
	switch path {
	case "":
		return json.RawMessage(`{"all":[]}`), nil
	case "-":
		b, err = io.ReadAll(g.in)
	default:
		b, err = os.ReadFile(path)
	}
	if err != nil {
		return nil, usageError{err, "--tree takes a file with JSON, or - for standard input"}
	}
	if !json.Valid(b) {
		return nil, usageError{fmt.Errorf("%s is not JSON", path), `a tree looks like {"category":"city","is":"Raleigh"}`}
	}
	return b, nil
}

func (g *global) segmentQuery(ctx context.Context, path string, body map[string]any, out any) error {
	tree, err := g.readTree(path)
	if err != nil {
		return err
	}
	body["tree"] = tree
	return g.with(ctx, func(c *client) error { return c.call(ctx, "POST", "/api/segments/query", body, out) })
}

func (g *global) segmentCount(ctx context.Context, f segmentFlags) error {
	var out map[string]any
	if err := g.segmentQuery(ctx, f.tree, f.counting(map[string]any{}), &out); err != nil {
		return err
	}
	if g.json {
		return g.print(out)
	}
	n, _ := out["count"].(float64)
	if h, ok := out["households"].(map[string]any); ok {
		_, err := fmt.Fprintf(g.out, "%.0f people\n%.0f households\n", n, h["count"])
		return err
	}
	_, err := fmt.Fprintf(g.out, "%.0f\n", n)
	return err
}

func (g *global) segmentChart(ctx context.Context, f segmentFlags) error {
	var charts []map[string]any
	for _, by := range f.by {
		charts = append(charts, map[string]any{"by": by, "top": f.top})
	}
	var raw json.RawMessage
	if err := g.segmentQuery(ctx, f.tree, f.counting(map[string]any{"charts": charts}), &raw); err != nil {
		return err
	}
	if g.json {
		return g.print(raw)
	}
	var out struct{ Charts []chartResult }
	if err := json.Unmarshal(raw, &out); err != nil {
		return err
	}
	for i, chart := range out.Charts {
		if i > 0 {
			fmt.Fprintln(g.out)
		}
		g.drawChart(chart)
	}
	return nil
}

// barWidth is the width of the longest bar, in characters.
const barWidth = 40

// drawChart draws one chart as bars.
func (g *global) drawChart(c chartResult) {
	fmt.Fprintf(g.out, "%v: %d known, %d unknown\n", c.By, c.Known, c.Unknown)
	most := int64(1)
	for _, b := range c.Buckets {
		most = max(most, b.Count)
	}
	w := tabwriter.NewWriter(g.out, 0, 0, 2, ' ', 0)
	for _, b := range c.Buckets {
		homes := ""
		if b.Households != nil {
			homes = fmt.Sprintf("%d\t", *b.Households)
		}
		fmt.Fprintf(w, "  %s\t%d\t%s%s\n", b.Value, b.Count, homes, strings.Repeat("█", int(b.Count*barWidth/most)))
	}
	if c.Other > 0 {
		fmt.Fprintf(w, "  (other)\t%d\t\n", c.Other)
	}
	_ = w.Flush() // to a terminal: nobody to tell
}
