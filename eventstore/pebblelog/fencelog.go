package pebblelog

import (
	"strings"
	"sync"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// oldLogs are write-ahead logs that pebble no longer wants while the folder has
// no newer one. When pebble opens a used folder it may remove the old log, whose
// content lies in a table by then, before it makes the new one. A crash or a
// full disk in between would leave a folder that cannot be told from one that
// lost its log (see checkFolder), so the fence keeps the old one until then.
type oldLogs struct {
	mu     sync.Mutex
	made   bool // this opening has a log of its own
	unused []string
}

func isLog(name string) bool { return strings.HasSuffix(name, ".log") }

// keep notes a log to be removed later; false when it may go at once.
func (o *oldLogs) keep(name string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.made {
		return false
	}
	o.unused = append(o.unused, name)
	return true
}

// release notes that the new log is there, and answers what may go now.
func (o *oldLogs) release() []string {
	o.mu.Lock()
	defer o.mu.Unlock()
	names := o.unused
	o.made, o.unused = true, nil
	return names
}

// makeLog is guard for a write-ahead log: once it is durably in the folder, the
// logs before it go.
func (f *fence) makeLog(name string, category vfs.DiskWriteCategory, open func() (vfs.File, error)) (vfs.File, error) {
	file, err := f.guard(name, category, open)
	if err != nil || f.frozen.Load() {
		return file, err
	}
	old := f.oldLogs.release()
	if len(old) == 0 {
		return file, nil
	}
	f.check(syncDir(f.FS, f.dir))
	for _, o := range old {
		_ = f.Remove(o) // a log that stays is removed at the next start
	}
	return file, nil
}
