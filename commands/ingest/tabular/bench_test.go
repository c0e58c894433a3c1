package tabular_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/cerebro-cdp/cerebro/commands/ingest/tabular"
)

// BenchmarkDelimited reads a quoted voter file of 67 columns.
func BenchmarkDelimited(b *testing.B) {
	var text strings.Builder
	for i := range 67 {
		fmt.Fprintf(&text, "\"name_%c%c\"\t", 'a'+i/26, 'a'+i%26)
	}
	header := strings.TrimRight(text.String(), "\t") + "\r\n"
	line := strings.TrimRight(strings.Repeat("\"ALAMANCE\"\t", 67), "\t") + "\r\n"
	data := header + strings.Repeat(line, 2000)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		drain(b, strings.NewReader(data))
	}
}

// BenchmarkWorkbook reads a sheet of 20 columns.
func BenchmarkWorkbook(b *testing.B) {
	row := "<row>" + strings.Repeat(`<c t="inlineStr"><is><t>ALAMANCE</t></is></c>`, 20) + "</row>"
	data := sheetBook(b, `<worksheet><sheetData>`+strings.Repeat(row, 2000)+`</sheetData></worksheet>`)
	for b.Loop() {
		drain(b, bytes.NewReader(data))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/2000, "ns/row")
}

// BenchmarkJSONLines reads objects of 10 keys.
func BenchmarkJSONLines(b *testing.B) {
	line := `{"a":"x","b":"x","c":"x","d":{"e":"x","f":"x"},"g":"x","h":"x","i":1,"j":true,"k":"x"}` + "\n"
	data := strings.Repeat(line, 2000)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		drain(b, strings.NewReader(data))
	}
}

func drain(b *testing.B, r io.Reader) {
	table, err := tabular.Open(r, "file", tabular.Options{})
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for {
		if _, err := table.Next(); err != nil {
			if !errors.Is(err, io.EOF) {
				b.Fatal(err)
			}
			break
		}
		n++
	}
	if n < 1999 {
		b.Fatalf("%d rows", n)
	}
}
