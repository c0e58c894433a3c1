package match_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/match"
	"github.com/google/go-cmp/cmp"
)

// rec starts a record with a name.
func rec(given, surname string, with ...func(*match.Record)) match.Record {
	r := match.Record{Given: given, Surname: surname}
	for _, f := range with {
		f(&r)
	}
	return r
}

type with = func(*match.Record)

func born(d string) with   { return func(r *match.Record) { r.BirthDate = d } }
func suffix(s string) with { return func(r *match.Record) { r.Suffix = s } }
func middle(s string) with { return func(r *match.Record) { r.Middle = s } }
func maiden(s string) with { return func(r *match.Record) { r.MaidenNames = []string{s} } }
func mail(s string) with   { return func(r *match.Record) { r.Emails = append(r.Emails, s) } }
func phone(s string) with  { return func(r *match.Record) { r.Phones = append(r.Phones, s) } }
func aged(n int, on string) with {
	return func(r *match.Record) { r.Age, r.AgeAsOf = n, on }
}
func id(t match.IDType, space, v string) with {
	return func(r *match.Record) {
		r.StrongIDs = append(r.StrongIDs, match.StrongID{Type: t, Space: space, Value: v})
	}
}
func at(number, street, city, post string) with {
	return func(r *match.Record) {
		r.Addresses = append(r.Addresses, match.Address{Number: number, Street: street, City: city, State: "NC", Postcode: post})
	}
}

var elm = at("12", "Elm Street", "Concord", "28025")

// clustersOf settles records and answers the clusters as sorted lists of their
// places.
func clustersOf(t testing.TB, model *match.Model, records []match.Record) string {
	t.Helper()
	labels, err := match.Cluster(model, match.Options{}, records)
	if err != nil {
		t.Fatal(err)
	}
	return render(labels)
}

func render(labels []int) string {
	at := map[int][]int{}
	var order []int
	for i, l := range labels {
		if at[l] == nil {
			order = append(order, l)
		}
		at[l] = append(at[l], i)
	}
	var out [][]int
	for _, l := range order {
		out = append(out, at[l])
	}
	slices.SortFunc(out, func(a, b []int) int { return a[0] - b[0] })
	return fmt.Sprint(out)
}

// hardCase are records of people who are easily confused, or of one who is not
// easily recognised, and the clusters they make.
type hardCase struct {
	name    string
	records []match.Record
	want    string
}

