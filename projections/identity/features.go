package identity

import (
	"strconv"
	"strings"
	"time"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// numbers are the categories that matter for matching.
type numbers struct {
	first, middle, last, suffix, nickname, maiden, birthDate, birthYear, birthplace, age, gender,
	email, phone, occupation, userID, voterID, externalID, cookie,
	street, unit, city, state, postcode, country category.Number
}

func builtInNumbers() numbers {
	n := category.BuiltIn().Number
	return numbers{
		first: n("first_name"), middle: n("middle_name"), last: n("last_name"), suffix: n("suffix"),
		nickname: n("nickname"), maiden: n("maiden_name"), birthDate: n("birth_date"), birthYear: n("birth_year"), birthplace: n("birthplace"),
		age: n("age"), gender: n("gender"), email: n("email"), phone: n("phone"), occupation: n("occupation"),
		userID: n("user_id"), voterID: n("voter_id"), externalID: n("external_id"), cookie: n("anonymous_id"),
		street: n("street"), unit: n("unit"), city: n("city"), state: n("state"), postcode: n("postcode"), country: n("country"),
	}
}

// ageStated is how long before we learned it an age must have been stated for
// its day to be one that somebody gave: a file without --data-date, or a form,
// says of no day, and files are often years old.
const ageStated = 48 * time.Hour

// Reader turns the current facts of a record into what is matched.
type Reader struct{ n numbers }

// NewReader makes a Reader.
func NewReader() *Reader { return &Reader{builtInNumbers()} }

// Record is what a record's facts say as far as matching cares.
func (r *Reader) Record(f fold.Facts) match.Record {
	n := &r.n
	m := match.Record{
		Given: newest(f, n.first), Middle: newest(f, n.middle), Surname: newest(f, n.last), Suffix: newest(f, n.suffix),
		Nicknames: values(f, n.nickname), MaidenNames: values(f, n.maiden),
		BirthDate: newest(f, n.birthDate), Birthplace: newest(f, n.birthplace), Gender: newest(f, n.gender),
		Emails: values(f, n.email), Phones: values(f, n.phone), Occupations: values(f, n.occupation),
	}
	m.BirthYear, _ = strconv.Atoi(newest(f, n.birthYear))
	if v, ok := f.Newest(n.age); ok {
		m.Age, _ = strconv.Atoi(v.Value)
		m.AgeAsOf = v.OccurredAt.UTC().Format(time.DateOnly)
		m.AgeAtLatest = v.RecordedAt.Sub(v.OccurredAt).Abs() < ageStated
	}
	if v, ok := f.Newest(n.birthDate); ok {
		m.BirthDateAlt = otherReading(v)
	}
	for _, v := range f.Of(fold.AddressCategory) {
		m.Addresses = append(m.Addresses, r.address(v))
	}
	for _, id := range []struct {
		cat category.Number
		typ match.IDType
	}{{n.userID, match.UserID}, {n.voterID, match.VoterID}, {n.externalID, match.ExternalID}, {n.cookie, match.Cookie}} {
		for _, v := range f.Of(id.cat) {
			m.StrongIDs = append(m.StrongIDs, match.StrongID{Type: id.typ, Space: v.Space, Value: v.Value})
		}
	}
	return m
}

func (r *Reader) address(v fold.Value) match.Address {
	number, street := clean.SplitStreet(v.Part(r.n.street))
	return match.Address{
		Number: number, Street: street, Unit: v.Part(r.n.unit), City: v.Part(r.n.city),
		State: v.Part(r.n.state), Postcode: v.Part(r.n.postcode), Country: v.Part(r.n.country),
	}
}

// otherReading is the date with day and month changed places, when the raw text
// left open which is which.
func otherReading(v fold.Value) string {
	raw := v.RawText()
	if len(v.Value) != len(time.DateOnly) || !strings.ContainsAny(raw, "/.") {
		return ""
	}
	year, month, day := v.Value[:4], v.Value[5:7], v.Value[8:]
	if day > "12" || month == day || strings.HasPrefix(raw, year) {
		return ""
	}
	return year + "-" + day + "-" + month
}

func newest(f fold.Facts, cat category.Number) string {
	v, _ := f.Newest(cat)
	return v.Value
}

func values(f fold.Facts, cat category.Number) []string {
	of := f.Of(cat)
	if len(of) == 0 {
		return nil
	}
	out := make([]string, len(of))
	for i, v := range of {
		out[i] = v.Value
	}
	return out
}
