package http

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// maxCommandBytes bounds the body of a command.
const maxCommandBytes = 16 << 20

// command carries out one command: its body, its Idempotency-Key, its answer.
type command func(ctx context.Context, c commands.Caller, body []byte, idempotencyKey string) (any, error)

// simple makes a command of a method that decides.
func simple[C any](s *Server, do func(context.Context, commands.Caller, C, string) (commands.Answer, error)) command {
	return func(ctx context.Context, c commands.Caller, body []byte, key string) (any, error) {
		var cmd C
		if err := decode(body, &cmd); err != nil {
			return nil, err
		}
		a, err := do(ctx, c, cmd, key)
		if err != nil {
			return nil, err
		}
		return s.decided(c, a), nil
	}
}

// data makes a command of a method that takes data in.
func data[C any](s *Server, do func(context.Context, commands.Caller, C, string) (commands.DataAnswer, error)) command {
	return func(ctx context.Context, c commands.Caller, body []byte, key string) (any, error) {
		var cmd C
		if err := decode(body, &cmd); err != nil {
			return nil, err
		}
		a, err := do(ctx, c, cmd, key)
		if err != nil {
			return nil, err
		}
		return s.taken(c, a), nil
	}
}

// commandTable is every command by its name.
func (s *Server) commandTable() map[string]command {
	do := s.Commands
	return map[string]command{
		"observe-records":   data(s, do.ObserveRecords),
		"record-activities": data(s, do.RecordActivities),
		"resubmit-datum": data(s, func(ctx context.Context, c commands.Caller, cmd commands.ResubmitDatum, _ string) (commands.DataAnswer, error) {
			return do.ResubmitDatum(ctx, c, cmd)
		}),
		"create-account":        simple(s, do.CreateAccount),
		"create-key":            simple(s, do.CreateKey),
		"revoke-key":            simple(s, do.RevokeKey),
		"register-source":       simple(s, do.RegisterSource),
		"rename-source":         simple(s, do.RenameSource),
		"order-sources":         simple(s, do.OrderSources),
		"retract-source":        simple(s, do.RetractSource),
		"reinstate-source":      simple(s, do.ReinstateSource),
		"retract-import":        simple(s, do.RetractImport),
		"reinstate-import":      simple(s, do.ReinstateImport),
		"define-category":       simple(s, do.DefineCategory),
		"define-activity-type":  simple(s, do.DefineActivityType),
		"define-segment":        simple(s, do.DefineSegment),
		"remove-segment":        simple(s, do.RemoveSegment),
		"connect-eventbrite":    simple(s, do.ConnectEventbrite),
		"define-webhook":        simple(s, do.DefineWebhook),
		"remove-webhook":        simple(s, do.RemoveWebhook),
		"merge-profiles":        simple(s, do.MergeProfiles),
		"undo-merge":            simple(s, do.UndoMerge),
		"keep-apart":            simple(s, do.KeepApart),
		"lift-keep-apart":       simple(s, do.LiftKeepApart),
		"decide-review":         simple(s, do.DecideReview),
		"calibrate-match-model": simple(s, do.CalibrateMatchModel),
		"activate-match-model":  simple(s, do.ActivateMatchModel),
		"grant":                 simple(s, do.Grant),
		"revoke":                simple(s, do.Revoke),
	}
}

// takesData tells which commands take data in rather than decide something.
func takesData(name string) bool { return name == "observe-records" || name == "record-activities" }

// commandRoutes is one route for each command.
func (s *Server) commandRoutes() []route {
	var out []route
	for _, name := range slices.Sorted(maps.Keys(s.table)) {
		out = append(out, route{method: http.MethodPost, path: commandsPath + name, handler: func(w http.ResponseWriter, r *http.Request) error {
			return s.command(w, r, name)
		}})
	}
	return out
}

const (
	commandsPath      = "/api/commands/"
	maxIdempotencyKey = 256
)

