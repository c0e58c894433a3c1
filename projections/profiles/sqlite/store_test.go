package sqlite_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
	"github.com/cerebro-cdp/cerebro/projections/profiles/profilestest"
	"github.com/cerebro-cdp/cerebro/projections/profiles/sqlite"
)

func apply(t testing.TB, s profiles.Store, from int, events ...projections.Event) {
	t.Helper()
	to := projections.Checkpoint{Position: events[len(events)-1].Position, Ordinal: int64(from + len(events)), Version: 1}
	if err := s.Apply(t.Context(), events, to); err != nil {
		t.Fatal(err)
	}
}

func accountEvent(n int, p event.Payload) projections.Event {
	e := recordEvent(n, 0, p)
	e.Record, e.Source, e.Stream = uuid.Nil, uuid.Nil, event.AccountStream(org)
	return e
}

var sight = profiles.Sight{Account: org, Now: time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)}

// After an erasure no file of the read model holds a value of the person, not
// even the write-ahead log, while the store goes on.
func TestErasedValuesAreOverwritten(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	defer s.Close()
	set := func(name, value string) event.Fact {
		return event.Fact{Op: event.Set, Category: category.BuiltIn().Number(name), Value: value}
	}
	observed := &event.RecordObserved{Key: "planted-key", Facts: []event.Fact{set("first_name", "Plantedname"), set("email", "planted@example.org")}}
	gift := &event.ActivityRecorded{Activity: numbered('a', 1), Name: "donation"}
	page := &event.ActivityRecorded{Activity: numbered('e', 3), Name: fold.PageView, Properties: []event.Property{{Name: "path", Value: "/planted-path"}}}
	apply(t, s, 0, accountEvent(0, &event.SourceRegistered{Source: src, Kind: event.SourceForm}),
		recordEvent(1, 1, observed), recordEvent(2, 1, gift), recordEvent(3, 1, page), recordEvent(4, 2, voter(2)))
	if !planted(t, folder) {
		t.Fatal("the values cannot be found in the files: this test would see nothing")
	}
	apply(t, s, 5, recordEvent(5, 1, &event.RecordErased{}))
	if planted(t, folder) {
		t.Error("a value is still in a file")
	}
	p, err := s.Profile(t.Context(), sight, fold.OwnID(org, numbered('r', 1)))
	if err != nil || len(p.Records) != 1 || !p.Records[0].Erased || len(p.View.Entries) != 0 {
		t.Errorf("%+v, %v", p, err)
	}
}

func planted(t *testing.T, folder string) bool {
	t.Helper()
	found := false
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		found = found || bytes.Contains(bytes.ToLower(b), []byte("planted"))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A merge shows on the profile until a split parts what it joined.
func TestMerges(t *testing.T) {
	s := open(t, t.TempDir())
	defer s.Close()
	identity := func(n int, p event.Payload) projections.Event {
		e := accountEvent(n, p)
		e.Stream = event.IdentityStream(org)
		return e
	}
	one := event.Change{ID: uuid.Max, Part: 1, Of: 1}
	apply(t, s, 0, accountEvent(0, &event.SourceRegistered{Source: src, Kind: event.SourceForm}),
		recordEvent(1, 1, voter(1)), recordEvent(2, 2, voter(2)), recordEvent(3, 3, voter(3)),
		identity(4, &event.ProfilesMerged{Into: own(2), From: own(3), Records: []uuid.UUID{numbered('r', 3)}, Change: one}),
		identity(5, &event.ProfilesMerged{Into: own(2), From: own(1), Records: []uuid.UUID{numbered('r', 1)}, Change: one}))
	p, err := s.Profile(t.Context(), sight, own(3))
	if err != nil || p.ID != own(1) || len(p.Merges) != 2 || len(p.Aliases) != 2 {
		t.Fatalf("%+v, %v", p, err)
	}
	apply(t, s, 6, identity(6, &event.ProfilesSplit{Profile: own(1), Parts: [][]uuid.UUID{{numbered('r', 1)}}, Change: one}))
	p, err = s.Profile(t.Context(), sight, own(3))
	if err != nil || p.ID != own(2) || len(p.Merges) != 1 || p.Merges[0] != numbered('e', 4) {
		t.Fatalf("%+v, %v", p, err)
	}
}

// Readers see whole batches while others are applied.
func TestReadersWhileApplying(t *testing.T) {
	s := open(t, t.TempDir())
	defer s.Close()
	apply(t, s, 0, accountEvent(0, &event.SourceRegistered{Source: src, Kind: event.SourceForm}))
	ctx, stop := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for ctx.Err() == nil {
				page, err := s.Find(t.Context(), sight, profiles.Query{Limit: 500})
				if err != nil || len(page.Profiles)%10 != 0 {
					t.Errorf("%d profiles, %v", len(page.Profiles), err)
					return
				}
			}
		})
	}
	for b := range 20 {
		var batch []projections.Event
		for i := range 10 {
			batch = append(batch, recordEvent(1+10*b+i, 10*b+i, voter(10*b+i)))
		}
		apply(t, s, 1+10*b, batch...)
	}
	stop()
	readers.Wait()
}

