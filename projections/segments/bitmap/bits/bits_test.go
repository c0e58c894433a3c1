package bits_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap/bits"
)

func members(r *bits.Row) []uint32 {
	var out []uint32
	for shard := range r.Shards() {
		var p bits.Plane
		r.OrInto(shard, &p)
		if p.Count() != r.LenIn(shard) {
			panic("a container counts wrong")
		}
		p.Each(func(low uint16) bool { out = append(out, uint32(shard)<<bits.ShardBits|uint32(low)); return true })
	}
	return out
}

// A row says what a roaring bitmap says, and rows of older generations stay as
// they were.
func TestRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var row *bits.Row
		model := roaring.New()
		type kept struct {
			row  *bits.Row
			want []uint32
		}
		var old []kept
		for gen := uint32(1); gen < 6; gen++ {
			from := rapid.Uint32Range(0, 200_000).Draw(t, "from")
			n := rapid.SampledFrom([]uint32{1, 50, 5000, 9000}).Draw(t, "n")
			step := rapid.Uint32Range(1, 3).Draw(t, "step")
			in := rapid.IntRange(0, 2).Draw(t, "in") > 0
			for i := range n {
				x := from + i*step
				row = row.Put(gen, x, in)
				if in {
					model.Add(x)
				} else {
					model.Remove(x)
				}
			}
			old = append(old, kept{row, model.ToArray()})
		}
		for gen, k := range old {
			if diff := cmp.Diff(k.want, append([]uint32{}, members(k.row)...)); diff != "" {
				t.Fatalf("generation %d (-want +got):\n%s", gen+1, diff)
			}
		}
		var buf bytes.Buffer
		e := bits.NewEncoder(&buf)
		row.Encode(e)
		if err := e.Flush(); err != nil {
			t.Fatal(err)
		}
		d := bits.NewDecoder(&buf, int64(buf.Len()))
		if diff := cmp.Diff(members(row), members(bits.DecodeRow(d, 1))); diff != "" || d.Err() != nil {
			t.Fatalf("read back: %v\n%s", d.Err(), diff)
		}
	})
}

func TestColumn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c, before *bits.Column[uint32]
		model := map[uint32]uint32{}
		for range rapid.IntRange(1, 200).Draw(t, "n") {
			x, v := rapid.Uint32Range(0, 70_000).Draw(t, "x"), rapid.Uint32Range(0, 5).Draw(t, "v")
			c = c.Set(1, x, v)
			model[x] = v
		}
		before = c.Set(2, 1<<20, 0)
		for x, v := range model {
			if c.Get(x) != v || before.Get(x) != v {
				t.Fatalf("at %d: got %d, want %d", x, c.Get(x), v)
			}
		}
		var p bits.Plane
		c.Select(0, &p, func(v uint32) bool { return v > 2 })
		for x, v := range model {
			if x < bits.ShardSize && p.Has(uint16(x)) != (v > 2) {
				t.Fatalf("selected %d of value %d", x, v)
			}
		}
	})
}

// Texts of a moment are written as they were then: nothing of what comes later,
// and while it comes.
func TestTextsOfAMoment(t *testing.T) {
	d := bits.NewDictionary(strings.ToLower)
	for i := range 20 {
		d.Use(d.Intern(fmt.Sprintf("before %d", i)), 1)
	}
	then := d.Texts()
	written := make(chan struct{})
	go func() {
		defer close(written)
		for i := range 200 {
			d.Use(d.Intern(fmt.Sprintf("later %d", i)), 1)
		}
	}()
	encode := func(texts bits.Texts) string {
		var buf bytes.Buffer
		e := bits.NewEncoder(&buf)
		texts.Encode(e)
		if err := e.Flush(); err != nil {
			t.Fatal(err)
		}
		return buf.String()
	}
	meanwhile := encode(then)
	<-written
	if after := encode(then); after != meanwhile || strings.Contains(after, "later") {
		t.Errorf("%d bytes at first, %d after others came; holds later texts: %v", len(meanwhile), len(after), strings.Contains(after, "later"))
	}
	buf := strings.NewReader(meanwhile)
	again := bits.DecodeDictionary(bits.NewDecoder(buf, int64(len(meanwhile))), strings.ToLower)
	if got := again.Texts(); got.Len() != 20 || got.Text(7) != "before 7" {
		t.Errorf("%d texts came back, the eighth %q", got.Len(), got.Text(7))
	}
}

// Numbers stay, spellings are found together, and forgotten texts are gone.
func TestDictionary(t *testing.T) {
	d := bits.NewDictionary(strings.ToLower)
	ids := map[string]uint32{}
	for i := range 5000 {
		for _, s := range []string{fmt.Sprintf("Value %d", i), fmt.Sprintf("VALUE %d", i)} {
			ids[s] = d.Intern(s)
			d.Use(ids[s], 1)
		}
	}
	for s, id := range ids {
		if got := d.Intern(s); got != id || d.Texts().Text(id) != s {
			t.Fatalf("%s has number %d, had %d", s, got, id)
		}
	}
	if got := d.Find("value 77"); len(got) != 2 || d.Texts().Group(got[0]) != d.Texts().Group(got[1]) {
		t.Fatalf("two spellings: got %v", got)
	}
	before := d.Texts()
	d.Use(ids["Value 77"], -1)
	d.Compact()
	if got := d.Find("value 77"); len(got) != 1 || d.Texts().Text(ids["Value 77"]) != "" || before.Text(ids["Value 77"]) != "Value 77" {
		t.Fatalf("after forgetting one: got %v", got)
	}
	if again := d.Intern("Value 77"); again == ids["Value 77"] {
		t.Fatal("a number was given twice")
	}
}
