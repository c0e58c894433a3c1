package commands

import (
	"context"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// Retraction names what is left out, or taken in again, and why.
type Retraction struct {
	Source string `json:"source,omitempty"`
	Import string `json:"import,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// RetractSource leaves everything of a source out.
func (s *Service) RetractSource(ctx context.Context, c Caller, cmd Retraction, idempotencyKey string) (Answer, error) {
	return s.sourceRetraction(ctx, c, "retract-source", cmd, idempotencyKey, true)
}

// ReinstateSource takes a retraction back.
func (s *Service) ReinstateSource(ctx context.Context, c Caller, cmd Retraction, idempotencyKey string) (Answer, error) {
	return s.sourceRetraction(ctx, c, "reinstate-source", cmd, idempotencyKey, false)
}

func (s *Service) sourceRetraction(ctx context.Context, c Caller, name string, cmd Retraction, idempotencyKey string, retract bool) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	return s.decide(ctx, s.begin(c, name, idempotencyKey), nil, func(a *fold.Account) ([]event.Payload, error) {
		source, err := sourceOf(a, cmd.Source)
		switch {
		case err != nil:
			return nil, err
		case source.Retracted == retract:
			return nil, nil
		case retract:
			return []event.Payload{event.SourceRetracted{Source: source.ID, Reason: cmd.Reason}}, nil
		default:
			return []event.Payload{event.SourceReinstated{Source: source.ID, Reason: cmd.Reason}}, nil
		}
	})
}

// RetractImport leaves one load of a file out.
func (s *Service) RetractImport(ctx context.Context, c Caller, cmd Retraction, idempotencyKey string) (Answer, error) {
	return s.importRetraction(ctx, c, "retract-import", cmd, idempotencyKey, true)
}

// ReinstateImport takes a retraction back.
func (s *Service) ReinstateImport(ctx context.Context, c Caller, cmd Retraction, idempotencyKey string) (Answer, error) {
	return s.importRetraction(ctx, c, "reinstate-import", cmd, idempotencyKey, false)
}

func (s *Service) importRetraction(ctx context.Context, c Caller, name string, cmd Retraction, idempotencyKey string, retract bool) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	id, err := uuid.Parse(cmd.Import)
	if err != nil {
		return Answer{}, Refuse(Invalid, "give the id that the import printed", "%q is not the id of an import", cmd.Import)
	}
	if _, ok := s.Directory.Import(c.Account, id); !ok {
		return Answer{}, Refuse(NotFound, "GET /api/imports lists the imports", "there is no import %s in this account", id)
	}
	return s.decide(ctx, s.begin(c, name, idempotencyKey), nil, func(a *fold.Account) ([]event.Payload, error) {
		switch {
		case a.ImportRetracted(id) == retract:
			return nil, nil
		case retract:
			return []event.Payload{event.ImportRetracted{Import: id, Reason: cmd.Reason}}, nil
		default:
			return []event.Payload{event.ImportReinstated{Import: id, Reason: cmd.Reason}}, nil
		}
	})
}
