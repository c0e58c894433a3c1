package tabular

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// lookAhead is how many bytes Open may look at before it decides.
const lookAhead = 256 << 10

// maxNesting is how deep archives may stand in each other: a gzip of a zip.
const maxNesting = 2

// input is a stream on its way from packed bytes to rows.
type input struct {
	r     io.Reader
	br    *bufio.Reader
	at    io.ReaderAt // random access to the same bytes, when r has it
	size  int64
	o     Options
	table *Table
}

// randomAccess tells whether r is a file (or holds its bytes) that stands at its
// beginning and can be read anywhere.
func randomAccess(r io.Reader) (io.ReaderAt, int64, bool) {
	f, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	})
	if !ok {
		return nil, 0, false
	}
	if pos, err := f.Seek(0, io.SeekCurrent); err != nil || pos != 0 {
		return nil, 0, false
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, 0, false
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, 0, false
	}
	return f, size, true
}

// open looks at the first bytes and opens what they announce.
func (in *input) open(depth int) (source, error) {
	head, err := in.br.Peek(lookAhead)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if len(head) == 0 {
		return nil, &Error{Err: ErrEmpty, Hint: "it has 0 bytes; export it again"}
	}
	if depth > maxNesting {
		return nil, &Error{Err: ErrUnsupported, Hint: "archives in archives in archives; unpack it first"}
	}
	switch {
	case bytes.HasPrefix(head, []byte{0x1F, 0x8B}):
		return in.gzip(depth)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return in.zip(depth)
	}
	if err := foreign(head); err != nil {
		return nil, err
	}
	return in.text(head)
}

// foreign names well-known files that are no tables of ours.
func foreign(head []byte) error {
	for _, f := range [...]struct{ magic, what, hint string }{
		{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Excel workbook (.xls) or one with a password",
			"open it in Excel or LibreOffice and save it without a password as .xlsx or CSV"},
		{"\x09\x08\x10\x00\x00\x06\x05\x00", "an old Excel workbook (.xls)", "save it as .xlsx or CSV"},
		{"\x09\x04\x06\x00", "an old Excel workbook (.xls)", "save it as .xlsx or CSV"},
		{"%PDF", "a PDF document", "ask for the table as CSV or XLSX"},
		{"PAR1", "a Parquet file", "export it as CSV or JSON Lines"},
		{"SQLite format 3\x00", "a SQLite database", "export the table as CSV"},
		{"7z\xBC\xAF\x27\x1C", "a 7-Zip archive", "unpack it first, or pack it with gzip or zip"},
		{"Rar!", "a RAR archive", "unpack it first, or pack it with gzip or zip"},
		{"BZh", "a bzip2 archive", "unpack it first, or pack it with gzip or zip"},
		{"\x28\xB5\x2F\xFD", "a Zstandard archive", "unpack it first, or pack it with gzip or zip"},
		{"\xFD7zXZ\x00", "an xz archive", "unpack it first, or pack it with gzip or zip"},
		{"\x89PNG", "a picture", "ask for the table as CSV or XLSX"},
		{"\xFF\xD8\xFF", "a picture", "ask for the table as CSV or XLSX"},
		{"{\\rtf", "a text document (RTF)", "save the table as CSV"},
	} {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return &Error{Err: &unsupported{f.what}, Hint: f.hint}
		}
	}
	return nil
}

// unsupported is ErrUnsupported with what it is instead.
type unsupported struct{ what string }

func (e *unsupported) Error() string        { return "it is " + e.what }
func (e *unsupported) Is(target error) bool { return target == ErrUnsupported }

// text opens what is no archive: decoded to UTF-8 it is JSON, HTML or delimited.
func (in *input) text(head []byte) (source, error) {
	enc, err := detectEncoding(head, in.o.Encoding)
	if err != nil {
		return nil, err
	}
	decoded := bufio.NewReaderSize(enc.reader(in.br), lookAhead)
	skipMarks(decoded)
	head, err = decoded.Peek(lookAhead)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, unpackError(err)
	}
	in.table.format.Encoding = enc.name
	body := bytes.TrimLeft(head, " \t\r\n\x00")
	switch {
	case len(body) == 0 && len(head) < lookAhead:
		return nil, &Error{Err: ErrEmpty, Hint: "there is nothing in it but blanks; export it again"}
	case len(body) == 0:
		return nil, &Error{Err: ErrNotTable, Hint: "it begins with nothing but blanks"}
	case binary(head):
		return nil, &Error{Err: ErrNotTable, Hint: "it holds binary data; CSV, JSON Lines and XLSX are read"}
	case body[0] == '<':
		if kind := markup(body); kind == "html" {
			return openHTML(decoded, in.o, in.table.format)
		} else if kind != "" {
			return nil, &Error{Err: &unsupported{kind}, Hint: "save it as .xlsx or CSV"}
		}
	case (body[0] == '{' || body[0] == '[') && in.o.Delimiter == "" && looksJSON(body):
		return openJSON(decoded, in.o, in.table.format)
	}
	return openDelimited(decoded, in.o, in.table.format)
}

// skipMarks drops byte order marks, of which there may be two.
func skipMarks(r *bufio.Reader) {
	for {
		b, _ := r.Peek(3)
		if string(b) != "\uFEFF" {
			return
		}
		_, _ = r.Discard(3) // just peeked
	}
}

// binary reports whether text holds so many control characters, or so much that
// no encoding explains, that it is none.
func binary(head []byte) bool {
	n, odd := 0, 0
	for i := 0; i < len(head) && n < 32<<10; n++ {
		r, size := utf8.DecodeRune(head[i:])
		i += size
		// NUL stands in cells of some voter files, U+FFFD in re-saved ones.
		if r < ' ' && r != 0 && r != '\t' && r != '\n' && r != '\r' && r != '\f' && r != 0x1E && r != 0x1F || r == 0x7F {
			odd++
		}
	}
	return odd > 8 && odd > n/50
}

// markup tells which kind of markup text is, "" for none we know.
func markup(body []byte) string {
	s := strings.ToLower(string(body[:min(len(body), 4096)]))
	switch {
	case strings.Contains(s, "urn:schemas-microsoft-com:office:spreadsheet"):
		return "an Excel 2003 XML workbook"
	case strings.Contains(s, "<html"), strings.Contains(s, "<table"), strings.HasPrefix(s, "<!doctype html"), strings.Contains(s, "<body"):
		return "html"
	case strings.HasPrefix(s, "<?xml"):
		return "an XML document"
	}
	return ""
}
