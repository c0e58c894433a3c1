package commands_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

type contextT = context.Context

// TestDecideTogether: two processes that decide at the same moment do not both
// get what only one can have, and neither is lost.
func TestDecideTogether(t *testing.T) {
	w := newWorld(t)
	services := []*commands.Service{w.service, w.newService()}
	var won, lost atomic.Int64
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			name := fmt.Sprint("source ", i%10)
			_, err := services[i%2].RegisterSource(t.Context(), w.admin, commands.RegisterSource{Name: name, Kind: event.SourceForm}, "")
			switch {
			case err == nil:
				won.Add(1)
			case commands.CodeOf(err) == commands.Conflict:
				lost.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won.Load() != 10 || lost.Load() != 10 {
		t.Errorf("%d won and %d lost, want 10 each", won.Load(), lost.Load())
	}
}

// TestPositions: a position is a token of one account, and nothing else is one.
func TestPositions(t *testing.T) {
	w := newWorld(t)
	at := w.observe(`{"key":"1","facts":{"first_name":"Ana"}}`).Position
	token := w.service.PositionToken(w.admin.Account, at)
	got, err := w.newService().ParsePosition(w.admin.Account, token)
	must(t, err)
	if got != at {
		t.Errorf("came back as %v, want %v", got, at)
	}
	if other, _ := w.service.ParsePosition(uuid.New(), token); other == at {
		t.Error("another account reads the position")
	}
	if token == w.service.PositionToken(uuid.New(), at) {
		t.Error("two accounts see the same token")
	}
	for _, text := range []string{"x", token + "x", "AAAA", at.String()} {
		_, err := w.service.ParsePosition(w.admin.Account, text)
		refused(t, err, commands.Invalid)
	}
}
