package match

// What Options.Auto is for an account that chose nothing, and for one that chose
// to be strict.
const (
	BalancedAuto = 6 * Bit
	StrictAuto   = 9 * Bit
)

// Auto answers the bits from which on pairs are joined.
func (x *Matcher) Auto() Bits { return x.opt.Auto }

// Adopt puts another model in force: every pair is weighed anew, and Settle
// will hand out every component. What does not depend on the model - nodes,
// keys, decisions - stays, and so do the handles. Records that hold what the
// model blocks are the caller's to change first. The result is that of a fresh
// matcher with that model.
func (x *Matcher) Adopt(model *Model) {
	x.model, x.opt.Auto = model, model.Auto()
	parallel(x.nodes.len(), x.opt.Workers, func(_, at int) {
		i := uint32(at)
		s := x.nodes.at(i)
		s.links = nil
		if s.live {
			x.judge(i)
			x.lines.at(i).drawIDs(&s.node, x.knownSpace)
		}
	})
	x.scoreAll()
	for i := range x.nodes.all {
		x.touch(i)
	}
}
