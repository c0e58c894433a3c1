package tabular

import (
	"archive/zip"
	"bufio"
	"compress/gzip"
	"io"
	"path"
	"strings"
)

func (in *input) gzip(depth int) (source, error) {
	packed := &counter{r: in.br}
	zr, err := gzip.NewReader(packed)
	if err != nil {
		return nil, unpackError(err)
	}
	in.table.format.Compressed = "gzip"
	return in.inside(&guard{r: zr, packed: &packed.n, o: in.o}, depth)
}

// inside goes on with what an archive holds.
func (in *input) inside(r io.Reader, depth int) (source, error) {
	inner := &input{r: r, br: bufio.NewReaderSize(r, lookAhead), o: in.o, table: in.table}
	return inner.open(depth + 1)
}

func (in *input) zip(depth int) (source, error) {
	if in.at == nil {
		at, size, done, err := spool(in.br, in.o)
		if err != nil {
			return nil, err
		}
		in.table.closer = append(in.table.closer, done)
		in.at, in.size = at, size
	}
	zr, err := zip.NewReader(in.at, in.size)
	if err != nil {
		return nil, unpackError(err)
	}
	if isWorkbook(zr) {
		return openWorkbook(zr, in.o, in.table.format)
	}
	f, err := onlyFile(zr)
	if err != nil {
		return nil, err
	}
	rc, err := f.Open()
	if err != nil {
		return nil, unpackError(err)
	}
	in.table.closer = append(in.table.closer, rc.Close)
	in.table.format.Compressed = "zip"
	packed := int64(f.CompressedSize64)
	return in.inside(&guard{r: rc, packed: &packed, o: in.o}, depth)
}

// onlyFile finds the one file of an archive, leaving out folders and what
// operating systems add.
func onlyFile(zr *zip.Reader) (*zip.File, error) {
	var found *zip.File
	var names []string
	for _, f := range zr.File {
		base := path.Base(f.Name)
		if strings.HasSuffix(f.Name, "/") || strings.HasPrefix(f.Name, "__MACOSX/") || strings.HasPrefix(base, ".") {
			continue
		}
		switch {
		case f.Name == "mimetype":
			return nil, &Error{Err: &unsupported{"an OpenDocument file"}, Hint: "save it as .xlsx or CSV"}
		case f.Name == "xl/workbook.bin":
			return nil, &Error{Err: &unsupported{"a binary Excel workbook (.xlsb)"}, Hint: "save it as .xlsx or CSV"}
		case strings.HasPrefix(f.Name, "Index/") && strings.HasSuffix(f.Name, ".iwa"):
			return nil, &Error{Err: &unsupported{"a Numbers document"}, Hint: "export it as .xlsx or CSV"}
		}
		found = f
		if len(names) < 5 {
			names = append(names, base)
		}
		if len(names) == 5 {
			break
		}
	}
	switch {
	case found == nil:
		return nil, &Error{Err: ErrEmpty, Hint: "the archive holds no file"}
	case len(names) > 1:
		return nil, &Error{Err: ErrManyFiles, Hint: "unpack it and import one by one: " + strings.Join(names, ", ")}
	}
	return found, nil
}
