package rejectfile

import (
	"bufio"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/google/uuid"
)

// Writer seals text into a file.
type Writer struct {
	file  *os.File
	box   cipher.AEAD
	imp   uuid.UUID
	frame uint64
	text  []byte
}

// Write implements io.Writer; what is written is in the file after Close.
func (w *Writer) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		take := min(len(b), frameBytes-len(w.text))
		w.text, b = append(w.text, b[:take]...), b[take:]
		if len(w.text) == frameBytes {
			if err := w.seal(); err != nil {
				return 0, err
			}
		}
	}
	return n, nil
}

func (w *Writer) seal() error {
	if len(w.text) == 0 {
		return nil
	}
	n := nonce()
	sealed := w.box.Seal(n, n, w.text, bound(w.imp, w.frame))
	frame := binary.BigEndian.AppendUint32(nil, uint32(len(sealed)))
	if _, err := w.file.Write(append(frame, sealed...)); err != nil {
		return fmt.Errorf("rejectfile: write: %w", err)
	}
	w.frame++
	w.text = w.text[:0]
	return nil
}

// Close writes what is left and makes it durable.
func (w *Writer) Close() error {
	return errors.Join(w.seal(), w.file.Sync(), w.file.Close())
}

// Reader gives the text back.
type Reader struct {
	file  *os.File
	in    *bufio.Reader
	box   cipher.AEAD
	imp   uuid.UUID
	frame uint64
	text  []byte
}

func (r *Reader) head() error {
	r.in = bufio.NewReaderSize(r.file, frameBytes)
	found := make([]byte, len(magic))
	if _, err := io.ReadFull(r.in, found); err != nil || string(found) != magic {
		return fmt.Errorf("%w: its beginning", ErrCorrupt)
	}
	return nil
}

// Read implements io.Reader.
func (r *Reader) Read(b []byte) (int, error) {
	for len(r.text) == 0 {
		if err := r.next(); err != nil {
			return 0, err
		}
	}
	n := copy(b, r.text)
	r.text = r.text[n:]
	return n, nil
}

func (r *Reader) next() error {
	var size [4]byte
	if _, err := io.ReadFull(r.in, size[:]); err != nil {
		return io.EOF // also of a file that was cut short
	}
	n := binary.BigEndian.Uint32(size[:])
	if n <= nonceBytes+tagBytes || n > frameBytes+nonceBytes+tagBytes {
		return fmt.Errorf("%w: frame %d", ErrCorrupt, r.frame)
	}
	sealed := make([]byte, n)
	if _, err := io.ReadFull(r.in, sealed); err != nil {
		return io.EOF
	}
	text, err := r.box.Open(nil, sealed[:nonceBytes], sealed[nonceBytes:], bound(r.imp, r.frame))
	if err != nil {
		return fmt.Errorf("%w: frame %d", ErrCorrupt, r.frame)
	}
	r.text = text
	r.frame++
	return nil
}

// Close closes the file.
func (r *Reader) Close() error { return r.file.Close() }
