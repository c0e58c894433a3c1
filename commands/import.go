package commands

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands/ingest/mapping"
	"github.com/cerebro-cdp/cerebro/commands/ingest/tabular"
	"github.com/cerebro-cdp/cerebro/domain/clean"
	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
)

// ImportOptions say how a file is taken in. Only Source is needed.
type ImportOptions struct {
	Source    string // name or id; made when it is new
	File      string // its name, for people
	Kind      string // list, voter, history, donations, events; "" = find out
	Mode      string // update (default), append, snapshot
	Map       map[string]string
	RecordKey string
	IDSpace   string
	DataDate  string
	Region    string
	Sheet     string
	DryRun    bool
	Rejects   io.Writer // rows that are not taken, as CSV with the reason; nil drops them
	// Started, if any, is told the import's id before its first row.
	Started func(id uuid.UUID)
}

// ImportResult is what an import did, or, after a dry run, would do.
type ImportResult struct {
	Import    uuid.UUID
	Source    uuid.UUID
	Counts    ImportCounts
	Merged    int64 // rows whose record shares its profile with another record
	Plan      *mapping.Plan
	Format    tabular.Format
	Position  eventstore.Position
	Problems  []ImportProblem
	RecordBy  string
	Kind      string
	Mode      string
	NewSource bool
}

// ImportCounts count rows: Read = Saved + Unchanged + Rejected.
type ImportCounts struct {
	Read, Saved, Unchanged, Rejected int64
}

// ImportProblem is something that was wrong with many cells or rows.
type ImportProblem struct {
	Header string `json:"header,omitempty"`
	Reason string `json:"reason"`
	Level  string `json:"level"` // note, doubtful, lost, rejected
	Rows   int64  `json:"rows"`
}

// sampleRows is how many rows the mapping is guessed from.
const sampleRows = 200

// Import takes a file in. progress, if any, is called now and then. The error
// is for the file as a whole; rows that are not taken are counted, written to
// Rejects with the reason, and the first of them kept in quarantine.
func (s *Service) Import(ctx context.Context, c Caller, o ImportOptions, file io.Reader, progress func(ImportCounts)) (ImportResult, error) {
	if err := c.need(event.RoleWrite); err != nil {
		return ImportResult{}, err
	}
	if c.Source != uuid.Nil {
		return ImportResult{}, Refuse(Forbidden, "use an admin key, or a write key that is not bound to a source", "this key may not import files")
	}
	i := &importing{service: s, caller: c, options: o, progress: progress}
	if err := i.check(); err != nil {
		return ImportResult{}, err
	}
	table, err := tabular.Open(file, o.File, tabular.Options{Sheet: o.Sheet})
	if err != nil {
		return ImportResult{}, fileProblem(err)
	}
	defer table.Close()
	i.table = table
	if err := i.plan(ctx); err != nil {
		return ImportResult{}, err
	}
	if o.DryRun {
		return i.result, nil
	}
	return i.run(ctx)
}

// importing is one import while it runs.
type importing struct {
	service  *Service
	caller   Caller
	options  ImportOptions
	progress func(ImportCounts)
	table    *tabular.Table
	source   fold.Source
	dataDate time.Time
	result   ImportResult
}

func (i *importing) check() error {
	o := &i.options
	o.Source = strings.TrimSpace(o.Source)
	if o.Source == "" {
		return Refuse(Invalid, "name where the file comes from, such as --source members", "an import needs a source")
	}
	if o.Kind != "" && !mapping.Kind(o.Kind).Known() {
		return Refuse(Invalid, "the kinds are list, voter, history, donations and events", "there is no kind %q of files", o.Kind)
	}
	switch mapping.Mode(o.Mode) {
	case "":
		o.Mode = string(mapping.Update)
	case mapping.Update, mapping.Append:
	case mapping.Snapshot:
		return Refuse(Invalid, "use --mode update", "snapshot imports are not served yet")
	default:
		return Refuse(Invalid, "the modes are update and append", "there is no mode %q", o.Mode)
	}
	if o.DataDate != "" {
		at, _, ok := clean.Timestamp(o.DataDate, clean.Options{Now: i.service.Now()})
		if !ok {
			return Refuse(Invalid, `use a date such as "2026-10-31"`, "the data date %q is no date", o.DataDate)
		}
		i.dataDate = at
	}
	return nil
}

// plan guesses what the columns are and finds, or names, the source.
func (i *importing) plan(ctx context.Context) error {
	s, o := i.service, i.options
	source, known := s.Directory.SourceByName(i.caller.Account, o.Source)
	region := o.Region
	if region == "" && known {
		region = source.Region
	}
	samples := [][]string{}
	for _, row := range i.table.Peek(sampleRows) {
		samples = append(samples, row.Cells)
	}
	guess := mapping.Options{
		Kind: mapping.Kind(o.Kind), Mode: mapping.Mode(o.Mode), File: o.File, Region: region, Overrides: o.Map,
		RecordKey: o.RecordKey, DefaultRegion: s.Directory.Region(i.caller.Account), Catalogue: s.Directory.Catalogue(i.caller.Account), Now: s.Now().UTC(),
		Space: o.IDSpace, Date1904: i.table.Format().Date1904,
	}
	if known && guess.Space == "" {
		guess.Space = source.IDSpace
	}
	plan, err := mapping.Guess(i.table.Header(), samples, guess)
	if err != nil {
		return fileProblem(err)
	}
	i.result = ImportResult{Plan: plan, Format: i.table.Format(), RecordBy: plan.RecordBy, Kind: string(plan.Kind), Mode: o.Mode, NewSource: !known}
	if o.DryRun {
		return nil
	}
	if !known {
		if source, err = i.makeSource(ctx, plan); err != nil {
			return err
		}
		if guess.Space == "" { // ids of a new source are unique in it
			guess.Space = source.IDSpace
			if i.result.Plan, err = mapping.Guess(i.table.Header(), samples, guess); err != nil {
				return fileProblem(err)
			}
		}
	}
	i.source, i.result.Source = source, source.ID
	return nil
}

func (i *importing) makeSource(ctx context.Context, plan *mapping.Plan) (fold.Source, error) {
	kind := event.SourceImport
	if plan.Kind == mapping.KindVoter || plan.Kind == mapping.KindHistory {
		kind = event.SourceVoter
	}
	cmd := RegisterSource{Name: i.options.Source, Kind: kind, IDSpace: i.options.IDSpace, Region: i.options.Region}
	_, err := i.service.registerSource(ctx, i.caller, cmd, "")
	if err != nil && CodeOf(err) != Conflict { // another import was faster
		return fold.Source{}, err
	}
	source, ok := i.service.Directory.SourceByName(i.caller.Account, i.options.Source)
	if !ok {
		return fold.Source{}, Refuse(NotFound, "", "the source %q is gone", i.options.Source)
	}
	return source, nil
}

// append writes an event of the import's stream.
func (i *importing) append(ctx context.Context, p event.Payload) error {
	s := i.service
	e := event.Event{Envelope: s.envelope(i.caller, p.EventType(), s.NewID()), Payload: p}
	e.Source, e.Import = i.source.ID, i.result.Import
	at, err := s.appendOne(ctx, journal.Write{Stream: event.ImportStream(i.caller.Account, i.result.Import), Expected: eventstore.Any, Entries: []event.Event{e}})
	if i.result.Position.Before(at) {
		i.result.Position = at
	}
	return err
}

// fileProblem turns errors of files and mappings into refusals.
func fileProblem(err error) error {
	return &Error{Code: Invalid, Detail: "the file cannot be imported", Hint: hintIn(err), Err: err}
}
