package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"
)

// segmentFlags are what the segment commands share.
type segmentFlags struct {
	tree  string
	homes bool
}

// counting adds what is to be counted to a query.
func (f segmentFlags) counting(body map[string]any) map[string]any {
	if f.homes {
		body["count"] = "households"
	}
	return body
}

func newSegment(g *global) *cobra.Command {
	segment := &cobra.Command{Use: "segment", Short: "Count, list and chart the people of a segment"}
	var f segmentFlags
	count := &cobra.Command{
		Use: "count", Short: "Count the people of a segment", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return g.segmentCount(cmd.Context(), f) },
	}
	members := newSegmentMembers(g, &f)
	chart := newSegmentChart(g, &f)
	explain := &cobra.Command{
		Use: "explain", Short: "Say in words whom a segment holds", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return g.segmentExplain(cmd.Context(), f) },
	}
	for _, c := range []*cobra.Command{count, members, chart, explain} {
		c.Flags().StringVar(&f.tree, "tree", "", "file with the segment's tree as JSON, or - for standard input (default: everybody)")
	}
	for _, c := range []*cobra.Command{count, chart} {
		c.Flags().BoolVar(&f.homes, "households", false, "count distinct households too")
	}
	segment.AddCommand(count, members, chart, explain, newSegmentList(g))
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

func (g *global) segmentExplain(ctx context.Context, f segmentFlags) error {
	var out struct {
		Text  string `json:"text"`
		Count int64  `json:"count"`
	}
	if err := g.segmentQuery(ctx, f.tree, map[string]any{}, &out); err != nil {
		return err
	}
	if g.json {
		return g.print(out)
	}
	_, err := fmt.Fprintln(g.out, out.Text)
	return err
}
