package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/http/export"
)

func columns() []export.Column {
	return []export.Column{{Name: "profile_id"}, {Name: "tag", Many: true}, {Name: "age", Number: true}, {Name: "name"}}
}

// written writes a table.
func written(t testing.TB, format string, rows [][][]string, notes ...[]string) []byte {
	t.Helper()
	f, err := export.Named(format)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	table, err := f.New(&out, columns())
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if err := table.Row(row); err != nil {
			t.Fatal(err)
		}
		if i%2 == 0 {
			if err := table.Flush(); err != nil {
				t.Fatal(err)
			}
		}
	}
	table.Note(notes)
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sheet(t testing.TB, b []byte, name string) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(name, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestFormats: the same rows in each format: lists stay lists where a format
// has them, numbers are numbers in a workbook, and no text is a formula.
func TestFormats(t *testing.T) {
	rows := [][][]string{
		{{"1"}, {"a", "b;c"}, {"42"}, {"=1+1"}},
		{{"2"}, nil, nil, {"Ünïcode <&> \"quoted\"\nline"}},
		{{"3"}, {"+19195550142"}, {"-5"}, {" blanks "}},
	}
	const lines = `{"profile_id":"1","tag":["a","b;c"],"age":"42","name":"=1+1"}
{"profile_id":"2","tag":[],"age":null,"name":"Ünïcode \u003c\u0026\u003e \"quoted\"\nline"}
{"profile_id":"3","tag":["+19195550142"],"age":"-5","name":" blanks "}
`
	if diff := cmp.Diff(lines, string(written(t, "jsonl", rows))); diff != "" {
		t.Errorf("jsonl (-want +got):\n%s", diff)
	}
	const text = `profile_id,tag,age,name
1,a; b;c,42,'=1+1
2,,,"Ünïcode <&> ""quoted""
line"
3,'+19195550142,'-5," blanks "
`
	if diff := cmp.Diff(text, string(written(t, "csv", rows))); diff != "" {
		t.Errorf("csv (-want +got):\n%s", diff)
	}
	book := written(t, "xlsx", rows, []string{"channel", "email"})
	want := [][]string{
		{"profile_id", "tag", "age", "name"}, {"1", "a; b;c", "42", "=1+1"}, {"2", "", "", "Ünïcode <&> \"quoted\"\nline"}, {"3", "+19195550142", "-5", " blanks "},
	}
	if diff := cmp.Diff(want, sheet(t, book, "members")); diff != "" {
		t.Errorf("xlsx (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([][]string{{"channel", "email"}}, sheet(t, book, "about")); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	for cell, want := range map[string]excelize.CellType{"C2": excelize.CellTypeUnset, "C4": excelize.CellTypeUnset, "D2": excelize.CellTypeInlineString, "B4": excelize.CellTypeInlineString} {
		if got, err := f.GetCellType("members", cell); err != nil || got != want {
			t.Errorf("%s is of type %v (%v), want %v", cell, got, err, want)
		}
		if formula, err := f.GetCellFormula("members", cell); err != nil || formula != "" {
			t.Errorf("%s is the formula %q (%v)", cell, formula, err)
		}
	}
	// What keeps a text a text when somebody edits its cell.
	if at, err := f.GetCellStyle("members", "D2"); err != nil || f.Styles.CellXfs.Xf[at].QuotePrefix == nil || !*f.Styles.CellXfs.Xf[at].QuotePrefix {
		t.Errorf("the cell with a formula in it does not stay text: style %d, %v", at, err)
	}
}

// TestAnyText: whatever people wrote, every format gives it back, but for what
// a workbook cannot hold.
func TestAnyText(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("a=+-@<>&\"';, \n\tü😀"))).Draw(rt, "text")
		row := [][]string{{"1"}, {text, "x"}, nil, {text}}
		var object map[string]any
		if err := json.Unmarshal(written(t, "jsonl", [][][]string{row}), &object); err != nil || object["name"] != text {
			rt.Fatalf("jsonl gives %q (%v)", object["name"], err)
		}
		got, err := csv.NewReader(bytes.NewReader(written(t, "csv", [][][]string{row}))).ReadAll()
		if err != nil || strings.TrimPrefix(got[1][3], "'") != strings.TrimPrefix(text, "'") {
			rt.Fatalf("csv gives %q (%v)", got, err)
		}
		if book := sheet(t, written(t, "xlsx", [][][]string{row}), "members"); len(book[1]) > 3 && book[1][3] != text || len(book[1]) <= 3 && text != "" {
			rt.Fatalf("xlsx gives %q", book[1])
		}
	})
}

// TestWorkbookLimits: texts longer than a cell are cut with dots, the number of
// a number column that is none stays text, and rows beyond a sheet's go on in
// the next one.
func TestWorkbookLimits(t *testing.T) {
	long := strings.Repeat("😀", 20_000)
	got := sheet(t, written(t, "xlsx", [][][]string{{{"1"}, nil, {"n/a"}, {long}}, {{"2"}, nil, {"NaN"}, {strings.Repeat("x", 32_767)}}}), "members")
	if units := len(utf16.Encode([]rune(got[1][3]))); units > 32_767 || !strings.HasSuffix(got[1][3], "😀…") {
		t.Errorf("%d units end in %q", units, got[1][3][len(got[1][3])-12:])
	}
	if got[1][2] != "n/a" || got[2][2] != "NaN" || len(got[2][3]) != 32_767 {
		t.Errorf("got %q, %q and %d bytes", got[1][2], got[2][2], len(got[2][3]))
	}
	if testing.Short() {
		return
	}
	f, err := export.Named("xlsx")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	table, err := f.New(&out, []export.Column{{Name: "n"}})
	if err != nil {
		t.Fatal(err)
	}
	for range export.MaxRows {
		if err := table.Row([][]string{nil}); err != nil {
			t.Fatal(err)
		}
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"members", "members 2"}, book.GetSheetList()); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	if got, err := book.GetCellValue("members 2", "A1"); err != nil || got != "n" {
		t.Errorf("the second sheet begins with %q (%v)", got, err)
	}
}

// TestBounded: rows go on their way as they come.
func TestBounded(t *testing.T) {
	for _, f := range export.Formats() {
		t.Run(f.Name, func(t *testing.T) {
			sent := &counter{}
			table, err := f.New(sent, columns())
			if err != nil {
				t.Fatal(err)
			}
			for i := range 20_000 {
				if err := table.Row([][]string{{strings.Repeat("x", i%97)}, nil, nil, nil}); err != nil {
					t.Fatal(err)
				}
			}
			if sent.n == 0 {
				t.Error("nothing was sent before the end")
			}
			if err := table.Row([][]string{{"x"}}); err == nil {
				t.Error("a row that is too short was taken")
			}
		})
	}
}

type counter struct{ n int }

func (c *counter) Write(b []byte) (int, error) {
	c.n += len(b)
	return len(b), nil
}

// TestDefused: what a spreadsheet would run is text, everything else stays.
func TestDefused(t *testing.T) {
	for cell, want := range map[string]string{
		"": "", "Ana": "Ana", "=1+1": "'=1+1", "+19195550142": "'+19195550142", "-5": "'-5", "@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "a=b": "a=b", "'=": "'=",
	} {
		if got := export.Defused(cell); got != want {
			t.Errorf("%q becomes %q, want %q", cell, got, want)
		}
	}
}
