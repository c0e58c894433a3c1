package commands

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/domain/match"
)

// MatchModels answers for the matching models of accounts. The identity matcher
// implements it.
type MatchModels interface {
	// Model finds a model of an account; ok is false when it has none, or not
	// whole, of that version.
	Model(ctx context.Context, account uuid.UUID, version string) (m fold.MatchModel, ok bool, err error)
	// Calibrated finds what a request for a calibration came to; ok is false while
	// it has no answer.
	Calibrated(ctx context.Context, account, request uuid.UUID) (c fold.Calibration, ok bool, err error)
	// Records counts the records of an account.
	Records(ctx context.Context, account uuid.UUID) (int, error)
}

// Strictness is what an account may choose.
const (
	Strict   = "strict"   // joins from 9 bits on
	Balanced = "balanced" // joins from 6 bits on
)

// CalibrateMatchModel makes a model from the present records. What it says about
// strictness and blocked values is the account's choice from then on; what it
// leaves out stays as the account chose before.
type CalibrateMatchModel struct {
	Strictness string    `json:"strictness,omitempty"` // Strict or Balanced
	Block      []Blocked `json:"block,omitempty"`      // values that name nobody
	Unblock    []Blocked `json:"unblock,omitempty"`
}

// Blocked is a value that names nobody: it is as good as missing to the matcher.
type Blocked struct {
	Type  string `json:"type"` // its category
	Value string `json:"value"`
}

// CalibrateMatchModel carries the command out. The request stands in the log;
// the matcher answers it, and the command waits, bounded, for that.
func (s *Service) CalibrateMatchModel(ctx context.Context, c Caller, cmd CalibrateMatchModel, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	if s.Models == nil {
		return Answer{}, Refuse(Unavailable, "start the role matcher", "a model is made by the matcher")
	}
	block, err := blockedValues(cmd.Block)
	if err != nil {
		return Answer{}, err
	}
	unblock, err := blockedValues(cmd.Unblock)
	if err != nil {
		return Answer{}, err
	}
	switch cmd.Strictness {
	case "", Strict, Balanced:
	default:
		return Answer{}, Refuse(Invalid, `"strictness" is "strict" or "balanced"`, "there is no strictness %.50q", cmd.Strictness)
	}
	if n, err := s.Models.Records(ctx, c.Account); err != nil || n == 0 {
		if err != nil {
			return Answer{}, unavailable(err)
		}
		return Answer{}, nothingToCount()
	}
	d := s.begin(c, "calibrate-match-model", idempotencyKey)
	answer, err := s.decide(ctx, d, map[string]any{}, func(a *fold.Account) ([]event.Payload, error) {
		p, err := chosen(a.MatchChoice(), cmd.Strictness, block, unblock)
		return []event.Payload{p}, err
	})
	if err != nil {
		return Answer{}, err
	}
	if answer, err = s.settled(ctx, c, answer); err != nil {
		return Answer{}, err
	}
	return s.calibrated(ctx, d, answer)
}

func nothingToCount() error {
	return Refuse(Conflict, "take people in first: cerebro import, or the tracking doors", "there is no record with a value to match by in this account")
}

// calibrated completes the answer with the model that the request came to.
func (s *Service) calibrated(ctx context.Context, d deciding, answer Answer) (Answer, error) {
	c, ok, err := s.Models.Calibrated(ctx, d.caller.Account, d.event)
	if err != nil {
		return Answer{}, unavailable(err)
	}
	if !ok {
		answer.IDs["pending"] = true // it comes; GET /api/match/models shows it
		return answer, nil
	}
	if c.Nodes == 0 {
		return Answer{}, nothingToCount()
	}
	answer.IDs["version"], answer.IDs["nodes"], answer.IDs["strict"] = c.Version, c.Nodes, c.Strict
	answer.IDs["active"], answer.IDs["proposed"] = c.Active, !c.Active
	return answer, nil
}

// blockedValues reads values to block or to unblock.
func blockedValues(list []Blocked) ([]event.BlockedValue, error) {
	out := make([]event.BlockedValue, len(list))
	for i, b := range list {
		b.Value = strings.TrimSpace(b.Value)
		if len(b.Value) > maxName {
			return nil, Refuse(Invalid, "", "a value to block has more than %d bytes", maxName)
		}
		k, err := match.Block(b.Type, b.Value)
		if err != nil {
			return nil, &Error{
				Code: Invalid, Detail: "this value cannot be blocked", Err: err,
				Hint: "give {\"type\",\"value\"}; the types are " + strings.Join(match.BlockableKinds(), ", "),
			}
		}
		out[i] = event.BlockedValue{Category: b.Type, Value: b.Value, Key: uint64(k)}
	}
	return out, nil
}

// chosen is the account's choice with what a person now says.
func chosen(now fold.MatchChoice, strictness string, block, unblock []event.BlockedValue) (event.MatchCalibrationRequested, error) {
	out := event.MatchCalibrationRequested{Strict: now.Strict, Blocked: now.Blocked}
	if strictness != "" {
		out.Strict = strictness == Strict
	}
	at := func(v event.BlockedValue) int {
		return slices.IndexFunc(out.Blocked, func(o event.BlockedValue) bool { return o.Key == v.Key })
	}
	for _, v := range unblock {
		i := at(v)
		if i < 0 {
			return out, Refuse(NotFound, "GET /api/match/models shows what is blocked", "%s is not blocked", v.Category+" "+v.Value)
		}
		out.Blocked = slices.Delete(out.Blocked, i, i+1)
	}
	for _, v := range block {
		if at(v) < 0 {
			out.Blocked = append(out.Blocked, v)
		}
	}
	if len(out.Blocked) > match.MaxBlocked {
		return out, Refuse(TooLarge, "unblock what is not needed", "an account blocks at most %d values", match.MaxBlocked)
	}
	return out, nil
}

// ActivateMatchModel puts a model in force: one that was made before.
type ActivateMatchModel struct {
	Version string `json:"version"`
}

// ActivateMatchModel carries the command out and waits, bounded, for what
// follows.
func (s *Service) ActivateMatchModel(ctx context.Context, c Caller, cmd ActivateMatchModel, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	if s.Models == nil {
		return Answer{}, Refuse(Unavailable, "start the role matcher", "a model is put in force with the matcher")
	}
	m, err := s.usableModel(ctx, c, cmd.Version)
	d := s.begin(c, "activate-match-model", idempotencyKey)
	answer, err := s.decide(ctx, d, map[string]any{"version": cmd.Version}, func(*fold.Account) ([]event.Payload, error) {
		if err != nil || m.Active {
			return nil, err
		}
		return []event.Payload{event.MatchModelActivated{Version: cmd.Version}}, nil
	})
	if err != nil {
		return Answer{}, err
	}
	return s.settled(ctx, c, answer)
}

// usableModel finds a model that can be put in force.
func (s *Service) usableModel(ctx context.Context, c Caller, version string) (fold.MatchModel, error) {
	m, ok, err := s.Models.Model(ctx, c.Account, version)
	switch {
	case err != nil:
		return m, unavailable(err)
	case !ok:
		return m, Refuse(NotFound, "GET /api/match/models lists them; cerebro match calibrate makes one", "there is no whole model of version %.64q in this account", version)
	case !m.Usable:
		return m, Refuse(Conflict, "run cerebro match calibrate and activate the version it makes",
			"model %s was made under rules of version %d, this program has version %d", version, m.Rules, match.ModelVersion)
	}
	return m, nil
}
