package export

import (
	"bufio"
	"encoding/json"
	"io"
)

// lines is a table as JSON Lines: an object a row, its members in the order of
// the columns. A column of many values is a list, another a text or null.
type lines struct {
	to      *bufio.Writer
	columns []Column
	keys    [][]byte // the names as JSON, with what stands around them
}

func newLines(w io.Writer, columns []Column) (Table, error) {
	t := &lines{to: bufio.NewWriter(w), columns: columns}
	for i, c := range columns {
		name, err := json.Marshal(c.Name)
		if err != nil {
			return nil, err
		}
		before := ","
		if i == 0 {
			before = "{"
		}
		t.keys = append(t.keys, append([]byte(before), append(name, ':')...))
	}
	return t, nil
}

func (t *lines) Row(cells [][]string) error {
	if err := checked(cells, t.columns); err != nil {
		return err
	}
	for i, values := range cells {
		_, _ = t.to.Write(t.keys[i]) // errors stay, and show below
		var cell any
		switch {
		case t.columns[i].Many:
			cell = append([]string{}, values...)
		case len(values) > 0:
			cell = values[0]
		}
		b, err := json.Marshal(cell)
		if err != nil {
			return err
		}
		_, _ = t.to.Write(b)
	}
	_, err := t.to.WriteString("}\n")
	return err
}

func (t *lines) Flush() error { return t.to.Flush() }

func (t *lines) Note([][]string) {}

func (t *lines) Close() error { return t.Flush() }
