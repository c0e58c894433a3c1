package matchtest

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/cerebro-cdp/cerebro/domain/match"
)

// TruthColumn is the header of the column that names the person.
const TruthColumn = "person"

// WriteCSV writes labelled records as a file that `cerebro match eval` reads,
// under headers that an import recognises. Of many-valued fields it writes the
// first value, which is all that generated records have.
func WriteCSV(to io.Writer, rows []Labelled) error {
	out := csv.NewWriter(to)
	_ = out.Write([]string{
		TruthColumn, "first_name", "middle_name", "last_name", "suffix", "maiden_name", "birth_date", "birth_year", "gender",
		"email", "phone", "street_address", "unit", "city", "state", "zip", "occupation",
	}) // Error below tells
	for _, l := range rows {
		r := l.Record
		var a match.Address
		if len(r.Addresses) > 0 {
			a = r.Addresses[0]
		}
		street, year := a.Street, ""
		if a.Number != "" {
			street = a.Number + " " + a.Street
		}
		if r.BirthYear != 0 {
			year = strconv.Itoa(r.BirthYear)
		}
		_ = out.Write([]string{
			strconv.Itoa(l.Person), r.Given, r.Middle, r.Surname, r.Suffix, first(r.MaidenNames), r.BirthDate, year, r.Gender,
			first(r.Emails), first(r.Phones), street, a.Unit, a.City, a.State, a.Postcode, first(r.Occupations),
		})
	}
	out.Flush()
	return out.Error()
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
