// Package segmentstest is the suite that every engine behind projections/segments
// passes: histories with everything that can happen to people (merges, splits,
// erasures, retractions, replaced and withdrawn activities, changed orders of
// trust), random trees and charts of every kind of node, and the answers of
// domain/segment/naive to compare with, for whole accounts and for viewers who
// see parts.
//
// It is for tests only, and never tests one engine against another.
package segmentstest
