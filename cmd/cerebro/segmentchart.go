package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// chartFlags are those of segment chart.
type chartFlags struct {
	by         []string
	top        int
	interval   string
	activities []string
}

func newSegmentChart(g *global, f *segmentFlags) *cobra.Command {
	var c chartFlags
	cmd := &cobra.Command{
		Use: "chart", Short: "Chart the people of a segment by categories, or by what they did over time", Args: cobra.NoArgs,
		Long: `Chart the people of a segment by categories, or by what they did over time.

  --by city                              people per value
  --by city,party                        people per pair of values
  --by age --interval 10                 people per step of a number
  --by registration_date --interval month
  --activity page_view --interval week   people, and how often

--by and --activity may be repeated. Bars are as wide as the terminal.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return g.segmentChart(cmd.Context(), *f, c) },
	}
	cmd.Flags().StringArrayVar(&c.by, "by", nil, "category to chart by, or two joined by a comma; repeat for several charts")
	cmd.Flags().IntVar(&c.top, "top", 20, "how many values")
	cmd.Flags().StringVar(&c.interval, "interval", "", "steps of a number, or day, week, month or year")
	cmd.Flags().StringArrayVar(&c.activities, "activity", nil, "activity to chart over time; repeat for several charts")
	return cmd
}

// charts is what is asked of the API.
func (f chartFlags) charts() ([]map[string]any, error) {
	var out []map[string]any
	for _, by := range f.by {
		c := map[string]any{"by": by}
		pair := strings.Split(by, ",")
		if len(pair) > 1 {
			c["by"] = pair
		}
		switch {
		case f.interval != "" && len(pair) == 1:
			c["interval"] = intervalOf(f.interval)
		case len(pair) > 1:
			c["top"] = []int{f.top, f.top}
		default:
			c["top"] = f.top
		}
		out = append(out, c)
	}
	for _, activity := range f.activities {
		c := map[string]any{"activity": activity}
		if period, word := intervalOf(f.interval).(string); word && period != "" {
			c["interval"] = period
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, usageError{errors.New("there is nothing to chart by"), "give --by CATEGORY or --activity TYPE"}
	}
	return out, nil
}

// intervalOf is a number where it is one, else a word.
func intervalOf(text string) any {
	if x, err := strconv.ParseFloat(text, 64); err == nil {
		return x
	}
	return text
}

func (g *global) segmentChart(ctx context.Context, f segmentFlags, c chartFlags) error {
	charts, err := c.charts()
	if err != nil {
		return err
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
	to := canvasOf(g.out)
	for i, chart := range out.Charts {
		if i > 0 {
			fmt.Fprintln(g.out)
		}
		to.chart(chart)
	}
	return nil
}
