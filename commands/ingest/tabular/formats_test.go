package tabular_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"

	"github.com/cerebro-cdp/cerebro/commands/ingest/tabular"
)

const people = "email,name\na@example.org,José Núñez\nb@example.org,Zoë O’Brien\n"

var peopleRows = [][]string{{"a@example.org", "José Núñez"}, {"b@example.org", "Zoë O’Brien"}}

func wide(text string, big, mark bool) string {
	var out []byte
	units := utf16.Encode([]rune(text))
	if mark {
		units = append([]uint16{0xFEFF}, units...)
	}
	for _, u := range units {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return string(out)
}

func narrow(t testing.TB, cm *charmap.Charmap, text string) string {
	t.Helper()
	s, err := cm.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The same people in every encoding.
func TestEncodings(t *testing.T) {
	for name, tc := range map[string]struct{ text, encoding string }{
		"UTF-8":                     {people, "UTF-8"},
		"UTF-8 with a mark":         {"\uFEFF" + people, "UTF-8"},
		"UTF-16LE with a mark":      {wide(people, false, true), "UTF-16LE"},
		"UTF-16BE with a mark":      {wide(people, true, true), "UTF-16BE"},
		"UTF-16LE without a mark":   {wide(people, false, false), "UTF-16LE"},
		"UTF-16BE without a mark":   {wide(people, true, false), "UTF-16BE"},
		"Windows-1252":              {narrow(t, charmap.Windows1252, people), "windows-1252"},
		"Mac Roman":                 {narrow(t, charmap.Macintosh, people), "macintosh"},
		"Mac Roman with its CR":     {strings.ReplaceAll(narrow(t, charmap.Macintosh, people), "\n", "\r"), "macintosh"},
		"UTF-16LE, a mark twice":    {wide("\uFEFF"+people, false, true), "UTF-16LE"},
		"Windows-1252 behind ASCII": {narrow(t, charmap.Windows1252, people), "windows-1252"},
	} {
		t.Run(name, func(t *testing.T) {
			got := readText(t, tc.text, tabular.Options{})
			if got.err != nil {
				t.Fatal(got.err)
			}
			equal(t, "encoding", got.format.Encoding, tc.encoding)
			equal(t, "rows", got.cells(), peopleRows)
		})
	}
}

// In capitals, and told what to use.
func TestEncodingDetails(t *testing.T) {
	capitals := "LAST,FIRST\nPEÑALOZA,JOSÉ\nMÜLLER,ÅSA\n"
	got := readText(t, narrow(t, charmap.ISO8859_1, capitals), tabular.Options{})
	equal(t, "Latin-1 capitals", got.cells(), [][]string{{"PEÑALOZA", "JOSÉ"}, {"MÜLLER", "ÅSA"}})
	equal(t, "its encoding", got.format.Encoding, "ISO-8859-1")

	got = readText(t, narrow(t, charmap.CodePage437, "name,city\nJosé,Köln\n"), tabular.Options{Encoding: "ibm866"})
	equal(t, "forced", got.format.Encoding, "ibm866")
	if got := readText(t, people, tabular.Options{Encoding: "klingon"}); !errors.Is(got.err, tabular.ErrUnsupported) {
		t.Errorf("got %v for an encoding nobody knows", got.err)
	}

	// The first byte that is not ASCII comes after everything Open looks at.
	late := "email,name\n" + strings.Repeat("a@example.org,Ann\n", 30_000) + "z@example.org,"
	got = readText(t, late+"Zo\xEB\n", tabular.Options{})
	equal(t, "late Latin-1", got.rows[30_000].Cells[1], "Zoë")
	got = readText(t, late+"Zoë\n", tabular.Options{})
	equal(t, "late UTF-8", got.rows[30_000].Cells[1], "Zoë")

	// One bad line in a UTF-8 file does no harm to the others.
	got = readText(t, "email,name\na@example.org,Zoë\nb@example.org,Ren\xE9e\nc@example.org,José\n", tabular.Options{})
	equal(t, "mixed", got.cells(), [][]string{{"a@example.org", "Zoë"}, {"b@example.org", "Renée"}, {"c@example.org", "José"}})
}

func gzipped(t testing.TB, data string) string {
	t.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	if _, err := io.WriteString(w, data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

// Archives: of text, of a workbook, in each other, cut short, as bombs.
func TestArchives(t *testing.T) {
	zipped := func(name, data string) string { return string(book(t, map[string]string{name: data})) }
	sheet := string(sheetBook(t, `<worksheet><sheetData><row><c t="inlineStr"><is><t>email</t></is></c></row><row><c t="inlineStr"><is><t>a@example.org</t></is></c></row></sheetData></worksheet>`))
	for name, tc := range map[string]struct {
		data string
		rows int
		err  error
	}{
		"gzip":               {gzipped(t, people), 2, nil},
		"zip":                {zipped("people.csv", people), 2, nil},
		"gzip of a zip":      {gzipped(t, zipped("people.csv", people)), 2, nil},
		"gzip of a workbook": {gzipped(t, sheet), 1, nil},
		"zip of a workbook":  {zipped("people.xlsx", sheet), 1, nil},
		"beside Mac files":   {string(book(t, map[string]string{"people.csv": people, "__MACOSX/._people.csv": "x", ".DS_Store": "y"})), 2, nil},
		"too deep":           {gzipped(t, gzipped(t, gzipped(t, gzipped(t, people)))), 0, tabular.ErrUnsupported},
		"cut short":          {gzipped(t, people+strings.Repeat("c@example.org,C\n", 100_000))[:500], 0, tabular.ErrTruncated},
		"checksum":           {gzipped(t, people)[:len(gzipped(t, people))-6] + "xxxxxx", 2, tabular.ErrDamaged},
		"a bomb":             {gzipped(t, "email\n"+strings.Repeat(strings.Repeat("a", 64<<10)+"\n", 1200)), 0, tabular.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			got := readText(t, tc.data, tabular.Options{})
			if !errors.Is(got.err, tc.err) {
				t.Fatalf("got %v, want %v", got.err, tc.err)
			}
			if tc.err == nil {
				equal(t, "rows", len(got.rows), tc.rows)
			}
		})
	}
}

// An archive that comes as a stream and is larger than memory allows goes
// through a temporary file.
func TestSpooledArchive(t *testing.T) {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	f, err := w.CreateHeader(&zip.FileHeader{Name: "people.csv", Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(f, "email,note\n")
	line := "a@example.org," + strings.Repeat("n", 500) + "\n"
	for range 40_000 {
		_, _ = io.WriteString(f, line)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	got := readAll(t, struct{ io.Reader }{&buf}, tabular.Options{TempDir: t.TempDir()})
	if got.err != nil {
		t.Fatal(got.err)
	}
	equal(t, "rows", len(got.rows), 40_000)
}

func TestJSONLines(t *testing.T) {
	for name, tc := range map[string]struct {
		text   string
		header []string
		rows   [][]string
		bad    []int
	}{
		"nested, growing": {
			text: `{"email":"a@example.org","name":{"first":"Ada","last":"Fake"}}` + "\n\n" +
				`{"email":"b@example.org","tags":["x","y"],"age":62,"ok":true,"none":null}` + "\r\n",
			header: []string{"email", "name.first", "name.last", "tags", "age", "ok", "none"},
			rows:   [][]string{{"a@example.org", "Ada", "Fake", "", "", "", ""}, {"b@example.org", "", "", "x ::: y", "62", "true", ""}},
		},
		"arrays of objects": {
			text:   `{"phones":[{"n":"1"},{"n":"2"}],"empty":[],"deep":{"er":[[1,2]]}}` + "\n",
			header: []string{"phones.0.n", "phones.1.n", "deep.er.0"},
			rows:   [][]string{{"1", "2", "1 ::: 2"}},
		},
		"bad lines between": {
			text:   `{"email":"a@example.org"}` + "\n{broken\n[1]\n" + `{"email":"b@example.org"} trailing` + "\n" + `{"email":"c@example.org"}`,
			header: []string{"email"},
			rows:   [][]string{{"a@example.org"}, {"c@example.org"}},
			bad:    []int{2, 3, 4},
		},
		"an array over lines": {
			text:   "[\n  {\n    \"email\": \"a@example.org\"\n  },\n  {\"email\": \"b } {\"}\n]\n",
			header: []string{"email"},
			rows:   [][]string{{"a@example.org"}, {"b } {"}},
		},
		"nested too deep": {
			text:   `{"email":"a@example.org"}` + "\n" + `{"x":` + strings.Repeat(`{"x":`, 10_000) + `1` + strings.Repeat("}", 10_001) + "\n",
			header: []string{"email"},
			rows:   [][]string{{"a@example.org"}},
			bad:    []int{2},
		},
		"keys that differ in case": {
			text:   `{"Email":"a","email":"b","":"c"}`,
			header: []string{"Email", "email (2)", "column 3"},
			rows:   [][]string{{"a", "b", "c"}},
		},
		"NUL in a value": {
			text:   `{"email":"a\u0000b"}`,
			header: []string{"email"},
			rows:   [][]string{{"ab"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := readText(t, tc.text, tabular.Options{})
			if got.err != nil {
				t.Fatal(got.err)
			}
			equal(t, "header", got.header, tc.header)
			equal(t, "rows", got.cells(), tc.rows)
			var bad []int
			for _, b := range got.bad {
				bad = append(bad, b.Row)
			}
			equal(t, "rejected", bad, tc.bad)
		})
	}
}

// The header grows with a key that comes late, and a line that is too long is
// rejected by itself.
func TestJSONLinesLate(t *testing.T) {
	text := strings.Repeat(`{"email":"a@example.org"}`+"\n", 300) + `{"email":"b@example.org","phone":"1"}` + "\n" +
		`{"note":"` + strings.Repeat("n", 2<<20) + `"}` + "\n" + `{"email":"c@example.org"}` + "\n"
	table, err := tabular.Open(strings.NewReader(text), "people.jsonl", tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "first header", table.Header(), []string{"email"})
	var widths []int
	bad := 0
	for {
		row, err := table.Next()
		var e *tabular.RowError
		if errors.As(err, &e) {
			bad++
			continue
		}
		if err != nil {
			break
		}
		widths = append(widths, len(row.Cells))
	}
	equal(t, "rows", len(widths), 302)
	equal(t, "rejected", bad, 1)
	equal(t, "widths", widths[299:], []int{1, 2, 2})
	equal(t, "header", table.Header(), []string{"email", "phone"})
}

func TestHTML(t *testing.T) {
	for name, tc := range map[string]struct {
		text   string
		header []string
		rows   [][]string
	}{
		"plain": {
			"<table><tr><th>Email</th><th>Name</th></tr><tr><td>a@example.org</td><td>Ada &amp; <b>Ben</b><br>Fake</td></tr></table>",
			[]string{"Email", "Name"}, [][]string{{"a@example.org", "Ada & Ben Fake"}},
		},
		"rows never closed": {
			"<html><body><TABLE><tr><td>Email<td>Name<tr><td>a@example.org<td>Ada</table>",
			[]string{"Email", "Name"}, [][]string{{"a@example.org", "Ada"}},
		},
		"a title table first": {
			"<table><tr><td>Report</td></tr></table><table><tr><td>Email</td><td>City</td></tr><tr><td>a@example.org</td><td>Elon</td></tr></table>",
			[]string{"Email", "City"}, [][]string{{"a@example.org", "Elon"}},
		},
		"nested and spanning": {
			"<table><tr><th>Email</th><th colspan=2>Name</th></tr><tr><td><table><tr><td>a@example.org</td></tr></table></td><td>Ada</td><td>Fake</td></tr></table>",
			[]string{"Email", "Name", "column 3"}, [][]string{{"a@example.org", "Ada", "Fake"}},
		},
		"page ends early": {
			"<table><tr><th>Email</th></tr><tr><td>a@example.org</td></tr><tr><td>b@exa",
			[]string{"Email"}, [][]string{{"a@example.org"}, {"b@exa"}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := readText(t, tc.text, tabular.Options{})
			if got.err != nil {
				t.Fatal(got.err)
			}
			equal(t, "header", got.header, tc.header)
			equal(t, "rows", got.cells(), tc.rows)
		})
	}
}
