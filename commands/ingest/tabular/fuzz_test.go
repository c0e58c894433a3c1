package tabular_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/cerebro-cdp/cerebro/commands/ingest/tabular"
)

// FuzzOpen: no bytes make Open or Next panic, loop or hand out a row that is not
// as wide as the header. The limits are small so that they are met.
func FuzzOpen(f *testing.F) {
	for _, seed := range []string{
		people, "a\tb\n1\t\"2\n", "{\"a\":[1,{\"b\":2}]}\n{", "[{\"a\":1},\n{\"a\":2}]", "<table><tr><td>a<td>b<tr><td>1",
		wide(people, true, false), "email,name\ra,\"b\r", "a;b\n\n\"", "=\"1\",x\n", "\xFF\xFEa\x00", "a,b\n1,2,3\n1\n",
	} {
		f.Add([]byte(seed))
	}
	f.Add(sheetBook(f, `<worksheet><sheetData><row><c t="inlineStr"><is><t>a</t></is></c></row><row><c><v>1</v></c></row></sheetData></worksheet>`))
	f.Add([]byte(gzipped(f, people)))
	if files, err := filepath.Glob(filepath.Join("..", "..", "..", "..", "shared", "samples", "nasty", "*")); err == nil {
		for _, name := range files {
			if b, err := os.ReadFile(name); err == nil && len(b) < 10_000 {
				f.Add(b)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		o := tabular.Options{MaxRow: 1 << 10, MaxUnpacked: 1 << 20, MaxColumns: 100}
		table, err := tabular.Open(bytes.NewReader(data), "file", o)
		if err != nil {
			var e *tabular.Error
			if !errors.As(err, &e) {
				t.Fatalf("%T is no *Error: %v", err, err)
			}
			return
		}
		defer table.Close()
		for n := 0; ; n++ {
			row, err := table.Next()
			var bad *tabular.RowError
			if errors.As(err, &bad) {
				continue
			}
			if err != nil {
				return
			}
			if len(row.Cells) != len(table.Header()) {
				t.Fatalf("%d cells under a header of %d", len(row.Cells), len(table.Header()))
			}
			if n > len(data)+1<<20 {
				t.Fatal("more rows than bytes")
			}
		}
	})
}
