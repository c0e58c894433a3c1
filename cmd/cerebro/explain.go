package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
)

// explanation is the answer of GET /api/explain.
type explanation struct {
	Summary string   `json:"summary"`
	Words   []string `json:"words"`
	weights
	Vetoes   []string `json:"vetoes"`
	MergedBy *string  `json:"merged_by"`
	Apart    *string  `json:"kept_apart_by"`
	Review   *string  `json:"review"`
	Merge    *struct {
		Event   string    `json:"event"`
		At      time.Time `json:"at"`
		Summary string    `json:"summary"`
		RecordA *string   `json:"record_a"`
		RecordB *string   `json:"record_b"`
		weights
	} `json:"merge"`
	DecidedBy *struct {
		Event  string    `json:"event"`
		Actor  string    `json:"actor"`
		Reason string    `json:"reason"`
		At     time.Time `json:"at"`
	} `json:"decided_by"`
}

// weights are the bits of a pair.
type weights struct {
	Total  float64 `json:"total_bits"`
	Prior  float64 `json:"prior_bits"`
	Auto   float64 `json:"auto_bits"`
	Fields []struct {
		Field, Level string
		Bits         float64
		A, B         any
	} `json:"fields"`
	Gates []struct {
		Name string
		Bits float64
	} `json:"gates"`
}

func newExplain(g *global) *cobra.Command {
	return &cobra.Command{
		Use: "explain A B", Short: "Explain why two profiles or records are, or are not, one", Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			raw, err := g.get(cmd.Context(), "/api/explain?a="+url.QueryEscape(args[0])+"&b="+url.QueryEscape(args[1]))
			if err != nil {
				return err
			}
			if g.json {
				return g.print(raw)
			}
			var e explanation
			if err := json.Unmarshal(raw, &e); err != nil {
				return err
			}
			return g.printExplanation(e)
		},
	}
}

func (g *global) printExplanation(e explanation) error {
	if err := g.printWeights(e.weights); err != nil {
		return err
	}
	for _, v := range e.Vetoes {
		fmt.Fprintln(g.out, "veto:", v)
	}
	fmt.Fprintf(g.out, "needs %.3f to join\n\n%s\n", e.Auto, e.Summary)
	for _, w := range e.Words {
		fmt.Fprintln(g.out, "-", w)
	}
	if m := e.Merge; m != nil {
		fmt.Fprintf(g.out, "\njoined by event %s at %s\n", m.Event, m.At.Format(time.DateTime))
		if m.RecordA != nil && m.RecordB != nil {
			fmt.Fprintf(g.out, "by its records %s and %s, with %.3f bits of %.3f needed then\n", *m.RecordA, *m.RecordB, m.Total, m.Auto)
		}
	} else if e.MergedBy != nil {
		fmt.Fprintln(g.out, "\njoined by event", *e.MergedBy)
	}
	if e.Apart != nil {
		fmt.Fprintln(g.out, "\nkept apart by decision", *e.Apart)
	}
	if d := e.DecidedBy; d != nil {
		fmt.Fprintf(g.out, "decided by %s at %s: %s (event %s)\n", d.Actor, d.At.Format(time.DateTime), d.Reason, d.Event)
	}
	if e.Review != nil {
		fmt.Fprintln(g.out, "\nopen review", *e.Review)
	}
	return nil
}

func (g *global) printWeights(e weights) error {
	w := tabwriter.NewWriter(g.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%+9.3f\tprior\t\t\t\n", e.Prior)
	for _, f := range e.Fields {
		fmt.Fprintf(w, "%+9.3f\t%s\t%s\t%s\t%s\n", f.Bits, f.Field, f.Level, plain(f.A), plain(f.B))
	}
	for _, x := range e.Gates {
		fmt.Fprintf(w, "%+9.3f\tgate: %s\t\t\t\n", x.Bits, x.Name)
	}
	fmt.Fprintf(w, "%+9.3f\ttotal\t\t\t\n", e.Total)
	return w.Flush()
}
