package bitmap

import (
	"encoding/binary"
	"fmt"

	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// point is what the whole account says of one contact point: the newest
// statement of each matter. Most points have one holder, which stands in the
// point itself; from the second on each has a key of its own.
type point struct {
	stored  bool // in the store, or known to be on the way
	holders uint32
	sole    uint32 // the holder, unless shared
	shared  bool
	said    []fold.ContactStatement
	changed bool
}

func (p *point) contact() fold.Contact {
	var c fold.Contact
	for i := range p.said {
		c.Add(p.said[i])
	}
	return c
}

// channels is by which channels a contact point of a kind may be used.
type channels [2]bool

func channelsOf(kind fold.PointKind, c fold.Contact) channels {
	switch kind {
	case fold.EmailPoint:
		return channels{c.CanEmail()}
	case fold.PhonePoint:
		return channels{c.CanText(), c.CanCall()}
	default:
		return channels{c.CanMail()}
	}
}

// A point is stored as: flags u8 (1 shared) | holders | sole | statements.
func (p *point) appendBinary(b []byte) []byte {
	flags := byte(0)
	if p.shared {
		flags = 1
	}
	b = binary.AppendUvarint(append(b, flags), uint64(p.holders))
	return appendStatements(binary.AppendUvarint(b, uint64(p.sole)), p.said)
}

func decodePoint(b []byte) (*point, error) {
	bad := fmt.Errorf("bitmap: %w: contact point", fold.ErrMalformed)
	if len(b) == 0 {
		return nil, bad
	}
	p := &point{shared: b[0]&1 != 0}
	holders, n := binary.Uvarint(b[1:])
	if n <= 0 {
		return nil, bad
	}
	b = b[1+n:]
	sole, n := binary.Uvarint(b)
	if n <= 0 {
		return nil, bad
	}
	p.holders, p.sole = uint32(holders), uint32(sole) //nolint:gosec // as written
	var err error
	p.said, err = decodeStatements(b[n:])
	return p, err
}

// point gives a contact point, to be read or changed.
func (b *batch) point(k pointKey) (*point, error) {
	if p := b.points[k]; p != nil {
		return p, nil
	}
	p, ok := b.recent.Get(k)
	switch {
	case ok:
	case !b.stored.may(k):
		p = &point{}
	default:
		v, err := get(b.db, k.key(keyPoint))
		if err != nil {
			return nil, err
		}
		p = &point{}
		if v != nil {
			if p, err = decodePoint(v); err != nil {
				return nil, err
			}
			p.stored = true
		}
	}
	b.points[k] = p
	return p, nil
}

// contacts tells what an account says of contact points.
func (b *batch) contacts(a *account) func(fold.Point) fold.Contact {
	return func(at fold.Point) fold.Contact {
		p, err := b.point(pointKeyOf(a.number, at))
		if err != nil {
			b.fault = err
			return fold.Contact{}
		}
		return p.contact()
	}
}

// savePoints writes the contact points that changed.
func (b *batch) savePoints() error {
	for k, p := range b.points {
		if p.holders > 0 {
			b.recent.Add(k, p)
		}
		if !p.changed {
			continue
		}
		p.changed = false
		var err error
		if p.holders == 0 {
			p.stored = false
			b.recent.Remove(k)
			err = b.store.Delete(k.key(keyPoint), nil)
		} else {
			if !p.stored {
				b.stored.add(k)
				p.stored = true
			}
			b.scratch = p.appendBinary(b.scratch[:0])
			err = b.store.Set(k.key(keyPoint), b.scratch, nil)
		}
		if err != nil {
			return fmt.Errorf("bitmap: write state: %w", err)
		}
	}
	clear(b.points)
	return nil
}
