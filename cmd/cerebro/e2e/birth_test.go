package e2e_test

import (
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// birth is about how long a first start takes.
const birth = 250 * time.Millisecond

// TestKillAtBirth kills the program while it makes a data folder: the next start
// finishes what was begun, and its keys work.
func TestKillAtBirth(t *testing.T) {
	rounds := crashes(t, 6)
	for round := range rounds {
		dir := filepath.Join(t.TempDir(), strconv.Itoa(round))
		ready := make(chan string, 1)
		s := launch(t, dir, serving(ready))
		select {
		case <-ready:
		case <-time.After(rand.N(birth)):
		}
		s.end(os.Kill)
		s = serve(t, dir)
		s.admin().call(http.MethodGet, "/api/sources", nil, nil)
		s.end(os.Kill)
	}
}
