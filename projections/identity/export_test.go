package identity

import "context"

// AuthorOnce gives every account one turn.
func (p *Projector) AuthorOnce(ctx context.Context) error {
	if err := p.loaded(ctx); err != nil {
		return err
	}
	return p.authorOnce(ctx)
}
