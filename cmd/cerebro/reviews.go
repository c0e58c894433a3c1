package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"

	"github.com/spf13/cobra"
)

// reviewsPage is an answer of GET /api/reviews.
type reviewsPage struct {
	Reviews []struct {
		ID, A, B, Why, Summary string
		Bits                   float64
		Moves                  int
		Words                  []string
	} `json:"reviews"`
	Next *string `json:"next"`
}

func newReviews(g *global) *cobra.Command {
	var limit int
	var cursor, reason string
	reviews := &cobra.Command{
		Use: "reviews", Short: "List what the matcher asks, first what would move the most records; accept or decline it", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return g.listReviews(cmd.Context(), limit, cursor) },
	}
	reviews.Flags().IntVar(&limit, "limit", 20, "how many")
	reviews.Flags().StringVar(&cursor, "cursor", "", "go on after a page")
	for _, decision := range [2][2]string{{"accept", "The two profiles are one person"}, {"decline", "They are two people, and stay apart"}} {
		c := &cobra.Command{
			Use: decision[0] + " REVIEW", Short: decision[1], Args: cobra.ExactArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error {
				return g.decideReview(cmd.Context(), map[string]string{"review": args[0], "decision": decision[0], "reason": reason})
			},
		}
		c.Flags().StringVar(&reason, "reason", "", "why")
		reviews.AddCommand(c)
	}
	return reviews
}

func (g *global) listReviews(ctx context.Context, limit int, cursor string) error {
	raw, err := g.get(ctx, "/api/reviews?limit="+strconv.Itoa(limit)+"&cursor="+url.QueryEscape(cursor))
	if err != nil {
		return err
	}
	if g.json {
		return g.print(raw)
	}
	var page reviewsPage
	if err := json.Unmarshal(raw, &page); err != nil {
		return err
	}
	for _, r := range page.Reviews {
		fmt.Fprintf(g.out, "%s  %s, %.3f bits, moves %d\n  %s\n  %s\n  %s\n", r.ID, r.Why, r.Bits, r.Moves, r.A, r.B, r.Summary)
		for _, w := range r.Words {
			fmt.Fprintln(g.out, "  -", w)
		}
	}
	if page.Next != nil {
		fmt.Fprintf(g.err, "more: --cursor %s\n", *page.Next)
	}
	return nil
}

func (g *global) decideReview(ctx context.Context, body map[string]string) error {
	return g.with(ctx, func(c *client) error {
		var out map[string]any
		if err := c.call(ctx, "POST", "/api/commands/decide-review", body, &out); err != nil {
			return err
		}
		if g.json {
			return g.print(out)
		}
		_, err := fmt.Fprintln(g.out, body["decision"], out["event"])
		return err
	})
}
