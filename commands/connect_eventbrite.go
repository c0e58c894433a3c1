package commands

import (
	"context"
	"crypto/subtle"
	"strings"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

const (
	// integrationEventbrite names Eventbrite in events.
	integrationEventbrite = "eventbrite"
	// EventbriteHookPath is where Eventbrite calls; the secret follows.
	EventbriteHookPath = "/hooks/eventbrite/"

	maxToken = 200
)

// ConnectEventbrite lets a source fetch from Eventbrite with the private token
// of an organisation. The source is made when it is new; a source that is
// connected gets another token, under the same address.
type ConnectEventbrite struct {
	Source string `json:"source"`
	Token  string `json:"token"`
}

// ConnectEventbrite carries the command out. The answer has the path that
// Eventbrite's webhook is to call; whoever knows it can make Cerebro look at
// Eventbrite, and no more.
func (s *Service) ConnectEventbrite(ctx context.Context, c Caller, cmd ConnectEventbrite, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	if s.Eventbrite == nil {
		return Answer{}, Refuse(Unavailable, "start a process with the tracking doors", "Eventbrite is not connected to here")
	}
	cmd.Source, cmd.Token = strings.TrimSpace(cmd.Source), strings.TrimSpace(cmd.Token)
	if cmd.Source == "" {
		cmd.Source = integrationEventbrite
	}
	if len(cmd.Source) > maxName {
		return Answer{}, Refuse(Invalid, "give a name of at most 200 bytes", "the source's name is too long")
	}
	if cmd.Token == "" || len(cmd.Token) > maxToken || strings.ContainsFunc(cmd.Token, notInToken) {
		return Answer{}, Refuse(Invalid, "give the private token that Eventbrite shows under Account Settings, Developer Links, API keys", "this is no token of Eventbrite")
	}
	d := s.begin(c, "connect-eventbrite", idempotencyKey)
	made := s.newSource(d, cmd.Source, event.SourceIntegration)
	answer, err := s.decide(ctx, d, map[string]any{}, func(a *fold.Account) ([]event.Payload, error) {
		source, err := sourceOf(a, cmd.Source)
		if err != nil { // it is new
			made.IDSpace = spaceByName(a, made)
			return []event.Payload{made, event.IntegrationConnected{Source: made.Source, Kind: integrationEventbrite, Token: []byte(cmd.Token)}}, nil
		}
		if source.Kind != event.SourceIntegration {
			return nil, Refuse(Conflict, "choose another name", "the source %q is of kind %s, not integration", source.Name, source.Kind)
		}
		return []event.Payload{event.IntegrationConnected{Source: source.ID, Kind: integrationEventbrite, Token: []byte(cmd.Token)}}, nil
	})
	if err != nil {
		return Answer{}, err
	}
	source, ok := s.Directory.SourceByName(c.Account, cmd.Source)
	if !ok {
		return Answer{}, Refuse(NotFound, "", "the source %q is gone", cmd.Source)
	}
	answer.IDs["source"], answer.IDs["hook"] = source.ID, EventbriteHookPath+s.hookSecret(c.Account, source.ID)
	return answer, nil
}

// notInToken tells what cannot stand in a header.
func notInToken(r rune) bool { return r <= ' ' || r > '~' }

// hookSecret names a source to those who call it, and proves that it was given
// to them: the source's id and a keyed hash of it.
func (s *Service) hookSecret(account, source uuid.UUID) string {
	mac := s.Vault.Fingerprint(account, append([]byte("eventbrite hook\x00"), source[:]...))
	return strings.ToLower(keyText.EncodeToString(append(source[:], mac[:]...)))
}

// hooked finds the integration that a secret is of.
func (s *Service) hooked(secret string) (account uuid.UUID, source fold.Source, in fold.Integration, err error) {
	none := Refuse(NotFound, "connect-eventbrite gives the address that Eventbrite is to call", "there is no such hook")
	b, bad := keyText.DecodeString(strings.ToUpper(secret))
	if bad != nil || len(b) != len(uuid.UUID{})+len(vault.Hash{}) {
		return account, source, in, none
	}
	id := uuid.UUID(b[:len(uuid.UUID{})])
	for _, a := range s.Directory.Accounts() {
		found, ok := s.Directory.Source(a.ID, id)
		if !ok || subtle.ConstantTimeCompare([]byte(s.hookSecret(a.ID, id)), []byte(strings.ToLower(secret))) != 1 {
			continue
		}
		connected := false
		err = s.Directory.Read(a.ID, func(state *fold.Account) { in, connected = state.Integration(id) })
		if err == nil && connected && in.Kind == integrationEventbrite {
			return a.ID, found, in, nil
		}
	}
	return account, source, in, none
}
