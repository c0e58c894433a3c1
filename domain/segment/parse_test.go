package segment_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
)

func schema() segment.Schema { return segment.SchemaOf(fold.NewAccount(uuid.UUID{1})) }

func check(tree string) (*segment.Node, error) {
	n, err := segment.Parse([]byte(tree))
	if err != nil {
		return nil, err
	}
	return segment.Check(n, schema())
}

// Each error names the node and, where something near exists, suggests it.
func TestErrors(t *testing.T) {
	cases := map[string]struct {
		tree string
		is   error
		path string
		hint string
	}{
		"not JSON":                   {`{"all":[`, segment.ErrSyntax, "/all", ""},
		"more after it":              {`{"all":[]} {}`, segment.ErrSyntax, "", ""},
		"not an object":              {`{"all":[5]}`, segment.ErrSyntax, "/all/0", `"all"`},
		"nothing in it":              {`{}`, segment.ErrSyntax, "", `"category"`},
		"a key twice":                {`{"all":[],"all":[]}`, segment.ErrSyntax, "/all", ""},
		"two heads":                  {`{"all":[],"category":"city"}`, segment.ErrSyntax, "", `"all"`},
		"a wrong head":               {`{"any":[{"categry":"city","is":"x"}]}`, segment.ErrSyntax, "/any/0", `"category"`},
		"a wrong key":                {`{"category":"city","prefx":"x"}`, segment.ErrUnknown, "/prefx", `"prefix"`},
		"a wrong category":           {`{"all":[{"not":{"category":"citty","is":"x"}}]}`, segment.ErrUnknown, "/all/0/not/category", `"city"`},
		"a wrong activity":           {`{"activity":"page_veiw"}`, segment.ErrUnknown, "/activity", `"page_view"`},
		"a wrong dimension":          {`{"activity":"page_view","where":{"pth":["/"]}}`, segment.ErrUnknown, "/where/pth", `"path"`},
		"a wrong number":             {`{"activity":"donation","sum":"amout","gte":1}`, segment.ErrUnknown, "/sum", `"amount"`},
		"a wrong source":             {`{"category":"city","is":"x","sources":["nope"]}`, segment.ErrUnknown, "/sources", ""},
		"two questions":              {`{"category":"city","is":"x","prefix":"y"}`, segment.ErrSyntax, "", `"all"`},
		"no question":                {`{"category":"city"}`, segment.ErrSyntax, "", "known"},
		"a range of texts":           {`{"category":"city","gte":3}`, segment.ErrOperation, "", "prefix"},
		"a prefix of numbers":        {`{"category":"age","prefix":"3"}`, segment.ErrOperation, "", "gte"},
		"free text":                  {`{"category":"notes","contains":"x"}`, segment.ErrOperation, "/category", ""},
		"a date that is none":        {`{"category":"birth_date","gte":"31.12.1980"}`, segment.ErrValue, "/gte", "2026-05-31"},
		"a number that is none":      {`{"category":"age","in":["old"]}`, segment.ErrValue, "", "a number"},
		"an empty range":             {`{"category":"age","gt":50,"lt":30}`, segment.ErrValue, "", "exchange"},
		"at least nothing":           {`{"activity":"page_view","at_least":0}`, segment.ErrValue, "/at_least", `"at_most": 0`},
		"a negative count":           {`{"activity":"page_view","exactly":-1}`, segment.ErrValue, "/exactly", ""},
		"most before least":          {`{"activity":"page_view","at_least":5,"at_most":2}`, segment.ErrValue, "/at_most", ""},
		"from after to":              {`{"activity":"page_view","from":"2026-02-01","to":"2026-01"}`, segment.ErrValue, "/from", "exchange"},
		"two windows":                {`{"activity":"page_view","from":"2026-02-01","within_days":3}`, segment.ErrSyntax, "/from", ""},
		"count and sum":              {`{"activity":"donation","sum":"amount","gte":1,"at_least":2}`, segment.ErrSyntax, "/sum", `"all"`},
		"a place that is none":       {`{"category":"location","within":{"lat":95,"lon":0,"km":1}}`, segment.ErrValue, "/within/lat", ""},
		"a distance that is missing": {`{"category":"location","within":{"lat":5,"lon":0}}`, segment.ErrValue, "/within/km", ""},
		"a null":                     {`{"category":"city","is":null}`, segment.ErrValue, "/is", "known"},
		"nested 500 deep":            {strings.Repeat(`{"not":`, 500) + `{"all":[]}` + strings.Repeat("}", 500), segment.ErrTooLarge, "", ""},
		"10,000 nodes":               {`{"all":[` + strings.Repeat(`{"all":[]},`, 10_000) + `{"all":[]}]}`, segment.ErrTooLarge, "", `"in"`},
		"100,000 values":             {`{"category":"city","in":[` + strings.Repeat(`"x",`, 100_000) + `"x"]}`, segment.ErrTooLarge, "/in", ""},
		"a long value":               {`{"category":"city","is":"` + strings.Repeat("x", 5000) + `"}`, segment.ErrTooLarge, "/is", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, err := check(c.tree)
			var e *segment.Error
			if !errors.Is(err, c.is) || !errors.As(err, &e) {
				t.Fatalf("got %v, want %v", err, c.is)
			}
			if !strings.HasSuffix(e.Path, c.path) || !strings.Contains(e.Hint, c.hint) {
				t.Errorf("got path %q and hint %q, want %q and %q", e.Path, e.Hint, c.path, c.hint)
			}
		})
	}
}

