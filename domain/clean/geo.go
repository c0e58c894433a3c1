package clean

import (
	"math"
	"strconv"
	"strings"
)

// Geo is "latitude,longitude" in degrees with at most six decimals (0.1 m), of
// two numbers in a cell however they are wrapped: "35.78, -78.64",
// "(35.78 -78.64)", "POINT(-78.64 35.78)" (longitude first, as in WKT),
// {"lat":35.78,"lon":-78.64}. 0,0 is a placeholder and not ok.
func Geo(text string) (string, bool) {
	lat, lon, ok := twoNumbers(text)
	if !ok {
		return "", false
	}
	lower := strings.ToLower(text)
	if strings.Contains(lower, "point") || lonFirst(lower) {
		lat, lon = lon, lat
	}
	return GeoPoint(lat, lon)
}

// GeoPoint is Geo for numbers that are apart already.
func GeoPoint(lat, lon float64) (string, bool) {
	if !(math.Abs(lat) <= 90 && math.Abs(lon) <= 180) || (math.Abs(lat) < 1e-6 && math.Abs(lon) < 1e-6) {
		return "", false
	}
	return degrees(lat) + "," + degrees(lon), true
}

func lonFirst(lower string) bool {
	lat, lon := strings.Index(lower, "lat"), strings.Index(lower, "lon")
	return lon >= 0 && lat > lon
}

// degrees writes with at most six decimals and without trailing zeros.
func degrees(v float64) string {
	v = math.Round(v*1e6) / 1e6
	if v == 0 {
		return "0"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// twoNumbers finds exactly two decimal numbers in text.
func twoNumbers(text string) (a, b float64, ok bool) {
	var found [2]float64
	n := 0
	for i := 0; i < len(text); {
		c := text[i]
		if !digit(c) && c != '-' && c != '+' && c != '.' {
			i++
			continue
		}
		start := i
		for i++; i < len(text) && (digit(text[i]) || text[i] == '.'); i++ {
		}
		v, err := strconv.ParseFloat(text[start:i], 64)
		if err != nil || n == 2 {
			return 0, 0, false
		}
		found[n] = v
		n++
	}
	return found[0], found[1], n == 2
}

func geo(text string, _ Options) Result {
	if g, ok := Geo(text); ok {
		return one(g)
	}
	if a, b, ok := twoNumbers(text); (ok && a == 0 && b == 0) || IsPlaceholder(text) {
		return missing()
	}
	return problem("not a latitude and longitude")
}
