package main

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// widthOf is how many characters wide a terminal is; 0 when something else is
// written to.
func widthOf(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok {
		return 0
	}
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ) //nolint:gosec // a descriptor
	if err != nil {
		return 0
	}
	if size.Col == 0 { // a terminal that does not say
		return plainWidth
	}
	return int(size.Col)
}

// plainWidth is how wide charts are that are not for a terminal.
const plainWidth = 80
