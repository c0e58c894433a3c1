package match

import "strconv"

func (e *Explanation) birthWords(f *FieldEvidence) string {
	both := "both have a birth date and "
	switch f.Level {
	case Exact:
		return "the same birth date" + after(f.A)
	case Swapped:
		return both + "day and month changed places: " + f.A + " and " + f.B
	case Close:
		return both + "they differ by one slip: " + f.A + " and " + f.B
	case Near:
		return both + "they differ by a slip or two: " + f.A + " and " + f.B
	case Part:
		return "the births are near each other, no more" + values(f)
	case Coarse:
		return "the births agree as far as the less precise one goes" + values(f)
	}
	apart := e.birthsApart()
	if apart == 0 {
		return both + "they differ" + values(f)
	}
	s := both + "they differ by " + yearsWords(apart)
	if apart >= generationGap && e.namesAgree() {
		s += ": " + e.generations()
	}
	return s
}

func values(f *FieldEvidence) string {
	if f.A == "" || f.B == "" {
		return ""
	}
	return ": " + f.A + " and " + f.B
}

// birthsApart are the years between the two births; 0 when not known.
func (e *Explanation) birthsApart() int {
	f := e.field(FieldBirth)
	if f == nil || len(f.A) < 4 || len(f.B) < 4 {
		return 0
	}
	x, errX := strconv.Atoi(f.A[:4])
	y, errY := strconv.Atoi(f.B[:4])
	if errX != nil || errY != nil {
		return 0
	}
	return max(x-y, y-x)
}

func yearsWords(n int) string {
	if n == 1 {
		return "a year"
	}
	return strconv.Itoa(n) + " years"
}

func (e *Explanation) field(want Field) *FieldEvidence {
	for i := range e.Fields {
		if e.Fields[i].Field == want {
			return &e.Fields[i]
		}
	}
	return nil
}

func (e *Explanation) namesAgree() bool {
	g, s := e.field(FieldGiven), e.field(FieldSurname)
	return g != nil && s != nil && g.Level.agrees() && s.Level.agrees()
}

// generations names what two people of one name and two generations are.
func (e *Explanation) generations() string {
	if g := e.field(FieldGender); g != nil && g.Level == Exact {
		switch g.A {
		case "male":
			return "father and son"
		case "female":
			return "mother and daughter"
		}
	}
	return "a parent and a child of one name"
}
