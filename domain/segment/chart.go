package segment

import (
	"encoding/json"

	"github.com/cerebro-cdp/cerebro/domain/category"
)

// Limits of charts.
const (
	MaxCharts  = 64      // in one query
	MaxTop     = 10_000  // values of a chart
	MaxCells   = 100_000 // of a cross-tab
	defaultTop = 50
)

// ChartKind tells what a chart shows.
type ChartKind uint8

// The kinds of charts.
const (
	ByValue  ChartKind = iota // persons per value of By[0]
	ByTwo                     // persons per pair of values of By[0] and By[1]
	ByStep                    // persons per step of Step in the number By[0]
	ByPeriod                  // persons per Period of the date By[0]
	ByWhen                    // persons and times per Period of Activity
)

// Period is a length of time in a histogram.
type Period string

// The periods. A week begins on Monday.
const (
	PerDay   Period = "day"
	PerWeek  Period = "week"
	PerMonth Period = "month"
	PerYear  Period = "year"
)

// Chart asks how the people of a segment spread over something.
type Chart struct {
	Kind     ChartKind
	By       []string
	Top      []int // how many values of each By; the rest is "other"
	Step     float64
	Period   Period
	Activity *ActivityLeaf // ByWhen: type, where, window and sources
	// Households: distinct households are counted beside persons.
	Households bool

	// Set by CheckCharts.
	Category []category.Category
}

// ParseCharts reads a JSON list of charts.
func ParseCharts(data []byte) ([]Chart, error) {
	v, err := readJSON("chart", data)
	if err != nil {
		return nil, err
	}
	p := &parser{op: "chart"}
	list, ok := v.([]any)
	if !ok {
		return nil, p.fail("", ErrSyntax, `[{"by":"city","top":50}]`, "charts are a list")
	}
	if len(list) > MaxCharts {
		return nil, p.fail("", ErrTooLarge, "", "%d charts, at most %d", len(list), MaxCharts)
	}
	out := make([]Chart, len(list))
	for i, v := range list {
		if out[i], err = p.chart("/"+NumberText(float64(i)), v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (p *parser) chart(path string, v any) (Chart, error) {
	o, ok := v.(*object)
	if !ok {
		return Chart{}, p.fail(path, ErrSyntax, `{"by":"city","top":50}`, "a chart must be an object")
	}
	if _, has := o.values["activity"]; has {
		return p.activityChart(path, o)
	}
	if err := p.onlyKeys(path, o, "by", "top", "interval", "count"); err != nil {
		return Chart{}, err
	}
	c := Chart{}
	if err := p.chartCounted(path, o, &c); err != nil {
		return c, err
	}
	switch by := o.values["by"].(type) {
	case string:
		c.By = []string{by}
	case []any:
		var err error
		if c.By, err = p.values(path+"/by", by); err != nil {
			return c, err
		}
	}
	if len(c.By) == 0 || len(c.By) > 2 {
		return c, p.fail(path+"/by", ErrSyntax, `"by":"city" or "by":["city","party"]`, "a chart is by one or two categories")
	}
	if len(c.By) == 2 {
		c.Kind = ByTwo
	}
	if _, has := o.values["interval"]; has {
		return c, p.interval(path, o, &c)
	}
	return c, p.top(path, o, &c)
}

func (p *parser) activityChart(path string, o *object) (Chart, error) {
	if err := p.onlyKeys(path, o, "activity", "interval", "within_days", "from", "to", "where", "sources", "count"); err != nil {
		return Chart{}, err
	}
	rest := &object{values: map[string]any{}}
	for _, name := range o.names {
		if name != "interval" && name != "count" {
			rest.names, rest.values[name] = append(rest.names, name), o.values[name]
		}
	}
	n, err := p.activity(path, rest)
	if err != nil {
		return Chart{}, err
	}
	c := Chart{Kind: ByWhen, Activity: n.Activity, Period: PerDay}
	if err := p.chartCounted(path, o, &c); err != nil {
		return c, err
	}
	if _, has := o.values["interval"]; has {
		c.Period, err = p.period(path, o)
	}
	return c, err
}

func (p *parser) interval(path string, o *object, c *Chart) error {
	if len(c.By) == 2 || o.values["top"] != nil {
		return p.fail(path+"/interval", ErrSyntax, "", "a histogram is by one category and has no top")
	}
	if _, text := o.values["interval"].(string); text {
		period, err := p.period(path, o)
		c.Kind, c.Period = ByPeriod, period
		return err
	}
	b, err := p.bound(path, o, "interval")
	if err != nil || b == nil || b.Number <= 0 {
		return p.fail(path+"/interval", ErrValue, "", "interval is a number above 0, or one of day, week, month, year")
	}
	c.Kind, c.Step = ByStep, b.Number
	return nil
}

func (p *parser) period(path string, o *object) (Period, error) {
	s, _ := o.values["interval"].(string)
	periods := []string{string(PerDay), string(PerWeek), string(PerMonth), string(PerYear)}
	for _, known := range periods {
		if s == known {
			return Period(s), nil
		}
	}
	return "", p.fail(path+"/interval", ErrValue, suggest(s, periods), "unknown interval %s", quote(s))
}

func (p *parser) top(path string, o *object, c *Chart) error {
	given, has := o.values["top"]
	list, isList := given.([]any)
	if has && !isList {
		list = []any{given}
	}
	if len(list) > len(c.By) {
		return p.fail(path+"/top", ErrSyntax, "", "more numbers in top than categories in by")
	}
	cells := 1
	for i := range c.By {
		n := defaultTop
		if i < len(list) {
			num, _ := list[i].(json.Number)
			v, err := num.Int64()
			if err != nil || v < 1 || v > MaxTop {
				return p.fail(path+"/top", ErrValue, "", "top must be a whole number from 1 to %d", MaxTop)
			}
			n = int(v)
		}
		c.Top = append(c.Top, n)
		cells *= n
	}
	if cells > MaxCells {
		return p.fail(path+"/top", ErrTooLarge, "", "a cross-tab of %d cells, at most %d", cells, MaxCells)
	}
	return nil
}
