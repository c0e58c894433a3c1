package segment

import (
	"encoding/json"
	"fmt"
)

const maxCount = 1 << 40

// count reads at_least, at_most and exactly; without any it is "at least once".
func (p *parser) count(path string, o *object, leaf *ActivityLeaf) error {
	least, hasLeast, err := p.integer(path, o, "at_least", 1, maxCount)
	if err != nil {
		return err
	}
	most, hasMost, err := p.integer(path, o, "at_most", 0, maxCount)
	if err != nil {
		return err
	}
	exactly, hasExactly, err := p.integer(path, o, "exactly", 0, maxCount)
	if err != nil {
		return err
	}
	leaf.Count = Count{Min: 1, Max: -1}
	switch {
	case hasExactly && (hasLeast || hasMost):
		return p.fail(path+"/exactly", ErrSyntax, "", "exactly stands alone, without at_least or at_most")
	case hasExactly:
		leaf.Count = Count{exactly, exactly}
	case hasLeast && hasMost && least > most:
		return p.fail(path+"/at_most", ErrValue, "", "at_most %d is less than at_least %d", most, least)
	case hasLeast && hasMost:
		leaf.Count = Count{least, most}
	case hasMost:
		leaf.Count = Count{0, most}
	case hasLeast:
		leaf.Count.Min = least
	}
	if _, has := o.values["sum"]; has && (hasLeast || hasMost || hasExactly) {
		return p.fail(path+"/sum", ErrSyntax, `combine two leaves with "all"`, "a leaf counts or sums, not both")
	}
	return nil
}

func (p *parser) sum(path string, o *object, leaf *ActivityLeaf) (err error) {
	if leaf.Bounds, err = p.bounds(path, o); err != nil {
		return err
	}
	if _, has := o.values["sum"]; !has {
		if leaf.Bounds.Given() {
			return p.fail(path, ErrSyntax, `name the number: "sum":"amount"; to count write at_least`, "gt, gte, lt and lte go with sum")
		}
		return nil
	}
	if leaf.Sum, err = p.text(path, o, "sum"); err != nil {
		return err
	}
	if !leaf.Bounds.Given() {
		return p.fail(path+"/sum", ErrSyntax, `"sum":"amount","gte":100`, "sum needs gt, gte, lt or lte")
	}
	return nil
}

func (p *parser) window(path string, o *object, leaf *ActivityLeaf) error {
	days, hasDays, err := p.integer(path, o, "within_days", 1, MaxDays)
	if err != nil {
		return err
	}
	leaf.Within = int(days)
	for _, f := range []struct {
		name string
		to   *string
	}{{"from", &leaf.From}, {"to", &leaf.To}} {
		if _, has := o.values[f.name]; !has {
			continue
		}
		if hasDays {
			return p.fail(path+"/"+f.name, ErrSyntax, "", "within_days or from and to, not both")
		}
		if *f.to, err = p.text(path, o, f.name); err != nil {
			return err
		}
		if _, _, ok := ParseDate(*f.to); !ok {
			return p.fail(path+"/"+f.name, ErrValue, "write it as 2026-05-31", "%s is not a date", quote(*f.to))
		}
	}
	if leaf.From != "" && leaf.To != "" && leaf.From > leaf.To {
		if a, _, _ := ParseDate(leaf.From); a >= lastDay(leaf.To) {
			return p.fail(path+"/from", ErrValue, "exchange them", "from %s lies after to %s", leaf.From, leaf.To)
		}
	}
	return nil
}

// lastDay is the day after the period that a date names.
func lastDay(date string) int32 {
	d, precision, _ := ParseDate(date)
	return afterPeriod(d, precision)
}

func (p *parser) where(path string, o *object, leaf *ActivityLeaf) error {
	v, has := o.values["where"]
	if !has {
		return nil
	}
	w, ok := v.(*object)
	if !ok {
		return p.fail(path+"/where", ErrSyntax, `{"utm_source":["newsletter"]}`, "where takes dimensions with lists of values")
	}
	for _, name := range w.names {
		at := path + "/where/" + escape(name)
		var values []string
		var err error
		if _, list := w.values[name].([]any); list {
			values, err = p.values(at, w.values[name])
		} else {
			var one string
			one, err = p.scalar(at, w.values[name])
			values = []string{one}
		}
		if err != nil {
			return err
		}
		leaf.Where = append(leaf.Where, Condition{Dimension: name, Values: values})
	}
	return nil
}

func (p *parser) integer(path string, o *object, name string, lo, hi int64) (int64, bool, error) {
	v, has := o.values[name]
	if !has {
		return 0, false, nil
	}
	n, ok := v.(json.Number)
	if ok {
		i, err := n.Int64()
		if err == nil && i >= lo && i <= hi {
			return i, true, nil
		}
	}
	hint := ""
	if name == "at_least" {
		hint = `for "never" write "at_most": 0`
	}
	return 0, true, p.fail(path+"/"+name, ErrValue, hint, "%s", fmt.Sprintf("%s must be a whole number from %d to %d", name, lo, hi))
}
