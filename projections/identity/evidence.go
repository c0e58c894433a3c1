package identity

import (
	"encoding/hex"
	"slices"
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// explainAll writes down why, for a change that is planned: the deciding pair,
// field by field, each value by the fact that states it.
func (p *Projector) explainAll(a *account, change []planned) {
	for i := range change {
		w := &change[i]
		switch x := w.payload.(type) {
		case event.ProfilesMerged:
			x.Evidence = p.evidence(a, w)
			w.payload = x
		case event.MatchProposed:
			x.Evidence = p.evidence(a, w)
			w.payload = x
		}
	}
}

func (p *Projector) evidence(a *account, w *planned) event.Evidence {
	e := p.weigh(a, w)
	e.Trigger = w.trigger
	if j := w.join; j != nil {
		e.MarginBits, e.MeanBits, e.Pairs = int32(j.Margin), int32(j.Mean), j.Pairs
		if j.Cause == match.CauseForced {
			e.Decision = a.matching.forcing(j.A, j.B)
		}
	}
	return e
}

// weigh explains a pair of records in the shape that events carry.
func (p *Projector) weigh(a *account, w *planned) event.Evidence {
	x := a.matching.x
	na, _ := x.Node(w.a)
	nb, _ := x.Node(w.b)
	said := x.Model().ExplainAt(x.Auto(), &na, &nb)
	ra, rb := w.records[0], w.records[1]
	fa, fb := p.current(a, w.a), p.current(a, w.b)
	if said.A != na.Key() { // the explanation is ordered by content
		ra, rb, fa, fb = rb, ra, fb, fa
	}
	e := event.Evidence{
		Model: said.Model, AutoBits: int32(said.Auto), TotalBits: int32(said.Total), PriorBits: int32(said.Prior),
		RecordA: ra, RecordB: rb, Keys: keyNames(said.SharedKeys), Fields: make([]event.FieldBits, 0, len(said.Fields)),
	}
	e.ModelHash, _ = hex.DecodeString(said.Model) // it is hexadecimal
	for _, f := range said.Fields {
		e.Fields = append(e.Fields, event.FieldBits{
			Field: f.Field.String(), Level: f.Level.String(), Bits: int32(f.Bits),
			A: p.reader.ref(fa, f.Field, f.A), B: p.reader.ref(fb, f.Field, f.B),
		})
	}
	for _, g := range said.Gates {
		e.Gates = append(e.Gates, event.GateBits{Name: g.Gate.String(), Bits: int32(g.Bits)})
	}
	return e
}

// keyNames are the kinds of shared keys in words, each once.
func keyNames(kinds []match.KeyKind) []string {
	var out []string
	for _, k := range kinds {
		if name := k.String(); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// current are the facts that the matcher knows of a record.
func (p *Projector) current(a *account, h match.Handle) fold.Facts {
	r, err := p.store.record(a.id, a.matching.ordinals[h])
	if err != nil {
		return nil // the evidence stands without pointing at facts
	}
	return r.Current(a.matching.filter)
}

// ref points at the fact behind a compared value: of the field's categories,
// the value that reads like it, else the newest.
func (r *Reader) ref(f fold.Facts, field match.Field, text string) *event.ValueRef {
	var best *fold.Value
	folded := clean.Fold(text)
	for _, cat := range r.categories(field) {
		of := f.Of(cat)
		for i := range of {
			v := &of[len(of)-1-i]
			if best == nil {
				best = v
			}
			if has := clean.Fold(v.Value); has != "" && (strings.Contains(has, folded) || strings.Contains(folded, has)) {
				return &event.ValueRef{Event: v.Event, Fact: v.Fact}
			}
		}
	}
	if best == nil {
		return nil
	}
	return &event.ValueRef{Event: best.Event, Fact: best.Fact}
}

func (r *Reader) categories(field match.Field) []category.Number {
	n := &r.n
	switch field {
	case match.FieldGiven:
		return []category.Number{n.first, n.nickname}
	case match.FieldMiddle:
		return []category.Number{n.middle}
	case match.FieldSurname:
		return []category.Number{n.last, n.maiden}
	case match.FieldSuffix:
		return []category.Number{n.suffix}
	case match.FieldBirth:
		return []category.Number{n.birthDate, n.birthYear, n.age}
	case match.FieldStrongID:
		return []category.Number{n.userID, n.voterID, n.externalID}
	case match.FieldEmail:
		return []category.Number{n.email}
	case match.FieldPhone:
		return []category.Number{n.phone}
	case match.FieldPostcode, match.FieldCity, match.FieldStreet:
		return []category.Number{fold.AddressCategory}
	case match.FieldGender:
		return []category.Number{n.gender}
	case match.FieldOccupation:
		return []category.Number{n.occupation}
	}
	return nil
}
