package bench

import (
	"syscall"
	"time"
)

// peakRSS is the most memory this process has held, in MB.
func peakRSS() float64 { return float64(usage().Maxrss) / 1024 }

// cpuTime is what this process has used so far. Unlike the clock on the wall it
// hardly depends on what else the machine does.
func cpuTime() time.Duration {
	u := usage()
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// usage is of the process; zero where the system does not tell.
func usage() (u syscall.Rusage) {
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return syscall.Rusage{}
	}
	return u
}
