package match

import "slices"

// Field is a part of a comparison.
type Field uint8

// The fields, in the order they are explained.
const (
	FieldGiven Field = iota
	FieldMiddle
	FieldSurname
	FieldSuffix
	FieldBirth
	FieldStrongID
	FieldEmail
	FieldPhone
	FieldPostcode
	FieldCity
	FieldStreet
	FieldGender
	FieldBirthplace
	FieldOccupation
	NumFields
)

var fieldNames = [NumFields]string{
	"given_name", "middle_name", "surname", "suffix", "birth_date", "strong_id", "email", "phone",
	"postcode", "city", "street", "gender", "birthplace", "occupation",
}

// String answers the field's name.
func (f Field) String() string {
	if f < NumFields {
		return fieldNames[f]
	}
	return "unknown"
}

// FieldNamed finds a field by its name.
func FieldNamed(name string) (Field, bool) {
	i := slices.Index(fieldNames[:], name)
	return Field(max(i, 0)), i >= 0
}

// Level says how two values of a field agree.
type Level uint8

// The levels. Missing is no evidence at all.
const (
	Missing Level = iota
	Exact
	Nickname
	Close    // one edit, or as good as
	Near     // similar
	Far      // somewhat similar
	Initial  // an initial that fits
	Token    // one name is part of the other
	Swapped  // given name and surname, or day and month, changed places
	Former   // through a maiden name or nickname on record
	Part     // a part agrees: same year, area or street
	Coarse   // agrees as far as the less precise side goes
	Generic  // equal, but shared by too many to mean anything
	Conflict // both known and different
)

var levelNames = [...]string{
	"missing", "exact", "nickname", "one edit", "near", "far", "initial", "token", "swapped",
	"former", "part", "coarse", "generic", "conflict",
}

// String answers the level's name.
func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return "unknown"
}

// LevelNamed finds a level by its name.
func LevelNamed(name string) (Level, bool) {
	i := slices.Index(levelNames[:], name)
	return Level(max(i, 0)), i >= 0
}

// agrees says whether the level speaks for one person.
func (l Level) agrees() bool { return l != Missing && l != Conflict && l != Generic && l != Far }

// part is one field's outcome. The texts are slices of the nodes' own.
type part struct {
	level Level
	bits  Bits
	a, b  string
}

// sameDate says whether two full birth dates are one, but for a slip.
func (p part) sameDate() bool { return p.level == Exact || p.level == Close || p.level == Swapped }

// better keeps the stronger of two outcomes of a many-valued field.
func better(x, y part) part {
	if x.level == Missing || (y.level != Missing && y.bits > x.bits) {
		return y
	}
	return x
}
