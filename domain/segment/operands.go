package segment

import (
	"encoding/json"
	"strconv"
)

// text reads a required member that is a string.
func (p *parser) text(path string, o *object, name string) (string, error) {
	s, ok := o.values[name].(string)
	if !ok {
		return "", p.fail(path+"/"+name, ErrValue, "", "%s must be a text", name)
	}
	if len(s) > maxText {
		return "", p.fail(path+"/"+name, ErrTooLarge, "", "%s is longer than %d bytes", name, maxText)
	}
	return s, nil
}

// scalar reads one value as text: a string, a number or a bool.
func (p *parser) scalar(path string, v any) (string, error) {
	switch v := v.(type) {
	case string:
		if len(v) > maxText {
			return "", p.fail(path, ErrTooLarge, "", "a value is longer than %d bytes", maxText)
		}
		return v, nil
	case bool:
		return strconv.FormatBool(v), nil
	case json.Number:
		if x, ok := ParseNumber(v.String()); ok {
			return NumberText(x), nil
		}
	}
	return "", p.fail(path, ErrValue, `for people without a value write "known": false`, "a value must be a text, a number, true or false")
}

// values reads a list of scalars.
func (p *parser) values(path string, v any) ([]string, error) {
	list, ok := v.([]any)
	if !ok {
		return nil, p.fail(path, ErrSyntax, `for one value write "is"`, "a list of values is needed")
	}
	if len(list) > MaxValues {
		return nil, p.fail(path, ErrTooLarge, "put the values on the people as a tag instead", "%d values, at most %d", len(list), MaxValues)
	}
	out := make([]string, len(list))
	for i, v := range list {
		var err error
		if out[i], err = p.scalar(path+"/"+strconv.Itoa(i), v); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// sources reads the sources that a leaf is narrowed to.
func (p *parser) sources(path string, o *object) (SourceNames, error) {
	v, has := o.values["sources"]
	if !has {
		return SourceNames{}, nil
	}
	names, err := p.values(path+"/sources", v)
	if err != nil {
		return SourceNames{}, err
	}
	if len(names) == 0 {
		return SourceNames{}, p.fail(path+"/sources", ErrValue, "leave it out to look at every visible source", "no source is named")
	}
	return SourceNames{Names: names}, nil
}

func (p *parser) bounds(path string, o *object) (b Bounds, err error) {
	for _, f := range []struct {
		name string
		to   **Bound
	}{{"gt", &b.Gt}, {"gte", &b.Gte}, {"lt", &b.Lt}, {"lte", &b.Lte}} {
		if *f.to, err = p.bound(path, o, f.name); err != nil {
			return Bounds{}, err
		}
	}
	if b.Gt != nil && b.Gte != nil {
		return b, p.fail(path+"/gt", ErrSyntax, "", "gt or gte, not both")
	}
	if b.Lt != nil && b.Lte != nil {
		return b, p.fail(path+"/lt", ErrSyntax, "", "lt or lte, not both")
	}
	return b, nil
}

// bound reads a number or the text of a date; nil when it is not there.
func (p *parser) bound(path string, o *object, name string) (*Bound, error) {
	switch v := o.values[name].(type) {
	case nil:
		if _, has := o.values[name]; !has {
			return nil, nil
		}
	case json.Number:
		if x, ok := ParseNumber(v.String()); ok {
			return &Bound{Number: x}, nil
		}
	case string:
		if len(v) <= maxText {
			return &Bound{Text: v, IsText: true}, nil
		}
	}
	return nil, p.fail(path+"/"+name, ErrValue, "", "%s must be a number or a date", name)
}
