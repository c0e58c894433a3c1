package ledger

// WithSum ends a line with its own check sum.
func WithSum(text string) string { return text + " " + sum(text) }

// Line is the line of an entry.
func (e Entry) Line() string { return e.line() }
