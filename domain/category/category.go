package category

// Number names a category inside events.
type Number uint16

// FirstCustom is the lowest number of a category defined by an account.
const FirstCustom Number = 1000

// Type is the type of a category's clean values; see package clean for the
// canonical text of each.
type Type string

// The types of values.
const (
	Text    Type = "text"
	Enum    Type = "enum"
	Bool    Type = "bool"
	NumberT Type = "number"
	Date    Type = "date"
	Geo     Type = "geo"
	Address Type = "address"
)

// Cardinality tells how many values one record (and the single view) holds.
type Cardinality string

// The cardinalities.
const (
	One      Cardinality = "one"        // the newest statement wins
	Many     Cardinality = "many"       // every current value counts
	OneAKind Cardinality = "one_a_kind" // an address: one per kind
	Part     Cardinality = "part"       // part of a compound value, see Parents
	Derived  Cardinality = "derived"    // computed from Parents or activities
)

// Category is one dimension of a profile.
type Category struct {
	Number      Number
	Name        string
	Group       string // identity, contact, address, ...; "custom" unless stated
	Type        Type
	Cardinality Cardinality
	// Parents are the categories a part or a derived category comes from. A
	// derived category without parents comes from activities or the profile
	// itself.
	Parents []string
	// StrongID marks categories whose values identify a person in an id space.
	StrongID bool
	// FreeText marks categories never matched, charted or filtered.
	FreeText bool
	// FromActivity marks categories folded from activities, never observed.
	FromActivity bool
	// Stated marks a derived category that a record may state as well: an age.
	Stated bool
	Label  string
}

// Single tells whether the single view shows one winning value.
func (c Category) Single() bool {
	switch c.Cardinality {
	case One:
		return true
	case Part:
		return c.Address()
	case Derived:
		return c.Type == NumberT || c.Type == Date || c.Type == Bool || c.Name == "household" || c.Name == "income_band"
	default:
		return false
	}
}

// Address tells whether the category is a part of an address.
func (c Category) Address() bool {
	return c.Cardinality == Part && len(c.Parents) == 1 && c.Parents[0] == "address"
}

// Observable tells whether a record may state the category: alone, or as a
// part beside its parent.
func (c Category) Observable() bool { return (c.Cardinality != Derived || c.Stated) && !c.FromActivity }
