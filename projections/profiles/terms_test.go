package profiles_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
)

func TestWords(t *testing.T) {
	for name, want := range map[string][]string{
		"José María": {"jose", "maria"},
		"O'Neil-Lee": {"o", "neil", "lee"},
		" ":          nil,
		"Ngô 3rd":    {"ngo", "3rd"},
		"李 明":        {"李", "明"},
	} {
		if d := cmp.Diff(want, profiles.Words(name), cmpopts.EquateEmpty()); d != "" {
			t.Errorf("%q: %s", name, d)
		}
	}
}

// Keys tell accounts, categories and values apart, but not case.
func TestKeyOf(t *testing.T) {
	key := profiles.KeyOf(uuid.Max, 13, "a@x.org")
	if key != profiles.KeyOf(uuid.Max, 13, "A@X.org") {
		t.Error("case makes a difference")
	}
	for name, other := range map[string]profiles.TermKey{
		"account":  profiles.KeyOf(uuid.Nil, 13, "a@x.org"),
		"category": profiles.KeyOf(uuid.Max, 15, "a@x.org"),
		"value":    profiles.KeyOf(uuid.Max, 13, "b@x.org"),
	} {
		if other == key {
			t.Errorf("another %s has the same key", name)
		}
	}
}

// Free text, totals and what only activities state cannot be looked up.
func TestIndexed(t *testing.T) {
	for name, want := range map[string]bool{"email": true, "city": true, "notes": false, "visits": false, "utm_source": false, "age": true} {
		c, _ := category.BuiltIn().Named(name)
		if profiles.Indexed(c) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}

func FuzzWords(f *testing.F) {
	f.Add("José O'Neil")
	f.Fuzz(func(t *testing.T, name string) {
		for _, w := range profiles.Words(name) {
			if w == "" || len(w) > 64 {
				t.Errorf("%q gives the word %q", name, w)
			}
		}
	})
}
