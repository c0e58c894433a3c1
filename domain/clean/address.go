package clean

import "strings"

// AddressInput is an address as a source has it: whole, in lines, or in any
// subset of its parts.
type AddressInput struct {
	Kind string // home, mail, work, other and their kin; "" = home
	Full string // one line (or lines) with everything

	Line1, Line2                     string
	HouseNumber, HouseFraction       string
	StreetPrefix, StreetName         string // StreetPrefix: the direction in front
	StreetType, StreetSuffixDir      string
	UnitType, Unit                   string
	City, State, Postcode, Postcode4 string
	Country, County, Municipality    string
}

// Address cleans an address into one value: its kind with the parts street,
// unit, city, state, postcode, postcode4, country, county, municipality, those
// that are known. It answers false when nothing is: a blank, "REMOVED".
func Address(in AddressInput, o Options) (Value, bool) {
	v, _, ok := CheckedAddress(in, o)
	return v, ok
}

// CheckedAddress is Address that also says what was there but not understood.
func CheckedAddress(in AddressInput, o Options) (v Value, why string, ok bool) {
	if in.Full != "" && in.Line1 == "" && in.City == "" && in.Postcode == "" && in.StreetName == "" {
		in = oneLine(in, o)
	}
	b := builder{parts: make([]Part, 0, 7)}
	if in.exchanged() {
		in.City, in.Postcode = in.Postcode, in.City
		b.note("postcode", "city and postcode changed places")
	}
	country := b.enum("country", in.Country, Country, o)
	region := o
	if country != "" {
		region.Region = country
	} else if state := firstValue(State(Text(in.State, o), o)); len(state) > 3 && state[2] == '-' {
		region.Region = state[:2] // the province tells the country
	}
	street, unit := in.lines(&b, region)
	b.add("street", street, in.streetText())
	b.add("unit", unit, in.Unit)
	b.enum("city", in.City, cityRule, o)
	b.enum("state", in.State, State, region)
	b.postcode(in, region)
	b.enum("county", in.County, countyRule, o)
	b.enum("municipality", in.Municipality, placeRule, o)
	if !b.found {
		return Value{}, b.why, false
	}
	return Value{Text: addressKind(in.Kind), Parts: b.parts}, b.why, true
}

// exchanged reports a city and a postcode that stand in each other's place: only
// one of them has digits, and it is the wrong one.
func (in *AddressInput) exchanged() bool {
	digits := func(s string) (n int) {
		for i := 0; i < len(s); i++ {
			if '0' <= s[i] && s[i] <= '9' {
				n++
			}
		}
		return n
	}
	return len(in.Postcode) > 2 && digits(in.Postcode) == 0 && digits(in.City) > 2 && 2*digits(in.City) > len(in.City)
}

// builder collects the parts of an address.
type builder struct {
	parts []Part
	why   string
	found bool // more than a country or county is known
}

// add enters a part that is clean already.
func (b *builder) add(category, text, raw string) {
	if text == "" {
		return
	}
	if raw == text {
		raw = ""
	}
	b.parts = append(b.parts, Part{Category: category, Text: text, Raw: cut(strings.ToValidUTF8(raw, "\uFFFD"), MaxText)})
	b.found = b.found || category != "country" && category != "county" && category != "municipality"
}

// enum cleans and enters a part.
func (b *builder) enum(category, raw string, clean func(string, Options) Result, o Options) string {
	text := Text(raw, o)
	if text == "" {
		return ""
	}
	code := category == "state" || category == "country"
	r := single(category, text, rule{clean: clean, own: code, words: !code}, o)
	b.note(category, r.Problem)
	s := firstValue(r)
	b.add(category, s, raw)
	return s
}

func (b *builder) note(category, why string) {
	if b.why == "" && why != "" {
		b.why = category + ": " + why
	}
}

func (b *builder) postcode(in AddressInput, o Options) {
	raw := Text(in.Postcode, o)
	code, plus4, why := Postcode(raw, o.Region)
	b.note("postcode", why)
	b.add("postcode", code, in.Postcode)
	if code == "" {
		return
	}
	if own := firstValue(postcode4Rule(Text(in.Postcode4, o), o)); own != "" {
		plus4 = own
	}
	b.add("postcode4", plus4, in.Postcode4)
}

// streetText is the street as it came: with the second line, of which a clean
// street may keep nothing.
func (in *AddressInput) streetText() string {
	if in.Line1 == "" || in.Line2 == "" {
		return in.Line1
	}
	return in.Line1 + ", " + in.Line2
}

// lines makes street and unit out of lines or parts.
func (in *AddressInput) lines(b *builder, o Options) (street, unit string) {
	why := ""
	if in.StreetName != "" && in.Line1 == "" {
		line := joinWords(in.HouseNumber, in.HouseFraction, in.StreetPrefix, in.StreetName, in.StreetType, in.StreetSuffixDir)
		if Text(in.HouseNumber, o) == "0" {
			line = joinWords(in.StreetPrefix, in.StreetName, in.StreetType, in.StreetSuffixDir)
		}
		street, unit, why = streetLine(line, o.Region)
	} else {
		street, unit, why = streetLine(joinWords(in.HouseNumber, in.Line1), o.Region)
	}
	b.note("street", why)
	if own := Unit(joinWords(in.UnitType, in.Unit)); own != "" {
		unit = own
	}
	if second := Text(in.Line2, o); second != "" && !IsPlaceholder(second) && !noStreet(second) {
		street, unit = secondLine(street, unit, second, o.Region)
	}
	return street, unit
}

// secondLine reads line 2: a unit, a street when line 1 held none, else
// something before the street (a building, "c/o") that is left out.
func secondLine(street, unit, second, region string) (string, string) {
	words := strings.Fields(second)
	if street == "" {
		s, u, _ := streetLine(second, region)
		return s, u
	}
	if unit == "" && (strings.HasPrefix(second, "#") || loadStreets().units.has(words[0]) || len(words) == 1 && countDigits(second) > 0 && len(second) <= 6) {
		return street, Unit(second)
	}
	if unit == "" && loadStreets().alone.has(second) {
		return street, Unit(second)
	}
	if number, _ := SplitStreet(street); number == "" && digit(second[0]) {
		s, u, _ := streetLine(second, region)
		if s != "" {
			return s, u
		}
	}
	return street, unit
}

// joinWords joins what is not blank with single spaces.
func joinWords(parts ...string) string {
	var buf [64]byte
	b := buf[:0]
	for _, p := range parts {
		p = strings.Trim(p, " \t\r\n\x00")
		if p == "" {
			continue
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, cut(p, 400)...)
	}
	return string(b)
}

// addressKind maps the words of sources to home, mail, work and other.
func addressKind(s string) string {
	if v, ok := lookUp("address_kind", s, Options{}); ok && v != blankValue {
		return v
	}
	return "home"
}

// addressText is the rule of a cell that holds a whole address.
func addressText(text string, o Options) Result {
	if IsPlaceholder(text) || noStreet(text) {
		return missing()
	}
	if !hasDigits(text) && strings.IndexByte(text, ',') < 0 && !hasBox(text) {
		return problem("not an address")
	}
	v, why, ok := CheckedAddress(AddressInput{Full: text}, o)
	if !ok {
		if why == "" {
			why = "not an address"
		}
		return problem(why)
	}
	return Result{Values: []Value{v}, Problem: why}
}

func hasBox(text string) bool {
	_, ok := boxLine(text)
	return ok
}
