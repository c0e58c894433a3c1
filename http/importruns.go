package http

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/commands/rejectfile"
)

// importRuns knows the imports that this process is taking in.
type importRuns struct {
	mu      sync.Mutex
	running map[uuid.UUID]*importRun
}

func newImportRuns() *importRuns { return &importRuns{running: map[uuid.UUID]*importRun{}} }

// of finds the counts of a running import.
func (r *importRuns) of(id uuid.UUID) (commands.ImportCounts, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	run, ok := r.running[id]
	if !ok {
		return commands.ImportCounts{}, false
	}
	return run.counts, true
}

// importRun is one import under way. It is the writer of its rejected rows,
// whose file begins with the first of them.
type importRun struct {
	server  *Server
	ctx     context.Context // of the request, without its end: what was rejected is kept
	account uuid.UUID
	id      uuid.UUID
	counts  commands.ImportCounts // guarded by importRuns.mu
	rejects *rejectfile.Writer    // nil until a row is rejected
}

func (i *importRun) start(id uuid.UUID) {
	i.id = id
	runs := i.server.imports
	runs.mu.Lock()
	defer runs.mu.Unlock()
	runs.running[id] = i
}

func (i *importRun) progress(n commands.ImportCounts) {
	runs := i.server.imports
	runs.mu.Lock()
	defer runs.mu.Unlock()
	i.counts = n
}

func (i *importRun) end() {
	runs := i.server.imports
	runs.mu.Lock()
	defer runs.mu.Unlock()
	delete(runs.running, i.id)
}

// Write implements io.Writer for the rejected rows.
func (i *importRun) Write(b []byte) (n int, err error) {
	if i.server.Rejects == nil {
		return len(b), nil // the first of them are in quarantine
	}
	if i.rejects == nil {
		if i.rejects, err = i.server.Rejects.Create(i.ctx, i.account, i.id); err != nil {
			return 0, err
		}
	}
	return i.rejects.Write(b)
}

func (i *importRun) close() error {
	if i.rejects == nil {
		return nil
	}
	err := i.rejects.Close()
	i.rejects = nil
	return err
}

// problem says what went wrong, and where to see what was taken in before.
func (i *importRun) problem(err error) error {
	var slow *slowError
	if bad := badBody(err); errors.As(bad, &slow) {
		err = bad
	}
	if i.id == uuid.Nil {
		return err
	}
	seen := "what was read before is taken in: GET /api/imports/" + i.id.String() + " shows it, and the same file again changes nothing twice"
	if e, ok := errors.AsType[*commands.Error](err); ok {
		told := *e
		if told.Hint != "" {
			told.Hint += "; "
		}
		told.Hint += seen
		return &told
	}
	if errors.As(err, &slow) || errors.Is(err, io.ErrUnexpectedEOF) {
		return &commands.Error{Code: commands.Invalid, Detail: "the file ended early", Hint: seen, Err: err}
	}
	return err
}

// The states of an import.
const (
	importRunning     = "running"
	importFinished    = "finished"
	importInterrupted = "interrupted" // its process ended before it did
)

// importItem is an import as it is listed.
type importItem struct {
	ID         uuid.UUID      `json:"id"`
	Source     uuid.UUID      `json:"source"`
	SourceName string         `json:"source_name"`
	File       string         `json:"file,omitempty"`
	Kind       string         `json:"kind"`
	Mode       string         `json:"mode"`
	State      string         `json:"state"`
	StartedAt  time.Time      `json:"started_at"`
	FinishedAt *time.Time     `json:"finished_at"`
	RecordBy   string         `json:"record_by"`
	Read       int64          `json:"read"`
	Saved      int64          `json:"saved"`
	Unchanged  int64          `json:"unchanged"`
	Rejected   int64          `json:"rejected"`
	Retracted  bool           `json:"retracted,omitempty"`
	Actor      string         `json:"actor"`
	Reasons    map[string]int `json:"reasons,omitempty"` // rows rejected, by reason
	Columns    []mappedColumn `json:"columns,omitempty"` // of one import only
}

type mappedColumn struct {
	Header   string `json:"header"`
	Category string `json:"category"`
}

func (s *Server) importItem(n namer, i commands.Import) importItem {
	out := importItem{
		ID: i.ID, Source: i.Source, SourceName: n.sources[i.Source], File: i.File, Kind: i.Kind, Mode: i.Mode, State: importFinished,
		StartedAt: i.Started.UTC(), RecordBy: i.RecordBy, Actor: i.Actor, Reasons: i.Result.Reasons,
		Read: i.Result.Read, Saved: i.Result.Saved, Unchanged: i.Result.Unchanged, Rejected: i.Result.Rejected, Retracted: n.retracted(i.ID),
	}
	if !i.Finished.IsZero() {
		out.FinishedAt = some(i.Finished.UTC())
		return out
	}
	out.State = importInterrupted
	if counts, ok := s.imports.of(i.ID); ok {
		out.State, out.Read, out.Saved, out.Unchanged, out.Rejected = importRunning, counts.Read, counts.Saved, counts.Unchanged, counts.Rejected
	}
	return out
}

// listImports is GET /api/imports, newest first.
func (s *Server) listImports(w http.ResponseWriter, r *http.Request) error {
	c, err := s.reader(r)
	if err != nil {
		return err
	}
	limit, err := limitOf(r, importsPage, maxImportsPage)
	if err != nil {
		return err
	}
	n, err := s.namer(c.Account)
	if err != nil {
		return err
	}
	cursor, items, next := r.URL.Query().Get("cursor"), []importItem{}, ""
	found := cursor == ""
	for _, i := range s.Directory.Imports(c.Account) {
		if !found {
			found = i.ID.String() == cursor
			continue
		}
		if len(items) == limit {
			next = items[limit-1].ID.String()
			break
		}
		items = append(items, s.importItem(n, i))
	}
	if !found {
		return commands.Refuse(commands.Invalid, `use "next" of the last page`, "the cursor is not of this list")
	}
	answer(w, map[string]any{"imports": items, "next": nullable(next)})
	return nil
}

const (
	importsPage    = 100
	maxImportsPage = 1000
)
