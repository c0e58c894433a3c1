package tabular

import (
	"archive/zip"
	"bufio"
)

func isWorkbook(z *zip.Reader) bool                                    { return false }
func openWorkbook(z *zip.Reader, o Options, f *Format) (source, error) { return nil, nil }
func openHTML(r *bufio.Reader, o Options, f *Format) (source, error)   { return nil, nil }
func openJSON(r *bufio.Reader, o Options, f *Format) (source, error)   { return nil, nil }
func looksJSON(b []byte) bool                                          { return false }
