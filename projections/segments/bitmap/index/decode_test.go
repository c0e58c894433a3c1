package index_test

import (
	"bytes"
	"testing"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/index"
)

func sample() []byte {
	w := index.NewWriter()
	scope := w.Scope(uuid.UUID{1})
	for n := range uint32(5000) {
		id := w.Text(30, string(rune('a'+n%26))+string(rune('a'+n/200)))
		w.Apply(n, nil, index.SortFacets([]index.Facet{
			{Head: index.MakeHead(scope, 30, index.Plain, index.Text), Value: uint64(id)},
			{Head: index.MakeHead(scope, 30, index.Plain, index.Known)},
			{Head: index.MakeHead(0, 8, index.Plain, index.Number), Value: index.DateCode(int32(n), 0)},
		}))
		w.Count(n, index.Done{Source: uuid.UUID{1}, Type: "page_view", Tuple: index.EncodeTuple([]string{"/a"}), Day: int32(n % 7), Sums: []int64{5}}, 1)
	}
	var b bytes.Buffer
	e := bits.NewEncoder(&b)
	w.Freeze().Encode(e)
	_ = e.Flush()
	return b.Bytes()
}

func lines(a *index.Account) map[string]int {
	out := map[string]int{}
	a.Each(func(_ uint32, where, what string) { out[where+what]++ })
	return out
}

func TestDecode(t *testing.T) {
	b := sample()
	d := bits.NewDecoder(bytes.NewReader(b), int64(len(b)))
	again := index.Decode(d).Freeze()
	if d.Err() != nil {
		t.Fatal(d.Err())
	}
	var c bytes.Buffer
	e := bits.NewEncoder(&c)
	again.Encode(e)
	if err := e.Flush(); err != nil || !bytes.Equal(b, c.Bytes()) {
		t.Fatalf("written again it differs, %v", err)
	}
	if len(lines(again)) == 0 {
		t.Fatal("nothing was read")
	}
}

// No bytes make decoding panic or take memory without end.
func FuzzDecode(f *testing.F) {
	f.Add(sample())
	f.Add([]byte{0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		d := bits.NewDecoder(bytes.NewReader(b), int64(len(b)))
		w := index.Decode(d)
		if d.Err() == nil {
			w.Freeze()
		}
	})
}
