package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/commands/ingest/eventbrite"
	"github.com/cerebro-cdp/cerebro/commands/outbound/webhook"
	"github.com/cerebro-cdp/cerebro/commands/rejectfile"
	"github.com/cerebro-cdp/cerebro/eventstore"
	"github.com/cerebro-cdp/cerebro/eventstore/journal"
	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/pebblevault"
	"github.com/cerebro-cdp/cerebro/http"
	"github.com/cerebro-cdp/cerebro/projections"
	"github.com/cerebro-cdp/cerebro/projections/identity"
)

// Config of a node. Dir is all that is needed.
type Config struct {
	Dir       string
	MasterKey string // file; "" is DIR/master.key
	Ledger    string // file; "" is DIR.erasures
	Logger    *slog.Logger
	Now       func() time.Time
	Webhooks  webhook.Policy // what webhooks may call
}

func (c Config) withDefaults() Config {
	if c.Ledger == "" {
		c.Ledger = c.Dir + ".erasures"
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

// Node is one running process on a data folder.
type Node struct {
	Config
	Log        *pebblelog.Log
	Vault      vault.Vault
	Journal    *journal.Journal
	Directory  *commands.Directory
	Commands   *commands.Service
	Quarantine *commands.Quarantine
	Models     *projections.Group
	HTTP       *http.Server
	Metrics    *prometheus.Registry

	// Fresh is true when the folder was made by this Open.
	Fresh bool

	folder  folder
	start   eventstore.Position // head of the log when it was opened
	rejects *rejectfile.Store
	models  models
	closers []func() error // last opened, first closed

	directory chan error // gives one outcome once the directory has folded what was there
}

// Open opens a data folder and starts everything in it. Close it.
func Open(ctx context.Context, c Config) (n *Node, err error) {
	n = &Node{Config: c.withDefaults(), Metrics: prometheus.NewRegistry()}
	defer func() {
		if err != nil {
			err = errors.Join(err, n.Close(context.WithoutCancel(ctx)))
			n = nil
		}
	}()
	if n.folder, err = openFolder(c.Dir); err != nil {
		return n, err
	}
	n.Fresh = n.folder.new
	for _, step := range []func(context.Context) error{n.openLog, n.follow, n.openCommands, n.openModels, n.startExpiry, n.openOutbound, n.followQuarantine, n.waitForDirectory, n.startMatcher, n.openHTTP} {
		if err = step(ctx); err != nil {
			return n, err
		}
	}
	return n, nil
}

// openLog opens the log, the vault and the journal over both.
func (n *Node) openLog(ctx context.Context) error {
	path := n.MasterKey
	if path == "" {
		path = n.folder.path("master.key")
	}
	// Nothing is made in a folder that another process holds or that lacks its
	// key: the log is opened first, the key is made only beside no vault.
	fresh := !n.folder.has("vault") && (!n.folder.has("log") || n.folder.has(founding))
	masters, err := vault.LoadMaster(vault.MasterLocation{Env: os.Getenv(vault.MasterEnv), Path: path, Fresh: fresh})
	if err != nil {
		return err
	}
	log, err := pebblelog.Open(pebblelog.Config{Dir: n.folder.path("log"), Logger: n.Logger, Now: n.Now})
	if errors.Is(err, eventstore.ErrLocked) {
		return inUse(n.Dir, err)
	}
	if err != nil {
		return err
	}
	n.Log = log
	n.closers = append(n.closers, log.Close)
	head, err := log.Head(ctx)
	if err != nil {
		return err
	}
	keys, err := pebblevault.Open(pebblevault.Config{Dir: n.folder.path("vault"), Masters: masters, Ledger: n.Ledger, Existing: !head.IsZero()})
	if err != nil {
		return err
	}
	n.Vault, n.start = keys, head
	n.closers = append(n.closers, keys.Close)
	if n.rejects, err = rejectfile.New(rejectfile.Config{Dir: n.folder.path("imports"), Keys: keys, Now: n.Now}); err != nil {
		return err
	}
	n.Journal, err = journal.New(journal.Config{Log: log, Vault: keys})
	return err
}

func inUse(dir string, err error) error {
	hint := "stop the other process, or choose another folder with --data"
	if at := ListenAddress(dir); at != "" {
		hint = "a server holds it: use --server http://" + at + " --key KEY"
	}
	return &Error{dir, fmt.Errorf("%w: %w", ErrInUse, err), hint}
}

// follow starts the directory. It reads the whole log, the read models their own
// files: side by side.
func (n *Node) follow(ctx context.Context) error {
	n.Directory = commands.NewDirectory()
	n.directory = make(chan error, 2) // it may stop after it was ready
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		err := n.Directory.Follow(running, n.Journal, func() { n.directory <- nil })
		if running.Err() == nil {
			n.Logger.Error("the directory stopped", "err", err)
			n.directory <- err
		}
	}()
	n.closers = append(n.closers, func() error {
		stop()
		<-done
		return nil
	})
	return nil
}

// waitForDirectory waits until the directory has folded what is there.
func (n *Node) waitForDirectory(ctx context.Context) error {
	select {
	case err := <-n.directory:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (n *Node) openCommands(context.Context) (err error) {
	n.Commands, err = commands.NewService(commands.Config{
		Journal: n.Journal, Log: n.Log, Vault: n.Vault, Directory: n.Directory,
		Logger: n.Logger, Now: n.Now, WebhookPolicy: n.Webhooks, Eventbrite: eventbrite.NewClient(nil),
	})
	return err
}

func (n *Node) openHTTP(context.Context) (err error) {
	n.HTTP, err = http.NewServer(n.httpConfig())
	return err
}

// Settle waits until the matcher has seen a position; without a matcher there
// is nothing to wait for.
func (n *Node) settle(ctx context.Context, account uuid.UUID, p eventstore.Position) (eventstore.Position, error) {
	if n.models.identity == nil {
		return p, nil
	}
	// The newest events may be none of the matcher's: it has seen them once its
	// runner has passed them, and what it was given by then is to be settled.
	if err := n.Models.WaitFor(ctx, []string{identity.Name}, p, time.Hour); err != nil {
		return p, err
	}
	at := p
	if seen := n.models.identity.Position(); seen.Before(at) {
		at = seen
	}
	settled, err := n.models.identity.Settle(ctx, account, at)
	if settled.Before(p) {
		settled = p
	}
	return settled, err
}

// Close stops everything, the last started first. What was acknowledged is
// safe whether or not Close is reached.
func (n *Node) Close(ctx context.Context) error {
	var all []error
	for i := len(n.closers) - 1; i >= 0; i-- {
		all = append(all, n.closers[i]())
	}
	n.closers = nil
	return errors.Join(all...)
}
