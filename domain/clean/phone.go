package clean

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// maxPhone bounds one written number.
const maxPhone = 40

// Phone reads every number of a cell in E.164. Numbers are parted by slashes,
// semicolons, commas or " ::: "; extensions are dropped; "cell", "mobile",
// "landline" beside a number become its phone_type part. Numbers without an
// area code and numbers that lost digits to scientific notation give no value;
// one that has the right length but is not in use is doubtful. Runs such as
// 000-000-0000, 555-555-5555 and 123-456-7890 are missing.
func Phone(raw string, o Options) Result {
	text := Text(raw, o)
	if n, ok := plainUS(text, o.Region); ok {
		return one(n)
	}
	if IsPlaceholder(text) || sameDigits(text) {
		return missing()
	}
	if parts := phoneParts(text); len(parts) > 1 && !o.Single {
		return severalPhones(parts, o)
	}
	return onePhone(text, o)
}

// phoneParts splits at marks that stand between numbers, never inside one.
func phoneParts(s string) []string {
	if !strings.ContainsAny(s, "/;,|&") && !strings.Contains(s, ":::") && !strings.Contains(s, " or ") {
		return nil
	}
	s = strings.NewReplacer(":::", ";", " or ", ";", "/", ";", ",", ";", "|", ";", "&", ";").Replace(s)
	var parts []string
	for p := range strings.SplitSeq(s, ";") {
		p = strings.TrimSpace(p)
		if countDigits(p) < 7 && len(parts) > 0 {
			// The rest of a number ("919/555-0101") or an extension.
			parts[len(parts)-1] += " " + p
			continue
		}
		if len(parts) > 0 && countDigits(parts[len(parts)-1]) < 7 {
			parts[len(parts)-1] += " " + p
			continue
		}
		parts = append(parts, p)
	}
	return parts
}

func severalPhones(parts []string, o Options) Result {
	out := Result{Missing: true}
	for _, p := range parts {
		got := onePhone(p, o)
		out.Missing = out.Missing && got.Missing
		if out.Problem == "" {
			out.Problem = got.Problem
		}
		for _, v := range got.Values {
			if len(out.Values) < maxValues && !contains(out.Values, v.Text) {
				out.Values = append(out.Values, v)
			}
		}
	}
	return out
}

// onePhone reads a cell with a single number.
func onePhone(text string, o Options) Result {
	if n, ok := plainUS(text, o.Region); ok {
		return one(n)
	}
	s, kind := phoneKind(text)
	digits := countDigits(s)
	switch {
	case digits == 0 && IsPlaceholder(s):
		return missing()
	case digits == 0:
		return problem("not a phone number")
	case len(s) > maxPhone:
		return problem("too long for a phone number")
	}
	if plain, lost, ok := fromFloat(s); lost {
		return problem("digits lost in scientific notation")
	} else if ok {
		s = plain
	}
	if placeholderPhone(s) {
		return missing()
	}
	r := parsePhone(s, o)
	if kind != "" && len(r.Values) == 1 {
		r.Values[0].Parts = []Part{{Category: "phone_type", Text: kind}}
	}
	return r
}

// parsePhone asks the library.
func parsePhone(s string, o Options) Result {
	region := o.Region
	if region == "" {
		region = "US"
	}
	s = strings.TrimPrefix(s, "p:") // Facebook's lead exports
	if (region == "US" || region == "CA") && onlyLocal(s) {
		return problem("no area code")
	}
	n, err := phonenumbers.Parse(s, region)
	if err != nil && strings.HasPrefix(s, "00") {
		n, err = phonenumbers.Parse("+"+s[2:], region)
	}
	if err != nil {
		return problem("not a phone number")
	}
	e164 := phonenumbers.Format(n, phonenumbers.E164)
	switch {
	case len(e164) > 16 || len(e164) < 8:
		return problem("not a phone number")
	case phonenumbers.IsValidNumber(n):
		return one(e164)
	case s[0] != '+' && (countDigits(s) == 11 || countDigits(s) > 11 && strings.HasPrefix(s, "00")):
		// An international number with its prefix or its country code plain.
		if m, err := phonenumbers.Parse("+"+strings.TrimLeft(digitsOf(s), "0"), region); err == nil && phonenumbers.IsValidNumber(m) {
			return one(phonenumbers.Format(m, phonenumbers.E164))
		}
	}
	if phonenumbers.IsPossibleNumberWithReason(n) != phonenumbers.IS_POSSIBLE {
		return problem("not a phone number")
	}
	if n.GetCountryCode() == 1 && !shapeNANP(e164[2:]) {
		return problem("no such area code or exchange")
	}
	return doubtful(e164, "a number range that is not in use")
}

// onlyLocal reports a North American number without its area code.
func onlyLocal(s string) bool { return s[0] != '+' && countDigits(s) == 7 }

// shapeNANP is the shape of the North American plan: three, three and four digits, of which the first and the fourth are 2 to 9.
func shapeNANP(d string) bool {
	return len(d) == 10 && d[0] >= '2' && d[3] >= '2'
}
