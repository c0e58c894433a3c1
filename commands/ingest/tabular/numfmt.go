package tabular

import (
	"encoding/xml"
	"math"
	"strconv"
	"strings"
	"time"
)

// numberFormat is how the number of a cell is shown, as far as it changes what
// the number means.
type numberFormat struct {
	date  bool
	clock bool   // a time of day without a date
	zeros string // a pattern of zeros and marks ("00000", "000-00-0000"), else ""
}

// readStyles reads the number format of every cell style.
func (w *workbook) readStyles() error {
	custom := map[int]string{}
	inCells := false
	return w.tokens("xl/styles.xml", func(tok xml.Token) error {
		switch t := tok.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "numFmt":
				id, err := strconv.Atoi(attr(t, "numFmtId"))
				if err == nil && len(custom) < 10_000 {
					custom[id] = attr(t, "formatCode")
				}
			case "cellXfs":
				inCells = true
			case "xf":
				if inCells && len(w.formats) < 1<<16 {
					id, _ := strconv.Atoi(attr(t, "numFmtId")) // none is General
					w.formats = append(w.formats, formatOf(id, custom[id]))
				}
			}
		case xml.EndElement:
			if t.Name.Local == "cellXfs" {
				inCells = false
			}
		}
		return nil
	})
}

// formatOf reads a number format: the numbers below 164 are built in
// (ECMA-376 part 1, 18.8.30), the others have a code.
func formatOf(id int, code string) numberFormat {
	switch {
	case code != "":
		return parseFormat(code)
	case id >= 18 && id <= 21, id >= 45 && id <= 47:
		return numberFormat{date: true, clock: true}
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 50 && id <= 58:
		return numberFormat{date: true}
	}
	return numberFormat{}
}

// parseFormat finds in the first section of a format code what kind it is.
func parseFormat(code string) numberFormat {
	if i := strings.IndexByte(code, ';'); i >= 0 {
		// "[<=99999]00000;00000-0000" shows short and long postcodes; the long
		// one is the section without a condition.
		code = code[:i]
	}
	bare := stripFormat(code)
	lower := strings.ToLower(bare)
	day := strings.ContainsAny(lower, "yd") || strings.Contains(lower, "mmm")
	clock := strings.ContainsAny(lower, "hs")
	switch {
	case strings.Contains(lower, "general"), strings.Contains(lower, "e+"):
		return numberFormat{}
	case day, clock, lower == "m", lower == "mm":
		return numberFormat{date: true, clock: clock && !day}
	case strings.Contains(bare, "00") && strings.Trim(bare, "0-() ") == "" && bare != "0":
		return numberFormat{zeros: bare}
	}
	return numberFormat{}
}

// stripFormat drops quoted text, colours, conditions and padding of a code.
func stripFormat(code string) string {
	var b strings.Builder
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			for i++; i < len(code) && code[i] != '"'; i++ {
			}
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return b.String()
			}
			if in := strings.ToLower(code[i+1 : i+end]); strings.Trim(in, "hms") == "" {
				b.WriteString(in) // [h]:mm is elapsed time
			}
			i += end
		case '_', '*':
			i++
		case '\\':
			if i++; i < len(code) && strings.IndexByte("-() ", code[i]) >= 0 {
				b.WriteByte(code[i])
			}
		default:
			b.WriteByte(code[i])
		}
	}
	return b.String()
}

// show writes a number as its format says: days as ISO dates, padded numbers
// with their zeros, any other number in full without an exponent.
func (f numberFormat) show(v string, date1904 bool) string {
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return v
	}
	if f.date && n >= 0 {
		if s, ok := day(n, date1904, f.clock); ok {
			return s
		}
	}
	if f.zeros != "" && n >= 0 && n == math.Trunc(n) && n < 1e15 {
		return pad(f.zeros, strconv.FormatInt(int64(n), 10))
	}
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		return strconv.FormatInt(int64(n), 10)
	}
	// Spreadsheets keep 15 digits; what is beyond is noise of the binary form.
	if short, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64); err == nil {
		n = short
	}
	if math.Abs(n) >= 1e21 || math.Abs(n) < 1e-9 {
		return strconv.FormatFloat(n, 'g', -1, 64)
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// pad fills the zeros of a pattern from the right.
func pad(pattern, digits string) string {
	zeros := strings.Count(pattern, "0")
	if len(digits) > zeros {
		return digits
	}
	digits = strings.Repeat("0", zeros-len(digits)) + digits
	out := []byte(pattern)
	k := 0
	for i := range out {
		if out[i] == '0' {
			out[i] = digits[k]
			k++
		}
	}
	return string(out)
}

// day turns a day number into a date. The 1900 system counts a 29 February 1900
// that never was (day 60).
func day(n float64, date1904, clock bool) (string, bool) {
	seconds := math.Round(math.Mod(n, 1) * 86400)
	days := int(n)
	if seconds >= 86400 {
		days, seconds = days+1, 0
	}
	at := time.Duration(seconds) * time.Second
	if clock && days == 0 {
		return time.Time{}.Add(at).Format(time.TimeOnly), true
	}
	epoch := time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days == 0 || days == 60 || days > 2958465:
		return "", false
	case days > 60:
		days--
	}
	if days > 3_000_000 {
		return "", false
	}
	t := epoch.AddDate(0, 0, days).Add(at)
	if seconds == 0 {
		return t.Format(time.DateOnly), true
	}
	return t.Format(time.DateTime), true
}
