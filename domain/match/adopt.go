package match

// StrictAuto is Options.Auto of an account that chose to be strict.
const StrictAuto = 9 * Bit

// Adopt puts another model in force: every pair is weighed anew, and Settle
// will hand out every component. What does not depend on the model - nodes,
// keys, decisions - stays, and so do the handles. auto is Options.Auto, 0 the
// default. The result is that of a fresh matcher with that model.
func (x *Matcher) Adopt(model *Model, auto Bits) error {
	opt := x.opt
	opt.Auto = auto
	if err := opt.Validate(); err != nil {
		return err
	}
	x.model, x.opt = model, opt.withDefaults()
	parallel(len(x.nodes), x.opt.Workers, func(_, i int) {
		s := &x.nodes[i]
		s.links = nil
		if s.live {
			s.weak, s.loose = model.weakness(&s.node)
		}
	})
	x.scoreAll()
	for i := range x.nodes {
		x.touch(uint32(i))
	}
	return nil
}
