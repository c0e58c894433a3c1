// Package category is the catalogue of the profile's dimensions: which
// categories there are, what type their values have, how many a record can
// hold, and which are derived from which. It holds no values of people.
//
// Invariants: a category's number is written into events and never changes; a
// built-in category has a number below FirstCustom; an account's own categories
// (define-category) have numbers from FirstCustom on and live in a Catalogue
// made with With.
package category
