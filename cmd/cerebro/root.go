package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/cerebro-cdp/cerebro/cmd/cerebro/node"
	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/commands/outbound/webhook"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1 // a check found a difference, or a query failed
	exitUsage  = 2
	exitPartly = 3 // rejects were written
)

// terminal is where a command reads and writes.
type terminal struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

// exitError ends the program with a code; the text, if any, is on stderr
// already.
type exitError struct{ code int }

func (e exitError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// usageError is a wrong use of the command line.
type usageError struct {
	err  error
	hint string
}

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

// run is the program.
func run(ctx context.Context, args []string, t terminal) int {
	root := newRoot(t)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitDone
	}
	if e, ok := errors.AsType[exitError](err); ok {
		return e.code
	}
	fmt.Fprintln(t.err, "cerebro:", err)
	if hint := hintOf(err); hint != "" {
		fmt.Fprintln(t.err, "hint:", hint)
	}
	if _, ok := errors.AsType[usageError](err); ok {
		return exitUsage
	}
	return exitFailed
}

// hintOf finds the next step in an error chain.
func hintOf(err error) string {
	if e, ok := errors.AsType[usageError](err); ok {
		return e.hint
	}
	if e, ok := errors.AsType[*node.Error](err); ok {
		return e.Hint
	}
	if e, ok := errors.AsType[*commands.Error](err); ok {
		return e.Hint
	}
	if e, ok := errors.AsType[*eventstore.Error](err); ok {
		return e.Hint
	}
	if e, ok := errors.AsType[*vault.Error](err); ok {
		return e.Hint
	}
	if e, ok := errors.AsType[*apiError](err); ok {
		return e.Hint
	}
	return ""
}

// global are the options of every command.
type global struct {
	terminal
	data    string
	server  string
	key     string
	account string
	json    bool
	master  string
	ledger  string
	hooks   webhook.Policy
}

func newRoot(t terminal) *cobra.Command {
	g := &global{terminal: t}
	root := &cobra.Command{
		Use:           "cerebro",
		Short:         "Event-sourced customer-data platform: every merge can be explained and undone.",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetIn(t.in)
	root.SetOut(t.out)
	root.SetErr(t.err)
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return usageError{err, "see cerebro help " + c.Name()}
	})
	f := root.PersistentFlags()
	f.StringVar(&g.data, "data", env("CEREBRO_DATA", "./data"), "data folder to open")
	f.StringVar(&g.server, "server", os.Getenv("CEREBRO_SERVER"), "talk to a running server instead, by its URL")
	f.StringVar(&g.key, "key", os.Getenv("CEREBRO_KEY"), "API key for --server")
	f.StringVar(&g.account, "account", os.Getenv("CEREBRO_ACCOUNT"), "account to work in (default: the first one)")
	f.BoolVar(&g.json, "json", false, "print one JSON document")
	f.StringVar(&g.master, "master-key", "", "file of the master key (default DIR/master.key)")
	f.StringVar(&g.ledger, "ledger", "", "ledger of erasures (default DIR.erasures)")
	root.AddCommand(
		newServe(g), newDemo(g), newVersion(g), newAccount(g), newKey(g), newSegment(g), newImport(g), newProfile(g), newExplain(g), newReviews(g), newMatch(g), newBench(g), newFsck(g),
	)
	for _, c := range root.Commands() {
		usageOf(c)
	}
	return root
}

// usageOf makes wrong arguments a usageError everywhere below a command.
func usageOf(c *cobra.Command) {
	if args := c.Args; args != nil {
		c.Args = func(c *cobra.Command, given []string) error {
			if err := args(c, given); err != nil {
				return usageError{err, "see cerebro help " + c.Name()}
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		usageOf(sub)
	}
}

func env(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}
