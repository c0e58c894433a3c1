package match

import "strings"

// BuiltinNames lists the given names and surnames the built-in model knows,
// commonest first; generators of test people draw from them.
func BuiltinNames() (given, surnames []string) {
	eachLine(givenList, func(_ uint64, rest string) { given = append(given, strings.Fields(rest)...) })
	eachLine(surnameList, func(_ uint64, rest string) { surnames = append(surnames, strings.Fields(rest)...) })
	return given, surnames
}
