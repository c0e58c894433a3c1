package commands

import (
	"context"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore"
)

// Profiles answers what decisions about profiles rest on. The identity matcher
// implements it.
type Profiles interface {
	// WaitFor waits until everything up to a position has been seen.
	WaitFor(ctx context.Context, at eventstore.Position) error

	// Members resolves a profile's id, an older id of it, or a record's id, to
	// the profile as it is now; ok is false when the account has no such thing.
	Members(ctx context.Context, account, id uuid.UUID) (profile uuid.UUID, records []uuid.UUID, ok bool, err error)

	// Sides are the two record sets that a merge joined: that of a
	// ProfilesMerged by its event id, or of a person's decision that caused
	// one. ok is false when there is no such event.
	Sides(ctx context.Context, account, merge uuid.UUID) (a, b []uuid.UUID, ok bool, err error)

	// KeptApart finds a decision in force that keeps a record of the one set
	// apart from one of the other, uuid.Nil when there is none; whole tells that
	// it keeps all of the one apart from all of the other.
	KeptApart(ctx context.Context, account uuid.UUID, a, b []uuid.UUID) (decision uuid.UUID, whole bool, err error)

	// Decision tells of a person's decision in force whether it keeps apart or
	// joins; ok is false when there is none.
	Decision(ctx context.Context, account, id uuid.UUID) (apart, ok bool, err error)

	// Joined is the newest merge that made one profile of two that are, by
	// their earlier ids or their records; uuid.Nil when none did.
	Joined(ctx context.Context, account, a, b uuid.UUID) (merge uuid.UUID, err error)

	// IfApart asks the matcher what keeping two record sets apart would come
	// to: the records of the profiles that would end, and of those that would
	// be there instead. Nothing is written.
	IfApart(ctx context.Context, account uuid.UUID, a, b []uuid.UUID) (before, after [][]uuid.UUID, err error)

	// Review finds an open proposal.
	Review(ctx context.Context, account, review uuid.UUID) (a, b uuid.UUID, ok bool, err error)

	// Settle waits until the matcher has seen a position and its consequences
	// are in the log, and answers the position of the last of them.
	Settle(ctx context.Context, account uuid.UUID, at eventstore.Position) (eventstore.Position, error)

	// Shared counts the records among the given ones whose profile holds another
	// record too. A record that is given twice counts twice.
	Shared(account uuid.UUID, records []uuid.UUID) int
}
