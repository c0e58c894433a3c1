package activitytest

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/activity"
)

// model is the port in its plainest form.
type model struct{ versions []activity.Activity }

// fold takes one event in.
func (m *model) fold(e projections.Event, ordinal int64) {
	switch e.Type {
	case event.TypeRecordErased:
		m.versions = slices.DeleteFunc(m.versions, func(a activity.Activity) bool {
			return a.Account == e.Stream.Account && a.Record == e.Stream.ID
		})
	case event.TypeAccountClosed:
		m.versions = slices.DeleteFunc(m.versions, func(a activity.Activity) bool { return a.Account == e.Stream.Account })
	default:
		doc, ok, err := activity.Of(e, ordinal)
		if err != nil || !ok {
			return
		}
		m.versions = slices.DeleteFunc(m.versions, func(a activity.Activity) bool {
			return a.Account == doc.Account && a.ID == doc.ID && a.Import == doc.Import && a.Record == doc.Record
		})
		m.versions = append(m.versions, doc)
	}
}

// standing are the activities of an account under a view.
func (m *model) standing(account uuid.UUID, v activity.View) []activity.Activity {
	best := map[uuid.UUID]activity.Activity{}
	for _, a := range m.versions {
		if a.Account == account && v.Counts(a.Import) && a.Ordinal > best[a.ID].Ordinal {
			best[a.ID] = a
		}
	}
	var out []activity.Activity
	for _, a := range best {
		if v.ShowsSource(a.Source) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b activity.Activity) int { return a.Cursor().Compare(b.Cursor()) })
	return out
}

func (m *model) matching(q activity.Query) []activity.Activity {
	return slices.DeleteFunc(m.standing(q.Account, q.View), func(a activity.Activity) bool {
		wanted := len(q.Types) == 0
		for _, t := range q.Types {
			wanted = wanted || strings.EqualFold(t, a.Type)
		}
		return !wanted || !slices.Contains(q.Records, a.Record) ||
			(!q.From.IsZero() && a.OccurredAt.Before(q.From)) || (!q.To.IsZero() && !a.OccurredAt.Before(q.To))
	})
}

func (m *model) count(q activity.Query) int64 {
	all := m.matching(q)
	return int64(len(slices.DeleteFunc(all, func(a activity.Activity) bool { return a.Withdrawn })))
}

func (m *model) page(q activity.Query) ([]activity.Activity, bool) {
	all := m.matching(q)
	limit := q.Limit
	if limit == 0 {
		limit = activity.DefaultLimit
	}
	if !q.After.IsZero() {
		all = slices.DeleteFunc(all, func(a activity.Activity) bool { return a.Cursor().Compare(q.After) <= 0 })
	}
	if !q.Before.IsZero() {
		all = slices.DeleteFunc(all, func(a activity.Activity) bool { return a.Cursor().Compare(q.Before) >= 0 })
		return all[max(0, len(all)-limit):], len(all) > limit
	}
	return all[:min(limit, len(all))], len(all) > limit
}
