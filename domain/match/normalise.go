package match

import (
	"slices"
	"strings"
)

// maxValues bounds how many values of one kind a record brings into
// comparison; the smallest in order are kept, so the choice depends on the
// values only.
const maxValues = 20

// Normalise brings a record into the form that is compared. It is pure: equal
// records give equal nodes, and the order of many-valued fields does not show.
func Normalise(r Record) Node {
	var n Node
	var f [numText]string
	name := normaliseName(&r)
	f[textGiven], f[textMiddle], f[textSurname] = name.given, name.middle, name.surname
	f[textGivenScript], f[textSurnameScript] = name.givenScript, name.surnameScript
	f[textNicknames] = joinValues(r.Nicknames, func(s string) string { return meaningful(fold(s)) })
	f[textMaiden] = joinValues(r.MaidenNames, func(s string) string { return meaningful(fold(s)) })
	f[textEmails] = joinValues(r.Emails, normaliseEmail)
	f[textPhones] = joinValues(r.Phones, normalisePhone)
	f[textPlaces] = joinPlaces(r.Addresses)
	f[textOccupations] = joinValues(r.Occupations, func(s string) string { return meaningful(fold(s)) })
	f[textBirthplace] = meaningful(fold(r.Birthplace))
	f[textIDs] = joinIDs(r.StrongIDs)
	n.suffix = name.suffix
	n.gender = normaliseGender(r.Gender)
	normaliseBirth(&n, &r)
	n.seal(&f)
	return n
}

func normaliseBirth(n *Node, r *Record) {
	n.birth = parseDate(r.BirthDate)
	if alt := parseDate(r.BirthDateAlt); alt != n.birth {
		n.birthAlt = alt
	}
	if n.birth == 0 {
		n.birth, n.birthAlt = n.birthAlt, 0
	}
	if n.birth == 0 && r.BirthYear >= minYear && r.BirthYear <= maxYear && r.BirthYear != 1900 {
		n.birth = date(r.BirthYear * 10000)
	}
	if n.birthAlt != 0 && n.birthAlt < n.birth {
		n.birth, n.birthAlt = n.birthAlt, n.birth
	}
	n.stated = statedYears(r.Age, r.AgeAsOf, r.AgeAtLatest)
}

// joinValues normalises, drops what is missing or doubled, and sorts.
func joinValues(in []string, normal func(string) string) string {
	switch len(in) {
	case 0:
		return ""
	case 1:
		return normal(in[0])
	}
	out := make([]string, 0, len(in))
	for _, s := range in {
		if v := normal(s); v != "" {
			out = append(out, v)
		}
	}
	return joinSorted(out)
}

func joinSorted(out []string) string {
	slices.Sort(out)
	out = slices.Compact(out)
	return strings.Join(out[:min(len(out), maxValues)], string(listSep))
}

func joinPlaces(in []Address) string {
	if len(in) == 0 {
		return ""
	}
	out := make([]string, 0, len(in))
	for _, a := range in {
		if p := normaliseAddress(a); !p.empty() {
			out = append(out, joinPlace(p))
		}
	}
	return joinSorted(out)
}

// maxIDs bounds the strong identifiers of one node.
const maxIDs = 256

func joinIDs(in []StrongID) string {
	if len(in) == 0 {
		return ""
	}
	out := make([]string, 0, len(in))
	for _, id := range in {
		v := normaliseID(id.Value)
		if id.Type == "" || v == "" {
			continue
		}
		space := strings.Map(dropSeparators, cut(id.Space, maxValueLen))
		out = append(out, string(id.Type)+string(partSep)+space+string(partSep)+v)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return strings.Join(out[:min(len(out), maxIDs)], string(listSep))
}

// normaliseID answers an identifier as it is compared; "" for one that names
// nobody in particular.
func normaliseID(s string) string {
	v := strings.ToLower(strings.Join(strings.Fields(cut(s, maxValueLen)), " "))
	v = strings.Map(dropSeparators, v)
	if blockedID(fold(v)) || blockedID(v) {
		return ""
	}
	return v
}

// dropSeparators keeps outside text from forging the layout of a list.
func dropSeparators(r rune) rune {
	if r < ' ' {
		return -1
	}
	return r
}

// mergeIDs answers the union of two sorted, joined lists.
func mergeIDs(a, b string) string {
	if b == "" || a == b {
		return a
	}
	if a == "" {
		return b
	}
	all := append(strings.Split(a, string(listSep)), strings.Split(b, string(listSep))...)
	slices.Sort(all)
	all = slices.Compact(all)
	return strings.Join(all[:min(len(all), maxIDs)], string(listSep))
}
