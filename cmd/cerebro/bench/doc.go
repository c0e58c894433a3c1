// Package bench measures a whole node, from its HTTP door to its read models,
// on a temporary folder: the figures of the README. It is a benchmark and never
// a test: machines are noisy, so it reports what it saw and judges nothing.
package bench
