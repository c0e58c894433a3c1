package bench

import "time"

// stopwatch adds up wall time and the processor time of the whole process. On a
// machine with other work the latter is the figure to compare.
type stopwatch struct{ wall, cpu time.Duration }

func (s *stopwatch) time(f func()) {
	began, cpu := time.Now(), cpuTime()
	f()
	s.wall += time.Since(began)
	s.cpu += cpuTime() - cpu
}

func (s *stopwatch) add(o stopwatch) {
	s.wall += o.wall
	s.cpu += o.cpu
}
