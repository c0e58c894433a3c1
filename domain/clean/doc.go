// Package clean turns raw cells and properties into clean values: pure,
// versioned, without clocks or look-ups. The raw text is kept beside the clean
// one by the caller; nothing here decides what a column means (see
// commands/ingest for that).
//
// Clean values are canonical text, so that equal things are equal strings:
//
//	text    NFC, no control or bidi characters, single inner spaces, trimmed
//	enum    a fixed spelling per category (state "NC", party "DEM",
//	        gender "female", voter_status "active"); free enums keep their words
//	bool    "true" | "false"
//	number  shortest decimal form: "42", "-3.5"
//	date    "2006-01-02", or with less precision "2006-01", "2006"
//	geo     "35.78,-78.64"
//	email   lower-case address, domain in ASCII
//	phone   E.164: "+19195550123"
//	address its kind ("home", "mail", "work") with Parts
//
// Fact cleans any cell by its category (rules.go); Address, FullName, Timestamp,
// URL and UserAgent read what becomes several facts. The lists they know are
// tables in data/, each with a line on where its facts come from.
//
// Decisions worth knowing:
//
//   - "Unknown" and its kin (gender U, race U, ethnicity UN) are missing, so that
//     no source's ignorance outranks another's knowledge.
//   - Null, None and Na are placeholders as surnames unless the row has a given
//     name (Options.HasGiven) and they are typed as a name, or are "NA".
//   - Codes that clash between states (Florida's race digits, New York's P) need
//     Options.Dialect; a bare number without it is a Problem, no guess.
//   - An ambiguous 03/04/1980 gives a value and a Problem, unless the column's
//     order is known (DetectDayFirst, DayOrderKnown, Options.OrderKnown).
//   - What is understood but doubtful (a phone range not in use, a state nobody
//     knows) gives a value and a Problem; what is not gives a Problem alone.
//
// Invariants: no function panics on any input; cleaning a clean value changes
// nothing; a placeholder ("n/a", "unknown", "000-000-0000") is missing, never a
// value.
package clean
