package node_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/cerebro-cdp/cerebro/cmd/cerebro/node"
	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// founded is a folder with one account, closed.
func founded(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	n, err := node.Open(t.Context(), node.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.FoundNamed(t.Context(), commands.CreateAccount{Name: "one"}); err != nil {
		t.Fatal(err)
	}
	if err := n.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestOpenWaitsForTheDirectory: a node is not open before it knows its
// accounts; when the log cannot be read it is not open at all.
func TestOpenWaitsForTheDirectory(t *testing.T) {
	cases := map[string]struct {
		change func(t *testing.T, dir string)
		want   error
	}{
		"as it was": {func(*testing.T, string) {}, nil},
		"the vault of another folder": {func(t *testing.T, dir string) {
			other := founded(t)
			for _, name := range []string{"vault", "master.key"} {
				if err := errors.Join(os.RemoveAll(filepath.Join(dir, name)), os.Rename(filepath.Join(other, name), filepath.Join(dir, name))); err != nil {
					t.Fatal(err)
				}
			}
		}, vault.ErrKeyMissing},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			dir := founded(t)
			c.change(t, dir)
			n, err := node.Open(t.Context(), node.Config{Dir: dir})
			if !errors.Is(err, c.want) {
				t.Fatalf("opening answers %v, want %v", err, c.want)
			}
			if err != nil {
				return
			}
			defer n.Close(t.Context())
			if got := len(n.Directory.Accounts()); got != 1 {
				t.Errorf("%d accounts, want 1", got)
			}
		})
	}
}
