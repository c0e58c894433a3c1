package demo

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// voterHeader are columns of North Carolina's voter file that this one has.
var voterHeader = []string{
	"county_id", "county_desc", "voter_reg_num", "ncid", "last_name", "first_name", "middle_name", "name_suffix_lbl",
	"status_cd", "voter_status_desc", "res_street_address", "res_city_desc", "state_cd", "zip_code",
	"mail_addr1", "mail_city", "mail_state", "mail_zipcode", "full_phone_number", "confidential_ind", "registr_dt",
	"race_code", "ethnic_code", "party_cd", "gender_code", "birth_year", "age_at_year_end", "precinct_abbrv", "cong_dist_abbrv",
}

// voterWriter writes a voter file: tab separated, quoted, upper case.
type voterWriter struct{ w *bufio.Writer }

func newVoterWriter(out io.Writer) voterWriter {
	v := voterWriter{bufio.NewWriter(out)}
	v.line(voterHeader)
	return v
}

func (v voterWriter) line(cells []string) {
	for i, c := range cells {
		if i > 0 {
			_ = v.w.WriteByte('\t') // the error stays in w until Flush
		}
		_, _ = fmt.Fprintf(v.w, `"%s"`, c)
	}
	_, _ = v.w.WriteString("\r\n")
}

func (v voterWriter) row(p *Person) { v.line(voterRow(p)) }

func (v voterWriter) flush() error { return v.w.Flush() }

func writeVoters(out io.Writer, people []Person) error {
	v := newVoterWriter(out)
	for i := range people {
		v.row(&people[i])
	}
	return v.flush()
}

func voterRow(p *Person) []string {
	status := map[string]string{"A": "ACTIVE", "I": "INACTIVE"}[p.Status]
	street := p.Street
	if p.Unit != "" {
		street += "  " + p.Unit
	}
	return []string{
		p.CountyCode, p.County, fmt.Sprintf("%012d", p.ID), p.NCID, strings.ToUpper(p.Last), strings.ToUpper(p.First), strings.ToUpper(p.Middle), p.Suffix,
		p.Status, status, street, strings.ToUpper(p.City), "NC", p.Postcode,
		p.Street, strings.ToUpper(p.City), "NC", p.Postcode, p.Phone, "N", p.Registered.Format("01/02/2006"),
		p.Race, p.Ethnicity, p.Party, p.Sex, strconv.Itoa(p.Born.Year()), "", fmt.Sprintf("%02d-%02d", p.ID%40, p.ID%7), p.Congress,
	}
}

// writeMembers writes the members' spreadsheet: commas, mixed case, a birth
// date in the American way.
func (w *world) writeMembers(out io.Writer, people []Person) error {
	c := csv.NewWriter(out)
	_ = c.Write([]string{"Member ID", "First Name", "Last Name", "Date of Birth", "Email Address", "Mobile Phone", "Street Address", "City", "State", "ZIP", "Employer", "Job Title", "Membership Level", "Tags"})
	for _, p := range people {
		id := p.ID
		p = w.noisy(p)
		born := p.Born.Format("1/2/2006")
		if w.chance(20) {
			born = ""
		}
		_ = c.Write([]string{
			fmt.Sprintf("M-%05d", id), p.First, p.Last, born, p.Email, p.Phone, titled(p.Street + " " + p.Unit), p.City, "NC", p.Postcode,
			pick(w, employers), pick(w, occupations), pick(w, []string{"friend", "supporter", "sustainer"}), pick(w, interests),
		})
	}
	c.Flush()
	return c.Error()
}

// writeVolunteers writes the volunteers' spreadsheet: semicolons, one name
// column, gaps, some people twice.
func (w *world) writeVolunteers(out io.Writer, people []Person) error {
	c := csv.NewWriter(out)
	c.Comma = ';'
	_ = c.Write([]string{"Name", "E-mail", "Phone", "Zip code", "Interests", "Notes"})
	row := func(p Person) {
		p = w.noisy(p)
		name := p.First + " " + p.Last
		if w.chance(15) {
			name = p.Last + ", " + p.First
		}
		_ = c.Write([]string{name, p.Email, dashed(p.Phone), p.Postcode, pick(w, interests) + ", " + pick(w, interests), ""})
	}
	for _, p := range people {
		row(p)
		if w.chance(6) {
			row(p)
		}
	}
	c.Flush()
	return c.Error()
}

func titled(s string) string {
	words := strings.Fields(strings.ToLower(s))
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

func dashed(phone string) string {
	if len(phone) != 10 {
		return phone
	}
	return "(" + phone[:3] + ") " + phone[3:6] + "-" + phone[6:]
}
