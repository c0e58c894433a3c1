package match

// meaningful answers s, or "" when s is one of the words people and programs
// write where they have nothing to say.
func meaningful(s string) string {
	if isPlaceholder(s) {
		return ""
	}
	return s
}

// isPlaceholder looks at a folded value.
func isPlaceholder(s string) bool {
	switch s {
	case "", "null", "nil", "n a", "na", "none", "unknown", "unk", "test", "tester",
		"testing", "anonymous", "anon", "undefined", "nan", "not available",
		"not provided", "not given", "no name", "noname", "no given name", "no surname",
		"missing", "blank", "empty", "x", "xx", "xxx", "xxxx", "tbd", "tba", "asdf", "asdfasdf",
		"qwerty", "baby", "baby boy", "baby girl", "newborn", "infant", "fnu", "lnu",
		"first", "last", "first name", "last name", "firstname", "lastname", "given name",
		"surname", "name", "user", "guest", "customer", "donor", "object object",
		"nonumber", "declined", "refused", "withheld", "redacted", "deceased":
		return true
	}
	return len(s) > 2 && sameByte(s) || s == "0"
}

// nobodysName knows words that stand where a name should and say what somebody
// is, not who. Those that are names somewhere (Son, Guy, Major) are left out.
func nobodysName(s string) bool {
	switch s {
	case "mother", "father", "parent", "mom", "dad", "husband", "wife", "spouse", "partner",
		"daughter", "child", "kid", "brother", "sister", "sibling", "uncle", "aunt", "nephew", "niece", "cousin",
		"grandmother", "grandfather", "grandma", "grandpa", "grandparent", "grandson", "granddaughter", "grandchild",
		"stepson", "stepdaughter", "stepchild", "foster child", "in law",
		"male", "female", "man", "woman", "boy", "girl", "adult", "person", "individual",
		"oldest", "eldest", "youngest", "self", "me", "myself", "friend", "neighbor", "neighbour",
		"resident", "current resident", "occupant", "household", "household member", "family member",
		"homeowner", "house owner", "owner", "tenant", "renter", "roommate", "housemate", "lodger", "boarder",
		"inmate", "patient", "member", "visitor", "respondent", "voter", "registered voter",
		"mr", "mrs", "ms", "miss", "sir", "madam":
		return true
	}
	return false
}

// placeholderName knows whole names that stand for nobody.
func placeholderName(given, surname string) bool {
	switch given + " " + surname {
	case "john doe", "jane doe", "joe bloggs", "john q public", "max mustermann",
		"erika mustermann", "mickey mouse", "donald duck", "test user", "first last":
		return true
	}
	return false
}

// blockedID says whether an identifier value names nobody in particular.
func blockedID(v string) bool {
	switch v {
	case "", "0", "1", "null", "undefined", "nan", "guest", "anonymous", "none", "test",
		"unknown", "object object", "n a", "na", "true", "false", "nil", "user", "admin",
		"id", "userid", "default", "empty":
		return true
	}
	zeros := true
	for i := 0; i < len(v); i++ {
		if v[i] != '0' && v[i] != ' ' {
			zeros = false
			break
		}
	}
	return zeros
}
