package index

import (
	"cmp"
	"math"
	"slices"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/segment"
)

// Whole is the scope of the account as a whole.
const Whole = 0

// Kind tells the facets of a source's home and mailing address apart from the
// others.
type Kind uint8

// The kinds.
const (
	Plain Kind = iota
	Home
	Mail
	BirthDate // ages of a source by its birth_date and birth_year
	BirthYear
)

// Role tells what a facet's Value is.
type Role uint8

// The roles.
const (
	Known       Role = iota // no value: the profile has one
	Text                    // number of a text
	Number                  // sortable code
	ExtraText               // a text that only "match any" sees
	ExtraNumber             // a number that only "match any" sees
	ExtraKnown              // no value: the profile has an extra one
)

// Existence is the category under which a scope says that it knows a profile.
const Existence category.Number = 0

// Facet is one thing a profile has.
type Facet struct {
	Head  Head
	Value uint64
}

// Head says where a facet belongs: scope, category, kind and role.
type Head uint64

// MakeHead packs a head.
func MakeHead(scope int, cat category.Number, kind Kind, role Role) Head {
	return Head(scope)<<32 | Head(cat)<<16 | Head(kind)<<8 | Head(role) //nolint:gosec // scopes are counted from 0
}

func (h Head) scope() int                { return int(h >> 32) }             //nolint:gosec // packed by MakeHead
func (h Head) dim() dimKey               { return dimKey(h>>8) & 0xffffff }  //nolint:gosec // packed by MakeHead
func (h Head) category() category.Number { return category.Number(h >> 16) } //nolint:gosec // packed by MakeHead
func (h Head) role() Role                { return Role(h) }                  //nolint:gosec // packed by MakeHead

// dimKey is category and kind.
type dimKey uint32

func makeDimKey(cat category.Number, kind Kind) dimKey { return dimKey(cat)<<8 | dimKey(kind) }

func (k dimKey) category() category.Number { return category.Number(k >> 8) } //nolint:gosec // packed by makeDimKey

// SortFacets puts facets in order, each once.
func SortFacets(f []Facet) []Facet {
	slices.SortFunc(f, CompareFacets)
	return slices.Compact(f)
}

// CompareFacets is the order of SortFacets.
func CompareFacets(a, b Facet) int {
	return cmp.Or(cmp.Compare(a.Head, b.Head), cmp.Compare(a.Value, b.Value))
}

// Diff calls gone for what only before has, and then came for what only after
// has. Both are sorted.
func Diff(before, after []Facet, gone, came func(Facet)) {
	only(before, after, gone)
	only(after, before, came)
}

func only(a, b []Facet, f func(Facet)) {
	for i, j := 0, 0; i < len(a); i++ {
		for j < len(b) && CompareFacets(b[j], a[i]) < 0 {
			j++
		}
		if j == len(b) || b[j] != a[i] {
			f(a[i])
		}
	}
}

// NumberCode is a number as a code that sorts like it and is never 0.
func NumberCode(x float64) uint64 {
	b := math.Float64bits(x + 0)
	if b>>63 != 0 {
		return ^b
	}
	return b | 1<<63
}

// CodeNumber reverses NumberCode.
func CodeNumber(c uint64) float64 {
	if c>>63 != 0 {
		return math.Float64frombits(c &^ (1 << 63))
	}
	return math.Float64frombits(^c)
}

const dayZero = 1 << 40

// DateCode is a date as a code that sorts by its first day and is never 0.
func DateCode(day int32, p segment.Precision) uint64 {
	return uint64(int64(day)<<2 + dayZero | int64(p)) //nolint:gosec // above 0
}

// CodeDate reverses DateCode.
func CodeDate(c uint64) (int32, segment.Precision) {
	return int32((int64(c&^3) - dayZero) >> 2), segment.Precision(c & 3) //nolint:gosec // made by DateCode
}

// PointCode is a place as a code that is never 0.
func PointCode(p segment.Point) uint64 {
	return uint64(uint32(p.Lat+1<<30))<<32 | uint64(uint32(p.Lon)) //nolint:gosec // packed bits
}

// CodePoint reverses PointCode.
func CodePoint(c uint64) segment.Point {
	return segment.Point{Lat: int32(uint32(c>>32)) - 1<<30, Lon: int32(uint32(c))} //nolint:gosec // packed bits
}
