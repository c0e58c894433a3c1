package tabular_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/commands/ingest/tabular"
)

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

// read is a table read to its end.
type read struct {
	header []string
	format tabular.Format
	rows   []tabular.Row
	bad    []*tabular.RowError
	err    error // what ended it, nil for the end
}

func (r read) cells() [][]string {
	var out [][]string
	for _, row := range r.rows {
		out = append(out, row.Cells)
	}
	return out
}

// readAll opens and reads a table. Every row must be as wide as the header.
func readAll(t testing.TB, r io.Reader, o tabular.Options) read {
	t.Helper()
	table, err := tabular.Open(r, "file", o)
	if err != nil {
		return read{err: err}
	}
	defer func() {
		if err := table.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}()
	out := read{}
	last := 0
	for {
		row, err := table.Next()
		var bad *tabular.RowError
		switch {
		case errors.As(err, &bad):
			out.bad = append(out.bad, bad)
			if len(bad.Raw) > tabular.MaxRaw+8 {
				t.Errorf("row %d: %d raw bytes are kept", bad.Row, len(bad.Raw))
			}
			continue
		case err == nil:
			if len(row.Cells) != len(table.Header()) {
				t.Fatalf("row %d has %d cells, the header %d", row.Number, len(row.Cells), len(table.Header()))
			}
			if row.Number < last {
				t.Fatalf("row %d comes after row %d", row.Number, last)
			}
			last = row.Number
			out.rows = append(out.rows, row)
			continue
		case !errors.Is(err, io.EOF):
			out.err = err
		}
		out.header, out.format = table.Header(), table.Format()
		return out
	}
}

func readText(t testing.TB, text string, o tabular.Options) read {
	t.Helper()
	return readAll(t, strings.NewReader(text), o)
}

func equal[T any](t testing.TB, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// What Open says of files that are no tables: which error, and a hint.
func TestOpenRefuses(t *testing.T) {
	for name, tc := range map[string]struct {
		data string
		want error
	}{
		"nothing":         {"", tabular.ErrEmpty},
		"mark only":       {"\xEF\xBB\xBF", tabular.ErrEmpty},
		"two marks":       {"\xEF\xBB\xBF\xEF\xBB\xBF", tabular.ErrEmpty},
		"UTF-16 mark":     {"\xFF\xFE", tabular.ErrEmpty},
		"blanks":          {" \r\n\t\n ", tabular.ErrEmpty},
		"old Excel":       {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 512), tabular.ErrUnsupported},
		"PDF":             {"%PDF-1.4\n%\xe2\xe3", tabular.ErrUnsupported},
		"XML workbook":    {`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">`, tabular.ErrUnsupported},
		"XML":             {`<?xml version="1.0"?><people><person/></people>`, tabular.ErrUnsupported},
		"binary":          {strings.Repeat("\x01\x02\x03\x7f\x05abc", 100), tabular.ErrNotTable},
		"broken gzip":     {"\x1f\x8bnot really", tabular.ErrDamaged},
		"truncated gzip":  {"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00", tabular.ErrTruncated},
		"broken zip":      {"PK\x03\x04garbage", tabular.ErrDamaged},
		"empty zip":       {"PK\x05\x06" + strings.Repeat("\x00", 18), tabular.ErrEmpty},
		"page, no table":  {"<html><body><p>hello</p></body></html>", tabular.ErrEmpty},
		"Parquet":         {"PAR1\x15\x04", tabular.ErrUnsupported},
		"UTF-16 of marks": {"\xFE\xFF\xFE\xFF", tabular.ErrEmpty},
	} {
		t.Run(name, func(t *testing.T) {
			got := readText(t, tc.data, tabular.Options{})
			if !errors.Is(got.err, tc.want) {
				t.Fatalf("got %v, want %v", got.err, tc.want)
			}
			var e *tabular.Error
			if !errors.As(got.err, &e) || e.Hint == "" || e.File != "file" {
				t.Errorf("no hint or no file in %#v", got.err)
			}
		})
	}
}

// A failure of the reader is neither the end of the table nor a bad row.
func TestReadFailure(t *testing.T) {
	broken := errors.New("the disk is gone")
	r := io.MultiReader(strings.NewReader("email,name\na@example.org,A\n"+strings.Repeat("b@example.org,B\n", 50_000)), failing{broken})
	got := readAll(t, r, tabular.Options{})
	if !errors.Is(got.err, broken) {
		t.Errorf("got %v, want %v", got.err, broken)
	}
	if len(got.rows) == 0 {
		t.Error("the rows before the failure are lost")
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// Peek shows rows without taking them.
func TestPeek(t *testing.T) {
	table, err := tabular.Open(strings.NewReader("email\na@example.org\nb@example.org\n"), "file", tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "peeked", len(table.Peek(1)), 1)
	equal(t, "peeked again", len(table.Peek(10)), 2)
	row, err := table.Next()
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "first", row, tabular.Row{Number: 2, Cells: []string{"a@example.org"}})
	if _, err := table.Next(); err != nil {
		t.Fatal(err)
	}
	if _, err := table.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("got %v at the end", err)
	}
	if _, err := table.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("got %v after the end", err)
	}
}

// What the caller says counts more than what the text looks like.
func TestOptions(t *testing.T) {
	got := readText(t, "email,name\na@example.org,A\n", tabular.Options{NoHeader: true})
	equal(t, "no header", got.cells(), [][]string{{"email", "name"}, {"a@example.org", "A"}})
	equal(t, "made-up names", got.header, []string{"column 1", "column 2"})
	got = readText(t, "a,b;c,d\n1,2;3,4\n", tabular.Options{Delimiter: ";"})
	equal(t, "delimiter", got.header, []string{"a,b", "c,d"})
	if got := readText(t, "a,b\n", tabular.Options{Delimiter: "::"}); !errors.Is(got.err, tabular.ErrUnsupported) {
		t.Errorf("got %v for a delimiter of two bytes", got.err)
	}
	if got := readText(t, "a,b,c\n1,2,3\n", tabular.Options{MaxColumns: 2}); !errors.Is(got.err, tabular.ErrNotTable) {
		t.Errorf("got %v for too many columns", got.err)
	}
}
