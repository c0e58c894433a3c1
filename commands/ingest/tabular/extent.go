package tabular

// extent finds the closing brace of an object, going on where it stopped.
type extent struct {
	seen             int
	depth            int
	quoted, escaping bool
}

func (e *extent) end(data []byte) int {
	for ; e.seen < len(data); e.seen++ {
		c := data[e.seen]
		switch {
		case e.escaping:
			e.escaping = false
		case e.quoted:
			e.escaping = c == '\\'
			e.quoted = c != '"'
		case c == '"':
			e.quoted = true
		case c == '{':
			e.depth++
		case c == '}':
			if e.depth--; e.depth <= 0 {
				return e.seen + 1
			}
		}
	}
	return 0
}
