package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// membersFlags are those of segment members.
type membersFlags struct {
	limit   int
	format  string
	channel string
	columns []string
	file    string
}

func newSegmentMembers(g *global, f *segmentFlags) *cobra.Command {
	var m membersFlags
	c := &cobra.Command{
		Use: "members", Short: "List the profile ids of a segment, or write its people to a file", Args: cobra.NoArgs,
		Long: `List the profile ids of a segment, or write its people to a file.

With --format, --columns, --channel or -o every member is written with the
chosen categories. With --channel only people whom it may reach are, with the
contact points that may be used; how many are left out is said at the end.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if m.format == "" && m.channel == "" && len(m.columns) == 0 && m.file == "" {
				return g.segmentMembers(cmd.Context(), f.tree, m.limit)
			}
			return g.exportMembers(cmd.Context(), f.tree, m)
		},
	}
	c.Flags().IntVar(&m.limit, "limit", 0, "list at most so many (default: all)")
	c.Flags().StringVar(&m.format, "format", "", "csv, jsonl or xlsx (default: by the name of the file, else csv)")
	c.Flags().StringVar(&m.channel, "channel", "", "only whom it may reach: email, text, call or post")
	c.Flags().StringSliceVar(&m.columns, "columns", nil, "categories to show, joined by commas (default: names and contact points)")
	c.Flags().StringVarP(&m.file, "output", "o", "", "file to write (default: standard output)")
	return c
}

// segmentMembers lists ids.
func (g *global) segmentMembers(ctx context.Context, path string, limit int) error {
	tree, err := g.readTree(path)
	if err != nil {
		return err
	}
	return g.with(ctx, func(c *client) error {
		all, cursor, left := []string{}, "", limit
		for {
			page := 10_000
			if limit > 0 {
				page = min(page, left)
			}
			var out struct {
				Members []string `json:"members"`
				Next    *string  `json:"next"`
			}
			if err := c.call(ctx, "POST", "/api/segments/members", map[string]any{"tree": tree, "cursor": cursor, "limit": page}, &out); err != nil {
				return err
			}
			left -= len(out.Members)
			if g.json {
				all = append(all, out.Members...)
			} else {
				for _, id := range out.Members {
					fmt.Fprintln(g.out, id)
				}
			}
			if out.Next == nil || limit > 0 && left <= 0 {
				break
			}
			cursor = *out.Next
		}
		if g.json {
			return g.print(map[string]any{"members": all})
		}
		return nil
	})
}

// check completes the flags, or says what is wrong with them.
func (m *membersFlags) check(g *global) error {
	if ending := strings.TrimPrefix(strings.ToLower(filepath.Ext(m.file)), "."); m.format == "" {
		m.format = "csv"
		if slices.Contains(exportFormats(), ending) {
			m.format = ending
		}
	}
	wrong := func(hint, format string, args ...any) error { return usageError{fmt.Errorf(format, args...), hint} }
	switch {
	case !slices.Contains(exportFormats(), m.format):
		return wrong("--format is one of "+strings.Join(exportFormats(), ", "), "there is no format %q", m.format)
	case m.limit < 0:
		return wrong("leave --limit out for all of them", "--limit %d is not a number of people", m.limit)
	case m.file == "" && g.json:
		return usageError{errors.New("--json and a file on standard output do not go together"), "give -o FILE, and --json says what is in it"}
	case m.file == "" && m.format == "xlsx" && widthOf(g.out) > 0:
		return usageError{errors.New("a workbook is nothing for a terminal"), "give -o FILE"}
	}
	return nil
}
