package tabular_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/cerebro-cdp/cerebro/commands/ingest/tabular"
)

// book writes a workbook from its parts; the content types are left out, as
// nothing of ours reads them.
func book(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for name, text := range parts {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

const (
	oneSheet = `<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`
	oneRel   = `<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>`
)

func sheetBook(t testing.TB, sheet string, more ...string) []byte {
	parts := map[string]string{
		"xl/workbook.xml":            oneSheet,
		"xl/_rels/workbook.xml.rels": oneRel,
		"xl/worksheets/sheet1.xml":   sheet,
	}
	for i := 0; i+1 < len(more); i += 2 {
		parts[more[i]] = more[i+1]
	}
	return book(t, parts)
}

func readBook(t testing.TB, b []byte, o tabular.Options) read {
	return readAll(t, bytes.NewReader(b), o)
}

// Cells of every type, written by hand: with and without references, shared,
// inline and rich text, phonetic readings, escapes, errors, dates.
func TestWorkbookCells(t *testing.T) {
	sheet := `<worksheet><sheetData>` +
		`<row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c><c t="inlineStr"><is><t>c</t></is></c></row>` +
		`<row r="2"><c r="A2" t="s"><v>1</v></c><c r="C2" t="s"><v>0</v></c></row>` +
		`<row r="4"><c r="A4" t="b"><v>0</v></c><c r="B4" t="e"><v>#N/A</v></c><c r="C4" t="str"><f>1+1</f><v>two</v></c></row>` +
		`<row r="5"><c r="A5" s="1"><v>2601</v></c><c r="B5" s="2"><v>36526</v></c><c r="C5" s="3"><v>0.5</v></c></row>` +
		`<row r="6"><c r="A6"><v>1.23456789012E+11</v></c><c r="B6"><v>0.30000000000000004</v></c><c r="C6" s="4"><v>123456789</v></c></row>` +
		`<row r="7"><c r="A7" t="d"><v>2024-01-02T00:00:00</v></c><c r="B7" s="2"><v>60</v></c><c r="C7" s="2"><v>59</v></c></row>` +
		`<row r="8"><c r="A8"><f>NOW()</f><v></v></c><c r="B8" t="inlineStr"><is><r><t>rich </t></r><r><t>text</t></r><rPh><t>reading</t></rPh></is></c><c r="C8" t="s"><v>99</v></c></row>` +
		`</sheetData></worksheet>`
	styles := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" formatCode="[$-409]d\-mmm\-yy;@"/>` +
		`<numFmt numFmtId="166" formatCode="000\-00\-0000"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>` +
		`<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/><xf numFmtId="166"/></cellXfs></styleSheet>`
	shared := `<sst><si><t>zero_x000D_&#10;line</t></si><si><r><t>one </t></r><r><t xml:space="preserve">&amp; more</t></r><rPh><t>x</t></rPh></si></sst>`
	got := readBook(t, sheetBook(t, sheet, "xl/styles.xml", styles, "xl/sharedStrings.xml", shared), tabular.Options{})
	if got.err != nil {
		t.Fatal(got.err)
	}
	equal(t, "rows", got.cells(), [][]string{
		{"one & more", "", "zero\nline"},
		{"FALSE", "", "two"},
		{"02601", "2000-01-01", "12:00:00"},
		{"123456789012", "0.3", "123-45-6789"},
		{"2024-01-02", "60", "1900-02-28"},
		{"", "rich text", ""},
	})
	equal(t, "row numbers", []int{got.rows[0].Number, got.rows[1].Number}, []int{2, 4})
}

// The day numbers of the 1904 system.
func TestWorkbook1904(t *testing.T) {
	sheet := `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>dob</t></is></c></row><row r="2"><c r="A2" s="1"><v>21216</v></c></row></sheetData></worksheet>`
	b := book(t, map[string]string{
		"xl/workbook.xml":            strings.Replace(oneSheet, "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1),
		"xl/_rels/workbook.xml.rels": oneRel, "xl/worksheets/sheet1.xml": sheet,
		"xl/styles.xml": `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
	})
	got := readBook(t, b, tabular.Options{})
	equal(t, "rows", got.cells(), [][]string{{"1962-02-01"}})
	equal(t, "date1904", got.format.Date1904, true)
}

// What a real writer makes, in several sheets, one of them hidden.
func TestWorkbookSheets(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	put := func(sheet string, rows ...[]any) {
		if _, err := f.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			if err := f.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	put("Hidden", []any{"secret"}, []any{"x"})
	put("People", []any{"email", "zip"}, []any{"a@example.org", 2601})
	put("Gifts", []any{"email", "amount"}, []any{"a@example.org", 12.5})
	f.SetActiveSheet(2)
	if err := f.SetSheetVisible("Hidden", false); err != nil {
		t.Fatal(err)
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	for option, want := range map[string]string{"": "People", "gifts": "Gifts", "4": "Gifts", "Hidden": "Hidden"} {
		got := readBook(t, buf.Bytes(), tabular.Options{Sheet: option})
		if got.err != nil {
			t.Fatal(got.err)
		}
		equal(t, "sheet for "+option, got.format.Sheet, want)
	}
	if got := readBook(t, buf.Bytes(), tabular.Options{Sheet: "Nobody"}); !errors.Is(got.err, tabular.ErrNoSheet) {
		t.Errorf("got %v for a sheet that is not there", got.err)
	}
	// A stream without random access is the same.
	got := readAll(t, struct{ io.Reader }{bytes.NewReader(buf.Bytes())}, tabular.Options{})
	equal(t, "rows of a stream", got.cells(), [][]string{{"a@example.org", "2601"}})
}

// Broken and hostile workbooks end in an error that says what to do.
func TestWorkbookDamage(t *testing.T) {
	row := `<row r="1"><c r="A1" t="inlineStr"><is><t>email</t></is></c></row>`
	bomb := func() []byte {
		var buf bytes.Buffer
		w := zip.NewWriter(&buf)
		for name, text := range map[string]string{"xl/workbook.xml": oneSheet, "xl/_rels/workbook.xml.rels": oneRel} {
			f, _ := w.Create(name)
			_, _ = io.WriteString(f, text)
		}
		f, _ := w.Create("xl/worksheets/sheet1.xml")
		_, _ = io.WriteString(f, `<worksheet><sheetData>`+row)
		long := []byte(`<row><c t="inlineStr"><is><t>` + strings.Repeat("a", 64<<10) + `</t></is></c></row>`)
		for range 1200 {
			_, _ = f.Write(long)
		}
		_ = w.Close()
		return buf.Bytes()
	}
	huge := strings.Repeat("z", 36<<20)
	for name, tc := range map[string]struct {
		data []byte
		want error
	}{
		"a bomb":                {bomb(), tabular.ErrTooLarge},
		"no sheets":             {book(t, map[string]string{"xl/workbook.xml": "<workbook/>"}), tabular.ErrEmpty},
		"no sheet part":         {book(t, map[string]string{"xl/workbook.xml": oneSheet}), tabular.ErrDamaged},
		"empty sheet":           {sheetBook(t, `<worksheet><sheetData/></worksheet>`), tabular.ErrEmpty},
		"cut short":             {sheetBook(t, `<worksheet><sheetData>`+row+`<row r="2"><c r="A2"`), tabular.ErrDamaged},
		"ends in the rows":      {sheetBook(t, `<worksheet><sheetData>`+row), tabular.ErrTruncated},
		"broken XML":            {sheetBook(t, `<worksheet><sheetData>`+row+`<<<>>&`), tabular.ErrDamaged},
		"an OpenDocument sheet": {book(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), tabular.ErrUnsupported},
		"two files":             {book(t, map[string]string{"a.csv": "email\n", "b.csv": "email\n"}), tabular.ErrManyFiles},
		"a truncated archive":   {sheetBook(t, row)[:100], tabular.ErrDamaged},
		"one endless cell":      {sheetBook(t, `<worksheet><sheetData>`+row+`<row r="2"><c r="A2"><v>`+huge), tabular.ErrTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			got := readBook(t, tc.data, tabular.Options{})
			if !errors.Is(got.err, tc.want) {
				t.Fatalf("got %v, want %v", got.err, tc.want)
			}
			var e *tabular.Error
			if !errors.As(got.err, &e) || e.Hint == "" {
				t.Errorf("no hint in %v", got.err)
			}
		})
	}
}

// A row of a sheet that is too long is rejected by itself.
func TestWorkbookLongRow(t *testing.T) {
	cell := `<c t="inlineStr"><is><t>` + strings.Repeat("w", 3000) + `</t></is></c>`
	sheet := `<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>email</t></is></c></row>` +
		`<row r="2">` + cell + cell + `</row><row r="3"><c t="inlineStr"><is><t>b@example.org</t></is></c></row></sheetData></worksheet>`
	got := readBook(t, sheetBook(t, sheet), tabular.Options{MaxRow: 4096})
	equal(t, "rows", got.cells(), [][]string{{"b@example.org"}})
	if len(got.bad) != 1 || got.bad[0].Row != 2 {
		t.Errorf("rejected: %v", got.bad)
	}
}

// Number formats change what a number means.
func TestNumberFormats(t *testing.T) {
	for _, tc := range []struct{ code, value, want string }{
		{"General", "9195550101", "9195550101"},
		{"0", "7", "7"},
		{"00000", "501", "00501"},
		{`00000\-0000`, "26011234", "02601-1234"},
		{`[<=99999]00000;00000\-0000`, "2601", "02601"},
		{`000\ 00\ 0000`, "12345678", "012 34 5678"},
		{"00000", "1234567", "1234567"},
		{"#,##0.00", "1234.5", "1234.5"},
		{"0.00E+00", "12345678901", "12345678901"},
		{"0%", "0.25", "0.25"},
		{"yyyy-mm-dd", "22678", "1962-02-01"},
		{"m/d/yy h:mm", "45293.5", "2024-01-02 12:00:00"},
		{`"day "dd/mm/yyyy`, "1", "1900-01-01"},
		{"[h]:mm:ss", "0.25", "06:00:00"},
		{"mmm-yy", "45293", "2024-01-02"},
		{"yyyy-mm-dd", "-5", "-5"},
		{"yyyy-mm-dd", "99999999", "99999999"},
		{`"dry" 0`, "5", "5"},
		{"General", "1E+400", "1E+400"},
		{"General", "1E+20", "100000000000000000000"},
	} {
		t.Run(tc.code+" "+tc.value, func(t *testing.T) {
			code := strings.NewReplacer("&", "&amp;", `"`, "&quot;", "<", "&lt;").Replace(tc.code)
			sheet := `<worksheet><sheetData><row><c t="inlineStr"><is><t>x</t></is></c></row><row><c s="1"><v>` + tc.value + `</v></c></row></sheetData></worksheet>`
			styles := `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="` + code + `"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>`
			got := readBook(t, sheetBook(t, sheet, "xl/styles.xml", styles), tabular.Options{})
			equal(t, "cell", got.cells(), [][]string{{tc.want}})
		})
	}
}
