package vault_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("got error: %v", err)
	}
}

func TestParseMaster(t *testing.T) {
	key := vault.Master(bytes.Repeat([]byte{0xfb}, 32))
	text := key.Encode()
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"as encoded":         {text, nil},
		"with a line's end":  {text + "\r\n", nil},
		"without padding":    {strings.TrimRight(text, "="), nil},
		"for URLs":           {strings.ReplaceAll(strings.ReplaceAll(text, "+", "-"), "/", "_"), nil},
		"empty":              {"", vault.ErrBadMaster},
		"too short":          {text[:40], vault.ErrBadMaster},
		"too long":           {text[:43] + text, vault.ErrBadMaster},
		"no base64":          {strings.Repeat("*", 43), vault.ErrBadMaster},
		"all zero":           {vault.Master{}.Encode(), vault.ErrBadMaster},
		"hex, as some do it": {fmt.Sprintf("%x", key[:]), vault.ErrBadMaster},
	} {
		got, err := vault.ParseMaster(c.text)
		if !errors.Is(err, c.want) || (err == nil && got != key) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// TestMasterIsNotShown: a master key that slips into a log or an error shows its
// id only.
func TestMasterIsNotShown(t *testing.T) {
	key := vault.Master(bytes.Repeat([]byte{0xfb}, 32))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(verb, key); got != "master key "+key.ID().String() {
			t.Errorf("%s shows %q", verb, got)
		}
	}
}

// TestLoadMaster: where the key comes from, and that none is ever made beside
// data.
func TestLoadMaster(t *testing.T) {
	mine, other := vault.Master{1}, vault.Master{2}
	write := func(text string, mode os.FileMode) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			must(t, os.WriteFile(path, []byte(text), mode))
			must(t, os.Chmod(path, mode))
		}
	}
	none := func(*testing.T, string) {}
	cases := []struct {
		name  string
		file  func(*testing.T, string)
		env   string
		fresh bool
		want  error
		key   vault.Master
	}{
		{"from the file", write(mine.Encode()+"\n", 0o600), "", false, nil, mine},
		{"from the environment", none, mine.Encode(), false, nil, mine},
		{"the environment wins", write(other.Encode(), 0o600), mine.Encode(), false, nil, mine},
		{"a file with data is kept though fresh", write(mine.Encode(), 0o600), "", true, nil, mine},
		{"missing beside data", none, "", false, vault.ErrNoMaster, mine},
		{"a file others can read", write(mine.Encode(), 0o644), "", false, vault.ErrBadMaster, mine},
		{"a file that holds none", write("secret", 0o600), "", false, vault.ErrBadMaster, mine},
		{"a huge file", write(strings.Repeat("x", 1<<20), 0o600), "", false, vault.ErrBadMaster, mine},
		{"an environment that holds none", write(mine.Encode(), 0o600), "secret", true, vault.ErrBadMaster, mine},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "master.key")
			c.file(t, path)
			got, err := vault.LoadMaster(vault.MasterLocation{Env: c.env, Path: path, Fresh: c.fresh})
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			var said *vault.Error
			switch {
			case err != nil && (!errors.As(err, &said) || said.Hint == ""):
				t.Errorf("no hint with %v", err)
			case err == nil && (len(got) != 1 || got[0] != c.key):
				t.Errorf("got %v, want %v", got, c.key)
			}
			if _, err := os.Stat(path); errors.Is(c.want, vault.ErrNoMaster) && !errors.Is(err, os.ErrNotExist) {
				t.Errorf("a key was made beside data: %v", err)
			}
		})
	}
}

// TestNewMasterFile: on an empty folder a key is made, for its owner only, and
// found again.
func TestNewMasterFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "master.key")
	made, err := vault.LoadMaster(vault.MasterLocation{Path: path, Fresh: true})
	must(t, err)
	info, err := os.Stat(path)
	must(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %o, want 600", info.Mode().Perm())
	}
	again, err := vault.LoadMaster(vault.MasterLocation{Path: path})
	must(t, err)
	if made[0] != again[0] {
		t.Error("another key came back")
	}
}

// TestRotationFiles: wherever a rotation is cut short, the file has the key that
// is in use, and nothing is left.
func TestRotationFiles(t *testing.T) {
	old, next := vault.Master{1}, vault.Master{2}
	for name, inUse := range map[string]vault.Master{"before the vault was wrapped": old, "after": next} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "master.key")
			must(t, os.WriteFile(path, []byte(old.Encode()), 0o600))
			must(t, vault.StageMaster(path, next))
			if err := vault.StageMaster(path, vault.Master{3}); err == nil {
				t.Error("a staged key was overwritten")
			}
			both, err := vault.LoadMaster(vault.MasterLocation{Path: path})
			must(t, err)
			if len(both) != 2 || both[0] != old || both[1] != next {
				t.Errorf("got %v, want both candidates", both)
			}
			for range 2 {
				must(t, vault.SettleMaster(path, inUse.ID()))
				got, err := vault.LoadMaster(vault.MasterLocation{Path: path})
				must(t, err)
				if len(got) != 1 || got[0] != inUse {
					t.Errorf("got %v, want %v", got, inUse)
				}
			}
		})
	}
}

func FuzzParseMaster(f *testing.F) {
	f.Add(vault.Master{1}.Encode())
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := vault.ParseMaster(text)
		if err != nil {
			return
		}
		if again, err := vault.ParseMaster(m.Encode()); err != nil || again != m {
			t.Errorf("%v does not come back: %v", m, err)
		}
	})
}

// TestInterruptedMaster: a process that is killed while it writes its first key
// leaves an empty file; only beside no data is another made in its place.
func TestInterruptedMaster(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.key")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.LoadMaster(vault.MasterLocation{Path: path}); !errors.Is(err, vault.ErrBadMaster) {
		t.Errorf("beside data: %v, want ErrBadMaster", err)
	}
	if _, err := vault.LoadMaster(vault.MasterLocation{Path: path, Fresh: true}); err != nil {
		t.Errorf("beside no data: %v", err)
	}
}
