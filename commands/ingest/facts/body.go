package facts

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// UnknownError is a name that no category has.
type UnknownError struct{ Name, Nearest string }

func (e *UnknownError) Error() string { return fmt.Sprintf("%s: there is no such category", e.Name) }

// Hint names the category that was probably meant.
func (e *UnknownError) Hint() string {
	if e.Nearest == "" {
		return "GET /api/categories lists the categories; define-category adds one"
	}
	return fmt.Sprintf("did you mean %q? define-category adds a category of your own", e.Nearest)
}

// Body states the facts of an observe-records command: a plain value or an
// array replaces, {"add": [...]} and {"remove": [...]} change, null clears; an
// address is an object, or its parts given plainly. The error is about names
// and shapes (UnknownError or a plain one); values that cannot be cleaned are
// Problems.
func (s *Set) Body(body map[string]json.RawMessage) error {
	var plain map[string]string
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(body)) {
		c, ok := s.lang.Catalogue.Named(name)
		if !ok {
			return &UnknownError{name, s.lang.Catalogue.Nearest(name)}
		}
		switch {
		case c.Name == "address":
			if err := s.addressBody(body[name]); err != nil {
				return err
			}
		case c.Address():
			v, err := scalar(body[name])
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if plain == nil {
				plain = map[string]string{}
			}
			plain[name] = v
		case c.Cardinality == category.Part:
			parts = append(parts, name)
		case !c.Observable():
			return fmt.Errorf("%s: this category is derived and cannot be stated", name)
		default:
			if err := s.valueBody(c, body[name]); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	if plain != nil {
		s.Address(event.Set, addressOf("home", plain))
	}
	return s.describeBody(body, parts)
}

func (s *Set) describeBody(body map[string]json.RawMessage, parts []string) error {
	for _, name := range parts {
		c, _ := s.lang.Catalogue.Named(name)
		v, err := scalar(body[name])
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if v != "" && !s.Describe(c, v) {
			return fmt.Errorf("%s: belongs to %s: state that beside it", name, c.Parents[0])
		}
	}
	return nil
}

func (s *Set) valueBody(c category.Category, raw json.RawMessage) error {
	raw = bytes.TrimSpace(raw)
	if bytes.Equal(raw, []byte("null")) {
		s.Clear(c)
		return nil
	}
	if len(raw) > 0 && raw[0] == '{' {
		return s.changeBody(c, raw)
	}
	values, err := scalars(raw)
	if err != nil {
		return err
	}
	if len(values) > 1 && c.Cardinality == category.One {
		return fmt.Errorf("holds one value, not %d", len(values))
	}
	s.State(event.Set, c, values...)
	return nil
}

func (s *Set) changeBody(c category.Category, raw json.RawMessage) error {
	var change struct{ Add, Remove json.RawMessage }
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&change); err != nil {
		return fmt.Errorf(`expected a value, an array, null, {"add": [...]} or {"remove": [...]}: %w`, err)
	}
	for _, x := range []struct {
		op  event.Op
		raw json.RawMessage
	}{{event.Remove, change.Remove}, {event.Add, change.Add}} {
		if len(x.raw) == 0 {
			continue
		}
		values, err := scalars(x.raw)
		if err != nil {
			return err
		}
		s.State(x.op, c, values...)
	}
	return nil
}

func (s *Set) addressBody(raw json.RawMessage) error {
	raw = bytes.TrimSpace(raw)
	c, _ := s.lang.Catalogue.Named("address")
	switch {
	case bytes.Equal(raw, []byte("null")):
		s.Clear(c)
		return nil
	case len(raw) > 0 && raw[0] == '[':
		var all []json.RawMessage
		if err := json.Unmarshal(raw, &all); err != nil {
			return fmt.Errorf("address: %w", err)
		}
		for _, one := range all {
			if len(one) > 0 && one[0] == '[' {
				return fmt.Errorf("address: expected objects in the array")
			}
			if err := s.addressBody(one); err != nil {
				return err
			}
		}
		return nil
	case len(raw) > 0 && raw[0] == '"':
		v, _ := scalar(raw)
		s.Address(event.Set, clean.AddressInput{Kind: "home", Full: v})
		return nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(raw, &members); err != nil {
		return fmt.Errorf("address: expected an object with its parts: %w", err)
	}
	parts := map[string]string{}
	for name, m := range members {
		v, err := scalar(m)
		if err != nil {
			return fmt.Errorf("address.%s: %w", name, err)
		}
		parts[name] = v
	}
	if !s.Address(event.Set, addressOf(parts["kind"], parts)) && len(parts) > 0 {
		s.problems = append(s.problems, Problem{Category: "address", Raw: string(raw), Reason: "nothing in it could be read as an address"})
	}
	return nil
}

// addressOf reads the parts of an address under the names that people use.
func addressOf(kind string, p map[string]string) clean.AddressInput {
	first := func(names ...string) string {
		for _, n := range names {
			if p[n] != "" {
				return p[n]
			}
		}
		return ""
	}
	switch kind {
	case "home", "mail", "work":
	default:
		kind = "home"
	}
	return clean.AddressInput{
		Kind: kind, Full: first("full", "formatted"), Line1: first("street", "line1", "address1"), Line2: first("line2", "address2"),
		Unit: p["unit"], City: first("city", "locality"), State: first("state", "region", "province"),
		Postcode: first("postcode", "postalCode", "postal_code", "zip"), Postcode4: p["postcode4"],
		Country: p["country"], County: p["county"], Municipality: p["municipality"],
	}
}

// scalar reads one JSON string, number or boolean as text; null is "".
func scalar(raw json.RawMessage) (string, error) {
	v, err := scalars(raw)
	switch {
	case err != nil:
		return "", err
	case len(v) == 0:
		return "", nil
	case len(v) > 1:
		return "", fmt.Errorf("expected one value, not an array")
	}
	return v[0], nil
}

// scalars reads a JSON value, or an array of them, as texts.
func scalars(raw json.RawMessage) ([]string, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) > 0 && raw[0] == '[' {
		var all []json.RawMessage
		if err := json.Unmarshal(raw, &all); err != nil {
			return nil, err
		}
		out := make([]string, 0, len(all))
		for _, one := range all {
			if len(one) > 0 && one[0] == '[' {
				return nil, fmt.Errorf("expected plain values in the array")
			}
			v, err := scalars(one)
			if err != nil {
				return nil, err
			}
			out = append(out, v...)
		}
		return out, nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		return []string{v}, nil
	case json.Number:
		return []string{v.String()}, nil
	case bool:
		return []string{fmt.Sprint(v)}, nil
	default:
		return nil, fmt.Errorf("expected a string, a number or a boolean")
	}
}
