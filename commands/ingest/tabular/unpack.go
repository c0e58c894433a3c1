package tabular

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
)

// counter counts what is read through it.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// ratioFrom is how much may come out before the ratio counts: small files of
// one repeated value pack very well.
const ratioFrom = 64 << 20

// guard stops an archive that unpacks to more than it should, and says so.
type guard struct {
	r      io.Reader
	packed *int64 // bytes that went in
	out    int64
	o      Options
}

func (g *guard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	g.out += int64(n)
	if g.out > g.o.MaxUnpacked {
		return 0, &Error{Err: ErrTooLarge, Hint: fmt.Sprintf("more than %d bytes; unpack it yourself if it is what you expect", g.o.MaxUnpacked)}
	}
	if g.out > ratioFrom && g.out/int64(g.o.MaxRatio) > *g.packed {
		return 0, &Error{Err: ErrTooLarge, Hint: fmt.Sprintf("to more than %d times its size, as a zip bomb does; unpack it yourself if it is what you expect", g.o.MaxRatio)}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = unpackError(err)
	}
	return n, err
}

// unpackError says what a broken archive means.
func unpackError(err error) error {
	var own *Error
	var corrupt flate.CorruptInputError
	switch {
	case err == nil, errors.As(err, &own):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &Error{Err: ErrTruncated, Hint: "the archive ends too early; copy or download it again"}
	case errors.Is(err, zip.ErrFormat), errors.Is(err, zip.ErrChecksum), errors.Is(err, gzip.ErrHeader),
		errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		return &Error{Err: fmt.Errorf("%w: %w", ErrDamaged, err), Hint: "the archive cannot be unpacked; copy or download it again"}
	case errors.Is(err, zip.ErrAlgorithm):
		return &Error{Err: &unsupported{"an archive packed in a way that is not read, or with a password"}, Hint: "pack it as plain zip or gzip"}
	}
	return err
}

// spoolInMemory is up to what size an archive that comes as a stream is held in
// memory; a larger one goes to a temporary file.
const spoolInMemory = 16 << 20

// spool makes a stream readable anywhere. The temporary file has no name any
// more where the system allows that, so that it cannot outlive the process.
func spool(r io.Reader, o Options) (at io.ReaderAt, size int64, done func() error, err error) {
	var buf bytes.Buffer
	n, err := io.CopyN(&buf, r, spoolInMemory)
	if errors.Is(err, io.EOF) {
		return bytes.NewReader(buf.Bytes()), n, func() error { return nil }, nil
	}
	if err != nil {
		return nil, 0, nil, err
	}
	f, err := os.CreateTemp(o.TempDir, "cerebro-import-*")
	if err != nil {
		return nil, 0, nil, &Error{Err: err, Hint: "the archive needs room in the temporary folder"}
	}
	named := os.Remove(f.Name()) != nil
	done = func() error {
		err := f.Close()
		if named {
			err = errors.Join(err, os.Remove(f.Name()))
		}
		return err
	}
	limit := o.MaxUnpacked
	size, err = io.Copy(f, io.MultiReader(&buf, io.LimitReader(r, limit)))
	if err == nil && size > limit {
		err = &Error{Err: ErrTooLarge, Hint: "the archive itself is too large"}
	}
	if err != nil {
		return nil, 0, nil, errors.Join(err, done())
	}
	return f, size, done, nil
}
