package segment

import "github.com/cerebro-cdp/cerebro/domain/category"

// Homes is how the people of a segment live. A household is everybody whose
// residence (home address, else mailing address, with its unit) is the same,
// whatever their names; above fold.MaxHousehold people, of all that the viewer
// sees, it is group quarters and no household.
type Homes struct {
	Households int64 // distinct ones with somebody of the segment
	Quarters   int64 // people of the segment in group quarters
	Unknown    int64 // people of the segment without a known residence
}

// HouseholdCategory is the category that names a person's household.
func HouseholdCategory() category.Category {
	c, _ := category.BuiltIn().Named("household")
	return c
}

// Counted is what a query or a chart counts beside persons.
type Counted string

// What can be counted.
const (
	Persons    Counted = "persons"
	Households Counted = "households"
)

// ParseCounted reads the "count" of a query: persons when nothing is said.
func ParseCounted(text string) (Counted, error) {
	p := &parser{op: "query"}
	return p.counted("/count", text)
}

func (p *parser) counted(path, text string) (Counted, error) {
	switch Counted(text) {
	case "", Persons:
		return Persons, nil
	case Households:
		return Households, nil
	}
	return "", p.fail(path, ErrValue, suggest(text, []string{string(Persons), string(Households)}), "%s cannot be counted", quote(text))
}

// chartCounted takes "count" out of a chart.
func (p *parser) chartCounted(path string, o *object, c *Chart) error {
	v, has := o.values["count"]
	if !has {
		return nil
	}
	text, _ := v.(string)
	if text == "" {
		return p.fail(path+"/count", ErrValue, `"count":"households"`, "count is a text")
	}
	counted, err := p.counted(path+"/count", text)
	c.Households = counted == Households
	return err
}
