package main

import (
	"encoding/json"
	"fmt"
	"net/url"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

// explanation is the answer of GET /api/explain.
type explanation struct {
	SameProfile bool    `json:"same_profile"`
	Decision    string  `json:"decision"`
	Total       float64 `json:"total_bits"`
	Prior       float64 `json:"prior_bits"`
	Auto        float64 `json:"auto_bits"`
	Fields      []struct {
		Field, Level string
		Bits         float64
		A, B         any
	} `json:"fields"`
	Gates []struct {
		Name string
		Bits float64
	} `json:"gates"`
	Vetoes   []string `json:"vetoes"`
	MergedBy *string  `json:"merged_by"`
	Apart    *string  `json:"kept_apart_by"`
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
	w := tabwriter.NewWriter(g.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%+9.3f\tprior\t\t\t\n", e.Prior)
	for _, f := range e.Fields {
		fmt.Fprintf(w, "%+9.3f\t%s\t%s\t%s\t%s\n", f.Bits, f.Field, f.Level, plain(f.A), plain(f.B))
	}
	for _, x := range e.Gates {
		fmt.Fprintf(w, "%+9.3f\tgate: %s\t\t\t\n", x.Bits, x.Name)
	}
	fmt.Fprintf(w, "%+9.3f\ttotal\t\t\t\n", e.Total)
	if err := w.Flush(); err != nil {
		return err
	}
	for _, v := range e.Vetoes {
		fmt.Fprintln(g.out, "veto:", v)
	}
	fmt.Fprintf(g.out, "needs %.3f to join: %s\n", e.Auto, e.Decision)
	if e.MergedBy != nil {
		fmt.Fprintln(g.out, "joined by event", *e.MergedBy)
	}
	if e.Apart != nil {
		fmt.Fprintln(g.out, "kept apart by decision", *e.Apart)
	}
	return nil
}
