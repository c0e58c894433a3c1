package profiles

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// Reading answers the questions of a Reader from one Snapshot, the same for
// every driver. It is for one request, and not safe for concurrent use.
type Reading struct {
	snap    Snapshot
	sight   Sight
	account *fold.Account
	filter  fold.Filter
	viewer  fold.Viewer

	ctx      context.Context // of the request; for the lookups that fold asks for
	err      error           // of such a lookup
	contacts map[fold.Point]fold.Contact
}

// NewReading reads a snapshot as a viewer; ErrNotFound without an open account.
func NewReading(ctx context.Context, snap Snapshot, account *fold.Account, s Sight) (*Reading, error) {
	if account == nil || account.Closed {
		return nil, &Error{Op: "read", Err: ErrNotFound, Hint: "the account is not open"}
	}
	r := &Reading{snap: snap, sight: s, account: account, ctx: ctx, contacts: map[fold.Point]fold.Contact{}}
	r.filter = account.Filter()
	r.filter.Confirmed = r.confirmed
	trust := account.Trust()
	if s.Sees != nil {
		trust = trust.Only(s.Sees)
	}
	r.viewer = fold.Viewer{
		Account: account.ID, Trust: trust, Catalogue: account.Catalogue(), Zone: account.Zone,
		Today: fold.DayOf(s.Now, account.Zone), Contact: r.contact,
	}
	return r, nil
}

// fail keeps the first error of a lookup inside a fold.
func (r *Reading) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// Confirmed implements Reader.
func (r *Reading) Confirmed(observation uuid.UUID) (bool, error) {
	return r.confirmed(observation), r.err
}

// confirmed asks whether an import in force confirmed an observation.
func (r *Reading) confirmed(observation uuid.UUID) bool {
	imports, err := r.snap.Confirmed(r.ctx, observation)
	if err != nil {
		r.fail(err)
	}
	return slices.ContainsFunc(imports, func(i uuid.UUID) bool { return !r.account.ImportRetracted(i) })
}

// person is a profile while it is looked at.
type person struct {
	number fold.Ordinal
	rows   []Row
	facts  []fold.RecordFacts // beside rows
	terms  []Terms            // beside rows, once they are asked for
}

// indexed is what the index holds of each record.
func (p *person) indexed(c *category.Catalogue) []Terms {
	if p.terms == nil {
		for _, row := range p.rows {
			p.terms = append(p.terms, TermsOf(row.Record, c))
		}
	}
	return p.terms
}

// load reads all records of a profile.
func (r *Reading) load(profile fold.Ordinal) (*person, error) {
	members, err := r.snap.Members(r.ctx, profile)
	if err != nil {
		return nil, err
	}
	p := &person{number: profile}
	for _, n := range members {
		row, err := r.snap.Row(r.ctx, n)
		if err != nil {
			return nil, err
		}
		p.rows = append(p.rows, row)
		p.facts = append(p.facts, r.recordFacts(row))
	}
	return p, r.err
}

func (r *Reading) recordFacts(row Row) fold.RecordFacts {
	rec := row.Record
	out := fold.RecordFacts{Record: rec.ID, Source: rec.Source}
	if r.account.SourceRetracted(rec.Source) || rec.Erased {
		return out
	}
	out.Facts = rec.Current(r.filter)
	out.Summary = r.summary(row)
	out.InForce = out.Summary != nil || rec.InForce(r.filter)
	return out
}

// summary adds the activities that were kept apart to the others.
func (r *Reading) summary(row Row) *fold.Summary {
	var s fold.Summary
	if row.Summary != nil {
		s = row.Summary.Clone()
	}
	for _, c := range row.Loose {
		if c.Import == uuid.Nil || !r.account.ImportRetracted(c.Import) {
			s.Add(c)
		}
	}
	if s.Activities == 0 {
		return nil
	}
	return &s
}

// visible tells whether the viewer sees a record of the person at all.
func (r *Reading) visible(p *person) bool {
	return slices.ContainsFunc(p.rows, func(row Row) bool { return r.viewer.Trust.Sees(row.Record.Source) })
}

// render makes the answer.
func (r *Reading) render(p *person) (Profile, error) {
	out := Profile{Owner: r.account.ID}
	for i, row := range p.rows {
		own := fold.OwnID(r.account.ID, row.Record.ID)
		if i == 0 {
			out.ID = own
		} else {
			out.Aliases = append(out.Aliases, own)
		}
		if !r.viewer.Trust.Sees(row.Record.Source) {
			continue
		}
		out.Records = append(out.Records, Record{
			ID: row.Record.ID, Source: row.Record.Source, Key: row.Record.Key, Erased: row.Record.Erased,
			InForce: p.facts[i].InForce, Facts: p.facts[i].Facts,
		})
	}
	out.View = r.viewer.View(p.facts)
	var err error
	if out.Merges, err = r.snap.Merges(r.ctx, p.number); err != nil {
		return Profile{}, err
	}
	return out, r.err
}

// resolve finds the profile that an id names.
func (r *Reading) resolve(id uuid.UUID) (fold.Ordinal, error) {
	n, ok, err := r.snap.Own(r.ctx, r.account.ID, id)
	if err != nil {
		return 0, err
	}
	if !ok {
		return 0, &Error{Op: "profile", Err: ErrNotFound}
	}
	return r.snap.Profile(r.ctx, n)
}

// Profile implements Reader.
func (r *Reading) Profile(id uuid.UUID) (Profile, error) {
	p, err := r.seen(r.resolve(id))
	if err != nil {
		return Profile{}, err
	}
	return r.render(p)
}

// Each implements Reader.
func (r *Reading) Each(ids []uuid.UUID, show Show) error {
	for _, id := range ids {
		p, err := r.Profile(id)
		shown := &p
		if errors.Is(err, ErrNotFound) {
			shown, err = nil, nil
		}
		if err == nil {
			err = show(shown, r.contact)
		}
		if err = cmp.Or(err, r.err); err != nil {
			return err
		}
	}
	return nil
}

// seen loads a profile that the viewer sees something of.
func (r *Reading) seen(n fold.Ordinal, err error) (*person, error) {
	if err != nil {
		return nil, err
	}
	p, err := r.load(n)
	if err != nil {
		return nil, err
	}
	if !r.visible(p) {
		return nil, &Error{Op: "profile", Err: ErrNotFound}
	}
	return p, nil
}

// ProfileOf implements Reader.
func (r *Reading) ProfileOf(record uuid.UUID) (uuid.UUID, error) {
	n, ok, err := r.snap.Record(r.ctx, r.account.ID, record)
	if err != nil {
		return uuid.Nil, err
	}
	if !ok {
		return uuid.Nil, &Error{Op: "profile of record", Err: ErrNotFound}
	}
	p, err := r.seen(r.snap.Profile(r.ctx, n))
	if err != nil {
		return uuid.Nil, err
	}
	return fold.OwnID(r.account.ID, p.rows[0].Record.ID), nil
}

// RecordsOf implements Reader.
func (r *Reading) RecordsOf(id uuid.UUID) ([]uuid.UUID, error) {
	p, err := r.seen(r.resolve(id))
	if err != nil {
		return nil, err
	}
	var out []uuid.UUID
	for _, row := range p.rows {
		if r.viewer.Trust.Sees(row.Record.Source) {
			out = append(out, row.Record.ID)
		}
	}
	return out, nil
}

// Sources implements Reader.
func (r *Reading) Sources() []fold.Source {
	return slices.DeleteFunc(r.account.Sources(), func(s fold.Source) bool { return !r.viewer.Trust.Sees(s.ID) })
}
