package segmentstest

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/google/uuid"
)

// treeMaker writes random trees and charts as JSON, so that they go through
// the parser like everybody's.
type treeMaker struct {
	*rand.Rand
	sources []uuid.UUID
}

func (m *treeMaker) one(from ...string) string { return from[m.IntN(len(from))] }

// tree is a node of at most a depth.
func (m *treeMaker) tree(depth int) string {
	if depth <= 1 || m.IntN(3) == 0 {
		return m.leaf()
	}
	switch m.IntN(5) {
	case 0:
		return `{"not":` + m.tree(depth-1) + `}`
	case 1, 2:
		return `{"any":[` + m.list(depth) + `]}`
	default:
		return `{"all":[` + m.list(depth) + `]}`
	}
}

func (m *treeMaker) list(depth int) string {
	var parts []string
	for range m.IntN(4) {
		parts = append(parts, m.tree(depth-1))
	}
	return strings.Join(parts, ",")
}

func (m *treeMaker) leaf() string {
	body := m.category()
	if m.IntN(3) == 0 {
		body = m.activity()
	} else if m.IntN(5) == 0 {
		body += `,"match":"any"`
	}
	if m.IntN(6) == 0 {
		body += fmt.Sprintf(`,"sources":[%q,%q]`, m.source(), m.source())
	}
	return "{" + body + "}"
}

func (m *treeMaker) source() string { return m.sources[m.IntN(len(m.sources))].String() }

func (m *treeMaker) category() string {
	switch m.IntN(11) {
	case 0:
		return fmt.Sprintf(`"category":%q,"known":%t`, m.any(), m.IntN(3) > 0)
	case 1:
		return fmt.Sprintf(`"category":%q,%q:%q`, m.one("last_name", "employer", "email", "city", "street"), m.one("prefix", "contains"), m.one("mc", "D", "p1", "o", "org", "1 m"))
	case 2:
		name := m.one("age", "income", "household_size", "shoe_size", "donation_total", "donation_count", "visits", "record_count", "turnout_count")
		return fmt.Sprintf(`"category":%q,%s`, name, m.one(`"gte":2`, `"lt":39.5`, `"gt":1,"lte":45`, `"in":[1,2,30,"44"]`, `"is":17`, `"gte":18,"lt":30`, `"gte":0`))
	case 3:
		name := m.one("birth_date", "registration_date", "first_seen", "last_seen", "donation_last")
		return fmt.Sprintf(`"category":%q,%s`, name, m.one(`"gte":"1990-01-01"`, `"lt":"2021"`, `"gt":"2020","lte":"2026-03"`, `"lte":"1980"`, `"in":["2010","1980-05-17"]`))
	case 4:
		return `"category":"location","within":` + m.one(`{"lat":35.78,"lon":-78.64,"km":20}`, `{"lat":35.9,"lon":-79.2,"km":60}`, `{"lat":0,"lon":0,"km":0}`)
	case 5, 7:
		name := m.one("can_email", "can_text", "can_call", "can_mail", "donor", "homeowner", "do_not_call")
		return fmt.Sprintf(`"category":%q,"is":%t`, name, m.IntN(2) == 0)
	case 6:
		return fmt.Sprintf(`"category":"source","in":[%q]`, m.source())
	}
	all := pools()
	name := names(all)[m.IntN(len(all))]
	if name == "location" || name == "age" {
		name = "tag"
	}
	var values []string
	for range 1 + m.IntN(3) {
		v := all[name][m.IntN(len(all[name]))]
		values = append(values, fmt.Sprintf("%q", m.one(v, strings.ToUpper(v), strings.ToLower(v))))
	}
	return fmt.Sprintf(`"category":%q,"in":[%s]`, name, strings.Join(values, ","))
}

// any is any category that can be known.
func (m *treeMaker) any() string {
	derived := []string{"email", "email_domain", "phone", "phone_type", "address", "postcode", "household", "income_band", "visits", "device_type", "utm_source", "event_attended", "landing_page", "first_seen", "can_email", "can_text", "can_mail", "donor", "age"}
	return m.one(append(derived, names(pools())...)...)
}

func (m *treeMaker) activity() string {
	s := fmt.Sprintf(`"activity":%q`, m.one("page_view", "PAGE_VIEW", "screen_view", "donation", "signed up", "custom", "vote", "never_done_by_anyone"))
	switch m.IntN(6) {
	case 0:
		s += fmt.Sprintf(`,"at_least":%d`, 1+m.IntN(3))
	case 1:
		s += fmt.Sprintf(`,"at_most":%d`, m.IntN(3))
	case 2:
		s += fmt.Sprintf(`,"exactly":%d`, m.IntN(3))
	case 3:
		s = `"activity":` + m.one(`"donation","sum":"amount"`, `"signed up","sum":"seats"`) + m.one(`,"gte":10`, `,"gt":0,"lt":100`, `,"lte":0`, `,"gt":0.1`)
	}
	switch m.IntN(4) {
	case 0:
		s += fmt.Sprintf(`,"within_days":%d`, 1+m.IntN(40))
	case 1:
		s += m.one(`,"from":"2026-03-01"`, `,"to":"2026-01"`, `,"from":"2025","to":"2026-02-20"`)
	}
	if m.IntN(4) == 0 && !strings.Contains(s, "sum") {
		s = strings.Replace(s, s[len(`"activity":`):len(`"activity":`)+strings.IndexByte(s[len(`"activity":`)+1:], '"')+2], m.one(`"page_view"`), 1)
		s += `,"where":{"path":["/ABOUT","/"]` + m.one(``, `,"utm_source":"ads"`) + `}`
	}
	return s
}

// charts is a list of charts of all kinds.
func (m *treeMaker) charts() string {
	top := 1 + m.IntN(4)
	return "[" + strings.Join(m.counted(
		fmt.Sprintf(`{"by":%q,"top":%d}`, m.one("city", "party", "tag", "last_name", "email_domain", "email"), top),
		fmt.Sprintf(`{"by":%q}`, m.one("can_email", "can_text", "can_call", "can_mail", "age", "shoe_size", "birth_date", "voter_id", "source", "donation_count")),
		fmt.Sprintf(`{"by":[%q,%q],"top":[%d,2]}`, m.one("city", "tag", "employer"), m.one("party", "age", "tag"), top),
		fmt.Sprintf(`{"by":%q,"interval":%s}`, m.one("age", "income", "shoe_size", "donation_total"), m.one("10", "2.5", "1000")),
		fmt.Sprintf(`{"by":%q,"interval":%q}`, m.one("birth_date", "registration_date", "last_seen"), m.one("day", "week", "month", "year")),
		fmt.Sprintf(`{"activity":%q,"interval":%q%s}`, m.one("page_view", "donation"), m.one("day", "week", "month", "year"), m.one(``, `,"within_days":20`, `,"from":"2026-01-15"`, `,"to":"2026-02"`)),
		fmt.Sprintf(`{"activity":"page_view","interval":"week","where":{"path":["/ABOUT","/"]},"sources":[%q]}`, m.source()),
	), ",") + "]"
}

// counted has some of the charts count households too.
func (m *treeMaker) counted(charts ...string) []string {
	for i, c := range charts {
		if m.IntN(2) == 0 {
			charts[i] = strings.TrimSuffix(c, "}") + `,"count":"households"}`
		}
	}
	return charts
}
