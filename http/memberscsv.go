package http

import (
	"encoding/csv"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/projections/segments"
)

// csvPage is how many members are held in memory at once.
const csvPage = 500

// csvColumns are shown when none are chosen.
var csvColumns = [...]string{"first_name", "last_name", "email", "phone", "street", "unit", "city", "state", "postcode"}

// wantsCSV tells whether CSV is the first that a client accepts of what there
// is.
func wantsCSV(r *http.Request) bool {
	for _, one := range splitList(r.Header.Get("Accept")) {
		switch kind, params, _ := mime.ParseMediaType(one); {
		case kind == "text/csv":
			q, err := strconv.ParseFloat(params["q"], 64)
			return err != nil || q > 0
		case kind == "application/json":
			return false
		}
	}
	return false
}

// membersCSV streams every member, a page at a time: memory does not grow with
// the segment. What goes wrong after the first line breaks the answer off, so
// that half a file cannot be taken for a whole one.
func (s *Server) membersCSV(w http.ResponseWriter, r *http.Request, c commands.Caller, q segments.Query, names []string) error {
	if len(names) == 0 && s.Profiles != nil {
		names = csvColumns[:]
	}
	columns, err := s.columns(c, names)
	if err != nil {
		return err
	}
	page, err := s.Segments.Members(r.Context(), q, "", csvPage)
	if err != nil {
		return segmentProblem(err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8; header=present")
	h.Set("Content-Disposition", `attachment; filename="members.csv"`)
	h.Set("Cerebro-Position", s.Commands.PositionToken(c.Account, page.Position))
	wire := http.NewResponseController(w)
	out := csv.NewWriter(w)
	_ = out.Write(append([]string{"profile_id"}, names...)) // errors show at Flush
	for {
		_ = wire.SetWriteDeadline(time.Now().Add(s.Timeout)) // anew for each page
		if err := s.csvRows(r, out, c, columns, page); err != nil {
			return err
		}
		if out.Flush(); out.Error() != nil {
			return out.Error()
		}
		_ = wire.Flush() // not for answers in memory
		if page.Next == "" {
			return nil
		}
		if page, err = s.Segments.Members(r.Context(), q, page.Next, csvPage); err != nil {
			return segmentProblem(err)
		}
	}
}

func (s *Server) csvRows(r *http.Request, out *csv.Writer, c commands.Caller, columns []category.Category, page segments.Page) error {
	if len(columns) == 0 {
		for _, id := range page.Profiles {
			_ = out.Write([]string{id.String()})
		}
		return nil
	}
	rows, err := s.memberRows(r.Context(), c, columns, page.Profiles)
	if err != nil {
		return err
	}
	line := make([]string, 1+len(columns))
	for _, row := range rows {
		line[0] = row.ID.String()
		for i, col := range columns {
			line[1+i] = defused(strings.Join(row.Values[col.Name], "; "))
		}
		_ = out.Write(line)
	}
	return nil
}

// defused keeps spreadsheets from running what somebody typed into a form.
func defused(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}
