package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

// calibrating are the flags of match calibrate.
type calibrating struct {
	strict, balanced bool
	block, unblock   []string
}

func newMatchModels(g *global) []*cobra.Command {
	var f calibrating
	calibrate := &cobra.Command{
		Use: "calibrate", Short: "Make a model from the present records; in an account in use it is only proposed", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return g.calibrate(cmd.Context(), f) },
	}
	calibrate.Flags().BoolVar(&f.strict, "strict", false, "join from 9 bits on")
	calibrate.Flags().BoolVar(&f.balanced, "balanced", false, "join from 6 bits on (where every account starts)")
	calibrate.Flags().StringArrayVar(&f.block, "block", nil, `"TYPE=VALUE" that names nobody, such as email=office@example.org; repeat for several`)
	calibrate.Flags().StringArrayVar(&f.unblock, "unblock", nil, `"TYPE=VALUE" that counts again`)
	limit := 0
	preview := &cobra.Command{
		Use: "preview [VERSION]", Short: "Show which profiles a model would merge and part (default: the one proposed)", Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return g.previewModel(cmd.Context(), args, limit) },
	}
	preview.Flags().IntVar(&limit, "limit", 20, "list at most so many of either, up to 1000")
	activate := &cobra.Command{
		Use: "activate VERSION", Short: "Put a model in force, a new or an older one", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return g.activateModel(cmd.Context(), args[0]) },
	}
	models := &cobra.Command{
		Use: "models", Short: "List the models of the account", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return g.listModels(cmd.Context()) },
	}
	status := &cobra.Command{
		Use: "status", Short: "Show who is whom as one hash, and the model in force", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return g.matchStatus(cmd.Context()) },
	}
	return []*cobra.Command{calibrate, preview, activate, models, status}
}

// typedValues reads "TYPE=VALUE" flags.
func typedValues(flag string, list []string) ([]map[string]string, error) {
	var out []map[string]string
	for _, v := range list {
		typ, value, ok := strings.Cut(v, "=")
		if !ok {
			return nil, usageError{fmt.Errorf("--%s %q has no =", flag, v), fmt.Sprintf(`write --%s "email=office@example.org"`, flag)}
		}
		out = append(out, map[string]string{"type": typ, "value": value})
	}
	return out, nil
}

func (g *global) calibrate(ctx context.Context, f calibrating) error {
	body := map[string]any{}
	switch {
	case f.strict && f.balanced:
		return usageError{errors.New("--strict and --balanced exclude each other"), "give one of them, or none to keep what the account chose"}
	case f.strict:
		body["strictness"] = "strict"
	case f.balanced:
		body["strictness"] = "balanced"
	}
	for flag, list := range map[string][]string{"block": f.block, "unblock": f.unblock} {
		values, err := typedValues(flag, list)
		if err != nil {
			return err
		}
		if len(values) > 0 {
			body[flag] = values
		}
	}
	var raw json.RawMessage
	err := g.with(ctx, func(c *client) error {
		return c.call(ctx, "POST", "/api/commands/calibrate-match-model", body, &raw)
	})
	if err != nil || g.json {
		return g.printed(raw, err)
	}
	var made struct {
		Version                   string
		Nodes                     int
		Active, Proposed, Pending bool
	}
	if err := json.Unmarshal(raw, &made); err != nil {
		return err
	}
	if made.Pending {
		_, err = fmt.Fprintln(g.out, "the matcher is still at it; cerebro match models will show the model")
		return err
	}
	what := ""
	switch {
	case made.Active:
		what = ", in force"
	case made.Proposed:
		what = ", proposed\ncerebro match preview shows what it would change, cerebro match activate " + made.Version + " puts it in force"
	}
	_, err = fmt.Fprintf(g.out, "%s  made from %d nodes%s\n", made.Version, made.Nodes, what)
	return err
}

// printed prints a JSON answer, unless it is an error.
func (g *global) printed(raw json.RawMessage, err error) error {
	if err != nil {
		return err
	}
	return g.print(raw)
}

