package fold_test

import (
	"crypto/sha256"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

func told(p event.Payload) event.Event {
	return event.Event{Envelope: event.Envelope{Type: p.EventType(), Account: account, RecordedAt: day0}, Payload: p}
}

func source(n int, kind event.SourceKind) event.Event {
	return told(&event.SourceRegistered{Source: id('s', n), Name: string(kind), Kind: kind, Namespace: id('n', n)})
}

// Trust: by kind, newer first within a kind; the account's own order before
// that; a category's order before the account's.
func TestTrust(t *testing.T) {
	sources := []event.Event{
		source(1, event.SourceDigital), source(2, event.SourceImport), source(3, event.SourceImport),
		source(4, event.SourceVoter), source(5, event.SourceManual), source(6, event.SourceForm), source(7, event.SourceIntegration),
	}
	cases := map[string]struct {
		more []event.Event
		cat  string
		want []int
	}{
		"by default":            {nil, "city", []int{5, 6, 7, 4, 3, 2, 1}},
		"own order":             {[]event.Event{told(&event.SourcesOrdered{Order: []uuid.UUID{id('s', 1), id('s', 2)}})}, "city", []int{1, 2, 5, 6, 7, 4, 3}},
		"of a category":         {[]event.Event{told(&event.SourcesOrdered{Order: []uuid.UUID{id('s', 1)}}), told(&event.SourcesOrdered{Order: []uuid.UUID{id('s', 4)}, Category: cat("party")})}, "party", []int{4, 1, 5, 6, 7, 3, 2}},
		"not of another":        {[]event.Event{told(&event.SourcesOrdered{Order: []uuid.UUID{id('s', 4)}, Category: cat("party")})}, "city", []int{5, 6, 7, 4, 3, 2, 1}},
		"unknown sources":       {[]event.Event{told(&event.SourcesOrdered{Order: []uuid.UUID{id('s', 99), id('s', 3), id('s', 3)}})}, "city", []int{3, 5, 6, 7, 4, 2, 1}},
		"a source after it all": {[]event.Event{told(&event.SourcesOrdered{Order: []uuid.UUID{id('s', 1)}}), source(8, event.SourceManual)}, "city", []int{1, 8, 5, 6, 7, 4, 3, 2}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			a := fold.NewAccount(account)
			for _, e := range append(sources, c.more...) {
				a.Apply(e)
			}
			var want []uuid.UUID
			for _, n := range c.want {
				want = append(want, id('s', n))
			}
			if d := cmp.Diff(want, a.Trust().Sources(cat(c.cat))); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestTrustThenAndOnly(t *testing.T) {
	own, granted := fold.NewTrust(id('s', 2), id('s', 1)), fold.NewTrust(id('t', 1), id('s', 1))
	got := own.Then(granted).Only(func(s uuid.UUID) bool { return s != id('s', 2) })
	if d := cmp.Diff([]uuid.UUID{id('s', 1), id('t', 1)}, got.Sources(1)); d != "" {
		t.Error(d)
	}
	if got.Sees(id('s', 2)) {
		t.Error("a source that was cut is seen")
	}
}

func TestAccount(t *testing.T) {
	a := fold.NewAccount(account)
	hash := sha256.Sum256([]byte("secret"))
	for _, p := range []event.Payload{
		&event.AccountOpened{Name: "Org", Timezone: "America/New_York", PhoneRegion: "US", First: true},
		&event.SourceRegistered{Source: id('s', 1), Name: "web", Kind: event.SourceDigital},
		&event.SourceRenamed{Source: id('s', 1), Name: "site"},
		&event.SourceRetracted{Source: id('s', 1)},
		&event.ImportRetracted{Import: id('i', 1)}, &event.ImportRetracted{Import: id('i', 2)}, &event.ImportReinstated{Import: id('i', 2)},
		&event.CategoryDefined{Number: category.FirstCustom, Name: "shirt_size", Type: category.Enum},
		&event.CategoryDefined{Number: category.FirstCustom, Name: "other", Type: category.Enum},
		&event.ActivityTypeDefined{Name: " Donation", Dimensions: []string{"fund"}},
		&event.SegmentDefined{Segment: id('g', 1), Name: "x"}, &event.SegmentChanged{Segment: id('g', 1), Name: "y"},
		&event.KeyIssued{Key: id('k', 1), Role: event.RoleRead, Hash: hash[:], Expires: day0.Add(time.Hour)},
		&event.MatchModelProposed{Version: "m1", Part: 1, Of: 1}, &event.MatchModelActivated{Version: "m1"}, &event.MatchModelProposed{Version: "m2", Part: 1, Of: 1},
		&event.WebhookDefined{Webhook: id('w', 1), URL: "http://127.0.0.1"},
		&event.IntegrationConnected{Source: id('s', 1), Kind: "eventbrite", Token: []byte("old")},
		&event.IntegrationConnected{Source: id('s', 1), Kind: "eventbrite", Token: []byte("new")},
	} {
		a.Apply(told(p))
	}
	if s, ok := a.SourceNamed("site"); !ok || !s.Retracted || !a.SourceRetracted(id('s', 1)) {
		t.Errorf("source: %+v", s)
	}
	if d := cmp.Diff([]uuid.UUID{id('i', 1)}, a.RetractedImports()); d != "" {
		t.Error(d)
	}
	if a.Catalogue().Number("shirt_size") != category.FirstCustom || a.Catalogue().Number("other") != 0 {
		t.Error("a number was taken twice")
	}
	if d, _ := a.ActivityType(fold.Donation); cmp.Diff([]string{"campaign", "method", "fund"}, d.Dimensions) != "" || len(d.Numbers) != 1 {
		t.Errorf("donation: %+v", d)
	}
	if s, _ := a.Segment(id('g', 1)); s.Name != "y" {
		t.Errorf("segment: %+v", s)
	}
	if i, ok := a.Clone().Integration(id('s', 1)); !ok || string(i.Token) != "new" {
		t.Errorf("integration: %+v", i)
	}
	if a.Zone.String() != "America/New_York" || !a.First || a.Model != "m1" || len(a.Webhooks()) != 1 {
		t.Errorf("account: %+v", a)
	}
}

func TestDirectory(t *testing.T) {
	d := fold.NewDirectory()
	hash := sha256.Sum256([]byte("secret"))
	d.Apply(told(&event.AccountOpened{Name: "Org"}))
	d.Apply(told(&event.KeyIssued{Key: id('k', 1), Role: event.RoleWrite, Hash: hash[:], Expires: day0.Add(time.Hour)}))
	k, ok := d.KeyByHash(hash)
	if !ok || k.Account != account || !k.Usable(day0) || k.Usable(day0.Add(time.Hour)) {
		t.Errorf("key: %+v", k)
	}
	d.Apply(told(&event.KeyRevoked{Key: id('k', 1)}))
	if k, _ := d.KeyByHash(hash); k.Usable(day0) {
		t.Error("a revoked key opens")
	}
	viewer := uuid.Max
	d.Apply(told(&event.SharingGranted{Grant: id('g', 1), To: viewer, All: true}))
	d.Apply(told(&event.SharingGranted{Grant: id('g', 2), To: viewer, Kind: event.SourceVoter}))
	d.Apply(told(&event.SharingRevoked{Grant: id('g', 1)}))
	if g := d.GrantsTo(viewer); len(g) != 1 || g[0].ID != id('g', 2) || g[0].Owner != account {
		t.Errorf("grants: %+v", g)
	}
	if d.Apply(event.Event{Envelope: event.Envelope{Type: event.TypeRecordObserved, Account: viewer}, Payload: &event.RecordObserved{}}) || len(d.Accounts()) != 1 {
		t.Error("a record's event opened an account")
	}
}

// Readers keep what they have while a clone goes on.
func TestClone(t *testing.T) {
	a := fold.NewAccount(account)
	a.Apply(source(1, event.SourceDigital))
	b := a.Clone()
	b.Apply(told(&event.SourceRetracted{Source: id('s', 1)}))
	b.Apply(source(2, event.SourceManual))
	b.Apply(told(&event.ImportRetracted{Import: id('i', 1)}))
	b.Apply(told(&event.SegmentDefined{Segment: id('g', 1)}))
	if a.SourceRetracted(id('s', 1)) || len(a.Sources()) != 1 || a.ImportRetracted(id('i', 1)) || len(a.Segments()) != 0 || len(a.Trust().Sources(1)) != 1 {
		t.Error("the original changed with its clone")
	}
}
