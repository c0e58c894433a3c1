package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience bounds every wait for the program.
const patience = 60 * time.Second

// server is the program serving a data folder.
type server struct {
	t       testing.TB
	dir     string
	base    string // http://127.0.0.1:port
	process *exec.Cmd
	log     *safeBuffer
	once    sync.Once
}

// launch starts the program; it may not serve yet. What it prints is given to
// each line by line.
func launch(t testing.TB, dir string, each func(line string)) *server {
	t.Helper()
	if testing.Short() {
		t.Skip("the binary is built and run in the long form only")
	}
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, dir: dir, log: &safeBuffer{}, process: exec.Command(path, "serve", "--data", dir, "--listen", "127.0.0.1:0")}
	s.process.Env = append(os.Environ(), "CEREBRO_DATA=", "CEREBRO_SERVER=")
	s.process.Stderr = s.log
	out, err := s.process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.end(os.Kill)
		if t.Failed() {
			t.Logf("log of %s:\n%s", filepath.Base(dir), s.log.tail())
		}
	})
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			each(lines.Text())
		}
		each("")
	}()
	return s
}

// serve starts the program and waits until it serves.
func serve(t testing.TB, dir string) *server {
	t.Helper()
	ready := make(chan string, 1)
	s := launch(t, dir, serving(ready))
	select {
	case s.base = <-ready:
		if s.base == "" {
			t.Fatalf("the program ended by itself:\n%s", s.log.tail())
		}
	case <-time.After(patience):
		t.Fatalf("not serving after %s:\n%s", patience, s.log.tail())
	}
	return s
}

// serving tells where the program serves, by what it prints; the channel is
// closed when the program ends.
func serving(ready chan<- string) func(line string) {
	return func(line string) {
		if line == "" {
			close(ready)
		} else if _, base, ok := strings.Cut(line, " on http://"); ok {
			ready <- "http://" + base
		}
	}
}

// end ends the process, gently or not, and waits for its end.
func (s *server) end(how os.Signal) {
	s.once.Do(func() {
		_ = s.process.Process.Signal(how)
		_ = s.process.Wait()
	})
}

// keys reads keys.json.
func (s *server) keys() map[string]string {
	s.t.Helper()
	b, err := os.ReadFile(filepath.Join(s.dir, "keys.json"))
	if err != nil {
		s.t.Fatal(err)
	}
	var k struct{ Keys map[string]string }
	if err := json.Unmarshal(b, &k); err != nil {
		s.t.Fatal(err)
	}
	return k.Keys
}

// admin is the API under the first account's admin key.
func (s *server) admin() api { return api{s.t, s.base, s.keys()["admin"]} }

// safeBuffer is a buffer that a process writes and a test reads.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

var _ io.Writer = (*safeBuffer)(nil)

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) tail() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := s.b.Bytes()
	return string(b[max(0, len(b)-4000):])
}
