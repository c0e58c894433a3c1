package profilestest

import (
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
)

// model folds a log in memory, with an index of nothing.
type model struct {
	directory  *fold.Directory
	partitions map[uuid.UUID]*fold.Partition
	records    map[uuid.UUID]*fold.Record
	activities map[uuid.UUID]map[uuid.UUID]fold.Contribution // of a record, by activity
}

func newModel() *model {
	return &model{
		directory: fold.NewDirectory(), partitions: map[uuid.UUID]*fold.Partition{},
		records: map[uuid.UUID]*fold.Record{}, activities: map[uuid.UUID]map[uuid.UUID]fold.Contribution{},
	}
}

func (m *model) apply(e event.Event) {
	m.directory.Apply(e)
	if m.partitions[e.Account] == nil {
		m.partitions[e.Account] = fold.NewPartition(e.Account)
	}
	m.partitions[e.Account].Apply(e)
	if e.Type == event.TypeImportConfirmed {
		for _, r := range m.records {
			if r.Account == e.Account {
				r.Apply(e)
			}
		}
	}
	if e.Record == uuid.Nil {
		return
	}
	r := m.records[e.Record]
	if r == nil {
		r = fold.NewRecord(e.Record, e.Account, e.Source)
		m.records[e.Record], m.activities[e.Record] = r, map[uuid.UUID]fold.Contribution{}
	}
	r.Apply(e)
	if c, ok := fold.NewContribution(e); ok {
		m.activities[e.Record][c.Activity] = c
	}
	if r.Erased {
		clear(m.activities[e.Record])
	}
}

// sights are some ways to look at an account.
func (m *model) sights(account uuid.UUID) []profiles.Sight {
	a, _ := m.directory.Account(account)
	first := a.Sources()[0].ID
	now := day0.Add(30 * time.Hour)
	return []profiles.Sight{
		{Account: account, Now: now},
		{Account: account, Now: now, Sees: func(s uuid.UUID) bool { return s == first }},
	}
}

func (m *model) facts(a *fold.Account, record uuid.UUID) fold.RecordFacts {
	r := m.records[record]
	out := fold.RecordFacts{Record: r.ID, Source: r.Source}
	if a.SourceRetracted(r.Source) {
		return out
	}
	var all []fold.Contribution
	for _, c := range m.activities[record] {
		if !a.ImportRetracted(c.Import) {
			all = append(all, c)
		}
	}
	if s := fold.Summarise(all); s.Activities > 0 {
		out.Summary = &s
	}
	out.Facts, out.InForce = r.Current(a.Filter()), r.InForce(a.Filter()) || out.Summary != nil
	return out
}

// contact asks every record of the account.
func (m *model) contact(a *fold.Account) func(fold.Point) fold.Contact {
	return func(p fold.Point) fold.Contact {
		var c fold.Contact
		for _, r := range m.records {
			for _, s := range r.ContactStatements(a.Filter()) {
				if r.Account == a.ID && s.Point == p {
					c.Add(s)
				}
			}
		}
		return c
	}
}

// profiles lists everything a viewer sees.
func (m *model) profiles(s profiles.Sight) []profiles.Profile {
	a, _ := m.directory.Account(s.Account)
	p := m.partitions[s.Account]
	sees := func(source uuid.UUID) bool { return s.Sees == nil || s.Sees(source) }
	viewer := fold.Viewer{
		Account: a.ID, Trust: a.Trust().Only(sees), Catalogue: a.Catalogue(), Zone: a.Zone,
		Today: fold.DayOf(s.Now, a.Zone), Contact: m.contact(a),
	}
	var out []profiles.Profile
	for _, head := range p.Profiles() {
		one := profiles.Profile{ID: p.ProfileID(head), Owner: a.ID}
		var all []fold.RecordFacts
		for _, record := range ids(p, head) {
			if own := fold.OwnID(a.ID, record); own != one.ID {
				one.Aliases = append(one.Aliases, own)
			}
			f, r := m.facts(a, record), m.records[record]
			all = append(all, f)
			if sees(r.Source) {
				one.Records = append(one.Records, profiles.Record{
					ID: record, Source: r.Source, Key: r.Key, Erased: r.Erased, InForce: f.InForce, Facts: f.Facts,
				})
			}
		}
		one.View = viewer.View(all)
		if len(one.Records) > 0 {
			out = append(out, one)
		}
	}
	return out
}

// queries are questions that some profiles answer.
func (m *model) queries() []profiles.Query {
	return []profiles.Query{
		{},
		{Email: "ANN@x.org"},
		{Phone: "+19195550123"},
		{Text: "(919) 555-0124"},
		{Text: "c@y.org"},
		{Text: "an"},
		{Text: "Jose ok"},
		{Text: "nobody"},
		{Text: id('r', 0).String()},
		{Category: "party", Value: "dem"},
		{Category: "city", Value: "Cary"},
		{Category: "tag", Value: "vip"},
		{Category: "shirt", Value: "M"},
		{Category: "email", Value: "bo@x.org"},
	}
}

// find looks at everyone.
func (m *model) find(s profiles.Sight, q profiles.Query) []uuid.UUID {
	var out []uuid.UUID
	for _, p := range m.profiles(s) {
		if m.matches(p, q) {
			out = append(out, p.ID)
		}
	}
	return out
}

func (m *model) matches(p profiles.Profile, q profiles.Query) bool {
	states := func(name, value string) bool {
		return slices.ContainsFunc(p.Records, func(r profiles.Record) bool {
			return slices.ContainsFunc(r.Facts.Of(category.BuiltIn().Number(name)), func(v fold.Value) bool { return strings.EqualFold(v.Value, value) })
		})
	}
	switch {
	case q.Email != "":
		return states("email", q.Email)
	case q.Phone != "":
		return states("phone", q.Phone)
	case q.Category != "":
		n := category.FirstCustom
		if q.Category != "shirt" {
			n = category.BuiltIn().Number(q.Category)
		}
		e, _ := p.View.Of(n)
		return slices.ContainsFunc(e.Values, func(v fold.Shown) bool { return strings.EqualFold(v.Value, q.Value) })
	case q.Text == "":
		return slices.ContainsFunc(p.Records, func(r profiles.Record) bool { return r.InForce })
	case q.Text == "(919) 555-0124":
		return states("phone", "+19195550124")
	case q.Text == id('r', 0).String():
		return slices.ContainsFunc(append(p.Aliases, p.ID), func(own uuid.UUID) bool { return own == fold.OwnID(p.Owner, id('r', 0)) })
	}
	return states("email", q.Text) || named(p, q.Text)
}

func named(p profiles.Profile, text string) bool {
	for _, word := range strings.Fields(strings.ToLower(text)) {
		if !slices.ContainsFunc(p.Records, func(r profiles.Record) bool {
			return slices.ContainsFunc(r.Facts, func(v fold.Value) bool {
				if n := category.BuiltIn().Name(v.Category); n != "first_name" && n != "last_name" {
					return false
				}
				plain := strings.NewReplacer("é", "e", "-", " ", "'", " ").Replace(strings.ToLower(v.Value))
				return slices.ContainsFunc(strings.Fields(plain), func(w string) bool { return strings.HasPrefix(w, word) })
			})
		}) {
			return false
		}
	}
	return true
}
