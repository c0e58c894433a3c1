package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
)

// importFlags are the options of import, as the API's parameters name them.
type importFlags struct {
	source, kind, mode, recordKey, idSpace, dataDate, region, sheet, rejects string
	maps                                                                     []string
	allowRemovals, dryRun                                                    bool
}

// importAnswer is the answer of POST /api/imports.
type importAnswer struct {
	Import    string         `json:"import"`
	Source    string         `json:"source"`
	Kind      string         `json:"kind"`
	Mode      string         `json:"mode"`
	Format    string         `json:"format"`
	RecordBy  string         `json:"record_by"`
	Read      int64          `json:"read"`
	Saved     int64          `json:"saved"`
	Unchanged int64          `json:"unchanged"`
	Rejected  int64          `json:"rejected"`
	Merged    int64          `json:"merged"`
	Columns   []importColumn `json:"columns"`
	Notes     []string       `json:"notes"`
	Problems  []struct {
		Header string `json:"header"`
		Reason string `json:"reason"`
		Level  string `json:"level"`
		Rows   int64  `json:"rows"`
	} `json:"problems"`
}

type importColumn struct {
	Header   string   `json:"header"`
	Category string   `json:"category"`
	Use      string   `json:"use"`
	Key      bool     `json:"key"`
	Sure     float64  `json:"sure"`
	Samples  []string `json:"samples"`
}

func newImport(g *global) *cobra.Command {
	var f importFlags
	c := &cobra.Command{
		Use: "import FILE", Short: "Take a file of people in; - reads standard input", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return g.importFile(cmd.Context(), args[0], f) },
	}
	fl := c.Flags()
	fl.StringVar(&f.source, "source", "", "where the file comes from; made when it is new")
	fl.StringVar(&f.kind, "kind", "", "list, voter, history, donations or events (default: find out)")
	fl.StringVar(&f.mode, "mode", "", "update (default) or append; snapshot is not served yet")
	fl.StringArrayVar(&f.maps, "map", nil, `"HEADER=category"; repeat for several columns`)
	fl.StringVar(&f.recordKey, "record-key", "", "header of the column with the records' keys")
	fl.StringVar(&f.idSpace, "id-space", "", "where the file's ids are unique")
	fl.StringVar(&f.dataDate, "data-date", "", "when the file was true")
	fl.StringVar(&f.region, "region", "", "country of phones and addresses, such as US")
	fl.StringVar(&f.sheet, "sheet", "", "sheet of a workbook, by name or number")
	fl.BoolVar(&f.allowRemovals, "allow-removals", false, "let a snapshot remove more than 5 % (not served yet)")
	fl.BoolVar(&f.dryRun, "dry-run", false, "show how the file would be read; write nothing")
	fl.StringVar(&f.rejects, "rejects", "", "write rows that were not taken to this file, with the reason")
	_ = c.MarkFlagRequired("source")
	return c
}

func (f importFlags) query(file string) string {
	q := url.Values{"source": {f.source}, "file": {filepath.Base(file)}, "map": f.maps}
	for name, v := range map[string]string{
		"kind": f.kind, "mode": f.mode, "record_key": f.recordKey, "id_space": f.idSpace,
		"data_date": f.dataDate, "region": f.region, "sheet": f.sheet,
	} {
		if v != "" {
			q.Set(name, v)
		}
	}
	if f.dryRun {
		q.Set("dry_run", "true")
	}
	if f.allowRemovals {
		q.Set("allow_removals", "true")
	}
	return q.Encode()
}

func (g *global) importFile(ctx context.Context, path string, f importFlags) error {
	in := g.in
	if path != "-" {
		file, err := os.Open(path)
		if err != nil {
			return usageError{err, "give the path of a file, or - for standard input"}
		}
		defer file.Close()
		in = file
	}
	return g.with(ctx, func(c *client) error {
		done := g.watchProgress(in)
		resp, err := c.stream(ctx, "POST", "/api/imports?"+f.query(path), "application/octet-stream", done)
		done.stop()
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		var raw json.RawMessage
		if err := json.NewDecoder(resp.Body).Decode(&raw); err != nil {
			return fmt.Errorf("the answer cannot be read: %w", err)
		}
		var a importAnswer
		if err := json.Unmarshal(raw, &a); err != nil {
			return err
		}
		if err := g.printImport(a, raw, f); err != nil {
			return err
		}
		if a.Rejected == 0 || f.dryRun {
			return nil
		}
		if err := g.fetchRejects(ctx, c, a, f.rejects); err != nil {
			return err
		}
		return exitError{exitPartly}
	})
}

func (g *global) printImport(a importAnswer, raw json.RawMessage, f importFlags) error {
	if g.json {
		return g.print(raw)
	}
	if f.dryRun {
		return g.printPlan(a)
	}
	fmt.Fprintf(g.out, "import    %s\nread      %d\nsaved     %d\nunchanged %d\nrejected  %d\nmerged    %d\n", a.Import, a.Read, a.Saved, a.Unchanged, a.Rejected, a.Merged)
	for i, p := range a.Problems {
		if i == 10 {
			fmt.Fprintf(g.err, "and %d more kinds of problems; --json lists them\n", len(a.Problems)-i)
			break
		}
		fmt.Fprintf(g.err, "%s: %s: %s (%d rows)\n", p.Level, p.Header, p.Reason, p.Rows)
	}
	return nil
}

// printPlan shows a dry run.
func (g *global) printPlan(a importAnswer) error {
	fmt.Fprintf(g.out, "%s\nread as a %s, records by %s\n", a.Format, a.Kind, a.RecordBy)
	for _, n := range a.Notes {
		fmt.Fprintln(g.out, "note:", n)
	}
	w := tabwriter.NewWriter(g.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "COLUMN\tIS\tSURE\tSAMPLES")
	for _, c := range a.Columns {
		fmt.Fprintf(w, "%s\t%s\t%.0f%%\t%s\n", cut(c.Header, 30), cut(c.Use, 50), c.Sure*100, cut(fmt.Sprintf("%q", c.Samples), 60))
	}
	return w.Flush()
}

func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}

// fetchRejects stores the rejected rows, if asked for, and says where.
func (g *global) fetchRejects(ctx context.Context, c *client, a importAnswer, path string) error {
	if path == "" {
		fmt.Fprintf(g.err, "%d rows were rejected; --rejects FILE writes them down, GET /api/imports/%s/rejects has them\n", a.Rejected, a.Import)
		return nil
	}
	resp, err := c.stream(ctx, "GET", "/api/imports/"+a.Import+"/rejects", "", nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, resp.Body)
	if cerr := out.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		fmt.Fprintf(g.err, "%d rows were rejected; they are in %s\n", a.Rejected, path)
	}
	return err
}

// progressReader says every few seconds how much of the file was read.
type progressReader struct {
	io.Reader
	out   io.Writer
	read  int64
	began time.Time
	next  time.Time
}

const progressEvery = 3 * time.Second

func (g *global) watchProgress(in io.Reader) *progressReader {
	now := time.Now()
	return &progressReader{Reader: in, out: g.err, began: now, next: now.Add(progressEvery)}
}

func (p *progressReader) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	p.read += int64(n)
	if now := time.Now(); now.After(p.next) {
		p.next = now.Add(progressEvery)
		fmt.Fprintf(p.out, "%.1f MB sent, %.0f s\n", float64(p.read)/1e6, now.Sub(p.began).Seconds())
	}
	return n, err
}

func (p *progressReader) stop() { p.next = time.Now().Add(365 * 24 * time.Hour) }
