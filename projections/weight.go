package projections

import "github.com/cerebro-cdp/cerebro/domain/event"

// Fixed parts of what an event weighs in memory, measured roughly: the point is
// to bound a batch of large payloads, not to account for bytes.
const (
	eventWeight    = 320
	factWeight     = 64
	propertyWeight = 40
	otherWeight    = 512
)

// weight is about how many bytes an event holds in memory.
func weight(e Event) int {
	switch p := e.Payload.(type) {
	case *event.RecordObserved:
		return eventWeight + len(p.Key) + len(p.Message) + factsWeight(p.Facts)
	case *event.RecordRecleaned:
		return eventWeight + factsWeight(p.Facts)
	case *event.ActivityRecorded:
		n := eventWeight + len(p.Key) + len(p.Label) + len(p.Message)
		for i := range p.Properties {
			n += propertyWeight + len(p.Properties[i].Name) + len(p.Properties[i].Value)
		}
		return n
	case *event.MatchModelProposed:
		return eventWeight + len(p.Table)
	case *event.ProfilesMerged:
		return eventWeight + otherWeight + 16*len(p.Records)
	case *event.ImportConfirmed:
		return eventWeight + 16*len(p.Observations)
	case *event.DatumRejected:
		return eventWeight + otherWeight + len(p.Raw)
	}
	return eventWeight + otherWeight
}

func factsWeight(facts []event.Fact) (n int) {
	for i := range facts {
		n += factWeight + len(facts[i].Value) + len(facts[i].Raw)
	}
	return n
}