func hardCases() []hardCase {
	return []hardCase{
		{"junior and senior", []match.Record{
			rec("Robert", "Hargrove", suffix("Sr"), elm, phone("7045550191")), rec("Robert", "Hargrove", suffix("Jr"), elm, phone("7045550191")),
		}, "[[0] [1]]"},
		{"father and son without suffix", []match.Record{
			rec("Robert", "Hargrove", born("1941-05-06"), elm, phone("7045550191")), rec("Robert", "Hargrove", born("1972-11-19"), elm, phone("7045550191")),
		}, "[[0] [1]]"},
		{"twins", []match.Record{
			rec("Mark", "Hargrove", born("1991-05-06"), elm, phone("7045550191")), rec("Mary", "Hargrove", born("1991-05-06"), elm, phone("7045550191")),
		}, "[[0] [1]]"},
		{"twins of names alike", []match.Record{
			rec("Marsha", "Hargrove", born("1991-05-06"), elm), rec("Martha", "Hargrove", born("1991-05-06"), elm),
		}, "[[0] [1]]"},
		{"cousins of one name", []match.Record{
			rec("Robert", "Hargrove", born("1971-05-06"), elm), rec("Robert", "Hargrove", born("1969-11-21"), at("9", "Oak Lane", "Concord", "28027")),
		}, "[[0] [1]]"},
		{"father and son with one name and one e-mail", []match.Record{
			rec("James", "Smith", born("1950-05-06"), mail("jsmith@rarehost.net")), rec("James", "Smith", born("1980-11-02"), mail("jsmith@rarehost.net")),
		}, "[[0] [1]]"},
		{"a birthday shared by chance", []match.Record{
			rec("Luke", "Herderway", born("1991-05-06"), middle("T")),
			rec("Luke", "Bringevick", born("1991-05-06"), middle("C")),
		}, "[[0] [1]]"},
		{"a nickname of the other gender", []match.Record{
			rec("Martha", "Hargrove", elm, with(func(r *match.Record) { r.Gender = "female" })), rec("Marty", "Hargrove", elm, with(func(r *match.Record) { r.Gender = "male" })),
		}, "[[0] [1]]"},
		{"neighbours in one building", []match.Record{
			rec("Claire", "Ereing", elm, with(func(r *match.Record) { r.Addresses[0].Unit = "44" })),
			rec("Claire", "Bowers", elm, with(func(r *match.Record) { r.Addresses[0].Unit = "56" })),
		}, "[[0] [1]]"},
		{"an initial in a family", []match.Record{
			rec("Cynthia", "Hargrove", elm), rec("C", "Hargrove", elm),
		}, "[[0] [1]]"},
		{"one name in two spellings", []match.Record{
			rec("Sergey", "Mikhailov", born("1980-03-14")), rec("Sergei", "Mikhaylov", born("1980-03-14")),
		}, "[[0 1]]"},
		{"a word that is no name", []match.Record{
			rec("Occupant", "Hargrove", elm), rec("Resident", "Hargrove", elm), rec("Edith", "Hargrove", elm),
		}, "[[0] [1] [2]]"},
		{"spouses sharing an e-mail", []match.Record{
			rec("Walter", "Hargrove", elm, mail("hargroves@rarehost.net")), rec("Edith", "Hargrove", elm, mail("hargroves@rarehost.net")),
		}, "[[0] [1]]"},
		{"a surname alone between two spouses", []match.Record{
			rec("Walter", "Hargrove", elm, mail("hargroves@rarehost.net")), rec("Edith", "Hargrove", elm, mail("hargroves@rarehost.net")),
			rec("", "Hargrove", mail("hargroves@rarehost.net")),
		}, "[[0] [1] [2]]"},
		{"marriage", []match.Record{
			rec("Edith", "Hargrove", born("1980-03-14"), elm, mail("edith.h@rarehost.net")), rec("Edith", "Zwingli", born("1980-03-14"), elm, mail("edith.h@rarehost.net")),
		}, "[[0 1]]"},
		{"marriage with a maiden name on record", []match.Record{
			rec("Edith", "Zwingli", born("1980-03-14"), maiden("Hargrove")), rec("Edith", "Hargrove", born("1980-03-14")),
		}, "[[0 1]]"},
		{"nickname", []match.Record{
			rec("Elizabeth", "Hargrove", elm, phone("7045550191")), rec("Betty", "Hargrove", elm, phone("7045550191")),
		}, "[[0 1]]"},
		{"swapped names", []match.Record{
			rec("Edith", "Hargrove", born("1980-03-14"), elm), rec("Hargrove", "Edith", born("1980-03-14"), elm),
		}, "[[0 1]]"},
		{"swapped day and month", []match.Record{
			rec("Edith", "Hargrove", born("1980-03-04"), elm), rec("Edith", "Hargrove", born("1980-04-03"), elm),
		}, "[[0 1]]"},
		{"typo in the birth date", []match.Record{
			rec("Edith", "Hargrove", born("1980-03-14"), elm), rec("Edith", "Hargrove", born("1980-03-15"), elm),
		}, "[[0 1]]"},
		{"year against full date", []match.Record{
			rec("Edith", "Hargrove", born("1980"), elm), rec("Edith", "Hargrove", born("1980-03-14"), elm),
		}, "[[0 1]]"},
		{"stated age that fits", []match.Record{
			rec("Edith", "Hargrove", aged(44, "2024-06-01"), elm), rec("Edith", "Hargrove", born("1980-03-14"), elm),
		}, "[[0 1]]"},
		{"no birth date between two namesakes", []match.Record{
			rec("Robert", "Hargrove", born("1941-05-06"), elm), rec("Robert", "Hargrove", born("1972-11-19"), elm), rec("Robert", "Hargrove", elm, middle("T")),
		}, "[[0] [1] [2]]"},
		{"accents", []match.Record{
			rec("José", "Núñez-García", born("1980-03-14")), rec("Jose", "Nunez Garcia", born("1980-03-14")),
		}, "[[0 1]]"},
		{"Cyrillic", []match.Record{
			rec("Дмитрий", "Воронцов", born("1980-03-14"), phone("+79161234567")), rec("Dmitrii", "Vorontsov", born("1980-03-14"), phone("+79161234567")),
		}, "[[0 1]]"},
		{"Chinese", []match.Record{
			rec("小明", "欧阳", born("1980-03-14"), mail("xm.ouyang@rarehost.net")), rec("Xiaoming", "Ouyang", born("1980-03-14"), mail("xm.ouyang@rarehost.net")),
		}, "[[0 1]]"},
		{"placeholders", []match.Record{
			rec("N/A", "unknown", born("1900-01-01"), mail("none@none.com"), phone("0000000000")), rec("N/A", "unknown", born("1900-01-01"), mail("none@none.com"), phone("0000000000")),
			rec("John", "Doe", phone("1234567890")), rec("John", "Doe", phone("1234567890")),
		}, "[[0] [1] [2] [3]]"},
		{"family phone", []match.Record{
			rec("Walter", "Hargrove", phone("7045550191")), rec("Edith", "Hargrove", phone("7045550191")), rec("Oscar", "Hargrove", phone("7045550191")),
		}, "[[0] [1] [2]]"},
		{"role address", []match.Record{
			rec("Walter", "Hargrove", mail("info@rarehost.net")), rec("Walter", "Zwingli", mail("info@rarehost.net")),
		}, "[[0] [1]]"},
		{"names and nothing else", []match.Record{rec("James", "Smith"), rec("James", "Smith"), rec("Xerxes", "Zwingli"), rec("Xerxes", "Zwingli")}, "[[0] [1] [2] [3]]"},
		{"one name and a large city", []match.Record{
			rec("James", "Smith", at("", "", "Charlotte", "")), rec("James", "Smith", at("", "", "Charlotte", ""), mail("js@rarehost.net")),
		}, "[[0] [1]]"},
		{"newsletter sign-up of a known contact", []match.Record{rec("Edith", "Hargrove", elm, mail("edith.h@rarehost.net")), rec("", "", mail("edith.h@rarehost.net"))}, "[[0 1]]"},
		{"newsletter sign-up at a shared address", []match.Record{
			rec("Edith", "Hargrove", mail("hargroves@rarehost.net")), rec("Walter", "Hargrove", mail("hargroves@rarehost.net")), rec("", "", mail("hargroves@rarehost.net")),
		}, "[[0] [1] [2]]"},
		{"bare phones stay apart", []match.Record{rec("", "", phone("7045550191")), rec("", "", phone("7045550191"))}, "[[0] [1]]"},
	}
}

