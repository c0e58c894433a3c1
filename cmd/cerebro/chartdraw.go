package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// chartResult is a chart as the API answers it.
type chartResult struct {
	By       any         `json:"by"`
	Activity string      `json:"activity"`
	Buckets  []barResult `json:"buckets"`
	Columns  []barResult `json:"columns"`
	Cells    [][]int64   `json:"cells"`
	Known    int64       `json:"known"`
	Unknown  int64       `json:"unknown"`
	Other    int64       `json:"other"`
}

type barResult struct {
	Value      string `json:"value"`
	Count      int64  `json:"count"`
	Times      *int64 `json:"times"`
	Households *int64 `json:"households"`
}

// canvas is what charts are drawn on. A terminal gets bars in eighths of a
// character and as wide as it is; everything else marks that any program reads.
type canvas struct {
	io.Writer
	width int
	fine  bool
}

func canvasOf(w io.Writer) canvas {
	if width := widthOf(w); width > 0 {
		return canvas{w, width, true}
	}
	return canvas{w, plainWidth, false}
}

// Widths in characters.
const (
	widestLabel = 32
	leastBar    = 10
)

// chart draws one chart; to a terminal there is nobody to tell of an error.
func (c canvas) chart(r chartResult) {
	title := r.Activity
	switch by := r.By.(type) {
	case string:
		title = by
	case []any:
		title = fmt.Sprintf("%v by %v", by[0], by[1])
	}
	fmt.Fprintf(c, "%s: %d known, %d unknown%s\n", title, r.Known, r.Unknown, r.numbers())
	if r.Columns != nil {
		c.table(r)
		return
	}
	c.bars(r)
}

// numbers says what the numbers of a line are, where there are several.
func (r chartResult) numbers() string {
	text := ""
	if len(r.Buckets) > 0 && r.Columns == nil {
		if r.Buckets[0].Times != nil {
			text += ", times"
		}
		if r.Buckets[0].Households != nil {
			text += ", households"
		}
	}
	if text != "" {
		text = " (people" + text + ")"
	}
	return text
}

// bars draws a line for each bar: its value, its numbers, and its length.
func (c canvas) bars(r chartResult) {
	lines := make([][]string, 0, len(r.Buckets)+1)
	most := int64(1)
	for _, b := range r.Buckets {
		line := []string{shownLabel(b.Value), number(b.Count)}
		for _, more := range []*int64{b.Times, b.Households} {
			if more != nil {
				line = append(line, number(*more))
			}
		}
		lines = append(lines, line)
		most = max(most, b.Count)
	}
	if r.Other > 0 {
		lines = append(lines, []string{"(other)", number(r.Other)})
	}
	widths := widthsOf(lines)
	room := c.width - 2
	for _, w := range widths {
		room -= w + 2
	}
	room = max(room, leastBar)
	for i, line := range lines {
		text := aligned(line, widths)
		if i < len(r.Buckets) {
			text += strings.Repeat(" ", gap(line, widths)) + c.bar(r.Buckets[i].Count, most, room)
		}
		fmt.Fprintln(c, strings.TrimRight(text, " "))
	}
}

// gap is how much of a line stays free for numbers that it does not have.
func gap(line []string, widths []int) int {
	n := 0
	for _, w := range widths[len(line):] {
		n += w + 2
	}
	return n
}

// bar is as long as a count is of the most; whoever is there shows.
func (c canvas) bar(count, most int64, room int) string {
	if count <= 0 {
		return ""
	}
	if !c.fine {
		return strings.Repeat("#", max(1, int(float64(count)/float64(most)*float64(room))))
	}
	eighths := max(1, int(float64(count)/float64(most)*float64(room)*8))
	out := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		out += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return out
}

// table draws a cross-tab, with as many columns as there is room for.
func (c canvas) table(r chartResult) {
	lines := [][]string{{""}}
	for _, b := range r.Buckets {
		lines = append(lines, []string{shownLabel(b.Value)})
	}
	room := c.width - 2 - widthsOf(lines)[0] - 2
	left := 0
	for k, column := range r.Columns {
		cells := []string{shownLabel(column.Value)}
		for i := range r.Buckets {
			cells = append(cells, number(r.Cells[i][k]))
		}
		wide := 0
		for _, cell := range cells {
			wide = max(wide, utf8.RuneCountInString(cell))
		}
		if room -= wide + 2; room < 0 && k > 0 {
			left = len(r.Columns) - k
			break
		}
		for i := range lines {
			lines[i] = append(lines[i], cells[i])
		}
	}
	widths := widthsOf(lines)
	for _, line := range lines {
		fmt.Fprintln(c, strings.TrimRight(aligned(line, widths), " "))
	}
	if r.Other > 0 {
		fmt.Fprintf(c, "  (other) %d\n", r.Other)
	}
	if left > 0 {
		fmt.Fprintf(c, "  %d more columns do not fit; --json has them\n", left)
	}
}

// widthsOf is how wide each column of some lines is.
func widthsOf(lines [][]string) []int {
	var out []int
	for _, line := range lines {
		for i, cell := range line {
			if i == len(out) {
				out = append(out, 0)
			}
			out[i] = max(out[i], utf8.RuneCountInString(cell))
		}
	}
	return out
}

// aligned is a line with its first cell to the left and its numbers to the
// right.
func aligned(line []string, widths []int) string {
	var b strings.Builder
	for i, cell := range line {
		if i == 0 {
			fmt.Fprintf(&b, "  %-*s  ", widths[i], cell)
		} else {
			fmt.Fprintf(&b, "%*s  ", widths[i], cell)
		}
	}
	return b.String()
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// shownLabel is a value on one line, not too long, and without what a terminal
// would obey: people typed it.
func shownLabel(value string) string {
	text := []rune(strings.Map(func(r rune) rune {
		if r != ' ' && !unicode.IsGraphic(r) {
			return '\uFFFD'
		}
		return r
	}, value))
	if len(text) > widestLabel {
		return string(text[:widestLabel-1]) + "…"
	}
	return string(text)
}
