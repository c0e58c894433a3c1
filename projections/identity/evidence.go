package identity

import (
	"encoding/hex"
	"strings"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// evidence is why a step joined two clusters: the deciding pair, field by
// field, each value by the fact that states it.
func (p *Projector) evidence(a *account, j match.Join) event.Evidence {
	e := p.weigh(a, j.A, j.B)
	e.MarginBits, e.MeanBits, e.Pairs = int32(j.Margin), int32(j.Mean), j.Pairs
	if j.Cause == match.CauseForced {
		e.Decision = a.forcing(j.A, j.B)
	}
	return e
}

// weigh explains a pair of records in the shape that events carry.
func (p *Projector) weigh(a *account, ha, hb match.Handle) event.Evidence {
	na, _ := a.matcher.Node(ha)
	nb, _ := a.matcher.Node(hb)
	x := a.matcher.Model().Explain(&na, &nb)
	if x.A != na.Key() { // the explanation is ordered by content
		ha, hb = hb, ha
	}
	e := event.Evidence{
		Model: x.Model, AutoBits: int32(x.Auto), TotalBits: int32(x.Total), PriorBits: int32(x.Prior),
		RecordA: a.record(ha), RecordB: a.record(hb),
	}
	e.ModelHash, _ = hex.DecodeString(x.Model)
	fa, fb := p.current(a, ha), p.current(a, hb)
	for _, f := range x.Fields {
		e.Fields = append(e.Fields, event.FieldBits{
			Field: f.Field.String(), Level: f.Level.String(), Bits: int32(f.Bits),
			A: p.reader.ref(fa, f.Field, f.A), B: p.reader.ref(fb, f.Field, f.B),
		})
	}
	for _, g := range x.Gates {
		e.Gates = append(e.Gates, event.GateBits{Name: g.Gate.String(), Bits: int32(g.Bits)})
	}
	seen := map[string]bool{}
	for _, k := range x.SharedKeys {
		if name := k.String(); !seen[name] {
			seen[name] = true
			e.Keys = append(e.Keys, name)
		}
	}
	return e
}

// current are the facts that the matcher knows of a record.
func (p *Projector) current(a *account, h match.Handle) fold.Facts {
	r, err := p.record(a, a.ordinals[h])
	if err != nil {
		return nil // the evidence stands without pointing at facts
	}
	return r.Current(p.filter(a.id))
}

// forcing finds a person's merge of the two records.
func (a *account) forcing(ha, hb match.Handle) (found uuid.UUID) {
	want := pair(a.ordinals[ha], a.ordinals[hb])
	for id, d := range a.decisions {
		if d.Apart {
			continue
		}
		a.eachPair(d, func(x, y fold.Ordinal) {
			if pair(x, y) == want && (found == uuid.Nil || id.String() < found.String()) {
				found = id
			}
		})
	}
	return found
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
