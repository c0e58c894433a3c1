package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"github.com/cerebro-cdp/cerebro/http/export"
)

func exportFormats() []string {
	var out []string
	for _, f := range export.Formats() {
		out = append(out, f.Name)
	}
	return out
}

// exported is what was written, and what a channel left out.
type exported struct {
	File      string `json:"file,omitempty"`
	Rows      int64  `json:"rows"`
	Channel   string `json:"channel,omitempty"`
	People    int64  `json:"people,omitempty"` // with a channel: of the segment
	NoContact int64  `json:"no_contact"`
	NoConsent int64  `json:"no_consent"`
	Points    int64  `json:"points_left_out"`
}

func (g *global) exportMembers(ctx context.Context, path string, m membersFlags) error {
	if err := m.check(g); err != nil {
		return err
	}
	tree, err := g.readTree(path)
	if err != nil {
		return err
	}
	body := map[string]any{"tree": tree, "format": m.format}
	if m.channel != "" {
		body["channel"] = m.channel
	}
	if len(m.columns) > 0 {
		body["columns"] = m.columns
	}
	if m.limit > 0 {
		body["limit"] = m.limit
	}
	return g.with(ctx, func(c *client) error {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		resp, err := c.stream(ctx, "POST", "/api/segments/members", "application/json", bytes.NewReader(text))
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if err := g.store(resp.Body, m.file); err != nil {
			return err
		}
		done, err := exportedBy(resp, m)
		if err != nil {
			return err
		}
		if g.json {
			return g.print(done)
		}
		done.say(g.err)
		return nil
	})
}

// store writes to standard output, or to a file that only its owner reads and
// that is there when it is whole.
func (g *global) store(from io.Reader, path string) error {
	if path == "" {
		_, err := io.Copy(g.out, from)
		return err
	}
	out, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return usageError{err, "-o takes a path in a folder that is there and can be written"}
	}
	_, err = io.Copy(out, from)
	if err = errors.Join(err, out.Close()); err == nil {
		err = os.Rename(out.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(out.Name()))
	}
	return nil
}

// exportedBy reads what the answer says of itself. Its trailers are there once
// the body was read; without them it is not whole.
func exportedBy(resp *http.Response, m membersFlags) (exported, error) {
	out := exported{File: m.file, Channel: m.channel}
	var err error
	read := func(h http.Header, name string, to *int64) {
		if err == nil {
			*to, err = strconv.ParseInt(h.Get(name), 10, 64)
		}
	}
	read(resp.Trailer, "Cerebro-Rows", &out.Rows)
	if m.channel != "" {
		read(resp.Header, "Cerebro-People", &out.People)
		read(resp.Header, "Cerebro-No-Contact", &out.NoContact)
		read(resp.Header, "Cerebro-No-Consent", &out.NoConsent)
		read(resp.Trailer, "Cerebro-Points-Left-Out", &out.Points)
	}
	if err != nil {
		return out, fmt.Errorf("the answer does not say what was left out: %w", err)
	}
	return out, nil
}

// say tells people about it.
func (e exported) say(w io.Writer) {
	fmt.Fprintf(w, "%d people written\n", e.Rows)
	if e.Channel == "" {
		return
	}
	contact := map[string]string{"email": "e-mail address", "text": "phone number", "call": "phone number", "post": "postal address"}[e.Channel]
	fmt.Fprintf(w, "of %d in the segment, left out: %d without a known %s, %d without consent\n", e.People, e.NoContact, contact, e.NoConsent)
	if e.Points > 0 {
		fmt.Fprintf(w, "of those written, left out: %d times a further %s that may not be used\n", e.Points, contact)
	}
}
