package fold

import (
	"slices"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Directory is every account of the installation, folded in log order. It is
// not safe for use while events are applied.
type Directory struct {
	accounts map[uuid.UUID]*Account
	opened   []uuid.UUID
	keys     map[[32]byte]keyRef
}

type keyRef struct{ account, key uuid.UUID }

// NewDirectory is the directory of an empty log.
func NewDirectory() *Directory {
	return &Directory{accounts: map[uuid.UUID]*Account{}, keys: map[[32]byte]keyRef{}}
}

// Apply folds one event in and tells whether it changed something. An event of
// an account that was not seen before starts that account.
func (d *Directory) Apply(e event.Event) bool {
	if !Concerns(e.Type) {
		return false
	}
	a := d.accounts[e.Account]
	if a == nil {
		a = NewAccount(e.Account)
		d.accounts[e.Account] = a
		d.opened = append(d.opened, e.Account)
	}
	changed := a.Apply(e)
	if p, ok := e.Payload.(*event.KeyIssued); ok && changed {
		d.keys[a.keys[p.Key].Hash] = keyRef{e.Account, p.Key}
	}
	return changed
}

// Concerns tells whether events of a type stand in the account or sharing
// streams, the ones that a Directory folds.
func Concerns(t event.Type) bool {
	switch t {
	case event.TypeAccountOpened, event.TypeAccountClosed, event.TypeSourceRegistered,
		event.TypeSourceRenamed, event.TypeSourcesOrdered, event.TypeSourceRetracted,
		event.TypeSourceReinstated, event.TypeImportRetracted, event.TypeImportReinstated,
		event.TypeCategoryDefined, event.TypeActivityTypeDefined, event.TypeSegmentDefined,
		event.TypeSegmentChanged, event.TypeSegmentRemoved, event.TypeKeyIssued, event.TypeKeyRevoked,
		event.TypeWebhookDefined, event.TypeWebhookRemoved, event.TypeIntegrationConnected,
		event.TypeCalibrationAsked, event.TypeModelProposed, event.TypeModelActivated,
		event.TypeSharingGranted, event.TypeSharingRevoked:
		return true
	}
	return false
}

// Account finds an account.
func (d *Directory) Account(id uuid.UUID) (*Account, bool) { a, ok := d.accounts[id]; return a, ok }

// Accounts lists all accounts in the order they were opened.
func (d *Directory) Accounts() []*Account {
	out := make([]*Account, len(d.opened))
	for i, id := range d.opened {
		out[i] = d.accounts[id]
	}
	return out
}

// KeyByHash finds a key by the SHA-256 of its secret, revoked ones too.
func (d *Directory) KeyByHash(hash [32]byte) (Key, bool) {
	ref, ok := d.keys[hash]
	if !ok {
		return Key{}, false
	}
	return d.accounts[ref.account].Key(ref.key)
}

// GrantsTo lists the grants in force to a viewer, oldest first.
func (d *Directory) GrantsTo(viewer uuid.UUID) []Grant {
	var out []Grant
	for _, id := range d.opened {
		for _, g := range d.accounts[id].grants {
			if g.To == viewer && g.InForce() && !d.accounts[id].Closed {
				out = append(out, g)
			}
		}
	}
	slices.SortFunc(out, func(a, b Grant) int {
		if c := a.GrantedAt.Compare(b.GrantedAt); c != 0 {
			return c
		}
		return compareIDs(a.ID, b.ID)
	})
	return out
}
