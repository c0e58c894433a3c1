package projections_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/cerebro-cdp/cerebro/projections"
)

type named struct {
	*counting
	name string
}

func (n named) Name() string { return n.name }

func TestGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := newLog()
		good, bad := named{newCounting(), "good"}, named{newCounting(), "bad"}
		bad.has, bad.at = true, projections.Checkpoint{Store: id(9, 2)}
		var runners []*projections.Runner
		for _, p := range []named{good, bad} {
			r, err := projections.NewRunner(p, log, projections.Config{})
			if err != nil {
				t.Fatal(err)
			}
			runners = append(runners, r)
		}
		g, err := projections.NewGroup(runners...)
		if err != nil {
			t.Fatal(err)
		}
		if err := g.Check(t.Context()); !errors.Is(err, projections.ErrOtherStore) {
			t.Errorf("check: got %v, want ErrOtherStore", err)
		}
		if err := g.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		at := log.Append(history(1, 10)...)
		for _, c := range []struct {
			names []string
			want  error
		}{
			{[]string{"good"}, nil},
			{[]string{"good", "bad"}, projections.ErrOtherStore},
			{nil, projections.ErrStopped},
			{[]string{"ugly"}, projections.ErrUnknown},
		} {
			if err := g.WaitFor(t.Context(), c.names, at, time.Second); !errors.Is(err, c.want) {
				t.Errorf("wait for %v: got %v, want %v", c.names, err, c.want)
			}
		}
		if s := g.Status(); !s[0].CaughtUp || s[1].Phase != projections.Failed || s[1].Err == nil {
			t.Errorf("status %+v, want the good one caught up and the bad one failed", s)
		}
		checkMetrics(t, g)
		if err := g.Stop(t.Context()); !errors.Is(err, projections.ErrOtherStore) {
			t.Errorf("stop: got %v, want what the bad one ended with", err)
		}
	})
}

func checkMetrics(t *testing.T, g *projections.Group) {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	if err := registry.Register(g.Collector()); err != nil {
		t.Fatal(err)
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == "cerebro_projection_events_total" && f.GetMetric()[1].GetCounter().GetValue() != 10 {
			t.Errorf("events_total of the good projection is %v, want 10", f.GetMetric()[1])
		}
	}
	if len(families) < 7 {
		t.Errorf("%d metrics, want 7", len(families))
	}
}

func TestNamesDiffer(t *testing.T) {
	var runners []*projections.Runner
	for range 2 {
		r, err := projections.NewRunner(newCounting(), newLog(), projections.Config{})
		if err != nil {
			t.Fatal(err)
		}
		runners = append(runners, r)
	}
	if _, err := projections.NewGroup(runners...); !errors.Is(err, projections.ErrInvalid) {
		t.Errorf("got %v, want ErrInvalid", err)
	}
}

var _ projections.LatePublisher = published{}
