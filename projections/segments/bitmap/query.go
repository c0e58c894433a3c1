package bitmap

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/projections/segments"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
)

// Query implements segments.Engine.
func (e *Engine) Query(ctx context.Context, q segments.Query) (segments.Answer, error) {
	ed := e.current.Load()
	out := segments.Answer{Position: ed.position, Charts: make([]segments.Chart, len(q.Charts))}
	v := ed.views[q.Account]
	if v == nil {
		return out, ctx.Err()
	}
	c := newCompiler(v, q.Visible, q.Now)
	f, err := c.find(ctx, q)
	if err != nil {
		return segments.Answer{}, err
	}
	out.Count = f.count
	if q.Households {
		h, err := c.settled(ctx)
		if err != nil {
			return segments.Answer{}, err
		}
		if out.Homes, err = h.of(ctx, f); err != nil {
			return segments.Answer{}, err
		}
	}
	for i, ch := range q.Charts {
		if out.Charts[i], err = c.chart(ctx, ch, f); err != nil {
			return segments.Answer{}, err
		}
	}
	want := min(q.Sample, segments.MaxSample)
	for shard, p := range f.planes {
		if len(out.Sample) >= want {
			break
		}
		out.Sample = v.list(out.Sample, shard, p, 0, want)
	}
	return out, nil
}

// find evaluates the tree, shard by shard.
func (c *compiler) find(ctx context.Context, q segments.Query) (found, error) {
	program := c.tree(q.Tree)
	f := found{planes: make([]*bits.Plane, c.acct.Shards())}
	for shard := range f.planes {
		if err := ctx.Err(); err != nil {
			return found{}, err
		}
		p := new(bits.Plane)
		program(shard, p)
		if n := p.Count(); n > 0 {
			f.planes[shard] = p
			f.count += int64(n)
		}
	}
	return f, nil
}

// list appends the ids of the profiles of a plane from an ordinal on, until
// there are enough.
func (v *view) list(ids []uuid.UUID, shard int, p *bits.Plane, from uint32, want int) []uuid.UUID {
	if p == nil {
		return ids
	}
	p.Each(func(low uint16) bool {
		if len(ids) >= want {
			return false
		}
		if ordinal := uint32(shard)<<bits.ShardBits | uint32(low); ordinal >= from { //nolint:gosec // 32 bits
			ids = append(ids, v.profileID(ordinal))
		}
		return len(ids) < want
	})
	return ids
}

// Members implements segments.Engine. Only the shards from the cursor on are
// evaluated, and only as many as it takes.
func (e *Engine) Members(ctx context.Context, q segments.Query, cursor string, limit int) (segments.Page, error) {
	from, err := parseCursor(cursor)
	if err != nil {
		return segments.Page{}, err
	}
	limit = max(1, min(limit, segments.MaxPage))
	ed := e.current.Load()
	out := segments.Page{Position: ed.position}
	v := ed.views[q.Account]
	if v == nil {
		return out, ctx.Err()
	}
	c := newCompiler(v, q.Visible, q.Now)
	program := c.tree(q.Tree)
	for shard := bits.Shard(from); shard < c.acct.Shards(); shard++ {
		if err := ctx.Err(); err != nil {
			return segments.Page{}, err
		}
		var p bits.Plane
		program(shard, &p)
		more := false
		p.Each(func(low uint16) bool {
			ordinal := uint32(shard)<<bits.ShardBits | uint32(low) //nolint:gosec // 32 bits
			switch {
			case ordinal < from:
			case len(out.Profiles) == limit:
				out.Next, more = formatCursor(ordinal), true
				return false
			default:
				out.Profiles = append(out.Profiles, v.profileID(ordinal))
			}
			return true
		})
		if more {
			break
		}
	}
	return out, nil
}

// formatCursor is the ordinal that the next page starts at.
func formatCursor(ordinal uint32) string {
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint32([]byte{1}, ordinal))
}

func parseCursor(s string) (uint32, error) {
	if s == "" {
		return 0, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) != 5 || b[0] != 1 {
		return 0, fmt.Errorf("segments: %w: %.40q", segments.ErrCursor, s)
	}
	return binary.BigEndian.Uint32(b[1:]), nil
}
