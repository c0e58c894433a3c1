package segment

import (
	"math"
	"slices"

	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/spelling"
)

func (c *checker) activity(path string, leaf ActivityLeaf) (*ActivityLeaf, error) {
	t, err := c.activityType(path+"/activity", leaf.Type)
	if err != nil {
		return nil, err
	}
	leaf.Type, leaf.Declared = t.Name, t
	if leaf.Sum != "" {
		if !slices.Contains(t.Numbers, leaf.Sum) {
			return nil, c.fail(path+"/sum", ErrUnknown, suggest(leaf.Sum, t.Numbers), "%s declares no number %s", t.Name, quote(leaf.Sum))
		}
		if leaf.Range, err = c.interval(path, leaf.Bounds, false); err != nil {
			return nil, err
		}
		leaf.Range.Lo, leaf.Range.Hi = micro(leaf.Range.Lo), micro(leaf.Range.Hi)
	}
	if leaf.Where, err = c.conditions(path+"/where", t, leaf.Where); err != nil {
		return nil, err
	}
	leaf.Days = window(leaf.From, leaf.To)
	leaf.Source, err = c.sources(path+"/sources", leaf.Source)
	return &leaf, err
}

// activityType finds a type. Names of tracking events are free, so an unknown
// name is only refused when it is nearly one that is declared.
func (c *checker) activityType(path, name string) (fold.ActivityType, error) {
	folded := fold.ActivityName(name)
	if folded == "" {
		return fold.ActivityType{}, c.fail(path, ErrValue, "", "an activity type has a name")
	}
	if t, ok := c.schema.Activities(folded); ok {
		return t, nil
	}
	for _, known := range c.schema.ActivityNames {
		if d := spelling.Distance(folded, known, 3); d < 3 && d < len(known)/3 {
			return fold.ActivityType{}, c.fail(path, ErrUnknown, "did you mean "+quote(known)+"?", "unknown activity %s", quote(name))
		}
	}
	return fold.ActivityType{Name: folded}, nil
}

func (c *checker) conditions(path string, t fold.ActivityType, where []Condition) ([]Condition, error) {
	out := make([]Condition, 0, len(where))
	for _, w := range where {
		if !slices.Contains(t.Dimensions, w.Dimension) {
			hint := suggest(w.Dimension, t.Dimensions)
			if len(t.Dimensions) == 0 {
				hint = "declare it with define-activity-type"
			}
			return nil, c.fail(path+"/"+escape(w.Dimension), ErrUnknown, hint, "%s declares no dimension %s", t.Name, quote(w.Dimension))
		}
		values := make([]string, len(w.Values))
		for i, v := range w.Values {
			values[i] = Fold(v)
		}
		slices.Sort(values)
		out = append(out, Condition{w.Dimension, slices.Compact(values)})
	}
	slices.SortFunc(out, func(a, b Condition) int {
		if a.Dimension < b.Dimension {
			return -1
		}
		return 1
	})
	return out, nil
}

// window is the days from one date to another; open ends reach as far as days
// can.
func window(from, to string) Days {
	d := Days{math.MinInt32, math.MaxInt32}
	if day, _, ok := ParseDate(from); ok {
		d.From = day
	}
	if day, precision, ok := ParseDate(to); ok {
		d.To = afterPeriod(day, precision) - 1
	}
	return d
}

// At is the leaf's window when today is a day: within_days counts back from it.
func (a *ActivityLeaf) At(today int32) Days {
	if a.Within > 0 {
		return Days{today - int32(a.Within) + 1, today} //nolint:gosec // at most MaxDays
	}
	return a.Days
}

// Holds tells whether a day lies in the window.
func (d Days) Holds(day int32) bool { return day >= d.From && day <= d.To }

func micro(x float64) float64 {
	if math.IsInf(x, 0) {
		return x
	}
	return float64(Micro(x))
}
