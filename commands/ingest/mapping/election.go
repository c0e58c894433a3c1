package mapping

import (
	"strings"

	"github.com/cerebro-cdp/cerebro/domain/clean"
)

// electionColumn reads the name of a column that stands for one election:
// PRIMARY-05/07/2013. The target's argument is the election as voted_in has it.
func electionColumn(header string) (target, bool) {
	kind, day, ok := strings.Cut(strings.TrimSpace(header), "-")
	if !ok || len(day) < 8 || strings.Trim(day, "0123456789/-") != "" {
		return target{}, false
	}
	if strings.Trim(strings.ToUpper(kind), "ABCDEFGHIJKLMNOPQRSTUVWXYZ ") != "" || kind == "" {
		return target{}, false
	}
	r := clean.Fact("voted_in", "enum", kind+" "+day, clean.Options{OrderKnown: true})
	if len(r.Values) != 1 || r.Problem != "" {
		return target{}, false
	}
	return target{name: "election", arg: r.Values[0].Text}, true
}

// took reads the cell of an election: whether the person voted, and the party
// ballot, where the cell names one.
func took(cell string) (voted bool, ballot string) {
	switch c := strings.ToUpper(strings.TrimSpace(cell)); c {
	case "", "N", "NO", "0", "FALSE", "-":
		return false, ""
	case "X", "Y", "YES", "1", "TRUE":
		return true, ""
	default:
		return true, c
	}
}
