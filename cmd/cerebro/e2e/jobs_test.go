package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// job is one request of the load. Job n is the same whenever it is made, so that
// what was not acknowledged can be sent again with the same ids.
type job struct {
	path   string // with its query
	kind   string // content type
	idem   string // Idempotency-Key, "" without
	write  bool   // sent with the write key, as clients do
	body   []byte
	counts map[string]int64 // activities that it makes
}

const (
	people     = 60 // that the load is about
	jobPeriod  = 12 // kinds of jobs follow each other in this rhythm
	jobSize    = 8  // messages of a batch
	importRows = 80
)

// when gives every message of the load a moment of its own, so that which
// statement is newest does not depend on when it arrived.
func when(n, i int) string {
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	return start.Add(time.Duration(n)*37*time.Minute + time.Duration(i)*time.Second).Format(time.RFC3339)
}

func first(p int) string {
	return []string{"Ada", "Bruno", "Carla", "Dmitri", "Elif", "Farid", "Greta", "Hugo"}[p%8]
}

func last(p int) string {
	return []string{"Abernathy", "Bellweather", "Castellan", "Drummond", "Eastlake", "Fairbanks", "Gallagher"}[p%7]
}

func cityOf(n int) string {
	return []string{"Raleigh", "Durham", "Cary", "Wilmington", "Asheville"}[n%5]
}
func mail(p int) string { return fmt.Sprintf("person.%d@hillside-hall.org", p) }

// jobOf makes job n.
func jobOf(n int) job {
	switch n % jobPeriod {
	case 3:
		return observe(n)
	case 5:
		return give(n)
	case 7:
		return segment(n)
	case 11:
		return upload(n)
	default:
		return track(n)
	}
}

// track is a batch as clients send it.
func track(n int) job {
	p := n % people
	user, cookie := fmt.Sprintf("u-%d", p), fmt.Sprintf("c-%d", p)
	j := job{path: "/v1/batch", kind: "application/json", write: true, counts: map[string]int64{}}
	var batch []map[string]any
	for i := range jobSize {
		m := map[string]any{"messageId": fmt.Sprintf("m-%d-%d", n, i), "timestamp": when(n, i), "anonymousId": cookie}
		switch i % 4 {
		case 0:
			m["type"], m["userId"] = "identify", user
			m["traits"] = map[string]any{"email": mail(p), "firstName": first(p), "lastName": last(p), "address": map[string]any{"city": cityOf(n + i), "state": "NC"}}
		case 1:
			m["type"], m["properties"] = "page", map[string]any{"url": fmt.Sprintf("https://example.org/p/%d?utm_source=s%d", n%9, p%3)}
			j.counts["page_view"]++
		case 2:
			m["type"], m["event"], m["userId"] = "track", "Signed Up", user
			m["properties"] = map[string]any{"n": n}
			j.counts["signed up"]++
		case 3:
			m["type"], m["groupId"], m["userId"] = "group", fmt.Sprintf("g-%d", p%4), user
			j.counts["group"]++
		}
		batch = append(batch, m)
	}
	j.body = body(map[string]any{"batch": batch})
	return j
}

// observe states facts; half of the items have no id but the request's.
func observe(n int) job {
	var records []map[string]any
	for i := range jobSize {
		p := (n + i) % people
		r := map[string]any{"key": fmt.Sprintf("crm-%d", p), "occurred_at": when(n, i), "facts": map[string]any{
			"first_name": first(p), "last_name": last(p), "email": mail(p), "party": []string{"democratic", "republican"}[(n/jobPeriod+i)%2],
			"tag": map[string]any{"add": []string{fmt.Sprintf("t%d", (n+i)%5)}},
		}}
		if i%2 == 0 {
			r["message_id"] = fmt.Sprintf("o-%d-%d", n, i)
		}
		records = append(records, r)
	}
	return job{path: "/api/commands/observe-records", kind: "application/json", idem: fmt.Sprintf("observe-%d", n), body: body(map[string]any{"source": "crm", "records": records})}
}

// give records donations.
func give(n int) job {
	j := job{path: "/api/commands/record-activities", kind: "application/json", idem: fmt.Sprintf("give-%d", n), counts: map[string]int64{}}
	var activities []map[string]any
	for i := range jobSize {
		activities = append(activities, map[string]any{
			"key": fmt.Sprintf("crm-%d", (n+i)%people), "type": "donation", "occurred_at": when(n, i), "properties": map[string]any{"amount": 5 + (n+i)%40, "currency": "USD"},
		})
		j.counts["donation"]++
	}
	j.body = body(map[string]any{"source": "crm", "activities": activities})
	return j
}

// segment saves one.
func segment(n int) job {
	return job{path: "/api/commands/define-segment", kind: "application/json", idem: fmt.Sprintf("segment-%d", n), body: body(map[string]any{
		"name": fmt.Sprintf("segment %d", n), "tree": map[string]any{"category": "city", "is": cityOf(n)},
	})}
}

// upload imports a file.
func upload(n int) job {
	var b bytes.Buffer
	b.WriteString("Member ID,First Name,Last Name,Email,City,State\n")
	for i := range importRows {
		p := (n*3 + i) % (2 * people)
		fmt.Fprintf(&b, "M%d,%s,%s,%s,%s,NC\n", p, first(p), last(p), mail(p), cityOf(n+p))
	}
	query := fmt.Sprintf("?source=members&file=members-%d.csv&record_key=Member+ID&data_date=%s", n, strings.ReplaceAll(when(n, 0), ":", "%3A"))
	return job{path: "/api/imports" + query, kind: "text/csv", body: b.Bytes()}
}

func body(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // of plain values
	}
	return b
}

// send sends the job: nil is an acknowledgement of all that is in it.
func (j job) send(base string, keys map[string]string) error {
	r, err := http.NewRequest(http.MethodPost, base+j.path, bytes.NewReader(j.body))
	if err != nil {
		return err
	}
	key := keys["admin"]
	if j.write {
		key = keys["write"]
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", j.kind)
	if j.idem != "" {
		r.Header.Set("Idempotency-Key", j.idem)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	var answer bytes.Buffer
	if _, err := answer.ReadFrom(resp.Body); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return &refusal{resp.StatusCode, answer.String()}
	}
	if bytes.Contains(answer.Bytes(), []byte(`"status":"rejected"`)) {
		return &refusal{http.StatusOK, answer.String()}
	}
	return nil
}

// refusal is an answer that is no acknowledgement.
type refusal struct {
	status int
	answer string
}

func (r *refusal) Error() string { return fmt.Sprintf("%d: %.500s", r.status, r.answer) }
