package http

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/commands/ingest/mapping"
)

// importAnswer is what an import did or, after a dry run, would do.
type importAnswer struct {
	Import    *uuid.UUID               `json:"import"` // null after a dry run
	Source    *uuid.UUID               `json:"source"`
	NewSource bool                     `json:"new_source"`
	Kind      string                   `json:"kind"`
	Mode      string                   `json:"mode"`
	Format    string                   `json:"format"`
	RecordBy  string                   `json:"record_by"` // a header, or "content"
	Read      int64                    `json:"read"`
	Saved     int64                    `json:"saved"`
	Unchanged int64                    `json:"unchanged"`
	Rejected  int64                    `json:"rejected"`
	Merged    int64                    `json:"merged"`
	Columns   []importColumn           `json:"columns"`
	Notes     []string                 `json:"notes"`
	Problems  []commands.ImportProblem `json:"problems"`
	Position  string                   `json:"position"`
	DryRun    bool                     `json:"dry_run"`
}

type importColumn struct {
	Header   string   `json:"header"`
	Category string   `json:"category"`
	Use      string   `json:"use"`
	Key      bool     `json:"key"`
	Sure     float64  `json:"sure"`
	Samples  []string `json:"samples"`
}

// importFile is POST /api/imports: the body is the file, or the first file of a
// form. It is answered when the import is done; GET /api/imports shows it
// meanwhile.
func (s *Server) importFile(w http.ResponseWriter, r *http.Request) error {
	c, err := s.caller(r, "")
	if err != nil {
		return err
	}
	if err := s.mayWrite(c); err != nil {
		return err
	}
	if err := s.brake.check(); err != nil {
		return err
	}
	o, err := importOptions(r.URL.Query())
	if err != nil {
		return err
	}
	wire := http.NewResponseController(w)
	_ = wire.SetWriteDeadline(time.Time{}) // nothing is written until it is done
	file, err := upload(r, &patient{body: r.Body, wire: wire, wait: s.Timeout}, &o)
	if err != nil {
		return err
	}
	run := &importRun{server: s, ctx: context.WithoutCancel(r.Context()), account: c.Account}
	o.Rejects, o.Started = run, run.start
	defer run.end()
	result, err := s.Commands.Import(r.Context(), c, o, file, run.progress)
	if err = errors.Join(run.close(), err); err != nil {
		return run.problem(err)
	}
	_ = wire.SetWriteDeadline(time.Now().Add(writeGrace))
	answer(w, s.imported(c, o, result))
	return nil
}

// importOptions reads the parameters; unknown ones are refused, as a typing
// error would change what is taken in.
func importOptions(q url.Values) (o commands.ImportOptions, err error) {
	texts := map[string]*string{
		"source": &o.Source, "file": &o.File, "kind": &o.Kind, "mode": &o.Mode, "record_key": &o.RecordKey,
		"id_space": &o.IDSpace, "data_date": &o.DataDate, "region": &o.Region, "sheet": &o.Sheet,
	}
	removals := false
	flags := map[string]*bool{"dry_run": &o.DryRun, "allow_removals": &removals}
	for name := range q {
		switch value := q.Get(name); {
		case texts[name] != nil:
			*texts[name] = value
		case flags[name] != nil:
			if *flags[name], err = strconv.ParseBool(value); err != nil {
				return o, commands.Refuse(commands.Invalid, name+" is true or false", "%s=%.20q cannot be read", name, value)
			}
		case name == "map":
			if o.Map, err = columnMap(q[name]); err != nil {
				return o, err
			}
		default:
			return o, commands.Refuse(commands.Invalid, "GET /openapi.json lists the parameters", "there is no parameter %.60q", name)
		}
	}
	return o, nil
}

// columnMap reads "HEADER=category"; a header may itself have a =.
func columnMap(list []string) (map[string]string, error) {
	out := map[string]string{}
	for _, one := range list {
		at := strings.LastIndex(one, "=")
		if at < 1 {
			return nil, commands.Refuse(commands.Invalid, `write it as "HEADER=category"`, "map=%.60q cannot be read", one)
		}
		out[one[:at]] = one[at+1:]
	}
	return out, nil
}

// upload finds the file in a request: the body, plain or as gzip, or the first
// file of a form.
func upload(r *http.Request, body io.Reader, o *commands.ImportOptions) (io.Reader, error) {
	switch r.Header.Get("Content-Encoding") {
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(body)
		if err != nil {
			return nil, badGzip(err)
		}
		body = z
	}
	r.Body = io.NopCloser(body)
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "multipart/form-data" {
		return body, nil
	}
	bad := func(err error) error {
		return &commands.Error{Code: commands.Invalid, Detail: "the form has no file", Hint: "send the file as the body, or as a form with one file", Err: err}
	}
	form, err := r.MultipartReader()
	if err != nil {
		return nil, bad(err)
	}
	for {
		part, err := form.NextPart()
		if err != nil {
			return nil, bad(err)
		}
		if part.FileName() == "" {
			continue
		}
		if o.File == "" {
			o.File = part.FileName()
		}
		return part, nil
	}
}

func (s *Server) imported(c commands.Caller, o commands.ImportOptions, r commands.ImportResult) importAnswer {
	out := importAnswer{
		Import: some(r.Import), Source: some(r.Source), NewSource: r.NewSource, Kind: r.Kind, Mode: r.Mode, Format: r.Format.String(),
		RecordBy: r.RecordBy, Read: r.Counts.Read, Saved: r.Counts.Saved, Unchanged: r.Counts.Unchanged, Rejected: r.Counts.Rejected,
		Merged: r.Merged, Columns: columnsOf(r.Plan), Notes: append([]string{}, r.Format.Notes...),
		Problems: append([]commands.ImportProblem{}, r.Problems...), Position: s.Commands.PositionToken(c.Account, r.Position), DryRun: o.DryRun,
	}
	if out.RecordBy == "" {
		out.RecordBy = "content"
	}
	if r.Plan != nil {
		out.Notes = append(out.Notes, r.Plan.Notes...)
	}
	return out
}

func columnsOf(p *mapping.Plan) []importColumn {
	out := []importColumn{}
	if p == nil {
		return out
	}
	for _, c := range p.Columns {
		out = append(out, importColumn{c.Header, c.Category, c.Use, c.Key, c.Sure, append([]string{}, c.Samples...)})
	}
	return out
}
