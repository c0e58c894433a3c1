package http

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/mux"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/commands/rejectfile"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// importNamed finds the import that a path names, in the caller's account. A
// write key is shown its own imports, a read key all.
func (s *Server) importNamed(r *http.Request) (commands.Caller, commands.Import, error) {
	c, err := s.caller(r, "")
	if err != nil {
		return c, commands.Import{}, err
	}
	id, err := uuid.Parse(mux.Vars(r)["id"])
	i, ok := s.Directory.Import(c.Account, id)
	if err != nil || !ok || !c.May(event.RoleRead) && i.Actor != c.Actor() {
		return c, i, commands.Refuse(commands.NotFound, "GET /api/imports lists the imports", "there is no import %.60q in this account", mux.Vars(r)["id"])
	}
	return c, i, nil
}

// showImport is GET /api/imports/{id}.
func (s *Server) showImport(w http.ResponseWriter, r *http.Request) error {
	c, i, err := s.importNamed(r)
	if err != nil {
		return err
	}
	n, err := s.namer(c.Account)
	if err != nil {
		return err
	}
	item := s.importItem(n, i)
	item.Columns = []mappedColumn{}
	for _, m := range i.Mapping {
		item.Columns = append(item.Columns, mappedColumn{m.Header, m.Category})
	}
	answer(w, item)
	return nil
}

// importRejects is GET /api/imports/{id}/rejects: the rows that were not taken,
// as CSV, each with its number and the reason before its cells.
func (s *Server) importRejects(w http.ResponseWriter, r *http.Request) error {
	c, i, err := s.importNamed(r)
	if err != nil {
		return err
	}
	if _, running := s.imports.of(i.ID); running {
		return commands.Refuse(commands.Conflict, "wait until GET /api/imports/"+i.ID.String()+" says finished", "the import is still running")
	}
	if s.Rejects == nil {
		return commands.Refuse(commands.Unavailable, "GET /api/quarantine has the first of them", "rejected rows are not kept here")
	}
	rows, err := s.Rejects.Open(r.Context(), c.Account, i.ID)
	switch {
	case errors.Is(err, rejectfile.ErrNone):
		return commands.Refuse(commands.NotFound, "", "the import rejected no rows")
	case errors.Is(err, rejectfile.ErrExpired):
		return commands.Refuse(commands.NotFound, "import the file again to see them", "the rejected rows have expired")
	case err != nil:
		return err
	}
	defer rows.Close()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
	w.Header().Set("Content-Disposition", `attachment; filename="rejects.csv"`)
	wire := http.NewResponseController(w)
	for {
		_ = wire.SetWriteDeadline(time.Now().Add(s.Timeout)) // not for answers in memory
		if _, err := io.CopyN(w, rows, 1<<20); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}