// What is no read model of this program is refused with a hint.
func TestOpenRefuses(t *testing.T) {
	cases := map[string]func(t *testing.T, path string){
		"a file that is no database": func(t *testing.T, path string) {
			if err := os.WriteFile(path, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"a layout of a newer program": func(t *testing.T, path string) {
			s, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
			if err == nil {
				err = s.Close()
			}
			db, dberr := sql.Open("sqlite", path)
			if err = errors.Join(err, dberr); err != nil {
				t.Fatal(err)
			}
			_, err = db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)")
			if err = errors.Join(err, db.Close()); err != nil {
				t.Fatal(err)
			}
		},
		"a folder that is not there": func(t *testing.T, path string) {
			if err := os.Remove(filepath.Dir(path)); err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, damage := range cases {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "sub", "p.sqlite")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			damage(t, path)
			_, err := sqlite.Open(t.Context(), sqlite.Config{Path: path})
			var ours *profiles.Error
			if !errors.As(err, &ours) || ours.Hint == "" {
				t.Errorf("got %v, want an error with a hint", err)
			}
		})
	}
	if _, err := sqlite.Open(t.Context(), sqlite.Config{}); !errors.Is(err, profiles.ErrInvalid) {
		t.Errorf("without a path: %v", err)
	}
}

// A folder whose name means something in a URL is opened as it is.
func TestOddPath(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a?b#c d%20")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	s := open(t, folder)
	defer s.Close()
	if _, err := os.Stat(filepath.Join(folder, "profiles.sqlite")); err != nil {
		t.Error(err)
	}
}

// Every query of a reader goes through an index.
func TestListsUseAnIndex(t *testing.T) {
	folder := t.TempDir()
	s := open(t, folder)
	defer s.Close()
	apply(t, s, 0, profilestest.History(1, 50)...)
	db, err := sql.Open("sqlite", filepath.Join(folder, "profiles.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range sqlite.ReaderQueries() {
		rows, err := db.Query("EXPLAIN QUERY PLAN "+q, make([]any, strings.Count(q, "?"))...)
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(detail, "SCAN") {
				t.Errorf("%s: %s", q, detail)
			}
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// After a split each part lists the merges that joined records of it, whichever
// records they were first known by: what can be undone there, and no more.
func TestMergesOfParts(t *testing.T) {
	for seed := range 40 {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		s := open(t, t.TempDir())
		const n = 7
		events := []projections.Event{accountEvent(0, &event.SourceRegistered{Source: src, Kind: event.SourceForm})}
		for i := 1; i <= n; i++ {
			events = append(events, recordEvent(i, i, voter(i)))
		}
		type sides struct{ a, b []int }
		merges := map[uuid.UUID]sides{}
		profiles := [][]int{}
		for i := 1; i <= n; i++ {
			profiles = append(profiles, []int{i})
		}
		at := n + 1
		say := func(p event.Payload) uuid.UUID {
			e := accountEvent(at, p)
			e.Stream = event.IdentityStream(org)
			events = append(events, e)
			at++
			return e.ID
		}
		one := func() event.Change { return event.Change{ID: numbered('c', at), Part: 1, Of: 1} }
		for range 14 {
			slices.SortFunc(profiles, func(x, y []int) int { return x[0] - y[0] })
			if k := r.IntN(len(profiles)); r.IntN(4) == 0 && len(profiles[k]) > 1 {
				var stays, leaves []int
				for _, i := range profiles[k] {
					if r.IntN(2) == 0 {
						stays = append(stays, i)
					} else {
						leaves = append(leaves, i)
					}
				}
				if len(stays) > 0 && len(leaves) > 0 {
					say(&event.ProfilesSplit{Profile: own(profiles[k][0]), Parts: [][]uuid.UUID{recordIDs(leaves)}, Change: one()})
					profiles = append(slices.Delete(profiles, k, k+1), stays, leaves)
				}
				continue
			}
			x, y := r.IntN(len(profiles)), r.IntN(len(profiles))
			if x == y {
				continue
			}
			a, b := profiles[x], profiles[y]
			id := say(&event.ProfilesMerged{Into: own(a[0]), From: own(b[0]), Records: recordIDs(b), Change: one()})
			merges[id] = sides{slices.Clone(a), slices.Clone(b)}
			both := slices.Sorted(slices.Values(slices.Concat(a, b)))
			profiles = append(slices.DeleteFunc(profiles, func(p []int) bool { return p[0] == a[0] || p[0] == b[0] }), both)
		}
		apply(t, s, 0, events...)
		for _, members := range profiles {
			p, err := s.Profile(t.Context(), sight, own(members[0]))
			if err != nil {
				t.Fatal(err)
			}
			has := func(list []int) bool {
				return slices.ContainsFunc(list, func(i int) bool { return slices.Contains(members, i) })
			}
			for _, id := range p.Merges {
				if m := merges[id]; !has(m.a) || !has(m.b) {
					t.Errorf("seed %d: profile %v lists a merge of %v and %v", seed, members, m.a, m.b)
				}
			}
			reached := map[int]bool{members[0]: true} // by the merges that are listed
			for range members {
				for _, id := range p.Merges {
					m := merges[id]
					if known := func(i int) bool { return reached[i] }; slices.ContainsFunc(m.a, known) || slices.ContainsFunc(m.b, known) {
						for _, i := range slices.Concat(m.a, m.b) {
							reached[i] = reached[i] || slices.Contains(members, i)
						}
					}
				}
			}
			if len(reached) < len(members) || len(p.Merges) > len(members)-1 {
				t.Errorf("seed %d: profile %v lists %d merges, which hold %v together", seed, members, len(p.Merges), reached)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func own(n int) uuid.UUID { return fold.OwnID(org, numbered('r', n)) }

func recordIDs(ns []int) (out []uuid.UUID) {
	for _, n := range ns {
		out = append(out, numbered('r', n))
	}
	return out
}
