package segment

import "errors"

// Sentinels; match them with errors.Is.
var (
	// ErrSyntax: not JSON, or not the shape of a tree.
	ErrSyntax = errors.New("not a segment tree")
	// ErrUnknown: a key, category, activity type, dimension, number, source or
	// saved segment that does not exist.
	ErrUnknown = errors.New("unknown name")
	// ErrOperation: the operation does not go with the category's type.
	ErrOperation = errors.New("operation not possible here")
	// ErrValue: an operand of the wrong type or out of its range.
	ErrValue = errors.New("wrong value")
	// ErrTooLarge: a limit of the package is exceeded.
	ErrTooLarge = errors.New("tree is too large")
	// ErrLoop: a saved segment refers to itself.
	ErrLoop = errors.New("segment refers to itself")
)

// Error says which node is wrong, why, and what would be right.
type Error struct {
	Op     string // "parse", "check", "inline", "chart"
	Path   string // JSON pointer of the node or operand
	Err    error  // one of the sentinels
	Detail string // what is wrong, in words
	Hint   string // what to write instead; may be empty
}

func (e *Error) Error() string {
	s := "segment: " + e.Op
	if e.Path != "" {
		s += " " + e.Path
	}
	s += ": " + e.Detail
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }
