package clean

import "strings"

// oneLine parts an address written in one line, or in lines, from its end:
// country, postal code and state, city; the street is what stands before.
// "12 Main St Apt 4, Raleigh, NC 27601", "10 High St, London SW1A 2AA, UK",
// "Hauptstraße 5, 10115 Berlin, Germany".
func oneLine(in AddressInput, o Options) AddressInput {
	var segs []string
	for s := range strings.FieldsFuncSeq(cut(in.Full, MaxText), func(r rune) bool { return r == ',' || r == '\n' || r == '\r' || r == ';' }) {
		if s = Text(s, o); s != "" && len(segs) < 12 {
			segs = append(segs, s)
		}
	}
	out := AddressInput{Kind: in.Kind, County: in.County, Municipality: in.Municipality, Country: in.Country, State: in.State}
	segs = out.takeCountry(segs)
	region := o.Region
	if c := firstValue(Country(out.Country, o)); c != "" {
		region = c
	}
	segs = out.takeRegion(segs, region)
	if out.City == "" {
		segs = out.takeCity(segs)
	}
	if len(segs) > 0 {
		out.Line1 = segs[0]
		out.Line2 = strings.Join(segs[1:], " ")
		if len(segs) > 1 && !houseNumber(segs[0]) && (loadStreets().units.has(firstWord(segs[0])) || !hasDigits(segs[0])) {
			out.Line1, out.Line2 = segs[1], segs[0] // "Flat 2, 10 High St"
		}
	}
	return out
}

// takeCountry takes a country off the end, unless it may be a state's code.
func (in *AddressInput) takeCountry(segs []string) []string {
	n := len(segs)
	if n < 2 || in.Country != "" {
		return segs
	}
	last := segs[n-1]
	if len(last) == 2 && loadStates().codes["US"].has(last) && last != "US" {
		return segs
	}
	if loadCountries().has(last) && !loadStates().codes["US"].has(last) {
		in.Country = last
		return segs[:n-1]
	}
	return segs
}

// takeRegion takes the postal code and the state off the last segments.
func (in *AddressInput) takeRegion(segs []string, region string) []string {
	for len(segs) > 0 && (in.Postcode == "" || in.State == "") {
		last := segs[len(segs)-1]
		words := strings.Fields(last)
		var front bool
		words, front = in.takePostcode(words, region, len(segs) > 1)
		if front { // "10115 Berlin": what is left is the city, even if a state is called so
			in.City = strings.Join(words, " ")
			return segs[:len(segs)-1]
		}
		words = in.takeState(words, region, len(segs) > 1)
		if in.Country == "" && len(words) == 0 && in.Postcode == "" && in.State == "" {
			break
		}
		rest := strings.Join(words, " ")
		if rest == last {
			break
		}
		if rest != "" {
			segs[len(segs)-1] = rest
			break
		}
		segs = segs[:len(segs)-1]
	}
	return segs
}

// takePostcode takes a code off the end, or off the front of "10115 Berlin".
func (in *AddressInput) takePostcode(words []string, region string, notFirst bool) (rest []string, front bool) {
	n := len(words)
	if in.Postcode != "" || n == 0 {
		return words, false
	}
	if n >= 2 {
		if c, ok := lettered(words[n-2] + words[n-1]); ok && len(words[n-1]) == 3 {
			in.Postcode = c
			return words[:n-2], false
		}
	}
	last := words[n-1]
	if c, ok := lettered(last); ok && len(last) >= 5 {
		in.Postcode = c
		return words[:n-1], false
	}
	if (notFirst || n > 2) && codeLike(last, region) {
		in.Postcode = last
		return words[:n-1], false
	}
	if notFirst && n > 1 && frontCode(words, region) {
		in.Postcode = words[0]
		return words[1:], true
	}
	return words, false
}

// frontCode reports a postal code before its city, as written in most of
// Europe; a house number before a street is told apart by the street's type.
func frontCode(words []string, region string) bool {
	american := region == "" || region == "US"
	code := words[0]
	if !digitsOnly(code) || len(code) > 5 || len(code) < 4 || (american && len(code) == 4) {
		return false
	}
	return !hasDigits(strings.Join(words[1:], "")) && !loadStreets().types.has(words[len(words)-1])
}

// codeLike reports a numeric postal code at the end of a line.
func codeLike(w, region string) bool {
	left, right, dashed := strings.Cut(w, "-")
	if !digitsOnly(left) || (dashed && !digitsOnly(right)) {
		return false
	}
	switch region {
	case "", "US":
		return len(left) == 5 || len(left) == 9
	case "AU":
		return len(left) == 4
	}
	return len(left) >= 4 && len(left) <= 6
}

// takeState takes a state of one to three words off the end.
func (in *AddressInput) takeState(words []string, region string, notFirst bool) []string {
	if in.State != "" {
		return words
	}
	n := len(words)
	for k := min(3, n); k > 0; k-- {
		if k == n && !notFirst {
			continue
		}
		text := strings.Join(words[n-k:], " ")
		if k < n && len(text) > 3 && in.Postcode == "" {
			continue // "St Virginia": a name, unless a code followed
		}
		r := State(text, Options{Region: region})
		if len(r.Values) == 1 && r.Problem == "" {
			in.State = text
			return words[:n-k]
		}
	}
	return words
}

// takeCity takes the city: the last segment, or without commas what follows the
// last street type or unit number.
func (in *AddressInput) takeCity(segs []string) []string {
	n := len(segs)
	switch {
	case n == 0:
		return segs
	case n > 1:
		if last := segs[n-1]; !hasDigits(last) && !loadStreets().alone.has(last) {
			in.City = last
			return segs[:n-1]
		}
		return segs
	case in.Postcode == "" && in.State == "":
		return segs
	case !hasDigits(segs[0]):
		in.City = segs[0]
		return nil
	}
	words := strings.Fields(segs[0])
	for i := len(words) - 1; i > 1; i-- {
		if w := words[i-1]; hasDigits(w) && i > 2 || loadStreets().types.has(w) && i > 2 {
			if loadStreets().dirs.has(words[i]) && len(words[i]) <= 2 && i+1 < len(words) {
				i++
			}
			if loadStreets().units.has(words[i]) && !hasDigits(w) {
				continue
			}
			in.City = strings.Join(words[i:], " ")
			return []string{strings.Join(words[:i], " ")}
		}
	}
	return segs
}

func hasDigits(s string) bool { return countDigits(s) > 0 }

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}
