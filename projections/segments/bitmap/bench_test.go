package bitmap_test

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/segment"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/segments"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap"
	"github.com/cerebro-cdp/cerebro/projections/segments/segmentstest"
)

// crowd makes voters of 25 facts, and what they do.
type crowd struct {
	*rand.Rand
	source, list uuid.UUID
	n            uint64
	at           uint64
}

func newCrowd() *crowd {
	return &crowd{Rand: rand.New(rand.NewPCG(1, 2)), source: uuid.UUID{1}, list: uuid.UUID{2}}
}

func (c *crowd) wrap(env event.Envelope, p event.Payload) projections.Event {
	c.at++
	binary.BigEndian.PutUint64(env.ID[:], c.at)
	env.ID[15] = 1
	env.Type, env.Account = p.EventType(), segmentstest.Account()
	env.RecordedAt = segmentstest.Now()
	if env.OccurredAt.IsZero() {
		env.OccurredAt = env.RecordedAt
	}
	return projections.Event{Event: event.Event{Envelope: env, Payload: p}, Position: eventstore.MakePosition(c.at, 0)}
}

func (c *crowd) begin() []projections.Event {
	return []projections.Event{
		c.wrap(event.Envelope{}, &event.AccountOpened{Timezone: "America/New_York"}),
		c.wrap(event.Envelope{}, &event.SourceRegistered{Source: c.source, Name: "voters", Kind: event.SourceVoter}),
		c.wrap(event.Envelope{}, &event.SourceRegistered{Source: c.list, Name: "web", Kind: event.SourceDigital}),
	}
}

func recordID(n uint64) (id uuid.UUID) {
	binary.BigEndian.PutUint64(id[4:], n)
	return id
}

func (c *crowd) zipf(n int) int { return int(float64(n) * c.Float64() * c.Float64() * c.Float64()) }

func (c *crowd) voter() projections.Event {
	cat := category.BuiltIn()
	var facts []event.Fact
	group := uint16(0)
	set := func(name, value string) {
		facts = append(facts, event.Fact{Op: event.Set, Category: cat.Number(name), Value: value, Group: group})
	}
	n := c.n
	c.n++
	set("first_name", fmt.Sprintf("First%d", c.zipf(8000)))
	set("middle_name", fmt.Sprintf("M%d", c.zipf(3000)))
	set("last_name", fmt.Sprintf("Last%d", c.zipf(60000)))
	set("birth_date", segment.DayText(int32(c.IntN(26000)-10000)))
	set("gender", []string{"female", "male", "unknown"}[c.IntN(3)])
	set("party", []string{"DEM", "REP", "UNA", "LIB"}[c.zipf(4)])
	set("voter_status", []string{"active", "inactive", "removed"}[c.zipf(3)])
	set("registration_date", segment.DayText(int32(8000+c.IntN(12000))))
	set("voter_id", fmt.Sprintf("AB%08d", n))
	set("race", []string{"white", "black", "asian", "other"}[c.zipf(4)])
	set("ethnicity", []string{"not hispanic", "hispanic"}[c.zipf(2)])
	set("precinct", fmt.Sprintf("%04d", c.zipf(2700)))
	set("congressional_district", strconv.Itoa(1+c.IntN(14)))
	set("state_senate_district", strconv.Itoa(1+c.IntN(50)))
	set("state_house_district", strconv.Itoa(1+c.IntN(120)))
	set("school_district", strconv.Itoa(1+c.IntN(115)))
	group = 1
	set("address", "home")
	set("street", fmt.Sprintf("%d Street %d", n%4000, c.zipf(20000)))
	set("city", fmt.Sprintf("City %d", c.zipf(700)))
	set("state", "NC")
	set("postcode", strconv.Itoa(27000+c.zipf(1100)))
	set("county", fmt.Sprintf("County %d", c.zipf(100)))
	group = 2
	set("phone", fmt.Sprintf("+1919%07d", n))
	set("phone_type", []string{"mobile", "landline"}[c.IntN(2)])
	group = 0
	set("email", fmt.Sprintf("person%d@mail%d.com", n, c.zipf(300)))
	return c.wrap(event.Envelope{Record: recordID(n), Source: c.source, Import: uuid.UUID{9}}, &event.RecordObserved{Key: strconv.FormatUint(n, 10), Facts: facts, Cleaner: 1})
}

