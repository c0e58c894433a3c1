// Package activitytest is the suite every driver of the activity port passes: it
// compares a driver with a model that keeps everything in a slice and answers by
// looking through all of it, over made-up histories and over the cases that are
// easy to get wrong. It includes the suite of projectiontest.
package activitytest
