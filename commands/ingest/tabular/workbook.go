package tabular

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// maxUnpackedPart bounds the parts of a workbook that are not sheets.
const maxUnpackedPart = 256 << 20

// workbook is an open XLSX file: its sheets, formats and shared strings.
type workbook struct {
	zr       *zip.Reader
	o        Options
	sheets   []sheetRef
	date1904 bool
	formats  []numberFormat // by style index
	shared   sharedStrings
}

// sheetRef is a sheet as the workbook lists it.
type sheetRef struct {
	name   string
	hidden bool
	rel    string // relationship id
	part   string // name in the archive
}

// isWorkbook tells an XLSX file from any other zip archive.
func isWorkbook(zr *zip.Reader) bool {
	for _, f := range zr.File {
		if f.Name == "workbook.xml" || strings.HasSuffix(f.Name, "/workbook.xml") {
			return true
		}
	}
	return false
}

// openWorkbook chooses the sheet and finds its header.
func openWorkbook(zr *zip.Reader, o Options, f *Format) (source, error) {
	w := &workbook{zr: zr, o: o}
	for _, step := range []func() error{w.readSheets, w.readStyles, w.readShared} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	f.Kind, f.Date1904 = KindWorkbook, w.date1904
	for _, s := range w.sheets {
		if !s.hidden {
			f.Sheets = append(f.Sheets, s.name)
		}
	}
	candidates, err := w.candidates()
	if err != nil {
		return nil, err
	}
	for _, ref := range candidates {
		s, err := w.openSheet(ref)
		if err != nil {
			return nil, err
		}
		if len(s.ahead) == 0 {
			if s.end != nil && !errors.Is(s.end, io.EOF) {
				return nil, s.end
			}
			continue
		}
		f.Sheet = ref.name
		if err := s.findHeader(o, f); err != nil {
			return nil, err
		}
		if n := len(f.Sheets); n > 1 && o.Sheet == "" {
			f.Notes = append(f.Notes, fmt.Sprintf("the workbook has %d visible sheets (%s); only %q is read", n, strings.Join(f.Sheets[:min(n, 5)], ", "), ref.name))
		}
		return s, nil
	}
	return nil, &Error{Err: ErrEmpty, Hint: "no visible sheet of the workbook has data"}
}

// candidates are the sheets to try: the one asked for, or the visible ones.
func (w *workbook) candidates() ([]sheetRef, error) {
	var visible []sheetRef
	var names []string
	for _, s := range w.sheets {
		if strings.EqualFold(s.name, w.o.Sheet) {
			return []sheetRef{s}, nil
		}
		names = append(names, s.name)
		if !s.hidden {
			visible = append(visible, s)
		}
	}
	if w.o.Sheet == "" {
		return visible, nil
	}
	if n, err := strconv.Atoi(w.o.Sheet); err == nil && n >= 1 && n <= len(w.sheets) {
		return w.sheets[n-1 : n], nil
	}
	return nil, &Error{Err: fmt.Errorf("%w: %q", ErrNoSheet, w.o.Sheet), Hint: "it has " + strings.Join(names, ", ")}
}

// readSheets lists the sheets and where they are.
func (w *workbook) readSheets() error {
	base, name := "xl", "xl/workbook.xml"
	if rc, err := w.part(name, maxUnpackedPart); err != nil {
		return err
	} else if rc == nil {
		base, name = "", "workbook.xml"
	} else {
		_ = rc.Close() // only read
	}
	err := w.tokens(name, func(tok xml.Token) error {
		t, ok := tok.(xml.StartElement)
		switch {
		case ok && t.Name.Local == "workbookPr":
			w.date1904 = isTrue(attr(t, "date1904"))
		case ok && t.Name.Local == "sheet":
			s := sheetRef{name: attr(t, "name"), hidden: strings.Contains(strings.ToLower(attr(t, "state")), "hidden")}
			for _, a := range t.Attr {
				if a.Name.Local == "id" && a.Name.Space != "" {
					s.rel = a.Value
				}
			}
			w.sheets = append(w.sheets, s)
		}
		return nil
	})
	if err != nil {
		return err
	}
	targets := map[string]string{}
	rels := path.Join(base, "_rels", "workbook.xml.rels")
	err = w.tokens(rels, func(tok xml.Token) error {
		if t, ok := tok.(xml.StartElement); ok && t.Name.Local == "Relationship" {
			target := attr(t, "Target")
			if strings.HasPrefix(target, "/") {
				target = target[1:]
			} else {
				target = path.Join(base, target)
			}
			targets[attr(t, "Id")] = target
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i := range w.sheets {
		w.sheets[i].part = targets[w.sheets[i].rel]
		if w.sheets[i].part == "" {
			w.sheets[i].part = path.Join(base, "worksheets", "sheet"+strconv.Itoa(i+1)+".xml")
		}
	}
	return nil
}

func isTrue(s string) bool { return s == "1" || s == "true" || s == "on" }
