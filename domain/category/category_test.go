package category_test

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/domain/category"
)

// Numbers are written into events: a change here is a change of history. A new
// category gets the next number and is added to this list.
func TestNumbersNeverChange(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("testdata", "numbers.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, c := range category.BuiltIn().All() {
		got.WriteString(c.Name + "\n")
	}
	for i, c := range category.BuiltIn().All() {
		if int(c.Number) != i+1 {
			t.Errorf("%s has number %d at place %d", c.Name, c.Number, i+1)
		}
	}
	if d := cmp.Diff(string(b), got.String()); d != "" {
		t.Error(d)
	}
}

// What the catalogue says of itself holds together.
func TestBuiltInIsConsistent(t *testing.T) {
	types := []category.Type{category.Text, category.Enum, category.Bool, category.NumberT, category.Date, category.Geo, category.Address}
	cardinalities := []category.Cardinality{category.One, category.Many, category.OneAKind, category.Part, category.Derived}
	all := category.BuiltIn()
	for _, c := range all.All() {
		if !slices.Contains(types, c.Type) || !slices.Contains(cardinalities, c.Cardinality) || c.Group == "" || c.Label == "" {
			t.Errorf("%s: %+v", c.Name, c)
		}
		for _, p := range c.Parents {
			if all.Number(p) == 0 {
				t.Errorf("%s has an unknown parent %s", c.Name, p)
			}
		}
		if c.Cardinality == category.Part && len(c.Parents) != 1 {
			t.Errorf("part %s has parents %v", c.Name, c.Parents)
		}
		if c.StrongID && c.Single() {
			t.Errorf("strong id %s holds one value", c.Name)
		}
		if c.FromActivity && c.Observable() {
			t.Errorf("%s is folded from activities and observed", c.Name)
		}
		if c.Number >= category.FirstCustom {
			t.Errorf("%s has an account's number", c.Name)
		}
	}
}

func TestKinds(t *testing.T) {
	cases := map[string]struct{ single, observable, address bool }{
		"first_name":  {true, true, false},
		"tag":         {false, true, false},
		"city":        {true, true, true},
		"phone_type":  {false, true, false},
		"address":     {false, true, false},
		"age":         {true, true, false},
		"visits":      {true, false, false},
		"utm_source":  {false, false, false},
		"email":       {false, true, false},
		"income_band": {true, false, false},
	}
	for name, want := range cases {
		t.Run(name, func(t *testing.T) {
			c, ok := category.BuiltIn().Named(name)
			if !ok || c.Single() != want.single || c.Observable() != want.observable || c.Address() != want.address {
				t.Errorf("single %v, observable %v, address part %v", c.Single(), c.Observable(), c.Address())
			}
		})
	}
}

// An account's categories live beside the built-in ones, which stay as they are.
func TestWith(t *testing.T) {
	own := category.Category{Number: category.FirstCustom, Name: "shirt_size", Group: "custom", Type: category.Enum, Cardinality: category.One}
	c, err := category.BuiltIn().With(own)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := c.Numbered(category.FirstCustom); !ok || cmp.Diff(own, got) != "" || c.Name(own.Number) != own.Name || c.Number(own.Name) != own.Number {
		t.Errorf("%+v", got)
	}
	if category.BuiltIn().Number(own.Name) != 0 || len(c.All()) != len(category.BuiltIn().All())+1 {
		t.Error("the built-in catalogue changed")
	}
	if c.Number("first_name") != 2 {
		t.Error("a built-in category is gone")
	}
	for name, taken := range map[string]category.Category{
		"a name":   {Number: 2000, Name: "first_name"},
		"a number": {Number: 2, Name: "other"},
	} {
		if _, err := c.With(taken); err == nil {
			t.Errorf("%s was taken twice", name)
		}
	}
}

func TestUnknown(t *testing.T) {
	c := category.BuiltIn()
	if _, ok := c.Named("no such"); ok || c.Number("no such") != 0 || c.Name(0) != "" {
		t.Error("an unknown category was found")
	}
	if _, ok := c.Numbered(9999); ok {
		t.Error("an unknown number was found")
	}
}

// The catalogue holds every category that the project was asked for, with the
// type and the number of values stated there.
func TestCatalogueHasAllThatWasAskedFor(t *testing.T) {
	f, err := os.Open(filepath.Join(root(t), "..", "shared", "categories.tsv"))
	if err != nil {
		t.Skip("the shared folder is not beside the checkout: ", err)
	}
	defer f.Close()
	cardinality := map[string]category.Cardinality{"one": category.One, "many": category.Many, "one a kind": category.OneAKind, "part": category.Part, "derived": category.Derived}
	n := 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		cells := strings.Split(lines.Text(), "\t")
		if strings.HasPrefix(cells[0], "#") || len(cells) < 5 {
			continue
		}
		n++
		c, ok := category.BuiltIn().Named(cells[0])
		if !ok || c.Group != cells[1] || string(c.Type) != cells[3] || c.Cardinality != cardinality[cells[4]] {
			t.Errorf("%q: %+v", lines.Text(), c)
		}
	}
	added := []string{"birthplace"} // matching needs it
	if n+len(added) != len(category.BuiltIn().All()) {
		t.Errorf("%d were asked for and %v added, %d are there", n, added, len(category.BuiltIn().All()))
	}
}

// root is the folder of go.mod.
func root(t *testing.T) string {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			t.Skip("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}