func TestHardCases(t *testing.T) {
	model := match.DefaultModel()
	for _, tc := range hardCases() {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, clustersOf(t, model, tc.records)); diff != "" {
				t.Errorf("clusters (-want +got):\n%s", diff)
				a, b := match.Normalise(tc.records[0]), match.Normalise(tc.records[1])
				t.Logf("%+v", model.Explain(&a, &b))
			}
		})
	}
}

func strongCases() []hardCase {
	return []hardCase{
		{"one user id in one space", []match.Record{rec("Walt", "", id(match.UserID, "app", "u-77")), rec("", "Zwingli", id(match.UserID, "app", "u-77"))}, "[[0 1]]"},
		{"one number in two imports", []match.Record{
			rec("Walter", "Hargrove", id(match.ExternalID, "list-a", "123")), rec("Edith", "Zwingli", id(match.ExternalID, "list-b", "123")),
		}, "[[0] [1]]"},
		{"user id 123 in two unrelated imports", []match.Record{
			rec("Walter", "Hargrove", id(match.UserID, "list-a", "123")), rec("Edith", "Zwingli", id(match.UserID, "list-b", "123")),
		}, "[[0] [1]]"},
		{"two users on a library computer", []match.Record{
			rec("", "", id(match.Cookie, "app", "c-1")),
			rec("Walter", "Hargrove", mail("w@rarehost.net"), id(match.Cookie, "app", "c-1"), id(match.UserID, "app", "u-1")),
			rec("Edith", "Zwingli", mail("e@otherhost.net"), id(match.Cookie, "app", "c-1"), id(match.UserID, "app", "u-2")),
			rec("", "", mail("w@rarehost.net"), id(match.Cookie, "app", "c-1")), rec("Walter", "Hargrove", id(match.UserID, "app", "u-1")),
		}, "[[0] [1 3 4] [2]]"},
		{"blocked values", []match.Record{
			rec("Walter", "Hargrove", id(match.UserID, "app", "undefined")), rec("Edith", "Zwingli", id(match.UserID, "app", "undefined")),
			rec("Oscar", "Poe", id(match.UserID, "app", "[object Object]")), rec("Ida", "Roe", id(match.UserID, "app", "[object Object]")),
		}, "[[0] [1] [2] [3]]"},
		{"two user ids never meet", []match.Record{
			rec("Edith", "Hargrove", born("1980-03-14"), elm, id(match.UserID, "app", "u-1")), rec("Edith", "Hargrove", born("1980-03-14"), elm, id(match.UserID, "app", "u-2")),
		}, "[[0] [1]]"},
		{"a veto stops a link", []match.Record{
			rec("Robert", "Hargrove", suffix("Sr"), id(match.ExternalID, "x", "z-991")), rec("Robert", "Hargrove", suffix("Jr"), id(match.ExternalID, "x", "z-991")),
		}, "[[0] [1]]"},
		{"a device known from one person", []match.Record{
			rec("", "", id(match.Cookie, "app", "c-1")), rec("Edith", "Hargrove", mail("e@rarehost.net"), id(match.Cookie, "app", "c-1")),
		}, "[[0 1]]"},
		{"a shared device", []match.Record{
			rec("", "", id(match.Cookie, "app", "c-1")), rec("Edith", "Hargrove", mail("e@rarehost.net"), id(match.Cookie, "app", "c-1")),
			rec("Walter", "Zwingli", mail("w@rarehost.net"), id(match.Cookie, "app", "c-1")),
		}, "[[0] [1] [2]]"},
		{"one person in many imports", []match.Record{
			rec("Edith", "Hargrove", elm, mail("e@rarehost.net"), id(match.ExternalID, "a", "1001")), rec("Edith", "Hargrove", elm, mail("e@rarehost.net"), id(match.ExternalID, "b", "2002")),
			rec("Edith", "Hargrove", elm, mail("e@rarehost.net")),
		}, "[[0 1 2]]"},
	}
}

func TestStrongIdentifiers(t *testing.T) {
	for _, tc := range strongCases() {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, clustersOf(t, match.DefaultModel(), tc.records)); diff != "" {
				t.Errorf("clusters (-want +got):\n%s", diff)
			}
		})
	}
}
