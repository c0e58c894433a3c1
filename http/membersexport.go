package http

import (
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/category"
	"github.com/cerebro-cdp/cerebro/http/export"
)

// exportPage is how many members are held in memory at once.
const exportPage = 500

// The headers of an export. Those of people are counted before it begins, by
// one look at the segment; the rows and the contact points are known at its end
// and sent as trailers.
const (
	peopleHeader    = "Cerebro-People"
	noContactHeader = "Cerebro-No-Contact"
	noConsentHeader = "Cerebro-No-Consent"
	rowsTrailer     = "Cerebro-Rows"
	pointsTrailer   = "Cerebro-Points-Left-Out"
)

// formatOf finds the format of a file that a client asks for, by the parameter
// format or by what it accepts best; false for pages of JSON.
func formatOf(r *http.Request, body string) (export.Format, bool, error) {
	name := r.URL.Query().Get("format")
	if name == "" {
		name = body
	}
	switch name {
	case "json":
		return export.Format{}, false, nil
	case "":
		f, ok := accepted(r.Header.Get("Accept"))
		return f, ok, nil
	}
	f, err := export.Named(name)
	if err != nil {
		err = commands.Refuse(commands.Invalid, "format is one of json, csv, jsonl and xlsx", "%v", err)
	}
	return f, true, err
}

// accepted is the file that a client accepts best, the first of equals; false
// when JSON or anything is as good.
func accepted(accept string) (export.Format, bool) {
	var best export.Format
	found, most := false, 0.0
	for _, one := range splitList(accept) {
		kind, params, _ := mime.ParseMediaType(one)
		q, err := strconv.ParseFloat(params["q"], 64)
		if err != nil {
			q = 1
		}
		if q <= most {
			continue
		}
		if f, ok := formatSent(kind); ok {
			best, found, most = f, true, q
		} else if kind == "application/json" || kind == "*/*" || kind == "application/*" {
			found, most = false, q
		}
	}
	return best, found
}

func formatSent(kind string) (export.Format, bool) {
	for _, f := range export.Formats() {
		for _, t := range f.Types {
			if t == kind {
				return f, true
			}
		}
	}
	return export.Format{}, false
}

// exportMembers streams every member, a page at a time: memory does not grow
// with the segment. What goes wrong after the first line breaks the answer off,
// so that half a file cannot be taken for a whole one.
func (s *Server) exportMembers(w http.ResponseWriter, r *http.Request, f export.Format, m *showing, req segmentRequest) error {
	reached, err := m.reached(r.Context())
	if err != nil {
		return err
	}
	left := req.Limit // 0: no end
	page, err := s.Segments.Members(r.Context(), m.query, req.Cursor, pageOf(left))
	if err != nil {
		return segmentProblem(err)
	}
	h := w.Header()
	h.Set("Content-Type", f.Sent)
	h.Set("Content-Disposition", `attachment; filename="members.`+f.Name+`"`)
	h.Set("Cerebro-Position", s.Commands.PositionToken(m.caller.Account, page.Position))
	h.Set("Trailer", rowsTrailer+", "+pointsTrailer)
	if reached != nil {
		for name, n := range map[string]int64{peopleHeader: reached.People, noContactHeader: reached.NoContact, noConsentHeader: reached.NoConsent} {
			h.Set(name, strconv.FormatInt(n, 10))
		}
	}
	out, err := m.begin(w, f)
	if err != nil {
		return err
	}
	wire := http.NewResponseController(w)
	for {
		_ = wire.SetWriteDeadline(time.Now().Add(s.Timeout)) // anew for each page
		if err := out.page(r.Context(), page); err != nil {
			return err
		}
		_ = wire.Flush() // not for answers in memory
		if left -= len(page.Profiles); page.Next == "" || req.Limit > 0 && left <= 0 {
			break
		}
		if page, err = s.Segments.Members(r.Context(), m.query, page.Next, pageOf(left)); err != nil {
			return segmentProblem(err)
		}
	}
	if err := out.close(reached); err != nil {
		return err
	}
	h.Set(rowsTrailer, strconv.FormatInt(out.rows, 10))
	h.Set(pointsTrailer, strconv.FormatInt(out.points, 10))
	return nil
}

// pageOf is how many members to read when so many are left to show; 0 or less:
// all.
func pageOf(left int) int {
	if left > 0 {
		return min(left, exportPage)
	}
	return exportPage
}

// fileColumns are the columns of a file.
func fileColumns(shown []category.Category) []export.Column {
	out := []export.Column{{Name: "profile_id"}}
	for _, c := range shown {
		out = append(out, export.Column{Name: c.Name, Many: !c.Single(), Number: c.Type == category.NumberT})
	}
	return out
}
