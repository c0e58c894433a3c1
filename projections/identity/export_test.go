package identity

import "context"

// AuthorOnce gives every account one turn.
func (p *Projector) AuthorOnce(ctx context.Context) error {
	if err := p.loaded(ctx); err != nil {
		return err
	}
	t := newTurns(p)
	t.begin(ctx)
	t.running.Wait()
	return ctx.Err()
}

// HoldSurvey takes the place of a survey until release is called.
func (p *Projector) HoldSurvey() (release func()) {
	p.survey.slot.Lock()
	return p.survey.slot.Unlock
}
