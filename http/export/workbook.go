package export

import (
	"archive/zip"
	"bufio"
	_ "embed"
	"fmt"
	"io"
	"strings"
)

const workbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// MaxRows is how many rows a sheet can have (ECMA-376, the limit of Excel); a
// longer table goes on with another sheet.
const MaxRows = 1 << 20

// The parts of a workbook that are the same in all.
var (
	//go:embed workbook/content_types.xml
	contentTypes string
	//go:embed workbook/package.rels
	packageRels string
	//go:embed workbook/styles.xml
	styles string
)

// workbook is a table as XLSX: sheets first, and the parts that list them last.
type workbook struct {
	zip     *zip.Writer
	to      *bufio.Writer // the open sheet
	columns []Column
	names   []string // of the sheets
	rows    int      // of the open sheet
	notes   [][]string
}

func newWorkbook(w io.Writer, columns []Column) (Table, error) {
	t := &workbook{zip: zip.NewWriter(w), columns: columns}
	for _, part := range [...]struct{ name, text string }{
		{"[Content_Types].xml", contentTypes}, {"_rels/.rels", packageRels}, {"xl/styles.xml", styles},
	} {
		if err := t.part(part.name, part.text); err != nil {
			return nil, err
		}
	}
	return t, t.begin("members")
}

// part writes a whole part.
func (t *workbook) part(name, text string) error {
	w, err := t.zip.Create(name)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	return err
}

// begin opens a sheet with the names of the columns.
func (t *workbook) begin(name string) error {
	if err := t.open(name); err != nil {
		return err
	}
	names := make([][]string, len(t.columns))
	for i, c := range t.columns {
		names[i] = []string{c.Name}
	}
	return t.write(names, nil)
}

func (t *workbook) open(name string) error {
	w, err := t.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(t.names)+1))
	if err != nil {
		return err
	}
	t.names, t.rows, t.to = append(t.names, name), 0, bufio.NewWriter(w)
	_, err = t.to.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	return err
}

// end closes the open sheet.
func (t *workbook) end() error {
	_, _ = t.to.WriteString("</sheetData></worksheet>") // errors stay, and show at Flush
	return t.to.Flush()
}

func (t *workbook) Row(cells [][]string) error {
	if err := checked(cells, t.columns); err != nil {
		return err
	}
	if t.rows == MaxRows {
		if err := t.end(); err != nil {
			return err
		}
		if err := t.begin(fmt.Sprintf("members %d", len(t.names)+1)); err != nil {
			return err
		}
	}
	return t.write(cells, t.columns)
}

// write writes a row; columns is nil when all cells are texts.
func (t *workbook) write(cells [][]string, columns []Column) error {
	t.rows++
	fmt.Fprintf(t.to, `<row r="%d">`, t.rows) // errors stay, and show below
	for i, values := range cells {
		if len(values) > 0 {
			writeCell(t.to, letters(i), t.rows, strings.Join(values, between), columns != nil && columns[i].Number && len(values) == 1)
		}
	}
	_, err := t.to.WriteString("</row>")
	return err
}

func (t *workbook) Flush() error {
	if err := t.to.Flush(); err != nil {
		return err
	}
	return t.zip.Flush()
}

func (t *workbook) Note(lines [][]string) { t.notes = append(t.notes, lines...) }

func (t *workbook) Close() error {
	err := t.end()
	if err == nil && len(t.notes) > 0 {
		err = t.noted()
	}
	if err == nil {
		err = t.listed()
	}
	if err == nil {
		err = t.zip.Close()
	}
	return err
}

// noted writes the sheet of notes.
func (t *workbook) noted() error {
	if err := t.open("about"); err != nil {
		return err
	}
	for _, line := range t.notes {
		cells := make([][]string, len(line))
		for i, text := range line {
			cells[i] = []string{text}
		}
		if err := t.write(cells, nil); err != nil {
			return err
		}
	}
	return t.end()
}

// listed writes the list of sheets.
func (t *workbook) listed() error {
	var book, rels strings.Builder
	for i, name := range t.names {
		fmt.Fprintf(&book, `<sheet name="%s" sheetId="%d" r:id="s%d"/>`, name, i+1, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="s%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, relationships, i+1)
	}
	fmt.Fprintf(&rels, `<Relationship Id="styles" Type="%s/styles" Target="styles.xml"/>`, relationships)
	err := t.part("xl/workbook.xml", `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="`+relationships+`"><sheets>`+book.String()+`</sheets></workbook>`)
	if err != nil {
		return err
	}
	return t.part("xl/_rels/workbook.xml.rels", `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+rels.String()+`</Relationships>`)
}

const relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
