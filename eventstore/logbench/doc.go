// Package logbench measures the embedded log against bare pebble, on the same
// disk, in the same run, in alternating rounds. `cerebro bench log` prints its
// result.
//
// Two loads: many clients that append one event each, and many clients that
// append batches. For each, three things run one after the other, several
// times, each in a fresh folder, and the medians are reported:
//
//   - ours: pebblelog with SkipKnown, so with every id looked up.
//   - bare clients: as many goroutines, each committing the same keys and
//     values to pebble by itself with a sync. Pebble groups their syncs.
//   - bare loop: one goroutine that commits the same keys and values in
//     batches of the size our groups had, one sync each: what is left when
//     clients, decisions and answers are free.
//
// The bare stores decide nothing and look nothing up; they get the log's own
// options. All numbers are events per second, durable.
package logbench
