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
// Invariants: no function panics on any input; cleaning a clean value changes
// nothing; a placeholder ("n/a", "unknown", "000-000-0000") is missing, never a
// value.
package clean
