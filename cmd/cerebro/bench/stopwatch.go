package bench

import (
	"syscall"
	"time"
)

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

func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakRSS is the most memory this process has held, in MB.
func peakRSS() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Maxrss) / 1024
}
