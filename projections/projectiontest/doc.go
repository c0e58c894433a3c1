// Package projectiontest is the suite every projector passes, and a log in
// memory to drive projectors with in tests. The suite defends what replaying and
// restarting rest on: wherever a projector is stopped, however its events are
// cut into batches, and whatever is interrupted, the read model is the one that
// folding in one go gives.
package projectiontest
