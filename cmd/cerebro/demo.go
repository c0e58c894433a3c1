package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"github.com/cerebro-cdp/cerebro/cmd/cerebro/demo"
	"github.com/cerebro-cdp/cerebro/cmd/cerebro/node"
	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/event"
)

func newDemo(g *global) *cobra.Command {
	var listen string
	var c demo.Config
	cmd := &cobra.Command{
		Use: "demo", Short: "Fill an empty data folder with an invented organisation, then serve it", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return g.demo(cmd.Context(), listen, c)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", defaultListen, "address to listen on; port 0 takes a free one")
	cmd.Flags().Uint64Var(&c.Seed, "seed", 1, "another seed invents other people")
	return cmd
}

func (g *global) demo(ctx context.Context, listen string, c demo.Config) error {
	l, err := listenOn(listen)
	if err != nil {
		return err
	}
	defer l.Close()
	n, err := node.Open(ctx, node.Config{Dir: g.data, MasterKey: g.master, Ledger: g.ledger, Logger: slog.New(slog.NewTextHandler(g.err, &slog.HandlerOptions{Level: slog.LevelWarn}))})
	if err != nil {
		return err
	}
	defer func() { _ = n.Close(context.WithoutCancel(ctx)) }()
	if len(n.Directory.Accounts()) > 0 {
		fmt.Fprintf(g.out, "%s has data already; it is served as it is\n", g.data)
	} else if err := g.fillDemo(ctx, n, c); err != nil {
		return err
	}
	return g.serveNode(ctx, n, l, g.tryThis)
}

func (g *global) fillDemo(ctx context.Context, n *node.Node, c demo.Config) error {
	began := time.Now()
	keys, err := n.FoundNamed(ctx, demo.Account)
	if err != nil {
		return err
	}
	fmt.Fprintf(g.out, "inventing %s in %s\n", demo.Account.Name, g.data)
	c.Progress = g.out
	if err := demo.Fill(ctx, n.Commands, commands.Caller{Account: keys.Account, Role: event.RoleAdmin}, c); err != nil {
		return err
	}
	if err := matched(ctx, n, keys.Account); err != nil {
		return err
	}
	fmt.Fprintf(g.out, "  done in %.0f s\naccount %s\nwrite   %s\nread    %s\nadmin   %s\n",
		time.Since(began).Seconds(), keys.Account, keys.Keys[event.RoleWrite], keys.Keys[event.RoleRead], keys.Keys[event.RoleAdmin])
	return nil
}

// matched waits until the matcher has drawn its conclusions and every read model
// shows them, so that the first count that somebody asks for is the one that
// stays.
func matched(ctx context.Context, n *node.Node, account uuid.UUID) error {
	head, err := n.Log.Head(ctx)
	if err != nil {
		return err
	}
	settled, err := n.Commands.Profiles.Settle(ctx, account, head)
	if err != nil {
		return err
	}
	return n.Models.WaitFor(ctx, nil, settled, time.Hour)
}

// tryThis prints five commands to try against the server.
func (g *global) tryThis(base string, _ *node.Node) error {
	bin := os.Args[0]
	fmt.Fprintf(g.out, `try, in another terminal:
  export CEREBRO_SERVER=%[2]s CEREBRO_KEY=$(sed -n 's/.*"admin": "\(.*\)".*/\1/p' %[3]s/keys.json)
  %[1]s profile find "smith"
  %[1]s profile show ID-FROM-THE-LIST
  echo '{"all":[{"category":"city","in":["Raleigh","Durham"]},{"not":{"category":"party","is":"REP"}},{"activity":"page_view","at_least":3,"within_days":30}]}' | %[1]s segment count --tree -
  %[1]s segment chart --by party --by city
  curl -s -u %[4]s: -d '{"anonymousId":"me","event":"Signed Petition"}' %[2]s/v1/track
`, bin, base, g.data, "$(sed -n 's/.*\"write\": \"\\(.*\\)\".*/\\1/p' "+g.data+"/keys.json)")
	return nil
}
