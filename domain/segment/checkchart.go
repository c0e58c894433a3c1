package segment

import (
	"math"
	"time"

	"github.com/cerebro-cdp/cerebro/domain/category"
)

// CheckCharts binds charts to a schema as Check binds a tree. The result is
// new; the given list is left alone.
func CheckCharts(charts []Chart, s Schema) ([]Chart, error) {
	c := &checker{schema: s, op: "chart"}
	out := make([]Chart, len(charts))
	for i, chart := range charts {
		var err error
		if out[i], err = c.chart("/"+NumberText(float64(i)), chart); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (c *checker) chart(path string, chart Chart) (Chart, error) {
	if chart.Kind == ByWhen {
		leaf, err := c.activity(path, *chart.Activity)
		chart.Activity = leaf
		return chart, err
	}
	chart.Category = nil
	for _, name := range chart.By {
		cat, err := c.find(path+"/by", name)
		if err != nil {
			return chart, err
		}
		if hint := charted(chart.Kind, cat); hint != "" {
			return chart, c.fail(path, ErrOperation, hint, "%s is a %s", name, cat.Type)
		}
		chart.Category = append(chart.Category, cat)
	}
	return chart, nil
}

// charted says what to do instead when a category has no such chart; "" when
// it has.
func charted(kind ChartKind, cat category.Category) string {
	switch {
	case cat.Type == category.Geo:
		return "places have no chart yet"
	case kind == ByStep && cat.Type != category.NumberT:
		return `"interval" as a number goes with numbers`
	case kind == ByPeriod && cat.Type != category.Date:
		return "day, week, month and year go with dates"
	}
	return ""
}

// Start is the first day of the period that a day lies in.
func (p Period) Start(day int32) int32 {
	t := time.Unix(int64(day)*86400, 0).UTC()
	y, m, _ := t.Date()
	switch p {
	case PerWeek:
		return day - int32(t.Weekday()+6)%7
	case PerMonth:
		return Day(y, m, 1)
	case PerYear:
		return Day(y, 1, 1)
	default:
		return day
	}
}

// Step is the number of the step of a width that a number lies in: 3 for 37 in
// steps of 10.
func Step(x, width float64) int64 {
	at := math.Floor(x / width)
	if at == 0 && x < 0 { // too small for the quotient to show it
		at = -1
	}
	return int64(min(max(at, -maxStep), maxStep))
}

const maxStep = 1 << 53
