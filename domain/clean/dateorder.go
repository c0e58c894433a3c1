package clean

// numbersOnly reads a date of two or three numbers.
func numbersOnly(t []token, o Options, birth bool) (civil, string) {
	for _, x := range t {
		if x.word != "" {
			return civil{}, notADate
		}
		if x.digits > 4 {
			return civil{}, outOfRange
		}
	}
	switch len(t) {
	case 1:
		return civil{}, notADate
	case 2:
		switch {
		case t[0].digits == 4:
			return civil{year: t[0].value, month: t[1].value}, ""
		case t[1].digits == 4:
			return civil{year: t[1].value, month: t[0].value}, ""
		}
		return civil{}, noYear
	case 3:
		a, b, c := t[0], t[1], t[2]
		if a.digits >= 3 || (a.value > 31 && c.value <= 31 && c.digits <= 2) {
			return civil{year: fullYear(a, b.value, c.value, o, birth), month: b.value, day: c.value}, ""
		}
		return slashes(a, b, c, o, birth)
	}
	return civil{}, notADate
}

// slashes reads day, month and year where the order of the first two has to be
// found: a number above 12 settles it, dots mean day first, else the caller's
// knowledge of the column does.
func slashes(a, b, c token, o Options, birth bool) (civil, string) {
	dayFirst, why := o.DayFirst, ""
	switch {
	case a.value > 12 && b.value > 12:
		return civil{year: fullYear(c, 0, 0, o, birth)}, noSuchDay
	case a.value > 12:
		dayFirst = true
	case b.value > 12:
		dayFirst = false
	case c.before == '.' && !o.OrderKnown:
		dayFirst = true
	case a.value != b.value && a.value != 0 && b.value != 0 && !o.OrderKnown:
		why = ambiguousDay
	}
	m, d := a.value, b.value
	if dayFirst {
		m, d = d, m
	}
	return civil{year: fullYear(c, m, d, o, birth), month: m, day: d}, why
}

// namedMonth reads a date whose month is a word.
func namedMonth(t []token, m int, o Options, birth bool) (civil, string) {
	month := monthOf(t[m].word)
	var rest [2]token
	n := 0
	for i, x := range t {
		switch {
		case i == m:
		case x.word != "" || n == 2:
			return civil{}, notADate
		default:
			rest[n] = x
			n++
		}
	}
	switch {
	case n == 2 && rest[0].digits >= 3:
		return civil{rest[0].value, month, rest[1].value}, ""
	case n == 2:
		return civil{fullYear(rest[1], month, rest[0].value, o, birth), month, rest[0].value}, ""
	case n == 1 && rest[0].digits == 4:
		return civil{year: rest[0].value, month: month}, ""
	case n == 1 && rest[0].value > 31:
		return civil{year: fullYear(rest[0], month, 0, o, birth), month: month}, ""
	}
	return civil{}, noYear
}

// pivot is the last two-digit year taken as of this century when no "now" is
// given.
const pivot = 2030

// fullYear adds the century to a two-digit year: a birth is never later than
// now, other dates never more than twenty years later.
func fullYear(t token, month, day int, o Options, birth bool) int {
	if t.digits > 2 || (t.value == 0 && month == 0 && day == 0) {
		return t.value
	}
	limit := pivot
	if !o.Now.IsZero() {
		limit = o.Now.Year()
		if !birth {
			limit += 20
		}
	}
	year := limit/100*100 + t.value
	if year > limit {
		year -= 100
	}
	if birth && !o.Now.IsZero() && (civil{year, month, day}).after(o.Now) {
		year -= 100
	}
	return year
}

// DetectDayFirst finds the order of day and month in a column: the first
// number above 12 in more cells than the second means day first. Dots count
// for day first when nothing else tells.
func DetectDayFirst(samples []string) bool {
	first, second, dots := 0, 0, 0
	for _, s := range samples {
		day, _ := cutClock(Text(s, Options{}))
		if len(day) > 40 {
			continue
		}
		var buf [maxTokens]token
		t, ok := tokenize(buf[:0], day)
		if !ok || len(t) != 3 || t[0].digits > 2 || t[1].word != "" || t[0].word != "" {
			continue
		}
		if t[0].value > 31 {
			continue // a year in front
		}
		switch {
		case t[0].value > 12 && t[1].value <= 12:
			first++
		case t[1].value > 12 && t[0].value <= 12:
			second++
		case t[2].before == '.':
			dots++
		}
	}
	if first == second {
		return dots > 0
	}
	return first > second
}

// DayOrderKnown reports whether the samples settle the order of day and month:
// some cell has a number above 12 in one place, and none in the other. It is
// what Options.OrderKnown asks for.
func DayOrderKnown(samples []string) bool {
	clear := DetectDayFirst(samples)
	evidence, against := false, false
	for _, s := range samples {
		day, _ := cutClock(Text(s, Options{}))
		if len(day) > 40 {
			continue
		}
		var buf [maxTokens]token
		t, ok := tokenize(buf[:0], day)
		if !ok || len(t) != 3 || t[0].word != "" || t[1].word != "" || t[0].digits > 2 || t[0].value > 31 {
			continue
		}
		evidence = evidence || (clear && t[0].value > 12) || (!clear && t[1].value > 12)
		against = against || (clear && t[1].value > 12) || (!clear && t[0].value > 12)
	}
	return evidence && !against
}
