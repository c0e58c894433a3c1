package node

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

// Keys is the file keys.json.
type Keys struct {
	Account uuid.UUID             `json:"account"`
	Keys    map[event.Role]string `json:"keys"`
}

// FirstAccount is the name of the account that an empty folder starts with.
const FirstAccount = "default"

// Found creates the first account in an empty installation and stores its keys
// in keys.json. Should that file be lost, `cerebro key create` on the folder
// makes new keys.
func (n *Node) Found(ctx context.Context) error {
	_, err := n.FoundNamed(ctx, commands.CreateAccount{Name: FirstAccount})
	return err
}

// Unfounded tells whether the first account and its keys are still to be made,
// or to be made whole after a crash.
func (n *Node) Unfounded() bool {
	return len(n.Directory.Accounts()) == 0 || n.folder.has(founding) && !n.folder.has("keys.json")
}

// FoundNamed is Found with a name and a time zone of one's own; it answers the
// keys. Repeated, it gives the keys it gave first.
func (n *Node) FoundNamed(ctx context.Context, cmd commands.CreateAccount) (Keys, error) {
	a, err := n.Commands.CreateAccount(ctx, commands.Caller{Installation: true, Role: event.RoleAdmin}, cmd, "first account")
	if err != nil {
		return Keys{}, fmt.Errorf("create the first account: %w", err)
	}
	keys := Keys{a.IDs["account"].(uuid.UUID), a.IDs["keys"].(map[event.Role]string)}
	b, err := json.MarshalIndent(keys, "", "  ")
	if err != nil {
		return keys, err
	}
	if err := n.folder.write("keys.json", append(b, '\n'), 0o600); err != nil {
		return keys, err
	}
	return keys, n.folder.founded()
}
