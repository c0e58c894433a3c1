package mapping

import (
	"fmt"
	"strings"
)

// target is what a column is for, as the data files write it:
//
//	first_name                 a category
//	home.city  home#2.city     a part of an address block; #2 is used where #1 is blank
//	phone:mobile@cell          a number of a kind, in the group "cell"
//	phone.area@day             a part of a number
//	phone_type@1  sms_opt_in@1 what is said of the number (or e-mail) of group 1
//	email_bad@1                the e-mail of group 1 bounces when the cell is true
//	external_id:van            an identifier, with the system before it
//	key  key!  key:first       the record key; even if it repeats; before others
//	name  name:surname         a full name; written surname first
//	deceased=RD:true|RE:true   only these cells, as these values
//	-why                       not used
//
// Several joined by + all apply.
type target struct {
	name   string // category, "name", "key", "lat", ...
	arg    string
	part   string // after the dot
	group  string // after the @
	values map[string]string
	reason string // of "-why"
	force  bool   // after the !
}

// parseTargets reads a target as the data files write it.
func parseTargets(s string) ([]target, error) {
	if reason, ok := strings.CutPrefix(s, "-"); ok {
		return []target{{name: "-", reason: reason}}, nil
	}
	var out []target
	for one := range strings.SplitSeq(s, "+") {
		var t target
		one, values, mapped := strings.Cut(strings.TrimSpace(one), "=")
		if mapped {
			t.values = map[string]string{}
			for pair := range strings.SplitSeq(values, "|") {
				from, to, ok := strings.Cut(pair, ":")
				if !ok {
					return nil, fmt.Errorf("mapping: target %q: %q is no from:to", s, pair)
				}
				t.values[strings.ToLower(from)] = to
			}
		}
		one, t.group, _ = strings.Cut(one, "@")
		one, t.force = strings.CutSuffix(one, "!")
		one, t.arg, _ = strings.Cut(one, ":")
		t.name, t.part, _ = strings.Cut(one, ".")
		if t.name == "" {
			return nil, fmt.Errorf("mapping: target %q has no name", s)
		}
		out = append(out, t)
	}
	return out, nil
}

// addressParts are the parts of an address a column can hold, with the category
// each counts as.
func addressParts(part string) (category, label string, ok bool) {
	switch part {
	case "line1", "line2", "line3", "line4":
		return "street", "line " + part[4:], true
	case "full":
		return "address", "all", true
	case "house":
		return "street", "house number", true
	case "fraction":
		return "street", "fraction of the house number", true
	case "predir", "postdir":
		return "street", "direction of the street", true
	case "name":
		return "street", "name of the street", true
	case "type":
		return "street", "type of the street", true
	case "unittype", "unit", "pobox":
		return "unit", map[string]string{"unittype": "type of the unit", "unit": "unit", "pobox": "post-office box"}[part], true
	case "city", "state", "postcode", "postcode4", "country", "county", "municipality":
		return part, part, true
	case "kind":
		return "address", "kind", true
	}
	return "", "", false
}

// blockOf splits the name of an address block: "home#2" is the second choice for
// the home address.
func blockOf(name string) (kind, choice string, ok bool) {
	kind, choice, _ = strings.Cut(name, "#")
	switch kind {
	case "home", "mail", "work", "other":
		return kind, choice, true
	}
	return "", "", false
}

// category is what a target states, "" for nothing of its own.
func (t target) category() string {
	switch t.name {
	case "-", "key", "asof", "refunded":
		return ""
	case "name":
		return "last_name"
	case "lat", "lon":
		return "location"
	case "birth":
		return "birth_date"
	case "email_bad":
		return "email_opt_in"
	case "election":
		return "voted_in"
	}
	if _, _, ok := blockOf(t.name); ok {
		c, _, _ := addressParts(t.part)
		return c
	}
	return t.name
}

// use says for people what a target is.
func (t target) use() string {
	if kind, _, ok := blockOf(t.name); ok {
		_, label, _ := addressParts(t.part)
		return fmt.Sprintf("%s of the %s address", label, kind)
	}
	label := strings.ReplaceAll(t.name, "_", " ")
	switch t.name {
	case "-":
		return "not used: " + t.reason
	case "key":
		return "record key"
	case "name":
		return "full name"
	case "asof":
		return "date of the data"
	case "refunded":
		return "tells refunded and cancelled tickets"
	case "lat", "lon":
		return map[string]string{"lat": "latitude", "lon": "longitude"}[t.name]
	case "birth":
		return t.part + " of birth"
	case "email_bad":
		return "tells a bouncing e-mail address"
	case "election":
		return "voted in " + t.arg
	case "phone":
		if t.part != "" {
			return t.part + " of a phone number"
		}
		if t.arg != "" {
			return t.arg + " phone"
		}
	case "external_id":
		if t.arg != "" {
			return "identifier in " + strings.ReplaceAll(t.arg, "_", " ")
		}
	}
	return label
}
