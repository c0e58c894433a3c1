package eventbrite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/url"
)

// maxPages bounds the pages of one list: 50 objects a page.
const maxPages = 1000

// API asks for objects as one organisation.
type API struct {
	Fetcher Fetcher
	Token   string
}

// Order gets an order with its event's name.
func (a API) Order(ctx context.Context, id string) (json.RawMessage, error) {
	return a.get(ctx, "/v3/orders/"+id+"/?expand=event")
}

// Attendee gets an attendee with its event's name.
func (a API) Attendee(ctx context.Context, event, id string) (json.RawMessage, error) {
	return a.get(ctx, "/v3/events/"+event+"/attendees/"+id+"/?expand=event")
}

// OrderAttendees goes through the attendees of an order, page by page.
func (a API) OrderAttendees(ctx context.Context, order string) iter.Seq2[[]json.RawMessage, error] {
	return a.pages(ctx, "/v3/orders/"+order+"/attendees/?expand=event")
}

// EventAttendees goes through the attendees of an event, page by page.
func (a API) EventAttendees(ctx context.Context, event string) iter.Seq2[[]json.RawMessage, error] {
	return a.pages(ctx, "/v3/events/"+event+"/attendees/?expand=event")
}

// Donation tells whether a ticket class is one of donations. A class that is
// gone is none.
func (a API) Donation(ctx context.Context, event, class string) (bool, error) {
	if !isID(event) || !isID(class) {
		return false, nil
	}
	b, err := a.get(ctx, "/v3/events/"+event+"/ticket_classes/"+class+"/")
	if e, ok := errors.AsType[*FetchError](err); ok && e.Gone() {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var c struct {
		Donation text `json:"donation"`
	}
	if err := json.Unmarshal(b, &c); err != nil {
		return false, nil // an object, but not this one
	}
	return c.Donation.true(), nil
}

func (a API) get(ctx context.Context, path string) (json.RawMessage, error) {
	b, err := a.Fetcher.Fetch(ctx, a.Token, path)
	if err == nil && !json.Valid(b) {
		err = &FetchError{Err: errors.New("the answer is not JSON")}
	}
	return b, err
}

// pages follows a list by its continuations. A list that does not end is given
// up as a failure.
func (a API) pages(ctx context.Context, path string) iter.Seq2[[]json.RawMessage, error] {
	return func(yield func([]json.RawMessage, error) bool) {
		next := path
		for range maxPages {
			b, err := a.get(ctx, next)
			if err != nil {
				yield(nil, err)
				return
			}
			var page struct {
				Pagination struct {
					Continuation text `json:"continuation"`
					More         text `json:"has_more_items"`
				} `json:"pagination"`
				Attendees []json.RawMessage `json:"attendees"`
			}
			if err := json.Unmarshal(b, &page); err != nil {
				yield(nil, &FetchError{Err: fmt.Errorf("a page of attendees: %w", err)})
				return
			}
			if !yield(page.Attendees, nil) || !page.Pagination.More.true() || page.Pagination.Continuation == "" {
				return
			}
			next = path + "&continuation=" + url.QueryEscape(string(page.Pagination.Continuation))
		}
		yield(nil, &FetchError{Err: fmt.Errorf("a list has more than %d pages", maxPages)})
	}
}
