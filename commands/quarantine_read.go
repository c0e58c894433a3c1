package commands

import (
	"context"
	"sort"
	"strconv"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// List shows an account's held data, newest first, after a cursor ("" starts).
// next is "" at the end. What has expired is not shown.
func (q *Quarantine) List(account uuid.UUID, cursor string, limit int) (list []HeldDatum, next string, err error) {
	before := int64(1) << 62
	if cursor != "" {
		if before, err = strconv.ParseInt(cursor, 36, 64); err != nil || before < 1 {
			return nil, "", Refuse(Invalid, `use "next" of the last page`, "the cursor is not of this list")
		}
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	l := q.accounts[account]
	if l == nil {
		return nil, "", nil
	}
	now := q.now()
	at := sort.Search(len(l.order), func(i int) bool { return l.order[i].place >= before })
	for at--; at >= 0; at-- {
		d, ok := l.items[l.order[at].id]
		if !ok || !d.Expires.After(now) {
			continue
		}
		if len(list) == limit {
			return list, strconv.FormatInt(list[limit-1].place, 36), nil
		}
		list = append(list, d)
	}
	return list, "", nil
}

// Counts says how many data an account has in quarantine, those included that
// have expired since.
func (q *Quarantine) Counts(account uuid.UUID) QuarantineCounts {
	q.mu.Lock()
	defer q.mu.Unlock()
	if l := q.accounts[account]; l != nil {
		return l.counts
	}
	return QuarantineCounts{}
}

// Position is how far the log has been folded.
func (q *Quarantine) Position() eventstore.Position {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.position
}

// WaitFor returns once the list shows what stands at a position.
func (q *Quarantine) WaitFor(ctx context.Context, p eventstore.Position) error {
	for {
		q.mu.Lock()
		done, moved, failed := !q.position.Before(p), q.moved, q.failed
		q.mu.Unlock()
		switch {
		case done:
			return nil
		case failed != nil:
			return &Error{Code: Unavailable, Detail: "the log cannot be followed", Hint: "see /readyz", Err: failed}
		}
		select {
		case <-moved:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Held fetches a datum in quarantine with what it says, as it came.
func (s *Service) Held(ctx context.Context, c Caller, id string) (HeldDatum, []byte, error) {
	h, err := s.heldDatum(ctx, c, id)
	if err != nil {
		return HeldDatum{}, nil, err
	}
	return HeldDatum{
		ID: h.Datum, Source: h.source, Import: h.imp, Door: h.Door, Reason: h.Reason, Hint: h.Hint, Rejected: h.rejected, Expires: h.Expires,
	}, h.Raw, nil
}