func TestString(t *testing.T) {
	cases := map[string]string{
		`{"all":[{"category":"city","in":["Raleigh","Durham"]},{"not":{"category":"party","is":"REP"}},{"activity":"page_view","at_least":5,"within_days":30}]}`: "lives in Raleigh or Durham, and is not registered REP, and saw a page at least 5 times in 30 days",
		`{"all":[]}`: "everybody",
		`{"any":[]}`: "nobody",
		`{"any":[{"category":"age","gte":30,"lt":50},{"all":[{"category":"email","known":true},{"category":"phone","known":false}]}]}`: "age is at least 30 and less than 50 or (email is known, and phone is not known)",
		`{"category":"birth_date","gte":"1980-01-01"}`:                                        "birth date is from 1980-01-01",
		`{"activity":"donation","sum":"amount","gte":100,"from":"2026-01-01"}`:                "total amount of donation is at least 100 from 2026-01-01",
		`{"not":{"activity":"email_open","exactly":1,"where":{"campaign":["spring"]}}}`:       "did not open an e-mail exactly once with campaign spring",
		`{"category":"location","within":{"lat":35.78,"lon":-78.64,"km":20}}`:                 "location is within 20 km of 35.78, -78.64",
		`{"category":"tag","in":["a","b","c","d","e","f","g"],"match":"any","sources":["w"]}`: "tag is a, b, c, d, e or one of 2 more by any statement according to w",
		`{"not":{"any":[{"category":"last_name","prefix":"mc"},{"segment":"x"}]}}`:            `not (last name begins with "mc" or is in segment x)`,
	}
	for tree, want := range cases {
		n, err := segment.Parse([]byte(tree))
		if err != nil {
			t.Errorf("%s: %v", tree, err)
			continue
		}
		if diff := cmp.Diff(want, n.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tree, diff)
		}
	}
}

// A tree that refers to saved segments and sources by their ids is spoken of by
// their names, and stays as it was itself.
func TestNamed(t *testing.T) {
	known, unknown := uuid.UUID{7}.String(), uuid.UUID{8}.String()
	name := func(id string) (string, bool) { return "the " + id[:2], id == known }
	text := `{"all":[{"segment":"` + known + `"},{"not":{"segment":"` + unknown + `"}},{"category":"source","in":["` + known + `"]},
		{"category":"city","is":"Cary","sources":["` + known + `","web"]},{"activity":"vote","sources":["` + known + `"]}]}`
	n, err := segment.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	before := n.String()
	want := `is in segment "the 07", and is not in segment ` + unknown + `, and source is the 07, and lives in Cary according to the 07 or web, and voted according to the 07`
	if diff := cmp.Diff(want, n.Named(segment.Names{Segment: name, Source: name}).String()); diff != "" {
		t.Errorf("named (-want +got):\n%s", diff)
	}
	if n.String() != before {
		t.Errorf("the tree became %s", n)
	}
	if diff := cmp.Diff([]string{known, unknown}, n.Segments()); diff != "" {
		t.Errorf("references (-want +got):\n%s", diff)
	}
}

// Trees that ask the same normalise to the same bytes.
func TestNormalise(t *testing.T) {
	cases := map[string][]string{
		`{"category":"city","in":["durham","raleigh"]}`: {
			`{"category":"city","in":["Raleigh","durham","RALEIGH"]}`,
			`{"all":[{"any":[{"category":"city","in":["raleigh","durham"]}]}]}`,
			`{"not":{"not":{"category":"city","in":["durham","raleigh"]}}}`,
		},
		`{"all":[{"category":"age","gte":18},{"category":"party","in":["dem"]}]}`: {
			`{"all":[{"category":"party","is":"DEM"},{"all":[{"category":"age","gte":18.0}]},{"category":"party","is":"dem"}]}`,
		},
		`{"activity":"page_view","at_least":1}`: {`{"activity":" Page_View "}`},
	}
	for want, trees := range cases {
		for _, tree := range trees {
			n, err := check(tree)
			if err != nil {
				t.Fatalf("%s: %v", tree, err)
			}
			got, _ := json.Marshal(n)
			if string(got) != want {
				t.Errorf("%s: got %s, want %s", tree, got, want)
			}
		}
	}
}

