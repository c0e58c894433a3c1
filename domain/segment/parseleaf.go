package segment

// operations are the keys of a category leaf of which exactly one stands.
func operations() []string { return []string{"in", "is", "known", "prefix", "contains", "within"} }

func bounds() []string { return []string{"gt", "gte", "lt", "lte"} }

func (p *parser) category(path string, o *object) (*Node, error) {
	keys := append(append([]string{"category", "match", "sources"}, operations()...), bounds()...)
	if err := p.onlyKeys(path, o, keys...); err != nil {
		return nil, err
	}
	leaf := &CategoryLeaf{}
	var err error
	if leaf.Name, err = p.text(path, o, "category"); err != nil {
		return nil, err
	}
	if leaf.Any, err = p.match(path, o); err != nil {
		return nil, err
	}
	if leaf.Source, err = p.sources(path, o); err != nil {
		return nil, err
	}
	if leaf.Bounds, err = p.bounds(path, o); err != nil {
		return nil, err
	}
	given := ""
	for _, k := range operations() {
		if _, has := o.values[k]; has {
			if given != "" || leaf.Bounds.Given() {
				return nil, p.fail(path, ErrSyntax, `combine two leaves with "all"`, "a leaf asks one thing, not also %q", k)
			}
			given = k
		}
	}
	if given == "" && !leaf.Bounds.Given() {
		return nil, p.fail(path, ErrSyntax, `one of in, is, known, prefix, contains, within, gt, gte, lt, lte`, "the leaf does not say what to ask of %s", quote(leaf.Name))
	}
	if err := p.operation(path, o, given, leaf); err != nil {
		return nil, err
	}
	return &Node{Kind: KindCategory, Category: leaf, Path: path}, nil
}

func (p *parser) operation(path string, o *object, given string, leaf *CategoryLeaf) (err error) {
	switch given {
	case "in":
		leaf.Op = OpIn
		leaf.Values, err = p.values(path+"/in", o.values["in"])
	case "is":
		leaf.Op = OpIn
		var v string
		v, err = p.scalar(path+"/is", o.values["is"])
		leaf.Values = []string{v}
	case "known":
		known, ok := o.values["known"].(bool)
		if !ok {
			return p.fail(path+"/known", ErrValue, "", "known is true or false")
		}
		leaf.Op, leaf.Known = OpKnown, known
	case "prefix", "contains":
		leaf.Op = OpPrefix
		if given == "contains" {
			leaf.Op = OpContains
		}
		if leaf.Text, err = p.text(path, o, given); err == nil && Fold(leaf.Text) == "" {
			err = p.fail(path+"/"+given, ErrValue, `to ask for any value write "known": true`, "%s needs some text", given)
		}
	case "within":
		leaf.Op = OpWithin
		leaf.Circle, err = p.circle(path+"/within", o.values["within"])
	default:
		leaf.Op = OpRange
	}
	return err
}

func (p *parser) match(path string, o *object) (anyValue bool, err error) {
	v, has := o.values["match"]
	if !has {
		return false, nil
	}
	switch v {
	case "any":
		return true, nil
	case "winner":
		return false, nil
	}
	return false, p.fail(path+"/match", ErrValue, `write "any" for every current value, or leave it out`, `match is "any" or "winner"`)
}

func (p *parser) circle(path string, v any) (Circle, error) {
	o, ok := v.(*object)
	if !ok {
		return Circle{}, p.fail(path, ErrValue, `{"lat":35.78,"lon":-78.64,"km":20}`, "within takes a place and a distance")
	}
	if err := p.onlyKeys(path, o, "lat", "lon", "km"); err != nil {
		return Circle{}, err
	}
	var c Circle
	for _, f := range []struct {
		name    string
		to      *float64
		lo, top float64
	}{{"lat", &c.Lat, -90, 90}, {"lon", &c.Lon, -180, 180}, {"km", &c.Km, 0, 20_100}} {
		b, err := p.bound(path, o, f.name)
		if err != nil {
			return Circle{}, err
		}
		if b == nil || b.IsText || b.Number < f.lo || b.Number > f.top {
			return Circle{}, p.fail(path+"/"+f.name, ErrValue, "", "%s must be a number from %v to %v", f.name, f.lo, f.top)
		}
		*f.to = b.Number
	}
	return c, nil
}

func (p *parser) activity(path string, o *object) (*Node, error) {
	keys := []string{"activity", "at_least", "at_most", "exactly", "within_days", "from", "to", "where", "sum", "gt", "gte", "lt", "lte", "sources"}
	if err := p.onlyKeys(path, o, keys...); err != nil {
		return nil, err
	}
	leaf := &ActivityLeaf{}
	var err error
	if leaf.Type, err = p.text(path, o, "activity"); err != nil {
		return nil, err
	}
	for _, step := range []func(string, *object, *ActivityLeaf) error{p.count, p.sum, p.window, p.where} {
		if err := step(path, o, leaf); err != nil {
			return nil, err
		}
	}
	if leaf.Source, err = p.sources(path, o); err != nil {
		return nil, err
	}
	return &Node{Kind: KindActivity, Activity: leaf, Path: path}, nil
}
