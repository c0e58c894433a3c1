package tabular_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/commands/ingest/tabular"
)

func TestDelimited(t *testing.T) {
	for name, tc := range map[string]struct {
		text   string
		header []string
		rows   [][]string
		bad    []int // numbers of rejected rows
	}{
		"quotes doubled": {
			text:   "email,note\na@example.org,\"say \"\"hi\"\", please\"\n",
			header: []string{"email", "note"},
			rows:   [][]string{{"a@example.org", `say "hi", please`}},
		},
		"line ends inside quotes": {
			text:   "email,note\r\na@example.org,\"one\r\ntwo\rthree\"\r\nb@example.org,x\r\n",
			header: []string{"email", "note"},
			rows:   [][]string{{"a@example.org", "one\ntwo\nthree"}, {"b@example.org", "x"}},
		},
		"stray quotes inside a bare cell": {
			text:   "email,street\na@example.org,5 \"OLD\" MILL LN\n",
			header: []string{"email", "street"},
			rows:   [][]string{{"a@example.org", `5 "OLD" MILL LN`}},
		},
		"stray quotes inside a quoted cell": {
			text:   "email,street,city\na@example.org,\"5 \"OLD\" MILL LN\",\"Elon\"\n",
			header: []string{"email", "street", "city"},
			rows:   [][]string{{"a@example.org", `5 "OLD" MILL LN`, "Elon"}},
		},
		"a cell that begins with a quoted word": {
			text:   "email,name,city\na@example.org,\"Bob\" Fake,Elon\nb@example.org,Ben,\"Elon\"\n",
			header: []string{"email", "name", "city"},
			rows:   [][]string{{"a@example.org", `"Bob" Fake`, "Elon"}, {"b@example.org", "Ben", "Elon"}},
		},
		"a quote that is never closed": {
			text:   "email,name\na@example.org,\"Ann\nb@example.org,Ben\nc@example.org,Cy\n",
			header: []string{"email", "name"},
			rows:   [][]string{{"a@example.org", `"Ann`}, {"b@example.org", "Ben"}, {"c@example.org", "Cy"}},
		},
		"a quote that a later one seems to close": {
			text:   "email,name\na@example.org,\"Ann\n\"b@example.org\",\"Ben\"\n\"c@example.org\",\"Cy\"\n",
			header: []string{"email", "name"},
			rows:   [][]string{{"a@example.org", `"Ann`}, {"b@example.org", "Ben"}, {"c@example.org", "Cy"}},
		},
		"cut short inside a quoted cell": {
			text:   "email,name,note\na@example.org,Ann,\"x\"\nb@example.org,Ben,\"it goes on\nand on",
			header: []string{"email", "name", "note"},
			rows:   [][]string{{"a@example.org", "Ann", "x"}},
			bad:    []int{3},
		},
		"a lone quote as a cell": {
			text:   "email\theight\tcity\na@example.org\t5' 9\"\tElon\nb@example.org\t\"\tElon\nc@example.org\t6'\tElon\n",
			header: []string{"email", "height", "city"},
			rows:   [][]string{{"a@example.org", `5' 9"`, "Elon"}, {"b@example.org", `"`, "Elon"}, {"c@example.org", "6'", "Elon"}},
		},
		"header parted by commas, rows by semicolons": {
			text:   "email,name,city\na@example.org;A;Elon\nb@example.org;B;Elon\nc@example.org;C, D;Elon\n",
			header: []string{"email", "name", "city"},
			rows:   [][]string{{"a@example.org", "A", "Elon"}, {"b@example.org", "B", "Elon"}, {"c@example.org", "C, D", "Elon"}},
		},
		"commas in the cells of a tab file": {
			text:   "email\tname\na@example.org\tFake, Ada, Dr\nb@example.org\tFake, Ben\n",
			header: []string{"email", "name"},
			rows:   [][]string{{"a@example.org", "Fake, Ada, Dr"}, {"b@example.org", "Fake, Ben"}},
		},
		"a delimiter at the end of every row": {
			text:   "email,name\na@example.org,A,\nb@example.org,B,\n",
			header: []string{"email", "name"},
			rows:   [][]string{{"a@example.org", "A"}, {"b@example.org", "B"}},
		},
		"an unquoted comma before typed cells": {
			text: "id,name,zip,joined\n7,Ada,27601,2024-01-02\n8,Ben,27602,2024-01-03\n" +
				"9,Fake, Cy,27603,2024-01-04\n",
			header: []string{"id", "name", "zip", "joined"},
			rows: [][]string{
				{"7", "Ada", "27601", "2024-01-02"},
				{"8", "Ben", "27602", "2024-01-03"},
				{"9", "Fake  Cy", "27603", "2024-01-04"},
			},
		},
		"a long row that fits nowhere": {
			text:   "email,zip,joined\na@example.org,27601,2024-01-02\nb@example.org,27602,2024-01-03\nw,x,y,z,1\nc@example.org,27603,2024-01-04\n",
			header: []string{"email", "zip", "joined"},
			rows:   [][]string{{"a@example.org", "27601", "2024-01-02"}, {"b@example.org", "27602", "2024-01-03"}, {"c@example.org", "27603", "2024-01-04"}},
			bad:    []int{4},
		},
		"a title above the header": {
			text:   "Members of the club\n\nPrinted,2024-01-02\nemail,first,last,city,zip\na@example.org,Ada,Fake,Elon,27244\n",
			header: []string{"email", "first", "last", "city", "zip"},
			rows:   [][]string{{"a@example.org", "Ada", "Fake", "Elon", "27244"}},
		},
		"no line end at the end": {
			text:   "email;name\na@example.org;",
			header: []string{"email", "name"},
			rows:   [][]string{{"a@example.org", ""}},
		},
		"blank lines are no rows": {
			text:   "\n\nemail,name\n\na@example.org,A\n\n\n",
			header: []string{"email", "name"},
			rows:   [][]string{{"a@example.org", "A"}},
		},
		"more cells than names in every row": {
			text:   "email,name\na@example.org,A,x\nb@example.org,B,y\n",
			header: []string{"email", "name", "column 3"},
			rows:   [][]string{{"a@example.org", "A", "x"}, {"b@example.org", "B", "y"}},
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
			equal(t, "rejected rows", bad, tc.bad)
		})
	}
}