func TestInline(t *testing.T) {
	saved := map[string]string{
		"a": `{"segment":"b"}`, "b": `{"category":"city","is":"x"}`,
		"loop": `{"all":[{"segment":"back"}]}`, "back": `{"not":{"segment":"loop"}}`,
	}
	find := func(id string) (*segment.Node, bool) {
		n, err := segment.Parse([]byte(saved[id]))
		return n, err == nil
	}
	cases := map[string]struct {
		tree, want string
		is         error
	}{
		"two steps": {`{"not":{"segment":"a"}}`, `{"not":{"category":"city","in":["x"]}}`, nil},
		"twice":     {`{"all":[{"segment":"b"},{"segment":"b"}]}`, `{"all":[{"category":"city","in":["x"]},{"category":"city","in":["x"]}]}`, nil},
		"a loop":    {`{"any":[{"segment":"loop"}]}`, "", segment.ErrLoop},
		"not there": {`{"segment":"c"}`, "", segment.ErrUnknown},
	}
	for name, c := range cases {
		n, err := segment.Parse([]byte(c.tree))
		if err != nil {
			t.Fatal(err)
		}
		got, err := segment.Inline(n, find)
		if !errors.Is(err, c.is) {
			t.Errorf("%s: got %v, want %v", name, err, c.is)
			continue
		}
		if err == nil {
			if b, _ := json.Marshal(got); string(b) != c.want {
				t.Errorf("%s: got %s, want %s", name, b, c.want)
			}
		}
	}
}

func TestCharts(t *testing.T) {
	cases := map[string]error{
		`[{"by":"city"},{"by":["city","party"],"top":[50,20]},{"by":"age","interval":10},{"by":"registration_date","interval":"month"},{"activity":"page_view","interval":"week"}]`: nil,
		`{"by":"city"}`:                              segment.ErrSyntax,
		`[{"by":"city","top":0}]`:                    segment.ErrValue,
		`[{"by":["a","b","c"]}]`:                     segment.ErrSyntax,
		`[{"by":"citi"}]`:                            segment.ErrUnknown,
		`[{"by":"notes"}]`:                           segment.ErrOperation,
		`[{"by":"city","interval":10}]`:              segment.ErrOperation,
		`[{"by":"age","interval":"month"}]`:          segment.ErrOperation,
		`[{"by":"age","interval":-1}]`:               segment.ErrValue,
		`[{"by":"birth_date","interval":"moon"}]`:    segment.ErrValue,
		`[{"by":["city","party"],"top":[10000,99]}]`: segment.ErrTooLarge,
	}
	for charts, want := range cases {
		parsed, err := segment.ParseCharts([]byte(charts))
		if err == nil {
			_, err = segment.CheckCharts(parsed, schema())
		}
		if !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", charts, err, want)
		}
	}
}

// Whatever comes from outside, Parse answers with a tree or an *Error; a tree
// that checks prints to one that checks to the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"all":[{"category":"city","in":["Raleigh","Durham"]},{"not":{"category":"age","gte":30,"lt":50}}]}`,
		`{"any":[{"activity":"page_view","at_least":5,"within_days":30,"where":{"path":["/a"]}},{"segment":"x"}]}`,
		`{"category":"location","within":{"lat":35.78,"lon":-78.64,"km":20}}`,
		`{"activity":"donation","sum":"amount","gte":1e2,"from":"2026","to":"2026-05"}`,
		`{"category":"birth_date","gt":"1980","lte":"2000-02"}`, `{"not":[]}`, `[[[[`, "\x00",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := segment.Parse(data)
		if err != nil {
			var e *segment.Error
			if !errors.As(err, &e) {
				t.Fatalf("not an *Error: %v", err)
			}
			return
		}
		_ = n.String()
		checked, err := segment.Check(n, schema())
		if err != nil {
			return
		}
		first, _ := json.Marshal(checked)
		again, err := check(string(first))
		if err != nil {
			t.Fatalf("%s does not check again: %v", first, err)
		}
		if second, _ := json.Marshal(again); string(second) != string(first) {
			t.Fatalf("%s became %s", first, second)
		}
	})
}
