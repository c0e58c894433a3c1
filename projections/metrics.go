package projections

import "github.com/prometheus/client_golang/prometheus"

// metric is one gauge or counter per projection, read from its Status.
type metric struct {
	name, help string
	kind       prometheus.ValueType
	value      func(Status) float64
}

func metrics() []metric {
	yes := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	return []metric{
		{"cerebro_projection_events_total", "Events folded, counted from the beginning of the log.", prometheus.CounterValue, func(s Status) float64 { return float64(s.Ordinal) }},
		{"cerebro_projection_lag_events", "Events read and not applied yet.", prometheus.GaugeValue, func(s Status) float64 { return float64(s.LagEvents) }},
		{"cerebro_projection_lag_seconds", "Age of the newest event applied while behind, else 0.", prometheus.GaugeValue, func(s Status) float64 { return s.Lag.Seconds() }},
		{"cerebro_projection_events_per_second", "Events applied a second over the last ten seconds.", prometheus.GaugeValue, func(s Status) float64 { return s.Rate }},
		{"cerebro_projection_parked_events", "Events parked because they, or an earlier one of their key, cannot be applied.", prometheus.GaugeValue, func(s Status) float64 { return float64(s.Parked) }},
		{"cerebro_projection_caught_up", "1 when the head of the log is applied.", prometheus.GaugeValue, func(s Status) float64 { return yes(s.CaughtUp) }},
		{"cerebro_projection_failing", "1 while the projection cannot go on.", prometheus.GaugeValue, func(s Status) float64 { return yes(s.Err != nil) }},
	}
}

// collector shows a group to Prometheus.
type collector struct {
	group *Group
	each  []metric
	descs []*prometheus.Desc
}

// Collector shows the group's projections to Prometheus, labelled projection.
func (g *Group) Collector() prometheus.Collector {
	c := &collector{group: g, each: metrics()}
	for _, m := range c.each {
		c.descs = append(c.descs, prometheus.NewDesc(m.name, m.help, []string{"projection"}, nil))
	}
	return c
}

// Describe implements prometheus.Collector.
func (c *collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range c.descs {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (c *collector) Collect(out chan<- prometheus.Metric) {
	for _, s := range c.group.Status() {
		for i, m := range c.each {
			out <- prometheus.MustNewConstMetric(c.descs[i], m.kind, m.value(s), s.Name)
		}
	}
}
