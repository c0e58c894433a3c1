// Package matchtest makes labelled people to try a matcher on, and judges what
// a matcher made of them.
//
// The people live in households: couples (some with one e-mail address), grown
// children near in age, twins, fathers and sons of one name, lodgers; they have
// cousins, some of them of one name, and unrelated namesakes; they move, marry
// and go by short names. Sources know them as such sources do: a register, kept
// lists, forms, gifts, petition sheets and bare sign-ups, each with its gaps and
// slips. Two people are in several hundred imports, one of them in twenty
// spellings.
//
// Each record says who it is of and what is amiss with it, so that a Verdict can
// tell which kind of people are confused and which slips keep records of one
// person apart.
//
// The same seed makes the same people, on every machine. The people are
// invented; nothing here describes anyone. The name lists are this package's
// own: no matcher was made from them.
package matchtest
