package bitmap

import (
	"fmt"

	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// pointsKept is how many contact points a batch keeps before it writes them.
const pointsKept = 65_536

// holds remembers which contact points a record has, before its first change.
func (b *batch) holds(at place, s *recordState) {
	if _, known := b.held[at]; known {
		return
	}
	var had []holding
	if s.told || at.account.flags[at.ordinal]&isObserved != 0 {
		had = heldBy(s, b.lens(at.account).filter, nil)
	}
	b.held[at] = had
	b.retold = append(b.retold, at)
}

// heldBy lists the contact points of a record that is in force; current are its
// facts, if they are at hand.
func heldBy(s *recordState, f fold.Filter, current fold.Facts) []holding {
	if s.record.Erased || f.SourceRetracted(s.source) {
		return nil
	}
	if current == nil {
		current = s.record.Current(f)
	}
	return holdings(s.record, current, f)
}

// restateAll puts what the changed records say of contact points in the place
// of what they said.
func (b *batch) restateAll() error {
	for _, at := range b.retold {
		s, err := b.whole(at)
		if err != nil {
			return err
		}
		f := b.lens(at.account).filter
		b.current[at] = s.record.Current(f)
		if err := b.restate(at, b.held[at], heldBy(s, f, b.current[at])); err != nil {
			return err
		}
	}
	clear(b.held)
	b.retold = b.retold[:0]
	return b.fault
}

// restate puts the contact points that a record has now in the place of those
// that it had; both are in order.
func (b *batch) restate(at place, had, has []holding) error {
	for len(had) > 0 || len(has) > 0 {
		order := 0
		switch {
		case len(had) == 0:
			order = 1
		case len(has) == 0:
			order = -1
		default:
			order = comparePoints(had[0].Point, has[0].Point)
		}
		var old, now *holding
		if order <= 0 {
			old, had = &had[0], had[1:]
		}
		if order >= 0 {
			now, has = &has[0], has[1:]
		}
		if old != nil && now != nil && sameStatements(old.said, now.said) {
			continue
		}
		if err := b.replaceHolding(at, old, now); err != nil {
			return err
		}
	}
	if len(b.points) < pointsKept {
		return nil
	}
	if err := b.savePoints(); err != nil {
		return err
	}
	_, err := b.written()
	return err
}

// replaceHolding replaces what a record holds of one contact point; nil is
// nothing.
func (b *batch) replaceHolding(at place, old, now *holding) error {
	which := now
	if now == nil {
		which = old
	}
	k := pointKeyOf(at.account.number, which.Point)
	p, err := b.point(k)
	if err != nil {
		return err
	}
	before := channelsOf(which.Kind, p.contact())
	p.changed = true
	if old == nil {
		err = b.join(p, k, at.ordinal, now.said)
	} else {
		err = b.amend(p, k, at.ordinal, old, now)
	}
	if err != nil {
		return err
	}
	if p.shared && before != channelsOf(which.Kind, p.contact()) {
		b.turned(k)
	}
	return nil
}

// join adds a holder.
func (b *batch) join(p *point, k pointKey, record uint32, said []fold.ContactStatement) error {
	p.holders++
	if p.holders == 1 && !p.shared {
		p.sole, p.said = record, said
		return nil
	}
	if !p.shared {
		p.shared = true
		if err := b.setHolder(k, p.sole, p.said); err != nil {
			return err
		}
	}
	p.said = newestOf(p.said, said)
	return b.setHolder(k, record, said)
}

// amend changes what a holder says, or takes it out. The newest of all is
// found again only when the holder may have said it.
func (b *batch) amend(p *point, k pointKey, record uint32, old, now *holding) error {
	var said []fold.ContactStatement
	if now != nil {
		said = now.said
	} else {
		p.holders--
	}
	if !p.shared {
		p.said = said
		return nil
	}
	var err error
	if now != nil {
		err = b.setHolder(k, record, said)
	} else {
		err = b.store.Delete(k.holder(record), nil)
	}
	if err != nil {
		return err
	}
	if sharesStatement(p.said, old.said) {
		return b.refold(p, k)
	}
	p.said = newestOf(p.said, said)
	return nil
}

// sharesStatement tells whether one of the statements is among the newest.
func sharesStatement(newest, said []fold.ContactStatement) bool {
	for i := range said {
		for n := range newest {
			if newest[n].About == said[i].About && newest[n].Statement.Compare(said[i].Statement) == 0 {
				return true
			}
		}
	}
	return false
}

// refold finds the newest of what all holders say.
func (b *batch) refold(p *point, k pointKey) error {
	db, err := b.written()
	if err != nil {
		return err
	}
	p.said = nil
	return scan(db, k.key(keyHolder), func(_, v []byte) error {
		said, err := decodeStatements(v)
		p.said = newestOf(p.said, said)
		return err
	})
}

func (b *batch) setHolder(k pointKey, record uint32, said []fold.ContactStatement) error {
	b.scratch = appendStatements(b.scratch[:0], said)
	if err := b.store.Set(k.holder(record), b.scratch, nil); err != nil {
		return fmt.Errorf("bitmap: write state: %w", err)
	}
	return nil
}
