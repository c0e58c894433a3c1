package profiles

import (
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// Contact implements Reader.
func (r *Reading) Contact(p fold.Point) (fold.Contact, error) { return r.contact(p), r.err }

// contact asks every record of the account that ever stated a contact point,
// whatever profile it belongs to.
func (r *Reading) contact(p fold.Point) fold.Contact {
	if c, ok := r.contacts[p]; ok {
		return c
	}
	var c fold.Contact
	after := Place{}
	for r.err == nil {
		places, err := r.snap.Holding(r.ctx, r.holders(p), after, scanned)
		if err != nil {
			r.fail(err)
			break
		}
		for _, at := range places {
			r.ask(&c, p, at.Record)
		}
		if len(places) < scanned {
			break
		}
		after = places[len(places)-1]
	}
	r.contacts[p] = c
	return c
}

// holders is the key under which the records with a contact point are found; an
// address is found by its street.
func (r *Reading) holders(p fold.Point) TermKey {
	cat, value := category.Number(0), p.Value
	switch p.Kind {
	case fold.EmailPoint:
		cat = catEmail
	case fold.PhonePoint:
		cat = catPhone
	case fold.MailPoint:
		cat = catStreet
		value, _, _ = strings.Cut(value, "|")
	}
	return KeyOf(r.account.ID, cat, value)
}

func (r *Reading) ask(c *fold.Contact, p fold.Point, record fold.Ordinal) {
	row, err := r.snap.Row(r.ctx, record)
	if err != nil {
		r.fail(err)
		return
	}
	for _, s := range row.Record.ContactStatements(r.filter) {
		if s.Point == p {
			c.Add(s)
		}
	}
}
