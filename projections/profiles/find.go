package profiles

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

const (
	defaultLimit = 50
	maxLimit     = 500
	scanned      = 256 // places read of an index at once
	maxWords     = 8   // of a text
)

// cursor is where a query goes on: in which of its scans, after which place.
type cursor struct {
	Scan  int   `json:"s"`
	After Place `json:"a"`
}

func (c cursor) String() string {
	b, _ := json.Marshal(c) // numbers and a word
	return base64.RawURLEncoding.EncodeToString(b)
}

func parseCursor(s string, scans int) (cursor, error) {
	var c cursor
	if s == "" {
		return c, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	if err != nil || c.Scan < 0 || c.Scan >= scans {
		return c, &Error{Op: "find", Err: ErrCursor, Hint: "start again without a cursor"}
	}
	return c, nil
}

// scan is one way to look for profiles: an index to go through, and a check of
// what is found there.
type scan interface {
	// next lists places after one.
	next(r *Reading, after Place) ([]Place, error)
	// first is the place under which a person is found first, by which each is
	// answered once; false when not at all.
	first(r *Reading, p *person) (Place, bool)
	// shows tells whether the viewer is shown what is looked for.
	shows(r *Reading, p *person) bool
}

// Find implements Reader.
func (r *Reading) Find(q Query) (Page, error) {
	scans, err := r.scans(q)
	if err != nil {
		return Page{}, err
	}
	at, err := parseCursor(q.Cursor, len(scans))
	if err != nil {
		return Page{}, err
	}
	limit := q.Limit
	if limit <= 0 {
		limit = defaultLimit
	}
	f := finding{Reading: r, scans: scans, at: at, limit: min(limit, maxLimit), done: map[fold.Ordinal]bool{}}
	for f.at.Scan < len(scans) {
		full, err := f.page()
		if err != nil {
			return Page{}, err
		}
		if full {
			f.out.Next = f.at.String()
			break
		}
	}
	return f.out, nil
}

// finding is one Find under way.
type finding struct {
	*Reading
	scans []scan
	at    cursor
	limit int
	out   Page
	done  map[fold.Ordinal]bool // profiles looked at in this call
}

// page goes through the next places; true when the answer is full.
func (f *finding) page() (bool, error) {
	places, err := f.scans[f.at.Scan].next(f.Reading, f.at.After)
	if err != nil {
		return false, err
	}
	for _, at := range places {
		if len(f.out.Profiles) == f.limit {
			return true, nil
		}
		f.at.After = at
		if err := f.look(at); err != nil {
			return false, err
		}
	}
	if len(places) < scanned {
		f.at = cursor{Scan: f.at.Scan + 1}
	}
	return false, nil
}

// look answers a person once, at their first place of the first scan that shows
// them.
func (f *finding) look(at Place) error {
	n, err := f.snap.Profile(f.ctx, at.Record)
	if err != nil || f.done[n] {
		return err
	}
	p, err := f.load(n)
	if err != nil || !f.visible(p) {
		return err
	}
	s := f.scans[f.at.Scan]
	if first, ok := s.first(f.Reading, p); !ok || first.Word != at.Word || first.Record != at.Record {
		return nil
	}
	f.done[n] = true
	for _, earlier := range f.scans[:f.at.Scan] {
		if _, ok := earlier.first(f.Reading, p); ok && earlier.shows(f.Reading, p) {
			return nil
		}
	}
	if !s.shows(f.Reading, p) {
		return f.err
	}
	found, err := f.render(p)
	f.out.Profiles = append(f.out.Profiles, found)
	return err
}

// scans decides how a query is answered.
func (r *Reading) scans(q Query) ([]scan, error) {
	asked := 0
	for _, field := range [...]string{q.Text, q.Email, q.Phone, q.Category} {
		if field != "" {
			asked++
		}
	}
	switch {
	case asked > 1:
		return nil, &Error{Op: "find", Err: fmt.Errorf("%w: more than one question", ErrInvalid), Hint: "ask by one of q, email, phone or a category"}
	case q.Text != "":
		return r.textScans(q.Text), nil
	case q.Email != "":
		return []scan{r.exact(catEmail, q.Email)}, nil
	case q.Phone != "":
		return []scan{r.exact(catPhone, q.Phone)}, nil
	case q.Category != "":
		c, ok := r.account.Catalogue().Named(q.Category)
		if !ok {
			return nil, &Error{Op: "find", Err: fmt.Errorf("%w: no category %q", ErrInvalid, q.Category), Hint: "see /api/categories"}
		}
		if !Indexed(c) {
			return nil, &Error{Op: "find", Err: fmt.Errorf("%s: %w", c.Name, ErrNotIndexed), Hint: "count and list them with a segment"}
		}
		return []scan{valueScan{r.exact(c.Number, q.Value)}}, nil
	}
	return []scan{everyone{}}, nil
}

// textScans looks for an id of a profile, exact contact points and ids, and
// names.
func (r *Reading) textScans(text string) []scan {
	text = strings.TrimSpace(text)
	var out []scan
	if id, err := uuid.Parse(text); err == nil {
		out = append(out, idScan{id})
	}
	for _, cat := range [...]category.Number{catEmail, catVoterID, catUserID, catExternalID, catAnonymousID} {
		out = append(out, r.exact(cat, text))
	}
	for _, phone := range phones(text) {
		out = append(out, r.exact(catPhone, phone))
	}
	if words := Words(text); len(words) > 0 {
		out = append(out, newNameScan(words[:min(len(words), maxWords)]))
	}
	return out
}

// phones reads a text as a number as people write it, with a country or, in
// North America, without.
func phones(text string) []string {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
	if rest := strings.Trim(text, "+0123456789 ()-./"); rest != "" || len(digits) < 7 || len(digits) > 15 {
		return nil
	}
	out := []string{"+" + digits}
	if len(digits) == 10 {
		out = append(out, "+1"+digits)
	}
	return out
}

// smallest is the place that a scan reaches first.
func smallest(places []Place) (Place, bool) {
	if len(places) == 0 {
		return Place{}, false
	}
	return slices.MinFunc(places, func(a, b Place) int {
		if c := strings.Compare(a.Word, b.Word); c != 0 {
			return c
		}
		return int(a.Record) - int(b.Record)
	}), true
}
