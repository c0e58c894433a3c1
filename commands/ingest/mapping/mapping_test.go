package mapping_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/commands/ingest/mapping"
	"github.com/cerebro-cdp/cerebro/commands/ingest/tabular"
	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

var now = time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)

// shared is the folder beside the checkout that holds the sample files.
func shared(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
	}
	dir = filepath.Join(dir, "..", "shared")
	if _, err := os.Stat(filepath.Join(dir, "samples")); err != nil {
		t.Skip("the sample files are not beside the checkout")
	}
	return dir
}

// table is a sample file in memory.
type table struct {
	header []string
	rows   [][]string
}

func load(t testing.TB, file string) table {
	t.Helper()
	f, err := os.Open(filepath.Join(shared(t), filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in, err := tabular.Open(f, file, tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out := table{}
	for {
		row, err := in.Next()
		var bad *tabular.RowError
		if errors.As(err, &bad) {
			continue
		}
		if err != nil {
			if !errors.Is(err, io.EOF) {
				t.Fatal(err)
			}
			out.header = in.Header()
			return out
		}
		out.rows = append(out.rows, row.Cells)
	}
}

func (tb table) samples() [][]string { return tb.rows[:min(len(tb.rows), 500)] }

func guess(t testing.TB, tb table, o mapping.Options) *mapping.Plan {
	t.Helper()
	o.Now = now
	if o.Space == "" {
		o.Space = "source:x"
	}
	p, err := mapping.Guess(tb.header, tb.samples(), o)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Columns) != len(tb.header) {
		t.Fatalf("%d columns in the plan of %d", len(p.Columns), len(tb.header))
	}
	for _, c := range p.Columns {
		if c.Use == "" {
			t.Errorf("nothing is said of column %q", c.Header)
		}
	}
	return p
}

// text writes facts as short lines: "set email#1=a@example.org <raw> @space".
func text(facts []event.Fact) []string {
	var out []string
	for _, f := range facts {
		s := fmt.Sprintf("%s %s", f.Op, category.BuiltIn().Name(f.Category))
		if f.Group != 0 {
			s += fmt.Sprintf("#%d", f.Group)
		}
		if f.Op != event.Clear || f.Value != "" {
			s += "=" + f.Value
		}
		if f.Raw != "" {
			s += " <" + f.Raw + ">"
		}
		if f.Space != "" {
			s += " @" + f.Space
		}
		out = append(out, strings.ReplaceAll(s, "\n", `\n`))
	}
	return out
}

func lines(s string) []string {
	var out []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func equal[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// column finds a column of a plan.
func column(t testing.TB, p *mapping.Plan, header string) mapping.Column {
	t.Helper()
	for _, c := range p.Columns {
		if c.Header == header {
			return c
		}
	}
	t.Fatalf("no column %q", header)
	return mapping.Column{}
}
