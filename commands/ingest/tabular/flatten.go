package tabular

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// maxDepth is how deep objects of a row may be nested.
const maxDepth = 32

// joiner parts the values of an array in one cell, as contact exports do.
const joiner = " ::: "

// flattener turns a JSON object into names and values: the keys of nested
// objects are joined by dots, arrays of plain values become one cell, arrays of
// objects count from 0.
type flattener struct {
	dec    *json.Decoder
	names  []string
	values []string
	limit  int
}

var (
	errDeep = fmt.Errorf("it is nested more than %d deep", maxDepth)
	errWide = errors.New("it has too many different keys")
	errMore = errors.New("something follows the object")
)

// flatten reads one object.
func flatten(raw []byte, limit int) (names, values []string, err error) {
	f := &flattener{dec: json.NewDecoder(bytes.NewReader(raw)), limit: limit}
	f.dec.UseNumber()
	tok, err := f.dec.Token()
	if err != nil {
		return nil, nil, err
	}
	if tok != json.Delim('{') {
		return nil, nil, errors.New("it is no object")
	}
	if err := f.object("", 1); err != nil {
		return nil, nil, err
	}
	if f.dec.More() {
		return nil, nil, errMore
	}
	return f.names, f.values, nil
}

// object reads up to the closing brace.
func (f *flattener) object(prefix string, depth int) error {
	if depth > maxDepth {
		return errDeep
	}
	for f.dec.More() {
		key, err := f.dec.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string) // a key is always a string
		if prefix != "" {
			name = prefix + "." + name
		}
		if err := f.value(name, depth); err != nil {
			return err
		}
	}
	_, err := f.dec.Token()
	return err
}

func (f *flattener) value(name string, depth int) error {
	tok, err := f.dec.Token()
	if err != nil {
		return err
	}
	switch tok {
	case json.Delim('{'):
		return f.object(name, depth+1)
	case json.Delim('['):
		return f.array(name, depth+1)
	}
	return f.add(name, scalar(tok))
}

// array reads up to the closing bracket.
func (f *flattener) array(name string, depth int) error {
	if depth > maxDepth {
		return errDeep
	}
	var plain []string
	for i := 0; f.dec.More(); i++ {
		tok, err := f.dec.Token()
		if err != nil {
			return err
		}
		item := name + "." + strconv.Itoa(i)
		switch tok {
		case json.Delim('{'):
			err = f.object(item, depth+1)
		case json.Delim('['):
			err = f.array(item, depth+1)
		default:
			if s := scalar(tok); s != "" {
				plain = append(plain, s)
			}
		}
		if err != nil {
			return err
		}
	}
	if _, err := f.dec.Token(); err != nil {
		return err
	}
	if len(plain) == 0 {
		return nil
	}
	return f.add(name, strings.Join(plain, joiner))
}

func (f *flattener) add(name, value string) error {
	if len(f.names) == f.limit {
		return errWide
	}
	f.names = append(f.names, name)
	f.values = append(f.values, strings.ReplaceAll(value, "\x00", ""))
	return nil
}

func scalar(tok json.Token) string {
	switch v := tok.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}
