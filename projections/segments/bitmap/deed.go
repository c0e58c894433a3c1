package bitmap

import (
	"encoding/binary"
	"fmt"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

// deed is one activity as the state store keeps it: what it adds to its
// record's summary, and all its properties, since a type may declare more of
// them as dimensions later.
type deed struct {
	fold.Contribution
	name       string // fold.ActivityName
	properties []event.Property
}

func deedOf(e event.Event) (deed, bool) {
	c, ok := fold.NewContribution(e)
	p, isActivity := e.Payload.(*event.ActivityRecorded)
	if !ok || !isActivity {
		return deed{}, false
	}
	return deed{c, fold.ActivityName(p.Name), p.Properties}, true
}

func (d *deed) appendBinary(b []byte) []byte {
	at := len(b)
	b = d.Contribution.AppendBinary(append(b, 0, 0, 0, 0))
	binary.BigEndian.PutUint32(b[at:], uint32(len(b)-at-4)) //nolint:gosec // at most 1 MiB
	b = appendText(b, d.name)
	for i := range d.properties {
		if p := &d.properties[i]; p.Kind != event.PropertyJSON {
			b = appendText(appendText(b, p.Name), p.Value)
		}
	}
	return b
}

func decodeDeed(b []byte) (deed, error) {
	var d deed
	if len(b) < 4 || uint64(len(b)-4) < uint64(binary.BigEndian.Uint32(b)) {
		return d, fmt.Errorf("bitmap: %w: activity", fold.ErrMalformed)
	}
	end := 4 + int(binary.BigEndian.Uint32(b))
	var err error
	if d.Contribution, err = fold.DecodeContribution(b[4:end]); err != nil {
		return d, err
	}
	texts := textsOf(b[end:])
	if len(texts)%2 != 1 {
		return d, fmt.Errorf("bitmap: %w: activity", fold.ErrMalformed)
	}
	d.name = texts[0]
	for i := 1; i < len(texts); i += 2 {
		d.properties = append(d.properties, event.Property{Name: texts[i], Value: texts[i+1]})
	}
	return d, nil
}

func (d *deed) property(name string) string {
	for i := range d.properties {
		if d.properties[i].Name == name && d.properties[i].Kind != event.PropertyJSON {
			return d.properties[i].Value
		}
	}
	return ""
}

// done is the activity as an account's index counts it.
func (d *deed) done(a *fold.Account) index.Done {
	t, _ := a.ActivityType(d.name)
	values := make([]string, len(t.Dimensions))
	for i, name := range t.Dimensions {
		values[i] = segment.Fold(d.property(name))
	}
	out := index.Done{
		Type: d.name, Tuple: index.EncodeTuple(values), Sums: make([]int64, len(t.Numbers)),
		Day: int32(fold.DayOf(d.OccurredAt(), a.Zone)),
	}
	for i, name := range t.Numbers {
		if x, ok := segment.ParseNumber(d.property(name)); ok {
			out.Sums[i] = segment.Micro(x)
		}
	}
	return out
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// textsOf reads texts until the end; what is cut off is left out.
func textsOf(b []byte) []string {
	var out []string
	for len(b) > 0 {
		n, k := binary.Uvarint(b)
		if k <= 0 || n > uint64(len(b)-k) {
			return nil
		}
		out = append(out, string(b[k:k+int(n)])) //nolint:gosec // checked
		b = b[k+int(n):]                         //nolint:gosec // checked
	}
	return out
}
