package pebblevault

import (
	"context"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/wrap"
)

// unlock reads the format and opens the HMAC secret with the right master key.
func (v *Vault) unlock(c Config) error {
	fail := func(err error, hint string) error {
		return &vault.Error{Op: "open", About: c.Dir, Err: err, Hint: hint}
	}
	stored, err := get(v.db, metaKey("format"))
	switch {
	case err != nil:
		return fail(joined(vault.ErrCorrupt, err), "")
	case stored == nil && c.Existing:
		return fail(vault.ErrMissing, "the log has events, and their keys are not here: restore the vault from the back-up of the log")
	case stored == nil:
		return v.begin(c.Masters[0])
	case len(stored) != 1 || stored[0] != format:
		return fail(fmt.Errorf("%w: %x", vault.ErrVersion, stored), "use the version of the program that wrote it")
	}
	row, err := get(v.db, metaKey("secret"))
	if err != nil || len(row) != masterLen+wrap.KeyBox {
		return fail(errRow, "restore a back-up")
	}
	id := vault.MasterID(row[:masterLen])
	for _, m := range c.Masters {
		if m.ID() == id {
			v.masters.use(m)
			if v.secret, err = unwrapSecret(m, row); err != nil {
				return fail(errRow, "restore a back-up")
			}
			return nil
		}
	}
	return fail(fmt.Errorf("%w: the vault is wrapped with %s, given is %s", vault.ErrWrongMaster, id, c.Masters[0].ID()),
		"set "+vault.MasterEnv+" or --master-key to the key this data folder was made or last rotated with")
}

func unwrapSecret(master vault.Master, row []byte) ([32]byte, error) {
	box, err := wrap.NewBox(master)
	if err != nil {
		return [32]byte{}, err
	}
	return box.OpenKey(wrap.Secret, uuid.Nil, uuid.Nil, row[masterLen:])
}

// begin makes an empty vault: all in one batch, so that a crash leaves none.
func (v *Vault) begin(master vault.Master) error {
	fail := func(err error) error { return &vault.Error{Op: "make", About: v.dir, Err: err} }
	secret, err := wrap.NewKey(v.random)
	if err != nil {
		return fail(err)
	}
	row, err := v.wrapSecret(master, secret)
	if err != nil {
		return fail(err)
	}
	err = v.commits.do(context.Background(), true, func(batch *pebble.Batch) error {
		return errors.Join(batch.Set(metaKey("format"), []byte{format}, nil), batch.Set(metaKey("secret"), row, nil))
	})
	if err != nil {
		return fail(err)
	}
	v.masters.use(master)
	v.secret = secret
	return nil
}

func (v *Vault) wrapSecret(master vault.Master, secret [32]byte) ([]byte, error) {
	box, err := wrap.NewBox(master)
	if err != nil {
		return nil, err
	}
	id := master.ID()
	return box.Seal(id[:], v.random, wrap.Secret, uuid.Nil, uuid.Nil, secret[:])
}
