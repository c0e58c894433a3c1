package clean

import "strings"

// emailsIn reads a cell that is not simply one address.
func emailsIn(text string) Result {
	out := Result{}
	placeholder, bad := false, false
	for _, part := range mailParts(text) {
		a, ok := address(part)
		switch {
		case !ok:
			bad = bad || strings.IndexByte(part, '@') >= 0
		case placeholderMail(a):
			placeholder = true
		case len(out.Values) < maxValues && !contains(out.Values, a):
			out.Values = append(out.Values, Value{Text: a})
		}
	}
	switch {
	case bad:
		out.Problem = "not an e-mail address"
	case len(out.Values) == 0 && placeholder:
		out.Missing = true
	case len(out.Values) == 0:
		out.Problem = "not an e-mail address"
	}
	return out
}

// mailParts parts a cell into what may be addresses: the angle brackets if
// there are any, else everything between separators.
func mailParts(text string) []string {
	text = strings.NewReplacer(" @", "@", "@ ", "@").Replace(text)
	if strings.IndexByte(text, '<') >= 0 {
		var parts []string
		for rest := text; ; {
			_, after, found := strings.Cut(rest, "<")
			if !found {
				return parts
			}
			inner, tail, closed := strings.Cut(after, ">")
			if !closed {
				tail = ""
			}
			parts = append(parts, strings.TrimSpace(inner))
			rest = tail
		}
	}
	hard := strings.FieldsFunc(text, func(r rune) bool {
		return strings.ContainsRune(";,/|", r)
	})
	var parts []string
	for _, h := range hard {
		h = strings.ReplaceAll(h, ":::", " ")
		words := strings.Fields(h)
		if strings.Count(h, "@") < 2 && !strings.Contains(h, "(") && len(words) > 1 && !oneAddress(words) {
			parts = append(parts, h) // a blank inside an address: not to be guessed
			continue
		}
		parts = append(parts, words...)
	}
	return parts
}

// oneAddress reports whether the words around the one with the @ are only a
// label ("Home: a@example.org").
func oneAddress(words []string) bool {
	for i, w := range words {
		if strings.IndexByte(w, '@') >= 0 {
			return i > 0 && strings.HasSuffix(words[i-1], ":") && i == len(words)-1
		}
	}
	return true
}
