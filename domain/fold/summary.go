package fold

import (
	"cmp"
	"slices"

	"github.com/cerebro-cdp/cerebro/domain/category"
)

// visitGap ends a visit: this long without a page or screen view, in
// milliseconds.
const visitGap = 30 * 60 * 1000

// Summary is what the activities of one record come to: the digital categories
// and the totals. Add and Merge give the same Summary in any order. Nothing can
// be taken out again: keep a Contribution that is Replaceable apart from the
// stored Summary, and add it to a copy when reading.
type Summary struct {
	Activities  int64 // counted, withdrawn ones left out
	First, Last int64 // Unix milliseconds; meaningless without activities
	Gifts       int64
	GiftMicros  int64 // sum
	GiftMax     int64
	GiftLast    int64 // Unix milliseconds
	Values      []Counted
	visits      []visit // by start, never nearer than visitGap
	merged      int64   // visits of other records that Merge brought in
	landings    []Counted
}

// Counted is a value that activities stated, and when one did last.
type Counted struct {
	Stating
	Last int64 // Unix milliseconds
}

// visit is a run of page and screen views.
type visit struct {
	start, end int64
	pageAt     int64 // of its first page view; meaningless without a page
	page       string
}

// Summarise folds all of a record's activities at once.
func Summarise(all []Contribution) Summary {
	var s Summary
	for i := range all {
		s.Add(all[i])
	}
	return s
}

// Visits is the number of visits.
func (s *Summary) Visits() int64 { return int64(len(s.visits)) + s.merged }

// LandingPages lists the first pages of the visits, each once.
func (s *Summary) LandingPages() []Counted {
	out := slices.Clone(s.landings)
	for i := range s.visits {
		if v := &s.visits[i]; v.page != "" {
			out = keep(out, Counted{Stating{catLandingPage, v.page}, v.pageAt})
		}
	}
	return out
}

// Of lists the values of one category.
func (s *Summary) Of(cat category.Number) []Counted {
	if cat == catLandingPage {
		return s.LandingPages()
	}
	lo, _ := slices.BinarySearchFunc(s.Values, cat, func(c Counted, n category.Number) int { return int(c.Category) - int(n) })
	hi := lo
	for hi < len(s.Values) && s.Values[hi].Category == cat {
		hi++
	}
	return s.Values[lo:hi]
}

// Add counts one activity.
func (s *Summary) Add(c Contribution) {
	if c.Withdrawn {
		return
	}
	s.seen(c.At, c.At, 1)
	for _, v := range c.Values {
		s.Values = keep(s.Values, Counted{v, c.At})
	}
	if c.Gift != nil {
		s.give(1, c.Gift.Micros, c.Gift.Micros, c.At)
	}
	if c.View {
		s.visit(visit{start: c.At, end: c.At, pageAt: c.At, page: c.Page})
	}
}

// Merge adds another record's summary: totals add up, values join, and visits
// stay those of their own records.
func (s *Summary) Merge(o *Summary) {
	if o.Activities == 0 {
		return
	}
	s.seen(o.First, o.Last, o.Activities)
	s.Values = keepAll(s.Values, o.Values)
	if o.Gifts > 0 {
		s.give(o.Gifts, o.GiftMicros, o.GiftMax, o.GiftLast)
	}
	s.merged += o.Visits()
	s.landings = keepAll(s.landings, o.LandingPages())
}

// keepAll keeps all of another list, which is ordered as well.
func keepAll(values, more []Counted) []Counted {
	if len(values) == 0 {
		return slices.Clone(more)
	}
	for _, v := range more {
		values = keep(values, v)
	}
	return values
}

// Clone is a copy that can be added to apart.
func (s *Summary) Clone() Summary {
	out := *s
	out.Values, out.visits, out.landings = slices.Clone(s.Values), slices.Clone(s.visits), slices.Clone(s.landings)
	return out
}

func (s *Summary) seen(first, last, n int64) {
	if s.Activities == 0 {
		s.First, s.Last = first, last
	}
	s.First, s.Last = min(s.First, first), max(s.Last, last)
	s.Activities += n
}

func (s *Summary) give(n, sum, most, last int64) {
	if s.Gifts == 0 {
		s.GiftMax, s.GiftLast = most, last
	}
	s.Gifts, s.GiftMicros = s.Gifts+n, s.GiftMicros+sum
	s.GiftMax, s.GiftLast = max(s.GiftMax, most), max(s.GiftLast, last)
}

// keep inserts a value into a list ordered by (category, value).
func keep(values []Counted, v Counted) []Counted {
	at, known := slices.BinarySearchFunc(values, v, func(a, b Counted) int {
		return cmp.Or(cmp.Compare(a.Category, b.Category), cmp.Compare(a.Value, b.Value))
	})
	if known {
		values[at].Last = max(values[at].Last, v.Last)
		return values
	}
	return slices.Insert(values, at, v)
}

// visit adds a view to the runs, joining those that it bridges.
func (s *Summary) visit(v visit) {
	lo, _ := slices.BinarySearchFunc(s.visits, v.start-visitGap, func(x visit, t int64) int {
		return cmp.Or(cmp.Compare(x.end, t), -1) // the first run that ends after t
	})
	hi := lo
	for hi < len(s.visits) && s.visits[hi].start < v.end+visitGap {
		v = v.join(s.visits[hi])
		hi++
	}
	s.visits = slices.Replace(s.visits, lo, hi, v)
}

func (v visit) join(o visit) visit {
	out := visit{start: min(v.start, o.start), end: max(v.end, o.end), pageAt: v.pageAt, page: v.page}
	if o.page != "" && (v.page == "" || cmp.Or(cmp.Compare(o.pageAt, v.pageAt), cmp.Compare(o.page, v.page)) < 0) {
		out.pageAt, out.page = o.pageAt, o.page
	}
	return out
}
