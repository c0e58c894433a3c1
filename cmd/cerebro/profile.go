package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

// shownValue is one entry of a profile's view.
type shownValue struct {
	Value      any    `json:"value"`
	SourceName string `json:"source_name"`
	Source     string `json:"source"`
	OccurredAt string `json:"occurred_at"`
}

type shownProfile struct {
	ID      string `json:"id"`
	Records []struct {
		ID, Source, Key string
		SourceName      string `json:"source_name"`
	} `json:"records"`
	View map[string]shownValue `json:"view"`
}

func newProfile(g *global) *cobra.Command {
	profile := &cobra.Command{Use: "profile", Short: "Show and find people"}
	var settled bool
	show := &cobra.Command{
		Use: "show ID", Short: "Show one profile: every value with its source", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return g.showProfile(cmd.Context(), args[0], settled) },
	}
	show.Flags().BoolVar(&settled, "settled", false, "wait until the matcher has seen everything")
	var limit int
	find := &cobra.Command{
		Use: "find TEXT", Short: "Find profiles by name, e-mail, phone or id", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return g.findProfiles(cmd.Context(), args[0], limit) },
	}
	find.Flags().IntVar(&limit, "limit", 20, "how many")
	timeline := &cobra.Command{
		Use: "timeline ID", Short: "List what somebody did, newest first", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return g.timeline(cmd.Context(), args[0], limit) },
	}
	timeline.Flags().IntVar(&limit, "limit", 50, "how many")
	profile.AddCommand(show, find, timeline)
	return profile
}

func (g *global) get(ctx context.Context, path string) (raw json.RawMessage, err error) {
	err = g.with(ctx, func(c *client) error { return c.call(ctx, "GET", path, nil, &raw) })
	return raw, err
}

func (g *global) showProfile(ctx context.Context, id string, settled bool) error {
	path := "/api/profiles/" + url.PathEscape(id)
	if settled {
		path += "?settled=true"
	}
	raw, err := g.get(ctx, path)
	if err != nil {
		return err
	}
	if g.json {
		return g.print(raw)
	}
	var p shownProfile
	if err := json.Unmarshal(raw, &p); err != nil {
		return err
	}
	fmt.Fprintf(g.out, "profile %s\n", p.ID)
	w := tabwriter.NewWriter(g.out, 0, 0, 2, ' ', 0)
	for _, name := range sortedKeys(p.View) {
		v := p.View[name]
		fmt.Fprintf(w, "  %s\t%v\t%s\n", name, plain(v.Value), v.SourceName)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(g.out, "%d records\n", len(p.Records))
	for _, r := range p.Records {
		fmt.Fprintf(g.out, "  %s  %s  %s\n", r.ID, r.SourceName, r.Key)
	}
	return nil
}

func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case nil:
		return ""
	default:
		b, err := json.Marshal(v)
		if err != nil {
			return fmt.Sprint(v)
		}
		return string(b)
	}
}

func (g *global) findProfiles(ctx context.Context, text string, limit int) error {
	raw, err := g.get(ctx, fmt.Sprintf("/api/profiles?q=%s&limit=%d", url.QueryEscape(text), limit))
	if err != nil {
		return err
	}
	if g.json {
		return g.print(raw)
	}
	var out struct {
		Profiles []shownProfile `json:"profiles"`
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		return err
	}
	w := tabwriter.NewWriter(g.out, 0, 0, 2, ' ', 0)
	for _, p := range out.Profiles {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d records\n", p.ID, p.name(), p.text("city"), p.text("email"), len(p.Records))
	}
	return w.Flush()
}

// text is the value that a profile's view shows of a category.
func (p shownProfile) text(category string) string { return plain(p.View[category].Value) }

func (p shownProfile) name() string {
	return strings.Join(strings.Fields(p.text("first_name")+" "+p.text("last_name")+" "+p.text("suffix")), " ")
}

func (g *global) timeline(ctx context.Context, id string, limit int) error {
	raw, err := g.get(ctx, fmt.Sprintf("/api/profiles/%s/timeline?limit=%d", url.PathEscape(id), limit))
	if err != nil {
		return err
	}
	if g.json {
		return g.print(raw)
	}
	var out struct {
		Activities []struct {
			Type       string         `json:"type"`
			OccurredAt string         `json:"occurred_at"`
			SourceName string         `json:"source_name"`
			Properties map[string]any `json:"properties"`
		} `json:"activities"`
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		return err
	}
	w := tabwriter.NewWriter(g.out, 0, 0, 2, ' ', 0)
	for _, a := range out.Activities {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", a.OccurredAt, a.Type, a.SourceName, cut(plain(a.Properties), 80))
	}
	return w.Flush()
}
