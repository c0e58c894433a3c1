package match

// Record is what one source says about one person, as far as matching cares.
// Values are expected to be cleaned (trimmed, decoded, dates in ISO form);
// whatever is empty or a placeholder is missing and never counts as evidence.
type Record struct {
	Given   string // given name, may hold several tokens
	Middle  string // middle name or initial
	Surname string // family name, may hold several tokens
	Suffix  string // Jr, Sr, II, III, ...

	Nicknames   []string // what the person is called
	MaidenNames []string // former surnames

	BirthDate    string // YYYY-MM-DD, YYYY-MM or YYYY
	BirthDateAlt string // second reading when day and month are ambiguous
	BirthYear    int    // when only the year is known
	Age          int    // stated age in years, 0 when not stated
	AgeAsOf      string // YYYY-MM-DD, the day the age was stated
	AgeAtLatest  bool   // AgeAsOf is only when the age was learned; it may be older

	Gender      string // female, male, nonbinary, other, unknown
	Emails      []string
	Phones      []string // E.164 or digits
	Addresses   []Address
	Occupations []string
	Birthplace  string

	StrongIDs []StrongID
}

// Address is one residence, already split into its parts. A street with the
// number in front is accepted when Number is empty.
type Address struct {
	Number, Street, Unit, City, State, Postcode, Country string
}

// IDType says what kind of strong identifier a StrongID is; the limits and
// the way it links depend on it.
type IDType string

// The kinds of strong identifiers.
const (
	UserID     IDType = "user_id"     // at most one a cluster and space
	VoterID    IDType = "voter_id"    // at most one a cluster and space
	ExternalID IDType = "external_id" // any number
	Cookie     IDType = "cookie"      // links bare records only, see links.go
)

// StrongID is an identifier that names one person inside its space. Whether a
// column identifies a person is the caller's decision.
type StrongID struct {
	Type  IDType
	Space string
	Value string
}
