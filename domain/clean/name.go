package clean

import "strings"

// Name is a personal name in its parts; any may be empty.
type Name struct {
	Prefix, First, Middle, Last, Suffix, Nickname string
	// Problem says why a part may be wrong: two people in one cell, no surname.
	Problem string
}

// NameOrder says how the words of a full name without a comma are ordered.
type NameOrder int

// GivenFirst is "John Q Smith", SurnameFirst is "SMITH JOHN Q", which some
// registers write without a comma; only the caller can know.
const (
	GivenFirst NameOrder = iota
	SurnameFirst
)

const twoPeople = "two people in one name"

// FullName parts a full name: "Last, First M", "Dr. José van der Berg Jr.",
// `Robert "Bob" Smith`. Of a couple ("John and Mary Smith") it gives the first
// person and says so in Problem. Placeholders give an empty Name.
func FullName(raw string) Name { return FullNameOrdered(raw, GivenFirst) }

// FullNameOrdered is FullName for names whose order is known.
func FullNameOrdered(raw string, order NameOrder) Name {
	text := Text(raw, Options{})
	if len(text) > 200 {
		return Name{Problem: "too long for a name"}
	}
	if notAName(text) || IsPlaceholderFor("last_name", text) || IsPlaceholderFor("first_name", text) {
		return Name{Problem: nameProblem(text)}
	}
	var n Name
	text = n.takeNickname(text)
	if last, first, found := strings.Cut(text, ","); found {
		n.commaForm(last, first)
		return n.finished()
	}
	text = n.takeCouple(text)
	words := strings.Fields(text)
	words = n.takePrefix(words)
	words = n.takeSuffix(words)
	if order == SurnameFirst {
		n.surnameFirst(words)
	} else {
		n.givenFirst(words)
	}
	return n.finished()
}

// takeNickname cuts a quoted or bracketed nickname out.
func (n *Name) takeNickname(s string) string {
	for _, q := range [...]string{`""`, "()", "“”"} {
		marks := []rune(q)
		i := strings.IndexRune(s, marks[0])
		if i < 0 {
			continue
		}
		after := s[i+len(string(marks[0])):]
		inner, tail, closed := strings.Cut(after, string(marks[1]))
		if !closed {
			continue
		}
		if inner = strings.TrimSpace(inner); hasLetter(inner) && n.Nickname == "" {
			n.Nickname = inner
		}
		s = strings.TrimSpace(s[:i]) + " " + strings.TrimSpace(tail)
	}
	return strings.TrimSpace(s)
}

// commaForm reads "Last[ Suffix], First Middle[ Suffix][, Suffix]" and
// "First Last, Suffix".
func (n *Name) commaForm(head, tail string) {
	suffixes := loadNames().suffixes
	if s, ok := suffixes.find(strings.TrimSpace(tail)); ok {
		n.Suffix = s
		words := n.takePrefix(strings.Fields(head))
		n.givenFirst(n.takeSuffix(words))
		return
	}
	first, more, _ := strings.Cut(tail, ",")
	if s, ok := suffixes.find(strings.TrimSpace(more)); ok && more != "" {
		n.Suffix = s
	} else if s, ok := suffixes.find(strings.TrimSpace(first)); ok && more != "" {
		n.Suffix, first = s, more // "Smith, Jr, John"
	} else if more != "" {
		first += " " + strings.ReplaceAll(more, ",", " ")
	}
	n.Last = strings.Join(n.takeSuffix(strings.Fields(head)), " ")
	words := n.takePrefix(strings.Fields(n.takeCouple(first)))
	words = n.takeSuffix(words)
	if len(words) > 0 {
		n.First, n.Middle = words[0], strings.Join(words[1:], " ")
	}
}

// takeCouple keeps the first of two people.
func (n *Name) takeCouple(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if i == 0 || i == len(words)-1 || !(w == "&" || w == "+" || strings.EqualFold(w, "and")) {
			continue
		}
		n.Problem = twoPeople
		before, after := words[:i], words[i+1:]
		if loadNames().prefixes.has(strings.Join(before, " ")) && len(after) > 1 {
			if loadNames().prefixes.has(after[0]) {
				after = after[1:] // "Mr and Mrs John Smith"
			}
			return strings.Join(append(append([]string{}, before...), after...), " ")
		}
		if len(before) == 1 && len(after) > 1 {
			return before[0] + " " + after[len(after)-1] // a shared surname
		}
		return strings.Join(before, " ")
	}
	return s
}

// takePrefix takes titles off the front, keeping the first.
func (n *Name) takePrefix(words []string) []string {
	for len(words) > 1 {
		p, ok := loadNames().prefixes.find(words[0])
		if !ok {
			return words
		}
		if n.Prefix == "" {
			n.Prefix = p
		}
		words = words[1:]
	}
	return words
}

// takeSuffix takes suffixes off the end while two words stay; one that tells
// relatives apart goes before a degree. A lone letter is an initial, no number.
func (n *Name) takeSuffix(words []string) []string {
	for len(words) > 1 {
		w := strings.Trim(words[len(words)-1], ",")
		s, ok := loadNames().suffixes.find(w)
		if !ok || len(w) == 1 || (len(words) == 2 && !generational(s)) || s == "DO" {
			return words
		}
		if n.Suffix == "" || (generational(s) && !generational(n.Suffix)) {
			n.Suffix = s
		}
		words = words[:len(words)-1]
	}
	return words
}