func (c *crowd) view(known uint64) projections.Event {
	p := &event.ActivityRecorded{Key: "k", Name: "page_view"}
	binary.BigEndian.PutUint64(p.Activity[:], c.at+1)
	p.Activity[15] = 1
	p.Properties = []event.Property{
		{Name: "path", Value: fmt.Sprintf("/page/%d", c.zipf(500))},
		{Name: "url", Value: fmt.Sprintf("https://www.example.org/page/%d?x=1", c.zipf(500))},
		{Name: "title", Value: "A page with some title"},
		{Name: "utm_source", Value: []string{"newsletter", "ads", "social"}[c.zipf(3)]},
		{Name: "device_type", Value: []string{"mobile", "desktop"}[c.IntN(2)]},
		{Name: "os", Value: []string{"iOS", "Windows", "macOS"}[c.IntN(3)]},
		{Name: "browser", Value: []string{"Safari", "Chrome"}[c.IntN(2)]},
	}
	at := segmentstest.Now().Add(-time.Duration(c.zipf(90*24*60)) * time.Minute)
	return c.wrap(event.Envelope{Record: recordID(c.Uint64N(known)), Source: c.source, OccurredAt: at}, p)
}

func apply(tb testing.TB, e *bitmap.Engine, events []projections.Event) {
	tb.Helper()
	if len(events) == 0 {
		return
	}
	to := projections.Checkpoint{Position: events[len(events)-1].Position, Ordinal: int64(binary.BigEndian.Uint64(events[len(events)-1].ID[:8])), Version: 1}
	if err := e.Apply(tb.Context(), events, to); err != nil {
		tb.Fatal(err)
	}
}

// cpu is the processor time of the process: other work on the machine does not
// count.
func cpu() time.Duration {
	var r syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &r)
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func BenchmarkApplyRows(b *testing.B)       { benchmarkApply(b, 0) }
func BenchmarkApplyActivities(b *testing.B) { benchmarkApply(b, 50_000) }

func benchmarkApply(b *testing.B, known int) {
	e, err := bitmap.Open(bitmap.Config{Folder: b.TempDir(), SnapshotEvents: -1})
	if err != nil {
		b.Fatal(err)
	}
	c := newCrowd()
	apply(b, e, c.begin())
	var batch []projections.Event
	for range known {
		if batch = append(batch, c.voter()); len(batch) == 1000 {
			apply(b, e, batch)
			batch = batch[:0]
		}
	}
	b.ResetTimer()
	spent, done := time.Duration(0), 0
	for done < b.N {
		batch = batch[:0]
		for range min(1000, b.N-done) {
			if known > 0 {
				batch = append(batch, c.view(uint64(known)))
			} else {
				batch = append(batch, c.voter())
			}
		}
		before := cpu()
		apply(b, e, batch)
		spent += cpu() - before
		done += len(batch)
	}
	b.ReportMetric(float64(b.N)/spent.Seconds(), "events/cpu-s")
	b.ReportMetric(float64(spent.Microseconds())/float64(b.N), "cpu-µs/event")
	b.StopTimer()
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
}

