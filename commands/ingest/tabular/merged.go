package tabular

import (
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// findHeader names the columns; a row of group titles above the names is put in
// front of them ("Address" over "City" gives "Address City").
func (s *sheet) findHeader(o Options, f *Format) error {
	titles, names := s.firstRows()
	grouped := titles != nil && !o.NoHeader && groupTitles(titles, names)
	if grouped {
		merged, err := s.merges(s.ahead[0].row.Number)
		if err != nil {
			return err
		}
		joined := make([]string, max(len(titles), len(names)))
		for j := range joined {
			joined[j] = strings.TrimSpace(cellAt(titles, merged.from(j)) + " " + cellAt(names, j))
		}
		s.ahead[1].row.Cells = joined
		s.ahead = s.ahead[1:]
		f.HeaderRows = 1
	}
	s.grid.findHeader(o, f, grouped)
	return nil
}

func cellAt(row []string, i int) string {
	if i < len(row) {
		return strings.TrimSpace(row[i])
	}
	return ""
}

// firstRows are the first two rows, nil when they are not both there.
func (s *sheet) firstRows() (titles, names []string) {
	if len(s.ahead) < 3 || s.ahead[0].err != nil || s.ahead[1].err != nil {
		return nil, nil
	}
	return s.ahead[0].row.Cells, s.ahead[1].row.Cells
}

// groupTitles reports whether a row of titles with gaps stands over a row of
// names without.
func groupTitles(titles, names []string) bool {
	n := filled(titles)
	if n < 2 || filled(names) < len(names) || len(names) <= n || len(titles) > len(names) {
		return false
	}
	for _, row := range [][]string{titles, names} {
		for _, c := range row {
			if classOf(c)&typed != 0 {
				return false
			}
		}
	}
	return true
}

// spans are the merged cells of a row: the column each begins at and ends at.
type spans [][2]int

// from is the column whose text shows in column j.
func (m spans) from(j int) int {
	for _, span := range m {
		if span[0] <= j && j <= span[1] {
			return span[0]
		}
	}
	return j
}

// merges reads the merged cells of a row, which stand behind all rows.
func (s *sheet) merges(row int) (spans, error) {
	rc, err := s.w.part(s.ref.part, s.w.o.MaxUnpacked)
	if err != nil || rc == nil {
		return nil, err
	}
	defer func() { _ = rc.Close() }() // only read
	rest, err := skipPast(rc, []byte("mergeCells"))
	if err != nil {
		return nil, nil // no merges to be had: the titles stay where they are
	}
	var found spans
	d, _ := newDecoder(io.MultiReader(bytes.NewReader(rest), rc))
	for len(found) < s.w.o.MaxColumns {
		tok, err := d.RawToken()
		if err != nil {
			break
		}
		t, ok := tok.(xml.StartElement)
		if !ok || t.Name.Local != "mergeCell" {
			continue
		}
		from, to, _ := strings.Cut(attr(t, "ref"), ":")
		a, okA := columnOf(from)
		b, okB := columnOf(to)
		if okA && okB && strings.TrimLeft(from, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == strconv.Itoa(row) {
			found = append(found, [2]int{a, b})
		}
	}
	return found, nil
}

// skipPast reads up to the end of mark and returns what was read beyond it.
func skipPast(r io.Reader, mark []byte) (rest []byte, err error) {
	buf := make([]byte, 0, 64<<10)
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		if i := bytes.Index(buf, mark); i >= 0 {
			return buf[i+len(mark):], nil
		}
		if err != nil {
			return nil, err
		}
		keep := min(len(buf), len(mark)-1)
		buf = buf[:copy(buf, buf[len(buf)-keep:])]
	}
}
