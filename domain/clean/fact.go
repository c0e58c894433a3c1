package clean

import "strings"

// rule is how the cells of one category are cleaned. The text it gets is
// canonical (see Text) and, unless own is set, no placeholder.
type rule struct {
	clean func(text string, o Options) Result
	own   bool     // the rule knows its placeholders itself
	lines bool     // line ends part something and become commas
	words bool     // gives back words of the cell, trimmed or recased: cleaned until nothing changes
	split splitter // how several values in a cell are parted; nil: never
}

// Fact cleans one raw cell for a category of the catalogue. A category that is
// not in the table of rules (a custom one) is cleaned by its type: text, enum,
// bool, number, date, geo or address; an unknown type counts as text. Cells of
// many-valued categories may hold several values, unless Options.Single.
func Fact(category, typ, raw string, o Options) Result {
	r, known := rules[category]
	if !known {
		if r, known = typeRules[typ]; !known {
			r = typeRules["text"]
		}
	}
	if r.lines {
		raw = lineBreaks.Replace(cut(raw, 4*MaxText))
	}
	text := Text(raw, o)
	if text == "" || text == `\N` {
		return missing()
	}
	if r.split != nil && !o.Single {
		switch cells := r.split(text); len(cells) {
		case 0:
		case 1:
			text = Text(cells[0], o)
		default:
			return several(category, cells, r, o)
		}
	}
	return single(category, text, r, o)
}

// maxPasses bounds how often words are cleaned until nothing changes.
const maxPasses = 5

// single cleans one value of a cell.
func single(category, text string, r rule, o Options) Result {
	if !r.own && blankFor(category, text, o) {
		return missing()
	}
	got := r.clean(text, o)
	for pass := 1; r.words && len(got.Values) == 1 && got.Values[0].Text != text; pass++ {
		text = Text(got.Values[0].Text, o)
		if pass == maxPasses || blankFor(category, text, o) {
			return missing()
		}
		next := r.clean(text, o)
		if len(next.Values) == 1 && next.Values[0].Text == got.Values[0].Text {
			return got
		}
		got = next
	}
	return got
}

// blankFor is IsPlaceholderFor but for surnames beside a given name.
func blankFor(category, text string, o Options) bool {
	if !IsPlaceholderFor(category, text) {
		return false
	}
	return category != "last_name" || !o.HasGiven || !surnameToo(text)
}

// maxValues bounds what one cell may hold.
const maxValues = 200

// several cleans the values of a cell one by one, drops repetitions, and keeps
// the first problem met. The cell is missing when all of its values are.
func several(category string, cells []string, r rule, o Options) Result {
	out := Result{Missing: true}
	for _, cell := range cells {
		if len(out.Values) >= maxValues {
			out.Problem = "too many values in one cell"
			break
		}
		got := single(category, Text(cell, o), r, o)
		out.Missing = out.Missing && got.Missing
		if out.Problem == "" {
			out.Problem = got.Problem
		}
		for _, v := range got.Values {
			if !contains(out.Values, v.Text) {
				out.Values = append(out.Values, v)
			}
		}
	}
	return out
}

func contains(values []Value, text string) bool {
	for _, v := range values {
		if strings.EqualFold(v.Text, text) {
			return true
		}
	}
	return false
}

// typeRules clean custom categories, of which only the type is known.
var typeRules = map[string]rule{
	"text":    {clean: freeText},
	"enum":    {clean: freeText},
	"bool":    {clean: boolRule(""), own: true},
	"number":  {clean: number},
	"date":    {clean: anyDate, own: true},
	"geo":     {clean: geo, own: true},
	"address": {clean: addressText, own: true, lines: true},
}

// lineBreaks turns line ends into commas.
var lineBreaks = strings.NewReplacer("\r\n", ", ", "\n", ", ", "\r", ", ")

// freeText keeps the words as they are.
func freeText(text string, _ Options) Result {
	if misread(text) {
		return doubtful(text, "looks like text read in the wrong character set")
	}
	return one(text)
}
