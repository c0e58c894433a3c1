package http_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
)

// BenchmarkIngest sends batches of 100 over loopback, 90 page views of known
// visitors and 10 observations, from several clients at once.
func BenchmarkIngest(b *testing.B) {
	w := newWorld(b)
	var n atomic.Int64
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			batch := n.Add(1)
			var body strings.Builder
			body.WriteString(`{"batch":[`)
			for i := range 100 {
				visitor := (batch*7 + int64(i)) % 3000
				if i > 0 {
					body.WriteByte(',')
				}
				if i%10 == 0 {
					fmt.Fprintf(&body, `{"type":"identify","messageId":"i%d-%d","userId":"u%d","traits":{"email":"v%d@visitors.net","firstName":"Ana","city":"Raleigh"}}`, batch, i, visitor, visitor)
					continue
				}
				fmt.Fprintf(&body, `{"type":"page","messageId":"p%d-%d","userId":"u%d","properties":{"path":"/p/%d","title":"A page"},"context":{"page":{"url":"https://example.org/p/%d?utm_source=x"},"userAgent":"Mozilla/5.0 (X11; Linux x86_64) Chrome/120.0"}}`, batch, i, visitor, i, i)
			}
			body.WriteString(`]}`)
			r, err := w.client.Post(strings.Replace(w.base, "http://", "http://"+w.write+":@", 1)+"/v1/batch", "application/json", strings.NewReader(body.String()))
			if err != nil || r.StatusCode != 200 {
				b.Errorf("%v %v", r, err)
				return
			}
			r.Body.Close()
		}
	})
	b.ReportMetric(float64(b.N*100)/b.Elapsed().Seconds(), "data/s")
}
