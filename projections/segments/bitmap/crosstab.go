package bitmap

import (
	"context"

	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
)

// crossTab counts people per pair of values. Rows and columns are the most
// frequent values of each category by itself.
func (c *compiler) crossTab(ctx context.Context, ch segment.Chart, f found) (segments.Chart, error) {
	var out segments.Chart
	rows, cols := c.valuesOf(ch.Category[0]), c.valuesOf(ch.Category[1])
	if err := rows.count(ctx, f); err != nil {
		return out, err
	}
	if err := cols.count(ctx, f); err != nil {
		return out, err
	}
	topRows, topCols := rows.top(ch.Top[0]), cols.top(ch.Top[1])
	for _, g := range topRows {
		out.Buckets = append(out.Buckets, segments.Bucket{Value: rows.label(g), Count: rows.counts.get(g)})
		out.Cells = append(out.Cells, make([]int64, len(topCols)))
	}
	for _, g := range topCols {
		out.Columns = append(out.Columns, segments.Bucket{Value: cols.label(g), Count: cols.counts.get(g)})
	}
	shown := int64(0)
	err := f.each(ctx, func(shard int, p *bits.Plane) {
		knownRows, knownCols := rows.knownIn(shard, p), cols.knownIn(shard, p)
		out.Known += int64(knownRows.AndCount(knownCols))
		var anyRow, anyCol bits.Plane
		colPlanes := cols.planes(shard, p, topCols)
		for _, plane := range colPlanes {
			anyCol.Or(plane)
		}
		for i, row := range rows.planes(shard, p, topRows) {
			anyRow.Or(row)
			for j, col := range colPlanes {
				out.Cells[i][j] += int64(row.AndCount(col))
			}
		}
		shown += int64(anyRow.AndCount(&anyCol))
	})
	out.Unknown = f.count - out.Known
	out.Other = out.Known - shown
	if !ch.Households || err != nil {
		return out, err
	}
	if err := c.homesOf(ctx, f, rows, topRows, out.Buckets); err != nil {
		return out, err
	}
	if err := c.homesOf(ctx, f, cols, topCols, out.Columns); err != nil {
		return out, err
	}
	out.Homes, err = c.homesOfCells(ctx, f, rows, cols, topRows, topCols)
	return out, err
}

// knownIn is the people of a shard who have any value.
func (v *counted) knownIn(shard int, p *bits.Plane) *bits.Plane {
	var has bits.Plane
	v.each(shard, p, func(_ uint64, low uint16) { has.Set(low) })
	return &has
}
