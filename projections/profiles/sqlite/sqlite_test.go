package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/cerebro-cdp/cerebro/projections/profiles"
	"github.com/cerebro-cdp/cerebro/projections/profiles/profilestest"
	"github.com/cerebro-cdp/cerebro/projections/profiles/sqlite"
)

func open(t testing.TB, folder string) profiles.Store {
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(folder, "profiles.sqlite")})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSuite(t *testing.T) { profilestest.Run(t, open) }
