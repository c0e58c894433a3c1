package segment

import (
	"math"
	"strconv"
	"strings"
)

const earthKm = 6371.0088 // mean radius of the earth, IUGG

// Point is a place in units of 1e-7 degree (about a centimetre).
type Point struct{ Lat, Lon int32 }

// ParsePoint reads a clean location, "35.78,-78.64".
func ParsePoint(s string) (Point, bool) {
	a, b, ok := strings.Cut(s, ",")
	if !ok {
		return Point{}, false
	}
	lat, err1 := strconv.ParseFloat(strings.TrimSpace(a), 64)
	lon, err2 := strconv.ParseFloat(strings.TrimSpace(b), 64)
	if err1 != nil || err2 != nil {
		return Point{}, false
	}
	return MakePoint(lat, lon)
}

// MakePoint is the point at a latitude and a longitude in degrees.
func MakePoint(lat, lon float64) (Point, bool) {
	if !(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180) {
		return Point{}, false
	}
	return Point{int32(math.Round(lat * 1e7)), int32(math.Round(lon * 1e7))}, true
}

// Circle is all places within a distance of one.
type Circle struct{ Lat, Lon, Km float64 }

// Holds tells whether the point lies in the circle, by the haversine formula.
func (c Circle) Holds(p Point) bool {
	const rad = math.Pi / 180
	lat1, lat2 := c.Lat*rad, float64(p.Lat)*1e-7*rad
	// A degree of latitude is never shorter than this: most points end here.
	if math.Abs(lat1-lat2)*earthKm > c.Km*1.000001+1e-6 {
		return false
	}
	s1 := math.Sin((lat2 - lat1) / 2)
	s2 := math.Sin((float64(p.Lon)*1e-7 - c.Lon) * rad / 2)
	h := s1*s1 + math.Cos(lat1)*math.Cos(lat2)*s2*s2
	return 2*earthKm*math.Asin(math.Sqrt(min(1, h))) <= c.Km
}
