package node

import (
	"context"
	"os"

	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/http"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/activity"
	"github.com/cerebro-cdp/cerebro/projections/activity/pebbleactivity"
	"github.com/cerebro-cdp/cerebro/projections/identity"
	"github.com/cerebro-cdp/cerebro/projections/profiles"
	"github.com/cerebro-cdp/cerebro/projections/profiles/sqlite"
	"github.com/cerebro-cdp/cerebro/projections/segments/bitmap"
)

// models are the read models that this process holds.
type models struct {
	activity activity.Store
	identity *identity.Projector
	profiles profiles.Store
	segments *bitmap.Engine
}

// openModels opens the read models and starts their runners.
func (n *Node) openModels(ctx context.Context) error {
	if err := os.MkdirAll(n.folder.path("models", "parked"), 0o700); err != nil {
		return err
	}
	var projectors []projections.Projector
	for _, open := range []func(context.Context) (projections.Projector, error){n.openIdentity, n.openActivity, n.openProfiles, n.openSegments} {
		p, err := open(ctx)
		if err != nil {
			return err
		}
		projectors = append(projectors, p)
	}
	from := projections.FeedOf(n.Log, journal.NewTail(n.Journal, journal.TailConfig{}))
	var runners []*projections.Runner
	for _, p := range projectors {
		r, err := projections.NewRunner(p, from, projections.Config{
			Logger: n.Logger, Parking: projections.NewFileParking(n.folder.path("models", "parked", p.Name()+".json")),
		})
		if err != nil {
			return err
		}
		runners = append(runners, r)
	}
	group, err := projections.NewGroup(runners...)
	if err != nil {
		return err
	}
	if err := group.Check(ctx); err != nil {
		return err
	}
	n.Models = group
	n.closers = append(n.closers, func() error { return group.Stop(context.WithoutCancel(ctx)) })
	n.Metrics.MustRegister(group.Collector())
	return group.Start(ctx)
}

// startMatcher starts the matcher when everything else is open: it reads all
// records again, and nobody waits for that.
func (n *Node) startMatcher(ctx context.Context) error {
	n.goUntilClose(ctx, "matcher", n.models.identity.Author)
	return nil
}

func (n *Node) openActivity(context.Context) (projections.Projector, error) {
	s, err := pebbleactivity.Open(pebbleactivity.Config{Dir: n.folder.path("models", "activity"), Logger: n.Logger})
	if err != nil {
		return nil, err
	}
	n.models.activity = s
	n.closers = append(n.closers, s.Close)
	return s, nil
}

func (n *Node) openIdentity(context.Context) (projections.Projector, error) {
	p, err := identity.Open(identity.Config{Dir: n.folder.path("models", "identity"), Journal: n.Journal, Logger: n.Logger, Now: n.Now})
	if err != nil {
		return nil, err
	}
	n.models.identity = p
	n.Commands.Profiles, n.Commands.Models = p, p
	n.closers = append(n.closers, p.Close)
	return p, nil
}

func (n *Node) openProfiles(ctx context.Context) (projections.Projector, error) {
	s, err := sqlite.Open(ctx, sqlite.Config{Path: n.folder.path("models", "profiles.db")})
	if err != nil {
		return nil, err
	}
	n.models.profiles = s
	n.closers = append(n.closers, s.Close)
	return s, nil
}

func (n *Node) openSegments(context.Context) (projections.Projector, error) {
	e, err := bitmap.Open(bitmap.Config{Folder: n.folder.path("models", "segments")})
	if err != nil {
		return nil, err
	}
	n.models.segments = e
	n.Commands.Counting = counting{e, n.models.profiles}
	n.closers = append(n.closers, e.Close)
	return e, nil
}

func (n *Node) httpConfig() http.Config {
	return http.Config{
		Commands: n.Commands, Directory: n.Directory, Models: n.Models, Settle: n.settle,
		Activities: n.models.activity, Matcher: n.models.identity, Quarantine: n.Quarantine,
		Head: n.Log.Head, Logger: n.Logger, Metrics: n.Metrics, Now: n.Now,
		Segments: n.models.segments, Profiles: n.models.profiles, Rejects: n.rejects, Start: n.start,
	}
}
