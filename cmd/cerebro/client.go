package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/cmd/cerebro/node"
	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/domain/event"
	web "github.com/cerebro-cdp/cerebro/http"
)

// apiError is a refusal by the API.
type apiError struct{ web.Problem }

func (e *apiError) Error() string {
	if e.Detail == "" {
		return e.Title
	}
	return e.Detail
}

// client talks to a server, or to the API of a data folder that it has opened
// itself; commands need not know which.
type client struct {
	*global
	node   *node.Node // nil when talking to a server
	folder *inFolder  // beside node
	send   func(*http.Request) (*http.Response, error)
	base   string
}

// connect reaches the server, or opens the data folder. Close the client.
func (g *global) connect(ctx context.Context) (*client, error) {
	if g.server != "" {
		if !strings.Contains(g.server, "://") {
			g.server = "http://" + g.server
		}
		c := &http.Client{Timeout: 0}
		return &client{global: g, send: c.Do, base: strings.TrimRight(g.server, "/")}, nil
	}
	n, err := g.open(ctx)
	if err != nil {
		return nil, err
	}
	caller, err := g.callerIn(ctx, n)
	if err != nil {
		return nil, errors.Join(err, n.Close(ctx))
	}
	c := &client{global: g, node: n, base: "http://folder", folder: &inFolder{handler: n.HTTP}}
	c.send = func(r *http.Request) (*http.Response, error) {
		return c.folder.send(r.WithContext(web.WithCaller(r.Context(), caller)))
	}
	return c, c.ready(ctx)
}

// open opens the data folder.
func (g *global) open(ctx context.Context) (*node.Node, error) {
	return node.Open(ctx, node.Config{Dir: g.data, MasterKey: g.master, Ledger: g.ledger, Logger: slog.New(slog.NewTextHandler(g.err, &slog.HandlerOptions{Level: slog.LevelWarn}))})
}

// callerIn is whoever holds the folder: admin of the chosen account.
func (g *global) callerIn(ctx context.Context, n *node.Node) (commands.Caller, error) {
	if len(n.Directory.Accounts()) == 0 {
		if err := n.Found(ctx); err != nil {
			return commands.Caller{}, err
		}
	}
	accounts := n.Directory.Accounts()
	for i, a := range accounts {
		if g.account == "" || g.account == a.ID.String() || g.account == a.Name {
			return commands.Caller{Account: a.ID, Role: event.RoleAdmin, Installation: i == 0}, nil
		}
	}
	return commands.Caller{}, usageError{fmt.Errorf("there is no account %q in %s", g.account, g.data), "leave --account out for the first account"}
}

// ready waits until the read models have caught up with the log.
func (c *client) ready(ctx context.Context) error {
	head, err := c.node.Log.Head(ctx)
	if err != nil {
		return err
	}
	return c.node.Models.WaitFor(ctx, nil, head, time.Hour)
}

func (c *client) close(ctx context.Context) error {
	if c.node == nil {
		return nil
	}
	c.folder.wait()
	return c.node.Close(context.WithoutCancel(ctx))
}

// call sends a JSON body (nil: none) and decodes the answer into out (nil:
// dropped).
func (c *client) call(ctx context.Context, method, path string, body, out any) error {
	var in io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return err
		}
		in = bytes.NewReader(b)
	}
	resp, err := c.stream(ctx, method, path, "application/json", in)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if out == nil {
		_, err = io.Copy(io.Discard, resp.Body)
		return err
	}
	return json.NewDecoder(resp.Body).Decode(out)
}

// stream sends a body of any kind and gives the answer, which the caller closes,
// unless it is an error.
func (c *client) stream(ctx context.Context, method, path, contentType string, body io.Reader) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Idempotency-Key", uuid.NewString())
	if c.key != "" {
		r.Header.Set("Authorization", "Bearer "+c.key)
	}
	resp, err := c.send(r)
	if err != nil {
		return nil, fmt.Errorf("the server does not answer: %w", err)
	}
	if resp.StatusCode < 400 {
		return resp, nil
	}
	defer resp.Body.Close()
	e := &apiError{}
	if json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&e.Problem) != nil {
		e.Title, e.Status = resp.Status, resp.StatusCode
	}
	return nil, e
}

// with connects, does, and closes.
func (g *global) with(ctx context.Context, do func(*client) error) error {
	c, err := g.connect(ctx)
	if err != nil {
		return err
	}
	return errors.Join(do(c), c.close(ctx))
}

// print writes a JSON answer, indented.
func (g *global) print(v any) error {
	e := json.NewEncoder(g.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
