package segment

import (
	"encoding/json"
	"strconv"
)

// MarshalJSON writes the tree as Parse reads it. Equal trees give equal bytes.
func (n *Node) MarshalJSON() ([]byte, error) { return n.appendJSON(nil), nil }

func (n *Node) appendJSON(b []byte) []byte {
	switch n.Kind {
	case KindCategory:
		return n.Category.appendJSON(b)
	case KindActivity:
		return n.Activity.appendJSON(b)
	case KindSegment:
		return append(appendText(append(b, `{"segment":`...), n.Segment), '}')
	case KindNot:
		return append(n.Nodes[0].appendJSON(append(b, `{"not":`...)), '}')
	case KindAny:
		b = append(b, `{"any":[`...)
	default:
		b = append(b, `{"all":[`...)
	}
	for i, c := range n.Nodes {
		if i > 0 {
			b = append(b, ',')
		}
		b = c.appendJSON(b)
	}
	return append(b, "]}"...)
}

func (l *CategoryLeaf) appendJSON(b []byte) []byte {
	b = appendText(append(b, `{"category":`...), l.Name)
	switch l.Op {
	case OpIn:
		b = appendTexts(append(b, `,"in":`...), l.Values)
	case OpKnown:
		b = strconv.AppendBool(append(b, `,"known":`...), l.Known)
	case OpPrefix:
		b = appendText(append(b, `,"prefix":`...), l.Text)
	case OpContains:
		b = appendText(append(b, `,"contains":`...), l.Text)
	case OpRange:
		b = l.Bounds.appendJSON(b)
	case OpWithin:
		b = append(b, `,"within":{"lat":`...)
		b = append(append(b, NumberText(l.Circle.Lat)...), `,"lon":`...)
		b = append(append(b, NumberText(l.Circle.Lon)...), `,"km":`...)
		b = append(append(b, NumberText(l.Circle.Km)...), '}')
	}
	if l.Any {
		b = append(b, `,"match":"any"`...)
	}
	return append(l.Source.appendJSON(b), '}')
}

func (l *ActivityLeaf) appendJSON(b []byte) []byte {
	b = appendText(append(b, `{"activity":`...), l.Type)
	switch {
	case l.Sum != "":
		b = appendText(append(b, `,"sum":`...), l.Sum)
		b = l.Bounds.appendJSON(b)
	case l.Count.Min == l.Count.Max:
		b = strconv.AppendInt(append(b, `,"exactly":`...), l.Count.Min, 10)
	default:
		if l.Count.Min > 0 {
			b = strconv.AppendInt(append(b, `,"at_least":`...), l.Count.Min, 10)
		}
		if l.Count.Max >= 0 {
			b = strconv.AppendInt(append(b, `,"at_most":`...), l.Count.Max, 10)
		}
	}
	if l.Within > 0 {
		b = strconv.AppendInt(append(b, `,"within_days":`...), int64(l.Within), 10)
	}
	if l.From != "" {
		b = appendText(append(b, `,"from":`...), l.From)
	}
	if l.To != "" {
		b = appendText(append(b, `,"to":`...), l.To)
	}
	for i, w := range l.Where {
		if i == 0 {
			b = append(b, `,"where":{`...)
		} else {
			b = append(b, ',')
		}
		b = appendTexts(append(appendText(b, w.Dimension), ':'), w.Values)
	}
	if len(l.Where) > 0 {
		b = append(b, '}')
	}
	return append(l.Source.appendJSON(b), '}')
}

func (s SourceNames) appendJSON(b []byte) []byte {
	switch {
	case len(s.IDs) > 0: // ids outlive names
		names := make([]string, len(s.IDs))
		for i, id := range s.IDs {
			names[i] = id.String()
		}
		return appendTexts(append(b, `,"sources":`...), names)
	case len(s.Names) > 0:
		return appendTexts(append(b, `,"sources":`...), s.Names)
	}
	return b
}

func (v Bounds) appendJSON(b []byte) []byte {
	for _, f := range []struct {
		name  string
		bound *Bound
	}{{"gt", v.Gt}, {"gte", v.Gte}, {"lt", v.Lt}, {"lte", v.Lte}} {
		if f.bound == nil {
			continue
		}
		b = append(append(append(b, `,"`...), f.name...), `":`...)
		if f.bound.IsText {
			b = appendText(b, f.bound.Text)
		} else {
			b = append(b, NumberText(f.bound.Number)...)
		}
	}
	return b
}

func appendText(b []byte, s string) []byte {
	t, err := json.Marshal(s)
	if err != nil { // a string always has a JSON form
		return append(b, `""`...)
	}
	return append(b, t...)
}

func appendTexts(b []byte, list []string) []byte {
	b = append(b, '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, s)
	}
	return append(b, ']')
}
