package commands

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/eventstore"
)

// DataAnswer is what a data command says: one outcome per item, in order.
type DataAnswer struct {
	Position eventstore.Position
	Items    []ingest.Outcome
}

// taking gathers the items of one call: those that can be taken in, and those
// that go to quarantine.
type taking struct {
	service *Service
	caller  Caller
	source  fold.Source
	door    string
	request string // names the call for ids of items without one; "" = random
	answer  DataAnswer
	data    []ingest.Datum
	at      []int    // parallel to data: the item it came from
	raws    [][]byte // parallel to data: as it came
	bad     []rejected
}

// rejected is an item on its way to quarantine.
type rejected struct {
	item    int
	message string // the sender's id of it, "" when there is none
	raw     []byte
	err     error
}

func (s *Service) newTaking(c Caller, source fold.Source, door string, n int, idempotencyKey string) *taking {
	return &taking{service: s, caller: c, source: source, door: door, request: idempotencyKey,
		answer: DataAnswer{Items: make([]ingest.Outcome, n)}, data: make([]ingest.Datum, 0, n), at: make([]int, 0, n), raws: make([][]byte, 0, n)}
}

// add takes the item up, or puts it aside when err says that it cannot be.
func (t *taking) add(item int, d ingest.Datum, raw []byte, err error) {
	if err != nil {
		t.bad = append(t.bad, rejected{item, d.Message, raw, err})
		return
	}
	if t.request != "" {
		// What it says is part of its name: another datum under the same key is
		// another datum, and must not pass for one that was taken in.
		d.Fallback = fmt.Sprintf("%s\x00%s\x00%d\x00%x", t.door, t.request, item, sha256.Sum256(raw))
	}
	t.data = append(t.data, d)
	t.at = append(t.at, item)
	t.raws = append(t.raws, raw)
}

// take appends everything and answers.
func (t *taking) take(ctx context.Context) (DataAnswer, error) {
	taken, err := t.service.Take(ctx, t.caller, uuid.Nil, t.data)
	if err != nil {
		return DataAnswer{}, err
	}
	t.answer.Position = taken.Position
	for i, out := range taken.Outcomes {
		if out.Status == ingest.Duplicate && t.data[i].Message == "" && t.request != "" {
			out.Status = ingest.Saved // the first answer, given again
		}
		if out.Status == ingest.Rejected {
			t.bad = append(t.bad, rejected{t.at[i], t.data[i].Message, t.raws[i], out.Err})
			continue
		}
		t.answer.Items[t.at[i]] = out
	}
	return t.answer, t.quarantine(ctx)
}

// quarantine keeps what could not be taken in.
func (t *taking) quarantine(ctx context.Context) error {
	if len(t.bad) == 0 {
		return nil
	}
	data := make([]rejection, len(t.bad))
	for i, b := range t.bad {
		data[i] = rejection{source: t.source.ID, door: t.door, raw: b.raw, err: b.err}
		data[i].id = t.datum(b)
	}
	at, err := t.service.reject(ctx, t.caller, uuid.Nil, data)
	if err != nil {
		return err
	}
	if t.answer.Position.Before(at) {
		t.answer.Position = at
	}
	for i, b := range t.bad {
		t.answer.Items[b.item] = ingest.Outcome{Status: ingest.Rejected, Datum: data[i].id, Err: b.err}
	}
	return nil
}

// datum names what goes to quarantine: a repetition of the call, or of the
// message in another batch, must not put it there twice.
func (t *taking) datum(b rejected) uuid.UUID {
	switch {
	case t.request != "":
		return derive(t.source.Namespace, "rejected", t.door, t.request, b.item, string(b.raw))
	case b.message != "":
		return derive(t.source.Namespace, "rejected", t.door, "message", b.message)
	case t.door == doorTracking:
		// Clients send a batch again as it was, and this message has no id.
		return derive(t.source.Namespace, "rejected", t.door, "content", string(b.raw))
	}
	return uuid.Nil
}

// decodeStrict decodes one JSON value and refuses members that are not known.
func decodeStrict(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return fmt.Errorf("there is more after the end")
	}
	return nil
}
