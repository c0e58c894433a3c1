package pebblelog_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
)

// crashDir makes the test binary a process that appends until it is killed.
const crashDir = "CEREBRO_CRASH_DIR"

// crashRounds says how often TestKill kills, 10 times without it.
const crashRounds = "CEREBRO_CRASH_ROUNDS"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashDir); dir != "" {
		fmt.Fprintln(os.Stderr, writeForEver(dir, os.Stdout))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

const killWriters = 6

// writeForEver appends with several goroutines and prints every
// acknowledgement, after a line that says that the log is open. It returns only
// when something is wrong.
func writeForEver(dir string, out io.Writer) error {
	l, err := pebblelog.Open(pebblelog.Config{Dir: dir, MemTableBytes: smallTable})
	if err != nil {
		return err
	}
	ctx := context.Background()
	if _, err := fmt.Fprintln(out, "open"); err != nil {
		return err
	}
	failed := make(chan error)
	for w := range killWriters {
		go func() { failed <- writeOn(ctx, l, w, out) }()
	}
	return <-failed
}

func writeOn(ctx context.Context, l *pebblelog.Log, writer int, out io.Writer) error {
	n, err := resume(ctx, l, writer)
	for ; err == nil; n++ {
		var results []eventstore.Result
		if results, err = l.Append(ctx, appendOf(writer, n)); err != nil {
			return err
		}
		if err = results[0].Err; err != nil {
			return err
		}
		// One short write is atomic in a pipe: lines are whole.
		_, err = fmt.Fprintf(out, "%d %d %s %d\n", writer, n, results[0].Position, results[0].Revision)
	}
	return err
}

// TestKill kills such a process with SIGKILL at random moments, also while it
// opens the log, and checks every time that all it acknowledged is there once.
func TestKill(t *testing.T) {
	rounds := 10
	if s := os.Getenv(crashRounds); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatalf("%s: %v", crashRounds, err)
		}
		rounds = n
	}
	dir := t.TempDir()
	var acked []ack
	for round := range rounds {
		// Few lines hit the start, many the flushes and compactions.
		lines := []int{0, 1, rand.IntN(20), rand.IntN(300), rand.IntN(1500)}[rand.IntN(5)]
		acked = append(acked, killed(t, dir, lines)...)
		l, err := pebblelog.Open(pebblelog.Config{Dir: dir, MemTableBytes: smallTable})
		if err != nil {
			t.Fatalf("round %d: open after a kill: %v", round, err)
		}
		checkLoad(t, l, acked)
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills, %d appends acknowledged", rounds, len(acked))
}

// killed runs the process until it printed so many lines, kills it, and gives
// what it acknowledged, including what was still in the pipe.
func killed(t *testing.T, dir string, lines int) []ack {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), crashDir+"="+dir)
	command.Stderr = os.Stderr
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = reader.Close() }()
	command.Stdout = writer
	if err := errors.Join(command.Start(), writer.Close()); err != nil {
		t.Fatal(err)
	}
	var once sync.Once
	kill := func() {
		once.Do(func() {
			if err := command.Process.Kill(); err != nil {
				t.Errorf("kill: %v", err)
			}
		})
	}
	if lines == 0 {
		kill()
	}
	var acked []ack
	output := bufio.NewScanner(reader)
	for n := 1; output.Scan(); n++ {
		if n >= lines {
			kill()
		}
		if output.Text() == "open" {
			continue
		}
		a, err := parseAck(output.Text())
		if err != nil {
			t.Errorf("the process printed %q: %v", output.Text(), err)
		}
		acked = append(acked, a)
	}
	kill()
	var exit *exec.ExitError
	if err := command.Wait(); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("the process ended by itself: %v", err)
	}
	return acked
}

func parseAck(line string) (ack, error) {
	var a ack
	var at string
	if _, err := fmt.Sscanf(line, "%d %d %s %d", &a.writer, &a.number, &at, &a.revision); err != nil {
		return ack{}, err
	}
	p, err := eventstore.ParsePosition(at)
	a.position = p
	return a, err
}
