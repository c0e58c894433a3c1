package pebblelog

import "github.com/cockroachdb/pebble/v2/vfs"

// fencedFile is a file or folder of the fenced folder that was opened on disk.
type fencedFile struct {
	vfs.File
	fence *fence
	table bool
}

// settle turns the outcome of a write into what pebble is told. The fence is
// frozen, and so the log marked as failed, before any write returns.
func (f *fencedFile) settle(err error) error {
	f.fence.check(err)
	if !f.fence.frozen.Load() {
		return err
	}
	if f.table {
		return errFrozen
	}
	return nil
}

func (f *fencedFile) Write(p []byte) (int, error) {
	if !f.fence.frozen.Load() {
		n, err := f.File.Write(p)
		if err == nil {
			return n, nil
		}
		f.fence.check(err)
	}
	if f.table {
		return 0, errFrozen
	}
	return len(p), nil
}

func (f *fencedFile) WriteAt(p []byte, off int64) (int, error) {
	if f.fence.frozen.Load() {
		return len(p), f.settle(nil)
	}
	n, err := f.File.WriteAt(p, off)
	if err = f.settle(err); err == nil {
		n = len(p)
	}
	return n, err
}

func (f *fencedFile) Preallocate(offset, length int64) error {
	if f.fence.frozen.Load() {
		return f.settle(nil)
	}
	return f.settle(f.File.Preallocate(offset, length))
}

func (f *fencedFile) Sync() error {
	if f.fence.frozen.Load() {
		return f.settle(nil)
	}
	return f.settle(f.File.Sync())
}

func (f *fencedFile) SyncData() error {
	if f.fence.frozen.Load() {
		return f.settle(nil)
	}
	return f.settle(f.File.SyncData())
}

func (f *fencedFile) SyncTo(length int64) (bool, error) {
	if f.fence.frozen.Load() {
		return true, f.settle(nil)
	}
	full, err := f.File.SyncTo(length)
	return full, f.settle(err)
}

// Close does not write; a failure of it after good syncs loses nothing, but it
// is not expected either, so it freezes like a write.
func (f *fencedFile) Close() error {
	err := f.File.Close()
	f.fence.check(err)
	if f.fence.frozen.Load() {
		return nil
	}
	return err
}
