package tabular

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// part opens a part of the archive, guarded against bombs.
func (w *workbook) part(name string, limit int64) (io.ReadCloser, error) {
	for _, f := range w.zr.File {
		if !strings.EqualFold(strings.TrimPrefix(f.Name, "/"), name) {
			continue
		}
		rc, err := f.Open()
		if err != nil {
			return nil, unpackError(err)
		}
		o := w.o
		o.MaxUnpacked = min(o.MaxUnpacked, limit)
		packed := int64(f.CompressedSize64)
		return struct {
			io.Reader
			io.Closer
		}{&guard{r: rc, packed: &packed, o: o}, rc}, nil
	}
	return nil, nil
}

// tokens hands the tokens of a part to f. A part that is not there has none.
func (w *workbook) tokens(name string, f func(t xml.Token) error) error {
	rc, err := w.part(name, maxUnpackedPart)
	if err != nil || rc == nil {
		return err
	}
	defer func() { _ = rc.Close() }() // only read
	d, limit := newDecoder(rc)
	for {
		limit.since = 0
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return xmlError(name, err)
		}
		if err := f(tok); err != nil {
			return err
		}
	}
}

// newDecoder reads XML without expanding entities of its own and without
// fetching anything. The caller sets the limit's count back at each token.
func newDecoder(r io.Reader) (*xml.Decoder, *tokenLimit) {
	limit := &tokenLimit{r: r}
	d := xml.NewDecoder(limit)
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	return d, limit
}

func xmlError(part string, err error) error {
	var own *Error
	if errors.As(err, &own) {
		return err
	}
	return &Error{Err: fmt.Errorf("%w: %s: %w", ErrDamaged, part, err), Hint: "open it in a spreadsheet program and save it again"}
}

func attr(t xml.StartElement, local string) string {
	for _, a := range t.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
