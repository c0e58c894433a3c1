package commands_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Defends: the id space of a source is the same in every installation that is
// fed alike, and never another source's.
func TestOwnSpaces(t *testing.T) {
	w := newWorld(t)
	register := func(name string, kind event.SourceKind, space string) string {
		t.Helper()
		_, err := w.service.RegisterSource(t.Context(), w.admin, commands.RegisterSource{Name: name, Kind: kind, IDSpace: space}, "")
		must(t, err)
		s, _ := w.directory.SourceByName(w.admin.Account, name)
		if s.IDSpace == "source:"+s.ID.String() {
			return "by id"
		}
		return s.IDSpace
	}
	got := []string{register("crm", event.SourceImport, ""), register("site", event.SourceDigital, ""), register("roll", event.SourceVoter, "us-nc")}
	_, err := w.service.RenameSource(t.Context(), w.admin, commands.RenameSource{Source: "crm", Name: "old crm"}, "")
	must(t, err)
	got = append(got, register("crm", event.SourceImport, ""), register(strings.Repeat("x", 101), event.SourceImport, ""))
	if diff := cmp.Diff([]string{"source:crm", "app", "us-nc", "by id", "by id"}, got); diff != "" {
		t.Errorf("id spaces (-want +got):\n%s", diff)
	}
}
