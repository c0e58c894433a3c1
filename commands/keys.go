package commands

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
	"github.com/cerebro-cdp/cerebro/domain/fold"
)

// keyText writes the 256 bits of a key so that it survives being read aloud,
// put in a URL or used as a user name.
var keyText = base32.StdEncoding.WithPadding(base32.NoPadding)

// hashKey is what is stored of a key. The secret has 256 random bits, so a fast
// hash without salt gives nothing away.
func hashKey(secret string) [32]byte { return sha256.Sum256([]byte(secret)) }

// newKey makes a key's secret. Under an Idempotency-Key it follows from the
// command's first event by the installation's secret, so that a repetition
// gives the first answer; otherwise it is random.
func (s *Service) newKey(d deciding, role event.Role, label string) (string, event.KeyIssued) {
	bits := secret()
	if d.repeat != "" {
		a := s.Vault.Fingerprint(d.caller.Account, []byte("key a\x00"+d.event.String()+label))
		b := s.Vault.Fingerprint(d.caller.Account, []byte("key b\x00"+d.event.String()+label))
		copy(bits[:], append(a[:], b[:]...))
	}
	text := "cerebro_" + string(role) + "_" + strings.ToLower(keyText.EncodeToString(bits[:]))
	hash := hashKey(text)
	return text, event.KeyIssued{Key: d.id("key" + label), Role: role, Hash: hash[:], Name: label}
}

// CreateKey issues a key; its secret is in the answer and nowhere else.
type CreateKey struct {
	Role    event.Role `json:"role"`
	Source  string     `json:"source,omitempty"` // name or id; binds a write key to it
	Name    string     `json:"name,omitempty"`
	Expires time.Time  `json:"expires,omitzero"`
}

// CreateKey carries the command out.
func (s *Service) CreateKey(ctx context.Context, c Caller, cmd CreateKey, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	switch cmd.Role {
	case event.RoleWrite, event.RoleRead, event.RoleAdmin:
	default:
		return Answer{}, Refuse(Invalid, `"role" is one of write, read and admin`, "there is no role %q", cmd.Role)
	}
	if !cmd.Expires.IsZero() && !cmd.Expires.After(s.Now()) {
		return Answer{}, Refuse(Invalid, "give a time to come, or leave it out", "the key would have expired already")
	}
	if cmd.Source != "" && cmd.Role != event.RoleWrite {
		return Answer{}, Refuse(Invalid, "leave the source out", "only a write key is bound to a source")
	}
	d := s.begin(c, "create-key", idempotencyKey)
	text, issued := s.newKey(d, cmd.Role, cmd.Name)
	issued.Expires = cmd.Expires.UTC()
	return s.decide(ctx, d, map[string]any{"key": text, "id": issued.Key, "role": cmd.Role}, func(a *fold.Account) ([]event.Payload, error) {
		if cmd.Source != "" {
			source, err := sourceOf(a, cmd.Source)
			if err != nil {
				return nil, err
			}
			issued.Source = source.ID
		}
		return []event.Payload{issued}, nil
	})
}

// RevokeKey ends a key, named by its id or its secret.
type RevokeKey struct {
	Key string `json:"key"`
}

// RevokeKey carries the command out.
func (s *Service) RevokeKey(ctx context.Context, c Caller, cmd RevokeKey, idempotencyKey string) (Answer, error) {
	if err := c.need(event.RoleAdmin); err != nil {
		return Answer{}, err
	}
	var k fold.Key
	ok := false
	_ = s.Directory.Read(c.Account, func(a *fold.Account) { k, ok = findKey(a, cmd.Key) })
	if !ok {
		return Answer{}, Refuse(NotFound, "GET /api/keys lists the keys", "there is no such key in this account")
	}
	return s.decide(ctx, s.begin(c, "revoke-key", idempotencyKey), map[string]any{"id": k.ID}, func(a *fold.Account) ([]event.Payload, error) {
		if k, _ := a.Key(k.ID); k.Revoked {
			return nil, nil
		}
		return []event.Payload{event.KeyRevoked{Key: k.ID}}, nil
	})
}

func findKey(a *fold.Account, text string) (fold.Key, bool) {
	if id, err := uuid.Parse(text); err == nil {
		return a.Key(id)
	}
	hash := hashKey(text)
	for _, k := range a.Keys() {
		if k.Hash == hash {
			return k, true
		}
	}
	return fold.Key{}, false
}
