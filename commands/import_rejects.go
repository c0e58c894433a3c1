package commands

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"

	"github.com/cerebro-cdp/cerebro/commands/ingest/mapping"
	"github.com/cerebro-cdp/cerebro/commands/ingest/tabular"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// rejectedRow is a row that was not taken.
type rejectedRow struct {
	number int
	cells  []string
	reason string
}

// rejects writes rows that were not taken as CSV: the row's number, the reason,
// and the cells as they were, so that they can be mended and imported again.
type rejects struct {
	w      *csv.Writer
	header []string
	begun  bool
}

func newRejects(w io.Writer, header []string) *rejects {
	if w == nil {
		return &rejects{header: header}
	}
	return &rejects{w: csv.NewWriter(w), header: header}
}

func (r *rejects) write(rows []rejectedRow) error {
	if r.w == nil || len(rows) == 0 {
		return nil
	}
	if !r.begun {
		r.begun = true
		if err := r.w.Write(append([]string{"cerebro_row", "cerebro_reason"}, r.header...)); err != nil {
			return err
		}
	}
	for _, row := range rows {
		line := append([]string{strconv.Itoa(row.number), row.reason}, row.cells...)
		for len(line) < len(r.header)+2 { // a row that could not be cut into cells
			line = append(line, "")
		}
		if err := r.w.Write(line); err != nil {
			return err
		}
	}
	r.w.Flush()
	return r.w.Error()
}

// refuse writes rows to the rejects and the first of an import to quarantine.
func (t *takingRows) refuse(ctx context.Context, rows []rejectedRow) error {
	if len(rows) == 0 {
		return nil
	}
	for _, r := range rows {
		t.count(ImportProblem{Reason: r.reason, Level: "rejected"})
	}
	if err := t.rejects.write(rows); err != nil {
		return &Error{Code: Unavailable, Detail: "the rejects cannot be written", Hint: "choose another --rejects file", Err: err}
	}
	rows = rows[:min(len(rows), quarantineMax-t.held)]
	t.held += len(rows)
	data := make([]rejection, len(rows))
	for i, r := range rows {
		data[i] = rejection{
			source: t.source.ID, door: "import", raw: t.rawRow(r),
			err: Refuse(Invalid, "mend the row and import it again, or resubmit it in the shape of observe-records", "row %d: %s", r.number, r.reason),
		}
	}
	if len(data) == 0 {
		return nil
	}
	at, err := t.service.reject(ctx, t.caller, t.result.Import, data)
	if t.result.Position.Before(at) {
		t.result.Position = at
	}
	return err
}

// rawRow is a row as JSON: its cells by header.
func (t *takingRows) rawRow(r rejectedRow) []byte {
	cells := map[string]string{}
	for i, c := range r.cells {
		if c == "" {
			continue
		}
		if i < len(t.rejects.header) && len(r.cells) > 1 {
			cells[t.rejects.header[i]] = c
		} else {
			cells["row "+strconv.Itoa(i)] = c
		}
	}
	b, err := json.Marshal(map[string]any{"row": r.number, "cells": cells})
	if err != nil {
		return nil
	}
	return b
}

// finish closes the import, also one that failed on the way: what was taken is
// in the log, and its counts with it.
func (t *takingRows) finish(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	var all []error
	if len(t.confirmed) > 0 {
		all = append(all, t.append(ctx, event.ImportConfirmed{Source: t.source.ID, Observations: t.confirmed}))
	}
	n := t.result.Counts
	done := event.ImportFinished{Source: t.source.ID, Read: n.Read, Saved: n.Saved, Unchanged: n.Unchanged, Rejected: n.Rejected, Reasons: map[string]int{}}
	for p, rows := range t.problems {
		if p.Level == "rejected" {
			done.Reasons[p.Reason] = int(rows)
		}
		p.Rows = rows
		t.result.Problems = append(t.result.Problems, p)
	}
	slices.SortFunc(t.result.Problems, func(a, b ImportProblem) int { return int(b.Rows - a.Rows) })
	all = append(all, t.append(ctx, done))
	return errors.Join(append(all, t.settleRows(ctx))...)
}

// settleRows waits, bounded, for the matcher and counts the rows whose record
// shares its profile with another.
func (t *takingRows) settleRows(ctx context.Context) error {
	s := t.service
	if s.Profiles == nil {
		return nil
	}
	at, err := s.Profiles.Settle(ctx, t.caller.Account, t.result.Position)
	if err != nil {
		return unavailable(err)
	}
	t.result.Position = at
	t.result.Merged = int64(s.Profiles.Shared(t.caller.Account, t.records))
	return nil
}

// hintIn finds the next step in an error of a file or a mapping.
func hintIn(err error) string {
	if e, ok := errors.AsType[*tabular.Error](err); ok && e.Hint != "" {
		return e.Hint
	}
	if e, ok := errors.AsType[*mapping.Error](err); ok && e.Hint != "" {
		return e.Hint
	}
	return "cerebro import --dry-run shows how the file is read"
}
