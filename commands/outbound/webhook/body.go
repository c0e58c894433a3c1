package webhook

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Types are the event types that may leave.
func Types() []event.Type {
	return []event.Type{
		event.TypeRecordObserved, event.TypeActivityRecorded, event.TypeRecordErased,
		event.TypeProfilesMerged, event.TypeProfilesSplit, event.TypeMatchProposed, event.TypeMatchWithdrawn,
		event.TypeImportStarted, event.TypeImportFinished,
	}
}

// body is what is sent.
type body struct {
	ID         uuid.UUID  `json:"id"`
	Type       event.Type `json:"type"`
	Account    uuid.UUID  `json:"account"`
	Source     *uuid.UUID `json:"source,omitempty"`
	Import     *uuid.UUID `json:"import,omitempty"`
	Record     *uuid.UUID `json:"record,omitempty"`
	OccurredAt time.Time  `json:"occurred_at"`
	RecordedAt time.Time  `json:"recorded_at"`
	Data       any        `json:"data"`
}

// encode makes the body of an event; name gives the names of categories. false
// when there is nothing to send: the event was erased, or may not leave.
func encode(e event.Event, name func(category.Number) string) ([]byte, bool, error) {
	data, ok := dataOf(e.Payload, name)
	if !ok {
		return nil, false, nil
	}
	b, err := json.Marshal(body{
		ID: e.ID, Type: e.Type, Account: e.Account, Source: some(e.Source), Import: some(e.Import), Record: some(e.Record),
		OccurredAt: e.OccurredAt.UTC(), RecordedAt: e.RecordedAt.UTC(), Data: data,
	})
	if err != nil {
		return nil, false, fmt.Errorf("outbound: encode %s", e.Type) // the cause may repeat a value
	}
	return b, true, nil
}

func some(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}

type object = map[string]any

func dataOf(p event.Payload, name func(category.Number) string) (any, bool) {
	switch p := p.(type) {
	case *event.RecordObserved:
		return object{"key": p.Key, "facts": factsOf(p.Facts, name)}, true
	case *event.ActivityRecorded:
		return activityOf(p), true
	case *event.RecordErased:
		return object{}, true
	case *event.ProfilesMerged:
		return object{"into": p.Into, "from": p.From, "records": p.Records, "cause": p.Cause, "total_bits": bits(p.Evidence.TotalBits)}, true
	case *event.ProfilesSplit:
		return object{"profile": p.Profile, "parts": p.Parts, "cause": p.Cause}, true
	case *event.MatchProposed:
		return object{"review": p.Review, "record_a": p.RecordA, "record_b": p.RecordB, "why": p.Why, "total_bits": bits(p.Evidence.TotalBits)}, true
	case *event.MatchWithdrawn:
		return object{"review": p.Review, "why": p.Why}, true
	case *event.ImportStarted:
		return object{"kind": p.Kind, "mode": p.Mode}, true
	case *event.ImportFinished:
		return object{"read": p.Read, "saved": p.Saved, "unchanged": p.Unchanged, "rejected": p.Rejected}, true
	}
	return nil, false
}

// bits are sent as bits, not millibits.
func bits(milli int32) float64 { return float64(milli) / 1000 }

type fact struct {
	Category string `json:"category"`
	Op       string `json:"op"`
	Value    string `json:"value,omitempty"`
	Raw      string `json:"raw,omitempty"`
	Group    uint16 `json:"group,omitempty"` // facts of one group belong together
	Space    string `json:"space,omitempty"`
}

func factsOf(facts []event.Fact, name func(category.Number) string) []fact {
	out := make([]fact, len(facts))
	for i, f := range facts {
		label := name(f.Category)
		if label == "" {
			label = "category " + strconv.Itoa(int(f.Category))
		}
		out[i] = fact{label, f.Op.String(), f.Value, f.RawText(), f.Group, f.Space}
	}
	return out
}

func activityOf(p *event.ActivityRecorded) object {
	properties := object{}
	for _, one := range p.Properties {
		properties[one.Name] = valueOf(one)
	}
	out := object{"key": p.Key, "activity": p.Activity, "type": p.Name, "properties": properties}
	if p.Label != "" {
		out["label"] = p.Label
	}
	if p.Withdrawn {
		out["withdrawn"] = true
	}
	return out
}

// valueOf gives a property the JSON kind it came with.
func valueOf(p event.Property) any {
	var want func(any) bool
	switch p.Kind {
	case event.PropertyNumber:
		want = func(v any) bool { _, ok := v.(float64); return ok }
	case event.PropertyBool:
		want = func(v any) bool { _, ok := v.(bool); return ok }
	case event.PropertyJSON:
		want = func(any) bool { return true }
	default:
		return p.Value
	}
	var v any
	if err := json.Unmarshal([]byte(p.Value), &v); err != nil || !want(v) {
		return p.Value
	}
	return json.RawMessage(p.Value)
}
