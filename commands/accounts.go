package commands

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
)

// FirstSource is the name of the digital source that every account starts with;
// its write key is bound to it.
const FirstSource = "web"

// CreateAccount opens an account with the source "web" and one key per role.
type CreateAccount struct {
	Name        string `json:"name"`
	Timezone    string `json:"timezone,omitempty"`     // IANA, default UTC; never changes
	PhoneRegion string `json:"phone_region,omitempty"` // ISO 3166-1 alpha-2, default US
}

func (cmd *CreateAccount) complete() error {
	cmd.Name = strings.TrimSpace(cmd.Name)
	if cmd.Name == "" || len(cmd.Name) > maxName {
		return Refuse(Invalid, "give a name of at most 200 bytes", "an account needs a name")
	}
	if cmd.Timezone == "" {
		cmd.Timezone = "UTC"
	}
	if _, err := time.LoadLocation(cmd.Timezone); err != nil || cmd.Timezone == "Local" {
		return Refuse(Invalid, `use an IANA name such as "America/New_York"`, "there is no time zone %q", cmd.Timezone)
	}
	cmd.PhoneRegion = strings.ToUpper(strings.TrimSpace(cmd.PhoneRegion))
	if cmd.PhoneRegion == "" {
		cmd.PhoneRegion = "US"
	}
	if len(cmd.PhoneRegion) != 2 {
		return Refuse(Invalid, `use a two-letter country code such as "US"`, "there is no region %q", cmd.PhoneRegion)
	}
	return nil
}

// CreateAccount carries the command out. Only the installation's admin may, or
// anybody while there is no account at all (a folder being set up).
func (s *Service) CreateAccount(ctx context.Context, c Caller, cmd CreateAccount, idempotencyKey string) (Answer, error) {
	accounts := s.Directory.Accounts()
	if !c.Installation && len(accounts) > 0 {
		return Answer{}, Refuse(Forbidden, "use the admin key of the account made first", "this key may not create accounts")
	}
	if err := cmd.complete(); err != nil {
		return Answer{}, err
	}
	d := s.begin(c, "create-account", idempotencyKey)
	account := d.id("account")
	d.caller.Account = account
	keys, payloads := s.firstKeys(d)
	opened := event.AccountOpened{Name: cmd.Name, Timezone: cmd.Timezone, PhoneRegion: cmd.PhoneRegion, First: len(accounts) == 0}
	answer := Answer{Events: []uuid.UUID{d.event}, IDs: map[string]any{"account": account, "keys": keys}}
	_, done, err := s.repeated(ctx, d)
	if err != nil {
		return Answer{}, err
	}
	if done {
		last, err := s.Log.Known(ctx, []uuid.UUID{derive(d.event, "event", len(payloads))})
		if err != nil {
			return Answer{}, unavailable(err)
		}
		answer.Position = last[0]
		return answer, nil
	}
	if err := s.Vault.OpenAccount(ctx, account); err != nil {
		return Answer{}, unavailable(err)
	}
	w := journal.Write{Stream: event.AccountStream(account), Expected: eventstore.NoStream, Entries: s.entries(d, append([]event.Payload{opened}, payloads...))}
	if answer.Position, err = s.appendOne(ctx, w); err != nil {
		return Answer{}, err
	}
	return answer, s.Directory.WaitFor(ctx, answer.Position)
}

// firstKeys makes the source "web" and one key per role, the write key bound to
// that source.
func (s *Service) firstKeys(d deciding) (map[event.Role]string, []event.Payload) {
	web := s.newSource(d, FirstSource, event.SourceDigital)
	payloads := []event.Payload{web}
	keys := map[event.Role]string{}
	for _, role := range []event.Role{event.RoleWrite, event.RoleRead, event.RoleAdmin} {
		text, issued := s.newKey(d, role, "first "+string(role))
		if role == event.RoleWrite {
			issued.Source = web.Source
		}
		keys[role] = text
		payloads = append(payloads, issued)
	}
	return keys, payloads
}
