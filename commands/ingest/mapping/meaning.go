package mapping

import "strings"

// meaning is what a header was found to mean.
type meaning struct {
	targets []target
	guess   bool // the cells must bear it out
	sure    float64
}

// find looks a header up: as it is, without the words in front of it that say
// whose or which it is, without a number.
func (k *knowledge) find(w []string) (meaning, bool) {
	if len(w) == 0 || len(w) > maxWords {
		return meaning{}, false
	}
	if m, ok := k.exact(w, 0.95); ok {
		return m, true
	}
	if m, ok := k.fronted(w, 0); ok {
		return m, true
	}
	return k.numbered(w)
}

func (k *knowledge) exact(w []string, sure float64) (meaning, bool) {
	to, ok := k.names[compact(w)]
	if !ok {
		return meaning{}, false
	}
	to, guess := strings.CutSuffix(to, "?")
	targets, err := parseTargets(to)
	if err != nil {
		return meaning{}, false // proved not to be by readKnowledge
	}
	return meaning{targets: targets, guess: guess, sure: sure}, true
}

// numbered takes the first number out of the name; it ties the columns of one
// address, phone or e-mail together.
func (k *knowledge) numbered(w []string) (meaning, bool) {
	for i, word := range w {
		if i == 0 || !isNumber(word) {
			continue
		}
		rest := append(append([]string{}, w[:i]...), w[i+1:]...)
		m, ok := k.exact(rest, 0.9)
		if !ok {
			if m, ok = k.fronted(rest, 0); !ok {
				return meaning{}, false
			}
		}
		m.number(word)
		return m, true
	}
	return meaning{}, false
}

// number puts a column into the group of its number.
func (m *meaning) number(n string) {
	for i := range m.targets {
		t := &m.targets[i]
		if kind, choice, ok := blockOf(t.name); ok {
			if choice == "" && n != "1" {
				t.name = kind + "#" + n
			}
			continue
		}
		t.group += n
	}
}

// maxFronts is how many words in front may be taken off.
const maxFronts = 3

// fronted takes words off the front of a name (or kinds off its end) and looks
// the rest up.
func (k *knowledge) fronted(w []string, depth int) (meaning, bool) {
	if depth == maxFronts {
		return meaning{}, false
	}
	for n := min(k.most, len(w)-1); n > 0; n-- {
		for _, role := range k.front[compact(w[:n])] {
			if role == "ownerafter" {
				continue
			}
			if m, ok := k.rest(w[n:], depth, role); ok {
				return m, true
			}
		}
		for _, role := range k.front[compact(w[len(w)-n:])] {
			if role == "owner" || role == "else" {
				continue
			}
			if m, ok := k.rest(w[:len(w)-n], depth, role); ok {
				return m, true
			}
		}
	}
	return meaning{}, false
}

// rest looks up what is left when words of a role are taken off.
func (k *knowledge) rest(w []string, depth int, role string) (meaning, bool) {
	m, ok := k.exact(w, 0.85)
	if !ok {
		if m, ok = k.fronted(w, depth+1); !ok {
			return meaning{}, false
		}
	}
	switch role {
	case "owner", "ownerafter":
		return m, true
	case "else":
		return meaning{targets: []target{{name: "-", reason: "about somebody or something else"}}, sure: 0.8}, true
	}
	return m, m.ofKind(role)
}

// ofKind applies "home", "work" and the like to an address, phone or e-mail; it
// declines for anything that has no kinds.
func (m *meaning) ofKind(kind string) bool {
	for i := range m.targets {
		t := &m.targets[i]
		_, choice, block := blockOf(t.name)
		switch {
		case block && kind != "mobile" && t.part != "kind":
			t.name = kind
			if choice != "" {
				t.name += "#" + choice
			}
		case t.name == "phone" && t.part == "":
			if t.group == "" {
				t.group = kind
			}
			if arg := map[string]string{"home": "landline", "mobile": "mobile"}[kind]; arg != "" && t.arg == "" {
				t.arg = arg
			}
		case t.name == "phone" || t.name == "phone_type" || t.name == "sms_opt_in" || t.name == "email":
			if t.group == "" {
				t.group = kind
			}
		case t.name == "-":
		case kind == "other" || kind == "home":
			// "Other DOB" under merged titles: the kind says nothing of these.
			if t.name == "name" || strings.HasSuffix(t.name, "_name") || m.guess {
				return false
			}
		default:
			return false
		}
	}
	return true
}
