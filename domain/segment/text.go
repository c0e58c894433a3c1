package segment

import (
	"fmt"
	"strconv"
	"strings"
)

const shownValues = 5 // of a list; the rest is counted

// String says the tree in words: "lives in Raleigh or Durham, and is not
// registered REP, and saw a page at least 5 times in 30 days".
func (n *Node) String() string { return n.text(false) }

func (n *Node) text(inner bool) string {
	switch n.Kind {
	case KindCategory:
		return n.Category.text(false)
	case KindActivity:
		return n.Activity.text(false)
	case KindSegment:
		return "is in segment " + n.Segment
	case KindNot:
		return n.Nodes[0].negated()
	case KindAny:
		return n.join("nobody", " or ", inner)
	default:
		return n.join("everybody", ", and ", inner)
	}
}

func (n *Node) negated() string {
	switch {
	case n.Kind == KindCategory:
		return n.Category.text(true)
	case n.Kind == KindActivity:
		return n.Activity.text(true)
	case n.Kind == KindSegment:
		return "is not in segment " + n.Segment
	}
	return "not (" + n.text(false) + ")"
}

func (n *Node) join(empty, by string, inner bool) string {
	if len(n.Nodes) == 0 {
		return empty
	}
	parts := make([]string, len(n.Nodes))
	for i, c := range n.Nodes {
		parts[i] = c.text(true)
	}
	s := strings.Join(parts, by)
	if inner && len(parts) > 1 {
		return "(" + s + ")"
	}
	return s
}

// verb is how a category's values are said of a person, and how they are not.
func verb(category string) (is, isNot string) {
	switch category {
	case "city", "county", "state", "postcode", "municipality", "country", "precinct", "ward":
		return "lives in", "does not live in"
	case "party":
		return "is registered", "is not registered"
	case "voted_in":
		return "voted in", "did not vote in"
	case "event_attended":
		return "attended", "did not attend"
	case "list":
		return "is on list", "is not on list"
	case "household":
		return "is of household", "is not of household"
	}
	label := strings.ReplaceAll(category, "_", " ")
	return label + " is", label + " is not"
}

func (l *CategoryLeaf) text(not bool) string {
	label := strings.ReplaceAll(l.Name, "_", " ")
	is, isNot := verb(l.Name)
	var s string
	switch l.Op {
	case OpIn:
		s = pick(not, isNot, is) + " " + either(l.Values)
	case OpKnown:
		s = label + pick(not == l.Known, " is not known", " is known")
	case OpPrefix:
		s = label + pick(not, " does not begin with ", " begins with ") + quote(l.Text)
	case OpContains:
		s = label + pick(not, " does not contain ", " contains ") + quote(l.Text)
	case OpRange:
		s = label + pick(not, " is not ", " is ") + l.Bounds.text(l.Name)
	case OpWithin:
		s = fmt.Sprintf("%s %s within %s km of %s, %s", label, pick(not, "is not", "is"),
			NumberText(l.Circle.Km), NumberText(l.Circle.Lat), NumberText(l.Circle.Lon))
	}
	if l.Any {
		s += " by any statement"
	}
	return s + l.Source.text()
}

func (b Bounds) text(name string) string {
	low, lowWord, high, highWord := b.Gte, "at least ", b.Lte, "at most "
	if b.Gt != nil {
		low, lowWord = b.Gt, "more than "
	}
	if b.Lt != nil {
		high, highWord = b.Lt, "less than "
	}
	if strings.HasSuffix(name, "_date") || name == "first_seen" || name == "last_seen" {
		lowWord = strings.NewReplacer("at least", "from", "more than", "after").Replace(lowWord)
		highWord = strings.NewReplacer("at most", "up to", "less than", "before").Replace(highWord)
	}
	var parts []string
	if low != nil {
		parts = append(parts, lowWord+low.String())
	}
	if high != nil {
		parts = append(parts, highWord+high.String())
	}
	return strings.Join(parts, " and ")
}

// String is the bound as it was written.
func (b Bound) String() string {
	if b.IsText {
		return b.Text
	}
	return NumberText(b.Number)
}

// done is how an activity is said: what was done, and what was not.
func done(activity string) (did, didNot string) {
	switch activity {
	case "page_view":
		return "saw a page", "did not see a page"
	case "screen_view":
		return "saw a screen", "did not see a screen"
	case "form_submission":
		return "sent a form", "did not send a form"
	case "event_attendance":
		return "attended an event", "did not attend an event"
	case "email_open":
		return "opened an e-mail", "did not open an e-mail"
	case "donation":
		return "gave", "did not give"
	case "vote":
		return "voted", "did not vote"
	case "canvass":
		return "was canvassed", "was not canvassed"
	}
	return "did " + quote(activity), "did not do " + quote(activity)
}

func (l *ActivityLeaf) text(not bool) string {
	did, didNot := done(l.Type)
	var s string
	switch {
	case l.Sum != "":
		s = fmt.Sprintf("total %s of %s %s %s", l.Sum, strings.ReplaceAll(l.Type, "_", " "), pick(not, "is not", "is"), l.Bounds.text(""))
	case l.Count == Count{0, 0}:
		s = pick(not, did, didNot)
	default:
		s = pick(not, didNot, did) + l.Count.text()
	}
	for _, w := range l.Where {
		s += " with " + strings.ReplaceAll(w.Dimension, "_", " ") + " " + either(w.Values)
	}
	switch {
	case l.Within == 1:
		s += " today"
	case l.Within > 0:
		s += fmt.Sprintf(" in %d days", l.Within)
	default:
		if l.From != "" {
			s += " from " + l.From
		}
		if l.To != "" {
			s += " to " + l.To
		}
	}
	return s + l.Source.text()
}

func (c Count) text() string {
	switch {
	case c.Min == 1 && c.Max < 0:
		return ""
	case c.Min == c.Max:
		return " exactly " + times(c.Min)
	case c.Max < 0:
		return " at least " + times(c.Min)
	case c.Min == 0:
		return " at most " + times(c.Max)
	}
	return fmt.Sprintf(" %d to %s", c.Min, times(c.Max))
}

func times(n int64) string {
	if n == 1 {
		return "once"
	}
	return strconv.FormatInt(n, 10) + " times"
}

func (s SourceNames) text() string {
	if len(s.Names) == 0 {
		return ""
	}
	return " according to " + either(s.Names)
}

// either lists values as "a, b or c", a long list with how many more there are.
func either(values []string) string {
	switch n := len(values); {
	case n == 0:
		return "nothing"
	case n == 1:
		return values[0]
	case n > shownValues:
		return strings.Join(values[:shownValues], ", ") + fmt.Sprintf(" or one of %d more", n-shownValues)
	default:
		return strings.Join(values[:n-1], ", ") + " or " + values[n-1]
	}
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}