// Notes tell what a person should know about the header.
func TestHeaderNotes(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"repeated":  {"Email,email\na@example.org,b@example.org\n", `column 2 repeats the name "email" and is called "email (2)"`},
		"unnamed":   {"email,\na@example.org,x\n", "columns without a name: 1"},
		"mixed":     {"a,b,c\n1;2;3\n4;5;6\n7;8;9\n", "the header is parted by comma, the rows by semicolon"},
		"no header": {"a@example.org,A\nb@example.org,B\n", "the first row looks like data, so the columns have numbers instead of names"},
		"title":     {"Our members\nemail,name,city\na@example.org,A,Elon\n", "1 lines above the header are left out"},
	} {
		t.Run(name, func(t *testing.T) {
			got := readText(t, tc.text, tabular.Options{})
			if !strings.Contains(strings.Join(got.format.Notes, "\n"), tc.want) {
				t.Errorf("got %q, want %q among them", got.format.Notes, tc.want)
			}
		})
	}
}

// A row that is too long is rejected by itself, whatever it is made of; memory
// stays bounded by the limit.
func TestLongRows(t *testing.T) {
	const limit = 4096
	long := strings.Repeat("x", 3*limit)
	for name, text := range map[string]string{
		"one bare cell":                 "email,note\na@example.org,A\nb@example.org," + long + "\nc@example.org,C\n",
		"one quoted cell":               "email,note\na@example.org,A\nb@example.org,\"" + long + "\"\nc@example.org,C\n",
		"a quoted cell of many lines":   "email,note\na@example.org,A\nb@example.org,\"" + strings.Repeat("line, 2\n", limit) + "\"\nc@example.org,C\n",
		"quotes doubled in a long cell": "email,note\na@example.org,A\nb@example.org,\"" + strings.Repeat(`""`, 3*limit) + "\"\nc@example.org,C\n",
		"many cells":                    "email,note\na@example.org,A\n" + strings.Repeat("b,", 3*limit) + "\nc@example.org,C\n",
	} {
		t.Run(name, func(t *testing.T) {
			got := readText(t, text, tabular.Options{MaxRow: limit})
			equal(t, "rows", got.cells(), [][]string{{"a@example.org", "A"}, {"c@example.org", "C"}})
			if len(got.bad) != 1 || got.bad[0].Row != 3 || !strings.Contains(got.bad[0].Reason, "longer than") {
				t.Errorf("rejected: %v", got.bad)
			}
			wantLine := 4 + strings.Count(text[:strings.LastIndex(text, "c@")], "line, 2\n")
			equal(t, "line of the row behind", got.rows[1].Number, wantLine)
		})
	}
}

// The 1 MiB default, and a first row that is longer than the look ahead.
func TestLongRowByDefault(t *testing.T) {
	text := "email,note\na@example.org," + strings.Repeat("y", 2<<20) + "\nb@example.org,B\n"
	got := readText(t, text, tabular.Options{})
	equal(t, "rows", got.cells(), [][]string{{"b@example.org", "B"}})
	equal(t, "rejected", len(got.bad), 1)
}

// What encoding/csv writes is read back as it was, under every delimiter.
func TestWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		width := rapid.IntRange(2, 6).Draw(t, "width")
		cell := rapid.StringOf(rapid.RuneFrom([]rune("ab \",;|\t'\\/é李.-")))
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 1, 20).Draw(t, "rows")
		header := make([]string, width)
		for i := range header {
			header[i] = fmt.Sprintf("name of %c", 'a'+i)
		}
		delim := rapid.SampledFrom([]string{",", "\t", ";", "|"}).Draw(t, "delimiter")
		var buf bytes.Buffer
		w := csv.NewWriter(&buf)
		w.Comma = rune(delim[0])
		w.UseCRLF = rapid.Bool().Draw(t, "crlf")
		for _, row := range append([][]string{header}, rows...) {
			for i, c := range row {
				// A cell that begins with a blank and a quote is another dialect's
				// quoted cell; \" is how a third escapes quotes.
				row[i] = strings.ReplaceAll(strings.TrimLeft(c, " "), `\`, "/")
			}
			if err := w.Write(row); err != nil {
				t.Fatal(err)
			}
		}
		w.Flush()
		table, err := tabular.Open(&buf, "file", tabular.Options{Delimiter: delim})
		if err != nil {
			t.Fatal(err)
		}
		for n, want := range rows {
			got, err := table.Next()
			if err != nil {
				t.Fatalf("row %d: %v", n, err)
			}
			if strings.Join(got.Cells, "\x00") != strings.Join(want, "\x00") {
				t.Fatalf("row %d: got %q, want %q", n, got.Cells, want)
			}
		}
	})
}