func (g *global) activateModel(ctx context.Context, version string) error {
	var raw json.RawMessage
	err := g.with(ctx, func(c *client) error {
		return c.call(ctx, "POST", "/api/commands/activate-match-model", map[string]string{"version": version}, &raw)
	})
	if err != nil || g.json {
		return g.printed(raw, err)
	}
	_, err = fmt.Fprintln(g.out, version, "is in force")
	return err
}

// previewed is the answer of GET /api/match/preview.
type previewed struct {
	Version string
	InForce string `json:"in_force"`
	Records int
	Now     int `json:"profiles_now"`
	Then    int `json:"profiles_then"`
	Merging int
	Parting int
	Merges  []struct {
		Profiles       []string
		Count, Records int
	}
	Parts []struct {
		Profile string
		Count   int
		Pieces  []struct{ Count int }
	}
}

func (g *global) previewModel(ctx context.Context, args []string, limit int) error {
	q := url.Values{"limit": {fmt.Sprint(limit)}}
	if len(args) > 0 {
		q.Set("version", args[0])
	}
	raw, err := g.get(ctx, "/api/match/preview?"+q.Encode())
	if err != nil || g.json {
		return g.printed(raw, err)
	}
	var p previewed
	if err := json.Unmarshal(raw, &p); err != nil {
		return err
	}
	fmt.Fprintf(g.out, "%s instead of %s: %d records in %d profiles instead of %d\n", p.Version, p.InForce, p.Records, p.Then, p.Now)
	fmt.Fprintf(g.out, "%d would merge\n", p.Merging)
	for _, m := range p.Merges {
		fmt.Fprintf(g.out, "  %s%s\n", strings.Join(m.Profiles, " "), more(m.Count-len(m.Profiles)))
	}
	fmt.Fprintf(g.out, "%d would part\n", p.Parting)
	for _, x := range p.Parts {
		var sizes []string
		for _, piece := range x.Pieces {
			sizes = append(sizes, fmt.Sprint(piece.Count))
		}
		fmt.Fprintf(g.out, "  %s into %s records%s\n", x.Profile, strings.Join(sizes, " + "), more(x.Count-len(x.Pieces)))
	}
	return nil
}

func more(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(" and %d more", n)
}

func (g *global) listModels(ctx context.Context) error {
	raw, err := g.get(ctx, "/api/match/models?limit=500")
	if err != nil || g.json {
		return g.printed(raw, err)
	}
	var list struct {
		Models []struct {
			Version                          string
			BuiltIn                          bool `json:"built_in"`
			Active, Proposed, Usable, Strict bool
			Nodes                            int
			Blocked                          []struct{ Type, Value string }
			CreatedAt                        *string `json:"created_at"`
		}
	}
	if err := json.Unmarshal(raw, &list); err != nil {
		return err
	}
	w := tabwriter.NewWriter(g.out, 0, 0, 2, ' ', 0)
	for _, m := range list.Models {
		state, choice, made := "", "balanced", "built in"
		switch {
		case m.Active:
			state = "in force"
		case !m.Usable:
			state = "of other rules"
		case m.Proposed:
			state = "proposed"
		}
		if m.Strict {
			choice = "strict"
		}
		if m.CreatedAt != nil {
			made = fmt.Sprintf("%d nodes\t%s", m.Nodes, *m.CreatedAt)
		}
		for _, b := range m.Blocked {
			choice += " without " + b.Type + "=" + b.Value
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", m.Version, state, choice, made)
	}
	return w.Flush()
}

func (g *global) matchStatus(ctx context.Context) error {
	raw, err := g.get(ctx, "/api/match/partition")
	if err != nil || g.json {
		return g.printed(raw, err)
	}
	var p struct {
		Partition, Model  string
		Records, Profiles int
	}
	if err := json.Unmarshal(raw, &p); err != nil {
		return err
	}
	_, err = fmt.Fprintf(g.out, "model     %s\nrecords   %d\nprofiles  %d\npartition %s\n", p.Model, p.Records, p.Profiles, p.Partition)
	return err
}
