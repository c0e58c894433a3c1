package eventstoretest

import (
	"errors"
	"fmt"
	"slices"

	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/google/uuid"
	"pgregory.net/rapid"
)

func historyCases() []suiteCase {
	return []suiteCase{{name: "history/random histories agree with the model", needs: exactIDs, run: historyRandom}}
}

// historyRandom runs random calls, most of them near the edges (retries, parts
// of retries, expectations that are nearly right), against log and model.
func historyRandom(c *fixture) {
	rapid.Check(c.T, func(t *rapid.T) {
		h := history{
			fixture: &fixture{
				T: c.T, factory: c.factory, ctx: c.ctx, log: c.log,
				prefix: "history-" + uuid.NewString() + ".", start: c.head(),
			},
			rapid: t, model: newModel(),
		}
		t.Repeat(map[string]func(*rapid.T){
			"append":     h.append,
			"retry":      h.retry,
			"skip":       h.skipSome,
			"many":       h.many,
			"readStream": h.readSome,
			"readAll":    h.readBetween,
			"":           func(*rapid.T) {},
		})
		h.compare()
	})
}

type history struct {
	*fixture
	rapid *rapid.T
	model *model
	made  []eventstore.Append
}

// fresh makes events whose content rapid can replay.
func fresh(t *rapid.T, n int) []eventstore.NewEvent {
	events := make([]eventstore.NewEvent, n)
	for i := range events {
		events[i] = eventstore.NewEvent{
			ID:       uuid.Must(uuid.NewRandom()),
			Type:     rapid.SampledFrom([]string{"A", "AB", "B"}).Draw(t, "type"),
			Data:     rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(t, "data"),
			Metadata: rapid.SliceOfN(rapid.Byte(), 0, 5).Draw(t, "metadata"),
		}
	}
	return events
}

func (h *history) anyStream(t *rapid.T) string {
	return h.stream(rapid.SampledFrom([]string{"a", "b", "c", "aa"}).Draw(t, "stream"))
}

func (h *history) draw(t *rapid.T) eventstore.Append {
	a := eventstore.Append{Stream: h.anyStream(t), Events: fresh(t, rapid.IntRange(1, 4).Draw(t, "events"))}
	length := eventstore.Revision(len(h.model.streams[a.Stream]))
	a.Expected = max(eventstore.Any, rapid.SampledFrom([]eventstore.Revision{
		eventstore.Any, eventstore.NoStream, length - 1, length - 1, length - 2, length,
	}).Draw(t, "expected"))
	return a
}

func (h *history) append(t *rapid.T) { h.run(t, h.draw(t)) }

// retry repeats an earlier append, whole or spoilt.
func (h *history) retry(t *rapid.T) {
	if len(h.made) == 0 {
		t.Skip("nothing to retry")
	}
	a := rapid.SampledFrom(h.made).Draw(t, "earlier")
	a.Events = slices.Clone(a.Events)
	switch rapid.SampledFrom([]string{"same", "same", "longer", "shorter", "shifted", "elsewhere"}).Draw(t, "spoilt") {
	case "longer":
		a.Events = append(a.Events, fresh(t, 1)...)
	case "shorter":
		a.Events = a.Events[:max(1, len(a.Events)-1)]
	case "shifted":
		a.Expected = max(eventstore.Any, a.Expected-1)
	case "elsewhere":
		a.Stream = h.anyStream(t)
	}
	if a.SkipKnown {
		a.Expected = eventstore.Any
	}
	h.run(t, a)
}

// skipSome appends old and new ids together with SkipKnown.
func (h *history) skipSome(t *rapid.T) {
	a := eventstore.Append{
		Stream: h.anyStream(t), Expected: eventstore.Any, SkipKnown: true,
		Events: fresh(t, rapid.IntRange(0, 3).Draw(t, "new")),
	}
	for range rapid.IntRange(0, 3).Draw(t, "old") {
		if len(h.made) > 0 {
			earlier := rapid.SampledFrom(h.made).Draw(t, "earlier")
			a.Events = append(a.Events, rapid.SampledFrom(earlier.Events).Draw(t, "event"))
		}
	}
	if len(a.Events) == 0 {
		t.Skip("no events")
	}
	a.Events = rapid.Permutation(a.Events).Draw(t, "order")
	h.run(t, a)
}

func (h *history) many(t *rapid.T) {
	var appends []eventstore.Append
	for range rapid.IntRange(2, 4).Draw(t, "appends") {
		appends = append(appends, h.draw(t))
	}
	h.run(t, appends...)
}

// run makes one call and compares every result with the model's.
func (h *history) run(t *rapid.T, appends ...eventstore.Append) {
	results, err := h.log.Append(h.ctx, appends...)
	if err != nil {
		t.Fatalf("append: %v", err)
	}
	for i, a := range appends {
		want := h.model.append(a)
		if err := h.differs(results[i], want, a); err != nil {
			t.Fatalf("append %+v: %v\nresult %+v\nwant %+v", a, err, results[i], want)
		}
		if results[i].Err == nil {
			h.made = append(h.made, a)
		}
	}
}

func (h *history) differs(r eventstore.Result, want outcome, a eventstore.Append) error {
	if want.wrong {
		var wrong *eventstore.WrongRevisionError
		if !errors.As(r.Err, &wrong) || wrong.Actual != want.actual || wrong.Expected != a.Expected {
			return fmt.Errorf("want a wrong revision")
		}
		return nil
	}
	last := h.model.all[want.last]
	switch {
	case r.Err != nil:
		return r.Err
	case h.factory.TellsRetries && r.Duplicate != want.duplicate:
		return errors.New("field Duplicate differs")
	case !slices.Equal(r.Known, want.known):
		return errors.New("field Known differs")
	case r.Revision != last.Revision:
		return fmt.Errorf("want revision %d", last.Revision)
	}
	return nil
}

func (h *history) readSome(t *rapid.T) {
	s := h.anyStream(t)
	from := eventstore.Revision(rapid.IntRange(0, len(h.model.streams[s])+1).Draw(t, "from"))
	dir := rapid.SampledFrom([]eventstore.Direction{eventstore.Forwards, eventstore.Backwards}).Draw(t, "dir")
	limit := rapid.IntRange(0, 5).Draw(t, "limit")
	h.same("stream", h.readStream(s, from, dir, limit), h.model.readStream(s, from, dir, limit))
}

// readBetween reads everything from the place of some event.
func (h *history) readBetween(t *rapid.T) {
	all := h.all()
	if len(all) == 0 {
		t.Skip("nothing written")
	}
	i := rapid.IntRange(0, len(all)-1).Draw(t, "event")
	after := h.recorded(h.log.ReadAll(h.ctx, all[i].Position, eventstore.Forwards, h.mine(), 0))
	h.same("after", allSeen(after), tail(h.model.all[i+1:]))
	if i > 0 {
		before := h.recorded(h.log.ReadAll(h.ctx, all[i].Position, eventstore.Backwards, h.mine(), i))
		h.same("before", allSeen(before), reversed(h.model.all[:i]))
	}
}

// compare holds every view of the log to the model at the end.
func (h *history) compare() {
	h.same("log", allSeen(h.all()), tail(h.model.all))
	for s, want := range h.model.streams {
		h.same(s, h.whole(s), want)
	}
	for _, a := range h.made {
		for _, e := range a.Events {
			positions, err := h.log.Known(h.ctx, []uuid.UUID{e.ID})
			if err != nil || positions[0].IsZero() == h.model.has(e.ID) {
				h.Fatalf("known %s: %v, %v", e.ID, positions, err)
			}
		}
	}
}
