package facts

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// traitNames are the reserved traits of tracking clients (by the public
// identify specification) and common spellings, in snake case.
var traitNames = map[string]string{
	"birthday": "birth_date", "dob": "birth_date", "date_of_birth": "birth_date",
	"firstname": "first_name", "given_name": "first_name", "lastname": "last_name", "surname": "last_name", "family_name": "last_name",
	"middlename": "middle_name", "mobile": "phone", "phone_number": "phone", "e_mail": "email", "email_address": "email",
	"title": "occupation", "job_title": "occupation", "position": "occupation", "company_name": "employer",
	"zip": "postcode", "zipcode": "postcode", "zip_code": "postcode", "postal_code": "postcode", "region": "state", "province": "state",
	"sex": "gender", "tags": "tag", "lists": "list", "language": "preferred_language", "locale": "preferred_language",
	"party_affiliation": "party", "company_industry": "industry",
}

// Traits states what an identify call says of its person. Every trait that no
// category takes is kept as an extra property.
func (s *Set) Traits(traits map[string]any) []event.Property {
	var extra []event.Property
	parts, plain := map[string]string{}, map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(traits)) {
		switch v := traits[name].(type) {
		case nil:
		case map[string]any:
			extra = append(extra, s.nestedTrait(name, v)...)
		default:
			extra = append(extra, s.trait(name, v, parts, plain)...)
		}
	}
	if len(plain) > 0 {
		s.Address(event.Set, addressOf("home", plain))
	}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		c, _ := s.lang.Catalogue.Named(name)
		if !s.Describe(c, parts[name]) {
			extra = append(extra, event.Property{Name: name, Value: clean.Text(parts[name], s.lang.Clean)})
		}
	}
	return extra
}

// trait states a plain trait, or puts it aside: parts of contact points for
// after these, parts of an address to go together.
func (s *Set) trait(name string, v any, parts, plain map[string]string) []event.Property {
	raws := texts(v)
	if len(raws) == 0 {
		return nil
	}
	snake := snakeCase(name)
	if snake == "name" {
		s.fullName(raws[0])
		return nil
	}
	if other, ok := traitNames[snake]; ok {
		snake = other
	}
	c, ok := s.lang.Catalogue.Named(snake)
	switch {
	case ok && c.Name == "address":
		s.Address(event.Set, clean.AddressInput{Kind: "home", Full: raws[0]})
	case ok && c.Address():
		plain[c.Name] = raws[0]
	case ok && c.Cardinality == category.Part:
		parts[c.Name] = raws[0]
	case ok && c.Observable() && !c.StrongID:
		s.State(event.Set, c, raws...)
	default:
		return property(name, v)
	}
	return nil
}

func (s *Set) nestedTrait(name string, v map[string]any) []event.Property {
	switch snakeCase(name) {
	case "address":
		parts := map[string]string{}
		for k, m := range v {
			if t := texts(m); len(t) > 0 {
				parts[k] = t[0]
			}
		}
		s.Address(event.Set, addressOf(parts["kind"], parts))
		return nil
	case "company":
		for key, to := range map[string]string{"name": "employer", "industry": "industry", "employee_count": "company_size", "employees": "company_size"} {
			if t := texts(v[key]); len(t) > 0 {
				c, _ := s.lang.Catalogue.Named(to)
				s.State(event.Set, c, t...)
			}
		}
		return nil
	}
	return property(name, v)
}

// fullName states the parts of a whole name that no trait of its own states.
func (s *Set) fullName(raw string) {
	n := clean.FullName(raw)
	for _, x := range []struct{ category, value string }{
		{"title_prefix", n.Prefix}, {"first_name", n.First}, {"middle_name", n.Middle},
		{"last_name", n.Last}, {"suffix", n.Suffix}, {"nickname", n.Nickname},
	} {
		c, _ := s.lang.Catalogue.Named(x.category)
		if x.value != "" && !s.states(c.Number) {
			s.State(event.Set, c, x.value)
		}
	}
}

func (s *Set) states(n category.Number) bool {
	return slices.ContainsFunc(s.facts, func(f event.Fact) bool { return f.Category == n })
}

// texts are the plain values of a trait: one, or those of a list.
func texts(v any) []string {
	switch v := v.(type) {
	case string:
		if strings.TrimSpace(v) != "" {
			return []string{v}
		}
	case bool:
		if v {
			return []string{"true"}
		}
		return []string{"false"}
	case json.Number:
		return []string{v.String()}
	case []any:
		var out []string
		for _, one := range v {
			if _, list := one.([]any); !list {
				out = append(out, texts(one)...)
			}
		}
		return out
	}
	return nil
}

func property(name string, v any) []event.Property {
	p := event.Property{Name: clean.Text(name, clean.Options{})}
	switch v := v.(type) {
	case string:
		p.Value = clean.Text(v, clean.Options{})
	case json.Number:
		p.Value, p.Kind = v.String(), event.PropertyNumber
	case bool:
		p.Value, p.Kind = texts(v)[0], event.PropertyBool
	default:
		b, err := json.Marshal(v)
		if err != nil {
			return nil
		}
		p.Value, p.Kind = string(b), event.PropertyJSON
	}
	if p.Name == "" || p.Value == "" {
		return nil
	}
	return []event.Property{p}
}

// snakeCase turns firstName, "First Name" and first-name into first_name.
func snakeCase(s string) string {
	var b strings.Builder
	lower := false
	for _, r := range s {
		switch {
		case r == ' ' || r == '-' || r == '.':
			r, lower = '_', false
		case unicode.IsUpper(r):
			if lower {
				b.WriteByte('_')
			}
			r, lower = unicode.ToLower(r), false
		default:
			lower = unicode.IsLower(r) || unicode.IsDigit(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}
