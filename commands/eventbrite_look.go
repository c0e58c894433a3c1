package commands

import (
	"context"
	"encoding/json"
	"iter"

	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/commands/ingest/eventbrite"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// looking is one look at Eventbrite.
type looking struct {
	service *Service
	caller  Caller
	source  fold.Source
	api     eventbrite.API
	reading eventbrite.Reading
	classes map[string]bool // ticket classes asked for: whether they are donations
	answer  HookAnswer
}

// at takes in what an object says.
func (l *looking) at(ctx context.Context, o eventbrite.Object) error {
	switch o.Kind {
	case eventbrite.KindAttendee:
		raw, err := l.api.Attendee(ctx, o.Event, o.ID)
		if err != nil {
			return err
		}
		return l.attendees(ctx, []json.RawMessage{raw})
	case eventbrite.KindOrder:
		raw, err := l.api.Order(ctx, o.ID)
		if err != nil {
			return err
		}
		if err := l.order(ctx, raw); err != nil {
			return err
		}
		return l.pages(ctx, l.api.OrderAttendees(ctx, o.ID))
	default:
		return l.pages(ctx, l.api.EventAttendees(ctx, o.ID))
	}
}

// pages takes page after page in, so that none has to wait for the last.
func (l *looking) pages(ctx context.Context, pages iter.Seq2[[]json.RawMessage, error]) error {
	for page, err := range pages {
		if err != nil {
			return err
		}
		if err := l.attendees(ctx, page); err != nil {
			return err
		}
	}
	return nil
}

func (l *looking) order(ctx context.Context, raw json.RawMessage) error {
	o, err := eventbrite.ParseOrder(raw)
	if err != nil {
		return l.take(ctx, []looked{{raw: raw, err: err}})
	}
	d, ok := l.reading.Buyer(o)
	if !ok {
		return nil
	}
	return l.take(ctx, []looked{{raw: raw, datum: d}})
}

func (l *looking) attendees(ctx context.Context, raws []json.RawMessage) error {
	var all []looked
	for _, raw := range raws {
		a, err := eventbrite.ParseAttendee(raw)
		if err != nil {
			all = append(all, looked{raw: raw, err: err})
			continue
		}
		donation, err := l.donation(ctx, a)
		if err != nil {
			return err
		}
		for _, d := range l.reading.Attendee(a, donation) {
			all = append(all, looked{raw: raw, datum: d})
		}
	}
	return l.take(ctx, all)
}

// donation asks for the class of a paid ticket, once.
func (l *looking) donation(ctx context.Context, a eventbrite.Attendee) (is bool, err error) {
	if !a.Paid() {
		return false, nil
	}
	ev, class := a.TicketClass()
	is, asked := l.classes[class]
	if !asked {
		if is, err = l.api.Donation(ctx, ev, class); err != nil {
			return false, err
		}
		l.classes[class] = is
	}
	return is, nil
}

// looked is a datum, or why there is none, with the object it comes from.
type looked struct {
	raw   json.RawMessage
	datum ingest.Datum
	err   error
}

func (l *looking) take(ctx context.Context, all []looked) error {
	if len(all) == 0 {
		return nil
	}
	t := l.service.newTaking(l.caller, l.source, doorEventbrite, len(all), "")
	for i, one := range all {
		if one.err != nil {
			// The same object again must not be put aside twice.
			one.datum.Message = contentID(one.raw)
			one.err = &Error{Code: Invalid, Detail: "the object cannot be understood", Hint: "mend it and resubmit it, or let Eventbrite call again", Err: one.err}
		}
		t.add(i, one.datum, one.raw, one.err)
	}
	done, err := t.take(ctx)
	if err != nil {
		return err
	}
	l.answer.Items = append(l.answer.Items, done.Items...)
	if l.answer.Position.Before(done.Position) {
		l.answer.Position = done.Position
	}
	return nil
}
