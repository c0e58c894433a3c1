package matchtest

// role is what a person is to the others of a family.
type role uint8

const (
	alone role = iota
	spouse
	child
	twin
	elder   // bears the name of a child
	younger // bears the name of a parent
	cousin
	lodger
	namesake
)

// relation says what two people are to one another, for counting confusions.
func relation(a, b *person) string {
	if a.id == b.id {
		return "one person"
	}
	if a.family != b.family {
		switch {
		case a.given == b.given && a.surname == b.surname:
			return "namesakes by chance"
		case a.home.number == b.home.number && a.home.street == b.home.street && a.home.zip == b.home.zip:
			return "neighbours"
		}
		return "strangers"
	}
	x, y := min(a.role, b.role), max(a.role, b.role)
	switch {
	case y == namesake:
		return "namesakes"
	case y == lodger:
		return "lodgers"
	case y == cousin && a.given == b.given:
		return "cousins of one name"
	case y == cousin:
		return "cousins"
	case x == elder && y == younger:
		return "parent and child of one name"
	case x == twin && y == twin:
		return "twins"
	case x == child:
		return "siblings"
	case x == spouse && y == spouse, x == spouse && y == elder:
		return "spouses"
	}
	return "parent and child"
}