// profiles is how many people the benchmarks of queries ask about.
func profiles() int {
	if n, err := strconv.Atoi(os.Getenv("CEREBRO_BENCH_PROFILES")); err == nil {
		return n
	}
	return 100_000
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func BenchmarkQuery(b *testing.B) {
	folder := b.TempDir()
	e, err := bitmap.Open(bitmap.Config{Folder: folder})
	if err != nil {
		b.Fatal(err)
	}
	c, n := newCrowd(), profiles()
	start, base := cpu(), heap()
	apply(b, e, c.begin())
	var batch []projections.Event
	flush := func(full int) {
		if len(batch) >= full {
			apply(b, e, batch)
			batch = batch[:0]
		}
	}
	for range n {
		batch = append(batch, c.voter())
		flush(1000)
	}
	flush(1)
	b.Logf("%d rows: %v of processor time, heap %d MB", n, cpu()-start, (heap()-base)>>20)
	for range n {
		batch = append(batch, c.view(uint64(n)))
		flush(1000)
	}
	flush(1)
	b.Logf("and as many views: %v, heap %d MB, of which the index %d MB", cpu()-start, (heap()-base)>>20, e.Memory()>>20)
	at := time.Now()
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
	b.Logf("closed with a snapshot in %v", time.Since(at))
	at, start = time.Now(), cpu()
	if e, err = bitmap.Open(bitmap.Config{Folder: folder}); err != nil {
		b.Fatal(err)
	}
	b.Logf("opened again in %v (%v of processor time), heap %d MB", time.Since(at), cpu()-start, (heap()-base)>>20)
	defer e.Close()
	account := fold.NewAccount(segmentstest.Account())
	for name, q := range map[string][2]string{
		"count 5 clauses":    {`{"all":[{"any":[{"category":"city","in":["City 1","City 2","City 3","City 5"]},{"category":"county","in":["County 3","County 4"]}]},{"category":"gender","is":"female"},{"category":"age","gte":30,"lt":60},{"not":{"category":"party","is":"REP"}},{"category":"voter_status","is":"active"}]}`, ``},
		"chart city":         {`{"category":"gender","is":"female"}`, `[{"by":"city","top":50}]`},
		"chart last name":    {`{"category":"gender","is":"female"}`, `[{"by":"last_name","top":50}]`},
		"chart email":        {`{"category":"gender","is":"female"}`, `[{"by":"email","top":50}]`},
		"cross-tab 50x20":    {`{"category":"gender","is":"female"}`, `[{"by":["city","state_senate_district"],"top":[50,20]}]`},
		"5 times in 30 days": {`{"activity":"page_view","at_least":5,"within_days":30}`, ``},
		"where":              {`{"activity":"page_view","within_days":30,"where":{"utm_source":["newsletter"]}}`, ``},
		"number between":     {`{"category":"registration_date","gte":"2000-01-01","lt":"2010"}`, ``},
		"email is":           {`{"category":"email","is":"person77@mail3.com"}`, ``},
		"last name prefix":   {`{"category":"last_name","prefix":"last12"}`, ``},
		"histogram of ages":  {`{"all":[]}`, `[{"by":"age","interval":10}]`},
	} {
		b.Run(name, func(b *testing.B) { ask(b, e, account, q[0], q[1]) })
	}
}

func ask(b *testing.B, e *bitmap.Engine, account *fold.Account, tree, charts string) {
	schema := segment.SchemaOf(account)
	node, err := segment.Parse([]byte(tree))
	if err != nil {
		b.Fatal(err)
	}
	q := segments.Query{Account: account.ID, Now: segmentstest.Now()}
	if q.Tree, err = segment.Check(node, schema); err != nil {
		b.Fatal(err)
	}
	if charts != "" {
		if q.Charts, err = segment.ParseCharts([]byte(charts)); err != nil {
			b.Fatal(err)
		}
		if q.Charts, err = segment.CheckCharts(q.Charts, schema); err != nil {
			b.Fatal(err)
		}
	}
	before := cpu()
	var a segments.Answer
	for b.Loop() {
		if a, err = e.Query(b.Context(), q); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64((cpu()-before).Microseconds())/float64(b.N)/1000, "cpu-ms/op")
	b.ReportMetric(float64(a.Count), "people")
}