// command carries out the command of a request.
func (s *Server) command(w http.ResponseWriter, r *http.Request, name string) error {
	c, err := s.caller(r, "")
	if err != nil {
		return err
	}
	if takesData(name) {
		if err := s.brake.check(); err != nil {
			return err
		}
	}
	body, err := s.readBody(w, r, maxCommandBytes)
	if err != nil {
		return err
	}
	key := r.Header.Get("Idempotency-Key")
	if len(key) > maxIdempotencyKey {
		return commands.Refuse(commands.Invalid, "use a random UUID", "the Idempotency-Key is longer than %d bytes", maxIdempotencyKey)
	}
	if key == "" || !takesData(name) {
		a, err := s.table[name](r.Context(), c, body, key)
		if err != nil {
			return err
		}
		answer(w, a)
		return nil
	}
	return s.once(w, r, c, name, body, key)
}

// once carries out a data command that has an Idempotency-Key.
func (s *Server) once(w http.ResponseWriter, r *http.Request, c commands.Caller, name string, body []byte, key string) error {
	if err := s.mayWrite(c); err != nil {
		return err
	}
	id := replayKey(c.Account, name, c.Source.String()+"\x00"+key)
	if first, err := s.replay.find(id, body); first != nil || err != nil {
		if err == nil {
			answer(w, json.RawMessage(first))
		}
		return err
	}
	a, err := s.table[name](r.Context(), c, body, key)
	if err != nil {
		return err
	}
	text, err := json.Marshal(a)
	if err != nil {
		return err
	}
	s.replay.keep(id, body, text)
	answer(w, json.RawMessage(text))
	return nil
}

// mayWrite demands a write key.
func (s *Server) mayWrite(c commands.Caller) error {
	if c.May(event.RoleWrite) {
		return nil
	}
	return commands.Refuse(commands.Forbidden, "use a write key or an admin key", "a %s key writes nothing", c.Role)
}

// noCommand says which commands there are.
func (s *Server) noCommand(name string) error {
	return commands.Refuse(commands.NotFound, "the commands are "+strings.Join(slices.Sorted(maps.Keys(s.table)), ", "), "there is no command %.100q", name)
}

// decided is the answer of a command that decides.
func (s *Server) decided(c commands.Caller, a commands.Answer) map[string]any {
	if a.Position.IsZero() {
		a.Position = s.Directory.Position() // nothing was appended
	}
	out := map[string]any{"position": s.Commands.PositionToken(c.Account, a.Position)}
	if len(a.Events) > 0 {
		out["event"] = a.Events[0]
	}
	if len(a.Events) > 1 {
		out["events"] = a.Events
	}
	maps.Copy(out, a.IDs)
	return out
}

// takenItem is the answer for one item of a data command.
type takenItem struct {
	Status ingest.Status `json:"status"`
	Record string        `json:"record,omitempty"`
	Event  string        `json:"event,omitempty"`
	Events []string      `json:"events,omitempty"`
	Datum  string        `json:"datum,omitempty"` // in quarantine
	Error  *Problem      `json:"error,omitempty"`
}

// takenAnswer is the answer of a data command.
type takenAnswer struct {
	Position string      `json:"position"`
	Event    string      `json:"event,omitempty"`
	Events   []string    `json:"events,omitempty"`
	Items    []takenItem `json:"items"`
}

func (s *Server) taken(c commands.Caller, a commands.DataAnswer) takenAnswer {
	if a.Position.IsZero() {
		a.Position = s.Directory.Position() // nothing was appended
	}
	out := takenAnswer{Position: s.Commands.PositionToken(c.Account, a.Position), Items: make([]takenItem, len(a.Items))}
	for i, it := range a.Items {
		item := takenItem{Status: it.Status}
		for _, id := range it.Events {
			item.Events = append(item.Events, id.String())
			out.Events = append(out.Events, id.String())
		}
		if len(item.Events) > 0 {
			item.Event = item.Events[0]
		}
		if it.Status == ingest.Rejected {
			p := problemOf(it.Err)
			item.Error, item.Datum = &p, it.Datum.String()
		} else if it.Record != uuid.Nil {
			item.Record = it.Record.String()
		}
		out.Items[i] = item
	}
	if len(out.Events) > 0 {
		out.Event = out.Events[0]
	}
	return out
}
