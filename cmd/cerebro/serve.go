package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/cerebro-cdp/cerebro/cmd/cerebro/node"
	"github.com/cerebro-cdp/cerebro/commands"
)

const (
	defaultListen = "127.0.0.1:8080"
	stopWithin    = 20 * time.Second
	maxHeader     = 64 << 10
)

func newServe(g *global) *cobra.Command {
	var listen string
	c := &cobra.Command{
		Use: "serve", Short: "Serve the data folder: tracking doors, API and queries", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return g.serve(cmd.Context(), listen, nil)
		},
	}
	c.Flags().StringVar(&listen, "listen", defaultListen, "address to listen on; port 0 takes a free one")
	c.Flags().BoolVar(&g.hooks.AllowPrivate, "allow-private-webhooks", false, "let webhooks call private addresses")
	c.Flags().BoolVar(&g.hooks.AllowHTTP, "allow-http-webhooks", false, "let webhooks use plain http")
	return c
}

// serve opens the folder and serves it until ctx ends. started, if any, is
// called when it is being served.
func (g *global) serve(ctx context.Context, listen string, started func(base string, n *node.Node) error) error {
	// Listen first: a port in use must not cost the opening of a large folder.
	l, err := listenOn(listen)
	if err != nil {
		return err
	}
	defer l.Close()
	n, err := node.Open(ctx, node.Config{Dir: g.data, MasterKey: g.master, Ledger: g.ledger, Logger: slog.New(slog.NewTextHandler(g.err, nil)), Webhooks: g.hooks})
	if err != nil {
		return err
	}
	err = g.serveNode(ctx, n, l, started)
	return errors.Join(err, n.Close(context.WithoutCancel(ctx)))
}

func (g *global) serveNode(ctx context.Context, n *node.Node, l net.Listener, started func(string, *node.Node) error) error {
	if n.Unfounded() {
		keys, err := n.FoundNamed(ctx, commands.CreateAccount{Name: node.FirstAccount})
		if err != nil {
			return err
		}
		fmt.Fprintf(g.out, "account %s\nwrite   %s\nread    %s\nadmin   %s\nThe keys are shown this once and stored in %s/keys.json.\n",
			keys.Account, keys.Keys["write"], keys.Keys["read"], keys.Keys["admin"], g.data)
	}
	if err := n.WriteListen(l.Addr().String()); err != nil {
		return err
	}
	s := &http.Server{
		Handler: n.HTTP, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(n.Logger.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	fmt.Fprintf(g.out, "cerebro serves %s on http://%s\n", g.data, l.Addr())
	if started != nil {
		if err := started("http://"+l.Addr().String(), n); err != nil {
			return errors.Join(err, s.Close())
		}
	}
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	fmt.Fprintln(g.err, "stopping: answering what is under way")
	bounded, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	return s.Shutdown(bounded)
}

func listenOn(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err == nil {
		return l, nil
	}
	hint := "give an address such as 127.0.0.1:8080 with --listen"
	if errors.Is(err, syscall.EADDRINUSE) {
		hint = "another program listens there: choose another port with --listen " + freePort(address)
	}
	return nil, &node.Error{Dir: address, Err: err, Hint: hint}
}

func freePort(address string) string {
	host, _, ok := strings.Cut(address, ":")
	if !ok {
		host = "127.0.0.1"
	}
	return host + ":0"
}
