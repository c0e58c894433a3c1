package commands

import (
	"context"
	"time"

	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/commands/ingest/facts"
	"github.com/cerebro-cdp/cerebro/commands/ingest/tracking"
	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// doorTracking names the tracking doors in events.
const doorTracking = "tracking"

// Track takes a tracking call in: one outcome per message. The caller's key is
// bound to the source; an unbound one writes to the account's source "web".
func (s *Service) Track(ctx context.Context, c Caller, call tracking.Call, received time.Time) (DataAnswer, error) {
	if err := c.need(event.RoleWrite); err != nil {
		return DataAnswer{}, err
	}
	source, err := s.trackingSource(c)
	if err != nil {
		return DataAnswer{}, err
	}
	r := &reading{source: source, lang: s.language(c.Account, source), now: received}
	t := s.newTaking(c, source, doorTracking, len(call.Items), "")
	for i := range call.Items {
		it := &call.Items[i]
		if it.Err != nil {
			t.add(i, ingest.Datum{Message: string(it.Message.MessageID)}, it.Raw, &Error{Code: Invalid, Detail: "the message cannot be taken in", Hint: "see the tracking specification of your client", Err: it.Err})
			continue
		}
		d, err := s.tracked(r, &it.Message, call.SentAt, received)
		t.add(i, d, it.Raw, err)
	}
	return t.take(ctx)
}

func (s *Service) trackingSource(c Caller) (fold.Source, error) {
	if source, ok := s.Directory.Source(c.Account, c.Source); ok {
		return source, nil
	}
	if source, ok := s.Directory.SourceByName(c.Account, FirstSource); ok {
		return source, nil
	}
	return fold.Source{}, Refuse(NotFound, "use the write key of a digital source", "this key belongs to no source")
}

// tracked brings one message into the common shape.
func (s *Service) tracked(r *reading, m *tracking.Message, batchSentAt string, received time.Time) (ingest.Datum, error) {
	means := tracking.Mean(m, batchSentAt, received)
	d := ingest.Datum{
		Source: r.source.ID, Key: clean.Text(means.Key, clean.Options{}), Message: means.Message,
		OccurredAt: means.OccurredAt, Activity: means.Activity, Region: r.lang.Clean.Region,
	}
	if d.Key == "" || len(d.Key) > maxKey {
		return d, Refuse(Invalid, "send a userId or anonymousId of at most 512 bytes", "the message names nobody")
	}
	d.Identity = identifiers(r.lang, means.UserID, means.AnonymousID)
	set := facts.NewSet(r.lang)
	if means.Traits != nil {
		d.Extra = set.Traits(means.Traits)
	}
	if means.Group != "" {
		list, _ := r.lang.Catalogue.Named("list")
		set.State(event.Add, list, means.Group)
	}
	d.Facts = set.Facts()
	if means.Alias != "" {
		// The previous id of an alias is, with nearly every client, the cookie
		// the person had before the user id was known.
		d.Identity = append(d.Identity, identifiers(r.lang, "", means.Alias)...)
		d.Linked = means.Alias
	}
	return d, nil
}

// identifiers are the facts that a tracking call's ids state.
func identifiers(l facts.Language, userID, anonymousID string) []event.Fact {
	var out []event.Fact
	add := func(name, raw string) {
		c, _ := l.Catalogue.Named(name)
		r := clean.Fact(name, string(category.Text), raw, clean.Options{Single: true})
		if raw != "" && len(r.Values) > 0 {
			out = append(out, facts.Identifier(c.Number, r.Values[0].Text, l.Space))
		}
	}
	add("user_id", userID)
	add("anonymous_id", anonymousID)
	return out
}
