package sqlite

// ReaderQueries are the statements of readers.
func ReaderQueries() []string {
	var out []string
	for _, q := range (&reads{}).list() {
		out = append(out, q.sql)
	}
	return out
}
