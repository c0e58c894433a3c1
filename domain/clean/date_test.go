package clean_test

import (
	"testing"
	"time"

	"github.com/cerebro-cdp/cerebro/domain/clean"
)

func TestDates(t *testing.T) {
	const ambiguous = " ! ambiguous day and month"
	runFacts(t, clean.Options{Now: now}, []factCase{
		{"birth_date", "1985-04-03", "1985-04-03"},
		{"birth_date", "03/04/1985", "1985-03-04" + ambiguous},
		{"birth_date", "04/04/1985", "1985-04-04"},
		{"birth_date", "13/04/1985", "1985-04-13"},
		{"birth_date", "04/13/1985", "1985-04-13"},
		{"birth_date", "3.4.1985", "1985-04-03"},
		{"birth_date", "4-Mar-85", "1985-03-04"},
		{"birth_date", "March 4th, 1985", "1985-03-04"},
		{"birth_date", "Sept 1985", "1985-09"},
		{"birth_date", "04/1985", "1985-04"},
		{"birth_date", "1985-04", "1985-04"},
		{"birth_date", "198504", "1985-04"},
		{"birth_date", "1985", "1985"},
		{"birth_date", "19850403", "1985-04-03"},
		{"birth_date", "04131985", "1985-04-13"},
		{"birth_date", "19960300", "1996-03"},
		{"birth_date", "1996-00-00", "1996"},
		{"birth_date", "00/00/0000", "missing"},
		{"birth_date", "0/0/00", "missing"},
		{"birth_date", "0000-00-00", "missing"},
		{"birth_date", "1900-01-01", "missing"},
		{"birth_date", "01/01/1900", "missing"},
		{"birth_date", "1800-01-01", "missing"},
		{"birth_date", "1899", "1899 ! born longer ago than anybody has lived"},
		{"birth_date", "1630-08-01", "1630-08-01 ! born longer ago than anybody has lived"},
		{"birth_date", "19220955", "1922-09 ! no such day"},
		{"birth_date", "19002037", "1900 ! no such day"},
		{"birth_date", "20101985", "1985-10-20"},
		{"birth_date", "22678", "1962-02-01"},
		{"birth_date", "22678.0", "1962-02-01"},
		{"birth_date", "1", "missing"},
		{"birth_date", "60", "nothing ! no such day"},
		{"birth_date", "2/29/1900", "1900-02 ! no such day"},
		{"birth_date", "2023-02-30", "2023-02 ! no such day"},
		{"birth_date", "13/13/1985", "1985 ! no such day"},
		{"birth_date", "30000-01-01", "nothing ! year out of range"},
		{"birth_date", "4/5", "nothing ! a date without a year"},
		{"birth_date", "2030-01-01", "nothing ! a date in the future"},
		{"birth_date", "1/1/30", "1930-01-01"},
		{"birth_date", "12/31/26", "1926-12-31"},
		{"birth_date", "1985-04-03T00:00:00Z", "1985-04-03"},
		{"birth_date", "1996-10-04 00:00:00", "1996-10-04"},
		{"birth_date", "soon", "nothing ! not a date"},
		{"registration_date", "1/2/24", "2024-01-02" + ambiguous},
		{"registration_date", "45293.5", "2024-01-02"},
		{"registration_date", "2014-11-13 00:21:30.750000000", "2014-11-13"},
		{"registration_date", "Sep 26, 2026 7:05 PM", "2026-09-26"},
		{"registration_date", "0", "missing"},
		{"membership_expires", "1/31/30", "2030-01-31"},
		{"birth_year", "1951", "1951"},
		{"birth_year", "1951.0", "1951"},
		{"birth_year", "7/23/1951", "1951"},
		{"age", "0", "missing"},
		{"age", "26 TO 40", "nothing ! not a number"},
		{"age", "300", "nothing ! no such age"},
	})
	runFacts(t, clean.Options{Now: now, DayFirst: true, OrderKnown: true}, []factCase{
		{"birth_date", "03/04/1985", "1985-04-03"},
		{"birth_date", "03041985", "1985-04-03"},
	})
	runFacts(t, clean.Options{Date1904: true}, []factCase{{"birth_date", "21216", "1962-02-01"}})
}

