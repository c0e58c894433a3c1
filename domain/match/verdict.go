package match

import "fmt"

// Verdict says in a word how two profiles or records stand.
type Verdict string

// The verdicts. The first two are what was decided; the others are what the
// evidence of the pair comes to by itself.
const (
	VerdictSame       Verdict = "same"        // one profile
	VerdictKeptApart  Verdict = "kept_apart"  // by a person
	VerdictVeto       Verdict = "veto"        // no score outweighs it
	VerdictMatch      Verdict = "match"       // the pair would do; its clusters do not
	VerdictReview     Verdict = "review"      // between sure and no, or asked about for another reason
	VerdictApart      Verdict = "apart"       // too little speaks for it
	VerdictNoEvidence Verdict = "no_evidence" // one of them says nothing that is matched
)

// Standing is how two records stand, beyond what their values say.
type Standing struct {
	Verdict Verdict
	Cause   Cause   // of the merge that joined them; 0 when none did
	Through bool    // that merge was decided by other records of the two
	Why     Barrier // what stopped the join, where a person is asked; 0: nobody is
}

// short writes bits for reading: one decimal.
func (b Bits) short() string { return fmt.Sprintf("%.1f", float64(b)/1000) }

// signed is short with a plus.
func (b Bits) signed() string { return fmt.Sprintf("%+.1f", float64(b)/1000) }

// Summary is the verdict in one sentence.
func (e *Explanation) Summary(s Standing) string {
	switch s.Verdict {
	case VerdictSame:
		if s.Through && s.Cause != CauseForced {
			return "One profile, joined through other records of the two; this pair by itself comes to " + e.weight() + "."
		}
		return "One profile: " + e.joined(s.Cause) + "."
	case VerdictKeptApart:
		return "Two profiles, kept apart by a person whatever the evidence says; it comes to " + e.weight() + "."
	case VerdictVeto:
		return "Two profiles: what speaks against one person cannot be outweighed" + asked(s.Why) + "."
	case VerdictMatch:
		return "Two profiles, although the pair by itself would do with " + e.weight() + ": " + stopped(s.Why) + asked(s.Why) + "."
	case VerdictReview:
		if s.Why > BarrierScore {
			return "Two profiles, and a question to a person: " + stopped(s.Why) + asked(s.Why) + "."
		}
		return fmt.Sprintf("Two profiles, and neither sure nor ruled out: %s, where %s ask a person and %s join%s.",
			e.weight(), e.Review.short(), e.Auto.short(), asked(s.Why))
	case VerdictApart:
		return fmt.Sprintf("Two profiles: %s, where %s would ask a person and %s would join.", e.weight(), e.Review.short(), e.Auto.short())
	}
	return "Two profiles: there is nothing to compare, since one side says nothing that is matched."
}

// weight is the total in words.
func (e *Explanation) weight() string { return e.Total.short() + " bits" }

// joined says what made one profile of two records.
func (e *Explanation) joined(c Cause) string {
	switch c {
	case CauseForced:
		return "a person joined them; by itself the evidence comes to " + e.weight() + " of the " + e.Auto.short() + " needed"
	case CauseStrongID:
		for _, id := range e.SharedIDs {
			if id.Type != Cookie {
				return "both hold the same " + idWords(string(id.Type)) + ", which names one person"
			}
		}
		return "a strong identifier joins them"
	case CauseCookie:
		return "the device is known from one person only"
	case CauseIdentical:
		return "they are alike in every value that is matched"
	case CauseContact:
		return "one side is a single contact point without a name, and the other is the only person who holds it"
	case CauseScore:
		return e.weight() + " speak for one person, where " + e.Auto.short() + " join"
	}
	return "the evidence of the pair comes to " + e.weight()
}

// stopped says what kept a pair from being joined that has bits enough.
func stopped(why Barrier) string {
	switch why {
	case BarrierAmbiguous:
		return "another profile fits nearly as well, and they cannot both be this person"
	case BarrierVeto:
		return "other records of the two profiles exclude each other"
	case BarrierLimit:
		return "one profile would hold two user or voter ids of one space, or too many devices, e-mail addresses or phones"
	case BarrierSize:
		return "the profile would grow beyond what is joined without a person"
	case BarrierCluster:
		return "the other records of the two profiles do not fit"
	case BarrierApart:
		return "a person keeps some of their records apart"
	}
	return "their other records or a lack of shared keys kept them from being joined"
}

// asked adds that somebody is asked about the pair.
func asked(why Barrier) string {
	if why == 0 {
		return ""
	}
	return "; it waits in the reviews"
}
