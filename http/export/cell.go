package export

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"
)

// maxCell is how many UTF-16 units a cell holds (the limit of Excel); a longer
// text is cut, and ends in dots.
const maxCell = 32_767

// writeCell writes a cell of a sheet: a number as one when it is finite, all
// else as text of the style that stays text (styles.xml, 1).
func writeCell(w *bufio.Writer, column string, row int, text string, number bool) {
	if x, err := strconv.ParseFloat(text, 64); number && err == nil && !math.IsInf(x, 0) && !math.IsNaN(x) {
		fmt.Fprintf(w, `<c r="%s%d"><v>%s</v></c>`, column, row, strconv.FormatFloat(x, 'g', -1, 64))
		return
	}
	fmt.Fprintf(w, `<c r="%s%d" s="1" t="inlineStr"><is><t xml:space="preserve">`, column, row)
	_ = xml.EscapeText(w, []byte(fitting(text))) // errors stay in the buffer, and show at its end
	_, _ = w.WriteString("</t></is></c>")
}

// fitting cuts a text to what a cell holds.
func fitting(text string) string {
	if len(text) <= maxCell {
		return text
	}
	const dots = "…"
	units := 0
	cut := 0 // where the dots would fit
	for at, r := range text {
		if units <= maxCell-1 {
			cut = at
		}
		if units++; r > 0xFFFF && utf8.ValidRune(r) {
			units++ // a pair
		}
	}
	if units <= maxCell {
		return text
	}
	return text[:cut] + dots
}

// letters is the name of a column: A to Z, AA and so on.
func letters(column int) string {
	var out []byte
	for n := column; n >= 0; n = n/26 - 1 {
		out = append([]byte{byte('A' + n%26)}, out...)
	}
	return string(out)
}