func TestDetectDayFirst(t *testing.T) {
	for _, c := range []struct {
		name         string
		samples      []string
		first, known bool
	}{
		{"American", []string{"01/02/1985", "12/31/1999", "x"}, false, true},
		{"British", []string{"01/02/1985", "31/12/1999 10:15"}, true, true},
		{"nothing tells", []string{"01/02/1985", "03/04/1999"}, false, false},
		{"dots", []string{"01.02.1985"}, true, false},
		{"mixed", []string{"31/12/1999", "12/31/1999", "12/30/1999"}, false, false},
		{"ISO", []string{"1999-12-31"}, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := clean.DetectDayFirst(c.samples); got != c.first {
				t.Errorf("day first %v, want %v", got, c.first)
			}
			if got := clean.DayOrderKnown(c.samples); got != c.known {
				t.Errorf("known %v, want %v", got, c.known)
			}
		})
	}
}

func TestTimestamp(t *testing.T) {
	zone := time.FixedZone("", -5*3600)
	for _, c := range []struct {
		raw, want string
		precision clean.Precision
	}{
		{"2026-03-14T18:22:10-03:00", "2026-03-14T21:22:10Z", clean.ToTime},
		{"2026-03-14T18:22:10.123456Z", "2026-03-14T18:22:10.123456Z", clean.ToTime},
		{"2026-03-14T18:22:10+0100", "2026-03-14T17:22:10Z", clean.ToTime},
		{"2024-01-02 03:04:05", "2024-01-02T08:04:05Z", clean.ToTime},
		{"Sep 26, 2026 7:05 PM", "2026-09-27T00:05:00Z", clean.ToTime},
		{"11/29/24 22:28", "2024-11-30T03:28:00Z", clean.ToTime},
		{"Mon, 02 Jan 2006 15:04:05 GMT", "2006-01-02T15:04:05Z", clean.ToTime},
		{"Mon Jan 2 15:04:05 2006", "2006-01-02T20:04:05Z", clean.ToTime},
		{"Tue Mar 05 1985 00:00:00 GMT+0100 (CET)", "1985-03-04T23:00:00Z", clean.ToTime},
		{"20240102T101112Z", "2024-01-02T10:11:12Z", clean.ToTime},
		{"20240102101112", "2024-01-02T15:11:12Z", clean.ToTime},
		{"45293.5", "2024-01-02T17:00:00Z", clean.ToTime},
		{"1704189600", "2024-01-02T10:00:00Z", clean.ToTime},
		{"1704189600123", "2024-01-02T10:00:00.123Z", clean.ToTime},
		{"2024-01-02", "2024-01-02T05:00:00Z", clean.ToDay},
		{"2024-01", "2024-01-01T05:00:00Z", clean.ToMonth},
		{"2024", "2024-01-01T05:00:00Z", clean.ToYear},
	} {
		t.Run(c.raw, func(t *testing.T) {
			got, p, ok := clean.Timestamp(c.raw, clean.Options{Now: now, Zone: zone})
			if s := got.Format(time.RFC3339Nano); !ok || s != c.want || p != c.precision {
				t.Errorf("got %s, precision %d, %v; want %s, %d", s, p, ok, c.want, c.precision)
			}
		})
	}
	for _, raw := range []string{"", "0000-00-00 00:00:00", "2024-02-30 10:00", "2024-01-02 25:00", "30000-01-01T00:00:00Z", "noon"} {
		if got, p, ok := clean.Timestamp(raw, clean.Options{}); ok || p != clean.NoDate {
			t.Errorf("%q gives %v", raw, got)
		}
	}
}
