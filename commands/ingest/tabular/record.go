package tabular

import "bytes"

// dialect is how delimited text is written.
type dialect struct {
	delim     byte
	plain     bool // quotes are ordinary characters
	backslash bool // \" and \\ stand for a quote and a backslash in quotes
}

// outcome is how reading a record ended.
type outcome uint8

const (
	complete  outcome = iota
	needMore          // the data ends inside the record
	openQuote         // the file ends inside quotes
)

// cells collects the cells of one record without an allocation per cell.
type cells struct {
	text  []byte
	ends  []int
	stray bool // a quote stood where none should
	lines int  // line ends consumed
}

func (c *cells) reset() { c.text, c.ends, c.stray, c.lines = c.text[:0], c.ends[:0], false, 0 }

func (c *cells) end() { c.ends = append(c.ends, len(c.text)) }

// strings gives the cells out; they share one copy of the text.
func (c *cells) strings(out []string) []string {
	all, start := string(c.text), 0
	for _, end := range c.ends {
		out = append(out, all[start:end])
		start = end
	}
	return out
}

// blank reports a line without anything.
func (c *cells) blank() bool { return len(c.ends) == 1 && len(c.text) == 0 }

// record reads one record from the beginning of data and tells how many bytes it
// took, its line end included. Not strict, a quote inside a quoted cell that is
// not followed by a delimiter belongs to the cell, and the quotes stay open.
// Strict, a quoted cell must close properly in its line, else its quotes are
// plain text: the second try for records that came out wrong.
func (d dialect) record(data []byte, atEOF, strict bool, out *cells) (int, outcome) {
	out.reset()
	i := 0
	for {
		n, res := d.cell(data[i:], atEOF, strict, out)
		if res != complete {
			return 0, res
		}
		i += n
		out.end()
		if i == len(data) {
			if !atEOF {
				return 0, needMore
			}
			return i, complete
		}
		if data[i] == d.delim {
			i++
			continue
		}
		n = lineEnd(data[i:], atEOF)
		if n == 0 {
			return 0, needMore
		}
		out.lines++
		return i + n, complete
	}
}

// cell reads one cell up to its delimiter, line end or the end of the file.
func (d dialect) cell(data []byte, atEOF, strict bool, out *cells) (int, outcome) {
	if !d.plain {
		i := 0
		for i < len(data) && data[i] == ' ' {
			i++
		}
		if i < len(data) && data[i] == '"' {
			mark, lines := len(out.text), out.lines
			n, res := d.quoted(data[i:], atEOF, strict, out)
			if res != complete || n > 0 {
				return i + n, res
			}
			out.text, out.lines, out.stray = out.text[:mark], lines, true
		}
	}
	for i, c := range data {
		if c == d.delim || c == '\n' || c == '\r' {
			out.plain(data[:i])
			return i, complete
		}
	}
	if !atEOF {
		return 0, needMore
	}
	out.plain(data)
	return len(data), complete
}

// plain appends text without NUL bytes.
func (c *cells) plain(text []byte) {
	for {
		i := bytes.IndexByte(text, 0)
		if i < 0 {
			c.text = append(c.text, text...)
			return
		}
		c.text = append(c.text, text[:i]...)
		text = text[i+1:]
	}
}
