package e2e_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const (
	// crashRounds says how often the tests kill.
	crashRounds = "CEREBRO_CRASH_ROUNDS"
	senders     = 4
	// longestLife bounds how long the program lives in one round.
	longestLife = 1200 * time.Millisecond
	// longestAnswer is about how long it takes to answer a job.
	longestAnswer = 30 * time.Millisecond
	// roundJobs bounds what one round sends.
	roundJobs = 40
	// countedEvery is after how many rounds the counts are looked at.
	countedEvery = 5
)

// crashes is how often a test kills.
func crashes(t *testing.T, otherwise int) int {
	t.Helper()
	text := os.Getenv(crashRounds)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", crashRounds, err)
	}
	return n
}

// TestKill kills the program with SIGKILL at random moments while it takes
// data in, and holds the folder that is left against one that never crashed.
func TestKill(t *testing.T) {
	rounds := crashes(t, 3)
	dir := filepath.Join(t.TempDir(), "killed")
	l := prepare(t, dir)
	for round := range rounds {
		l.limit += roundJobs
		killed(t, dir, l)
		if round%countedEvery == countedEvery-1 {
			s := serve(t, dir)
			bounded(t, s.admin(), l)
			s.end(os.Kill)
		}
	}
	t.Logf("%d kills, %d requests acknowledged, %d not", rounds, len(l.acked), len(l.open))

	s := serve(t, dir)
	bounded(t, s.admin(), l)
	finish(t, s, l)
	got := s.admin().snap()
	s.end(os.Interrupt)

	if err := os.RemoveAll(filepath.Join(dir, "models")); err != nil {
		t.Fatal(err)
	}
	s = serve(t, dir)
	if diff := cmp.Diff(got, s.admin().snap()); diff != "" {
		t.Errorf("read models made again differ (-killed +rebuilt):\n%.6000s", diff)
	}
	s.end(os.Interrupt)

	calm := filepath.Join(t.TempDir(), "calm")
	again := prepare(t, calm)
	again.limit = l.next
	s = serve(t, calm)
	finish(t, s, again)
	if diff := cmp.Diff(s.admin().snap(), got); diff != "" {
		t.Errorf("the folder differs from one without kills (-calm +killed):\n%.6000s", diff)
	}
	s.end(os.Interrupt)
}

// prepare makes a folder with its sources and two people, whom the load will
// merge.
func prepare(t *testing.T, dir string) *load {
	t.Helper()
	s := serve(t, dir)
	a := s.admin()
	a.command("register-source", map[string]any{"name": "crm", "kind": "manual"}, nil)
	a.command("register-source", map[string]any{"name": "members", "kind": "import"}, nil)
	a.command("define-segment", map[string]any{"name": "everybody", "tree": map[string]any{"all": []any{}}}, nil)
	var pair []string
	for p := range 2 {
		facts := map[string]any{"first_name": first(p), "last_name": last(p), "email": mail(p)}
		record := map[string]any{"key": fmt.Sprintf("crm-%d", p), "occurred_at": when(-1, p), "facts": facts}
		a.command("observe-records", map[string]any{"source": "crm", "records": []any{record}}, nil)
		pair = append(pair, a.profiles("email", mail(p))[0].ID)
	}
	s.end(os.Kill)
	return &load{merge: map[string]any{"a": pair[0], "b": pair[1], "reason": "one person under two names"}}
}

// killed runs the program, sends jobs, and kills it at a random moment: before
// it serves, while it answers, or when it has nothing to do.
func killed(t *testing.T, dir string, l *load) {
	t.Helper()
	ready := make(chan string, 1)
	s := launch(t, dir, serving(ready))
	death := time.After(rand.N(longestLife))
	select {
	case s.base = <-ready:
	case <-death:
		s.end(os.Kill)
		return
	}
	keys := s.keys()
	var sending sync.WaitGroup
	var begun atomic.Int64
	last, busy := 1+rand.Int64N(roundJobs), make(chan struct{})
	for range senders {
		sending.Go(func() {
			for {
				n, ok := l.take()
				if !ok {
					return
				}
				if begun.Add(1) == last {
					close(busy)
				}
				err := l.job(n).send(s.base, keys)
				l.done(n, err == nil)
				if refused(t, n, err) || err != nil {
					return
				}
			}
		})
	}
	select {
	case <-busy: // while it answers
		<-time.After(rand.N(longestAnswer))
	case <-death:
	}
	s.end(os.Kill)
	sending.Wait()
}

// refused reports an answer that is neither an acknowledgement nor a request to
// come again.
func refused(t *testing.T, n int, err error) bool {
	t.Helper()
	r, ok := errors.AsType[*refusal](err)
	if ok && r.status != 503 && r.status != 429 {
		t.Errorf("job %d: %v", n, err)
		return true
	}
	return false
}

// finish sends what is left until all of it is acknowledged, and checks that
// the counts are exact.
func finish(t *testing.T, s *server, l *load) {
	t.Helper()
	keys := s.keys()
	for n, ok := l.take(); ok; n, ok = l.take() {
		if err := l.job(n).send(s.base, keys); err != nil {
			t.Fatalf("job %d: %v", n, err)
		}
		l.done(n, true)
	}
	want, _ := l.counts()
	got := map[string]int64{}
	for a := range want {
		got[a] = s.admin().times(a)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("activities when all is acknowledged (-want +got):\n%s", diff)
	}
}

// bounded checks that what was acknowledged is there, and nothing twice.
func bounded(t *testing.T, a api, l *load) {
	t.Helper()
	least, most := l.counts()
	for name := range most {
		if n := a.times(name); n < least[name] || n > most[name] {
			t.Errorf("%s: %d, but %d were acknowledged and %d sent", name, n, least[name], most[name])
		}
	}
}
