package ledger

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

const (
	header  = "cerebro-erasures 1\n"
	maxLine = 256
)

// Ledger is an open ledger. Safe for concurrent use.
type Ledger struct {
	path string
	mu   sync.Mutex
	f    *os.File
	end  int64 // where the next line goes
	err  error // an append failed: nothing more is written
}

func fail(op, path string, err error, hint string) error {
	return &vault.Error{Op: op, About: path, Err: fmt.Errorf("%w: %w", vault.ErrLedger, err), Hint: hint}
}

// Open opens the ledger at path, or makes one, and calls each for every entry
// in it, oldest first.
func Open(path string, each func(Entry) error) (*Ledger, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fail("open ledger", path, err, "")
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fail("open ledger", path, err, "check the folder of --ledger and its rights")
	}
	l := &Ledger{path: path, f: f}
	if err := l.load(each); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return l, nil
}

// load reads all lines, hands them to each, and cuts off a torn last one.
func (l *Ledger) load(each func(Entry) error) error {
	r := bufio.NewReaderSize(l.f, 64<<10)
	first, err := readLine(r)
	if strings.HasPrefix(header, first) && errors.Is(err, io.EOF) {
		return l.begin() // new, or made and not yet written to
	}
	if first != header {
		return fail("read ledger", l.path, errors.New("it is no ledger of erasures of this version"), "pass the right file with --ledger")
	}
	l.end = int64(len(header))
	for number := 2; ; number++ {
		line, err := readLine(r)
		if errors.Is(err, io.EOF) {
			return l.cut() // "" or a line without its end
		}
		if err != nil {
			return fail("read ledger", l.path, err, "")
		}
		e, err := ParseEntry(strings.TrimSuffix(line, "\n"))
		if err != nil {
			if _, more := r.Peek(1); more == io.EOF {
				return l.cut()
			}
			return fail("read ledger", l.path, fmt.Errorf("line %d: %w", number, err), "take the ledger from a copy: without it what was erased may come back from a back-up")
		}
		if err := each(e); err != nil {
			return err
		}
		l.end += int64(len(line))
	}
}

// readLine reads up to the end of a line; io.EOF when the file ends before.
func readLine(r *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		c, err := r.ReadByte()
		if err != nil {
			return b.String(), err
		}
		b.WriteByte(c)
		if c == '\n' {
			return b.String(), nil
		}
		if b.Len() > maxLine {
			return b.String(), errors.New("a line is too long")
		}
	}
}

func (l *Ledger) begin() error {
	if err := l.write(header); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(l.path))
	if err == nil {
		err = errors.Join(d.Sync(), d.Close())
	}
	if err != nil {
		return fail("make ledger", l.path, err, "")
	}
	return nil
}

func (l *Ledger) cut() error {
	if err := l.f.Truncate(l.end); err != nil {
		return fail("mend ledger", l.path, err, "")
	}
	return nil
}

// Append writes entries and returns once they are durable. After an error
// nothing more can be written.
func (l *Ledger) Append(entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	var b strings.Builder
	for _, e := range entries {
		b.WriteString(e.line())
	}
	return l.write(b.String())
}

func (l *Ledger) write(text string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.err != nil {
		return l.err
	}
	_, err := l.f.WriteAt([]byte(text), l.end)
	if err == nil {
		err = l.f.Sync()
	}
	if err != nil {
		l.err = fail("write ledger", l.path, err, "nothing is erased without it: make room or mend the disk, then start again")
		return l.err
	}
	l.end += int64(len(text))
	return nil
}

// Close closes the file.
func (l *Ledger) Close() error { return l.f.Close() }
