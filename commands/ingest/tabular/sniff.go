package tabular

import "bytes"

// sniffRecords is how many records of the sample are looked at.
const sniffRecords = 200

// sample is the first part of a delimited text read under one delimiter.
type sample struct {
	dialect dialect
	rows    [][]string
	lines   []int // the line each row begins in
	usual   int   // the cell count most rows have
	share   float64
}

// delimiters that are tried, the likeliest first.
const delimiters = ",\t;|^\x1f"

// sniff reads the sample under each delimiter and takes the one under which it
// is most regular. It never fails: text without any delimiter is one column.
func sniff(data []byte, atEOF bool, forced string) sample {
	if forced != "" {
		return trial(data, atEOF, dialect{delim: forced[0]})
	}
	var best sample
	bestScore := -1.0
	for i := range len(delimiters) {
		d := dialect{delim: delimiters[i]}
		if bytes.IndexByte(data, d.delim) < 0 && i > 0 {
			continue
		}
		s := trial(data, atEOF, d)
		if score := s.score(); score > bestScore {
			best, bestScore = s, score
		}
	}
	return best
}

// trial reads the sample under one dialect, after finding out how it escapes
// quotes.
func trial(data []byte, atEOF bool, d dialect) sample {
	d.backslash = escapesByBackslash(data, d.delim)
	s := sample{dialect: d}
	line := 1
	var c cells
	for len(data) > 0 && len(s.rows) < sniffRecords {
		n, res := d.record(data, atEOF, false, &c)
		if res != complete || c.stray {
			n, res = d.record(data, atEOF, true, &c)
		}
		if res != complete || n == 0 {
			break
		}
		if !c.blank() {
			s.rows = append(s.rows, c.strings(nil))
			s.lines = append(s.lines, line)
		}
		line += c.lines
		data = data[n:]
	}
	s.measure()
	return s
}

// measure finds the usual number of cells.
func (s *sample) measure() {
	count := map[int]int{}
	for _, row := range s.rows {
		count[len(row)]++
	}
	most := 0
	for n, times := range count {
		if times > most || times == most && n > s.usual {
			s.usual, most = n, times
		}
	}
	if len(s.rows) > 0 {
		s.share = float64(most) / float64(len(s.rows))
	}
}

// score is higher the more the text looks like a table: many rows of one count,
// the header among them, more than one column.
func (s *sample) score() float64 {
	if len(s.rows) == 0 || s.usual < 2 {
		return 0
	}
	score := s.share
	if len(s.rows[0]) == s.usual {
		score++
	}
	// Among equally regular readings the one with more columns parts more; the
	// bonus is small, so that commas in a free text never win.
	return score + float64(min(s.usual, 50))/200
}

// escapesByBackslash reports whether quotes in quoted cells are written \"
// instead of doubled: a \" with text behind it, and no doubled quote between
// text.
func escapesByBackslash(data []byte, delim byte) bool {
	escaped, doubled := 0, 0
	for i := 1; i+1 < len(data); i++ {
		if data[i] != '"' {
			continue
		}
		before, after := data[i-1], data[i+1]
		switch {
		case before == '\\' && after != delim && after != '\r' && after != '\n' && after != '"':
			escaped++
		case before == '"' && i > 1 && plainByte(data[i-2], delim) && plainByte(after, delim):
			doubled++
		}
	}
	return escaped > 0 && doubled == 0
}

func plainByte(c, delim byte) bool {
	return c != delim && c != '"' && c != '\r' && c != '\n' && c != '\\' && c != ' '
}
