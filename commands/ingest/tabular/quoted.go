package tabular

// quoted reads a cell that begins with a quote; 0 bytes and complete mean that
// under strict it is no quoted cell after all.
func (d dialect) quoted(data []byte, atEOF, strict bool, out *cells) (int, outcome) {
	i := 1
	for i < len(data) {
		j := i
		for j < len(data) && data[j] != '"' && data[j] != '\n' && data[j] != '\r' && (data[j] != '\\' || !d.backslash) {
			j++
		}
		out.plain(data[i:j])
		if j == len(data) {
			break
		}
		switch data[j] {
		case '\n', '\r':
			if strict {
				return 0, complete
			}
			n := lineEnd(data[j:], atEOF)
			if n == 0 {
				return 0, needMore
			}
			out.text = append(out.text, '\n')
			out.lines++
			i = j + n
			continue
		case '\\':
			if j+1 == len(data) {
				return unfinished(atEOF, strict)
			}
			if c := data[j+1]; c == '"' || c == '\\' {
				out.text = append(out.text, c)
				i = j + 2
			} else {
				out.text = append(out.text, '\\')
				i = j + 1
			}
			continue
		}
		if j+1 == len(data) {
			if !atEOF {
				return 0, needMore
			}
			return j + 1, complete
		}
		if data[j+1] == '"' && !d.backslash {
			out.text = append(out.text, '"')
			i = j + 2
			continue
		}
		k := j + 1
		for k < len(data) && data[k] == ' ' {
			k++
		}
		switch {
		case k == len(data) && !atEOF:
			return 0, needMore
		case k == len(data), data[k] == d.delim, data[k] == '\n', data[k] == '\r':
			return k, complete
		case strict:
			return 0, complete
		}
		out.stray = true
		out.text = append(out.text, '"')
		i = j + 1
	}
	return unfinished(atEOF, strict)
}

// unfinished is how a quoted cell ends when the data does.
func unfinished(atEOF, strict bool) (int, outcome) {
	switch {
	case !atEOF:
		return 0, needMore
	case strict:
		return 0, complete
	}
	return 0, openQuote
}

// lineEnd measures the line end at the beginning of data: CR LF, LF, CR, and LF
// CR as some exporters write it. 0 means that more data is needed to tell.
func lineEnd(data []byte, atEOF bool) int {
	next := func(i int) byte {
		if i < len(data) {
			return data[i]
		}
		return 0
	}
	if len(data) < 3 && !atEOF {
		return 0
	}
	if data[0] == '\r' {
		if next(1) == '\n' {
			return 2
		}
		return 1
	}
	if next(1) == '\r' && next(2) != '\n' {
		return 2
	}
	return 1
}
