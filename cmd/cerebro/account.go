package main

import (
	"fmt"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
)

func newAccount(g *global) *cobra.Command {
	account := &cobra.Command{Use: "account", Short: "Create accounts"}
	var zone, region string
	create := &cobra.Command{
		Use: "create NAME", Short: "Create an account with the source web and one key per role", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return g.with(cmd.Context(), func(c *client) error {
				var out struct {
					Account uuid.UUID         `json:"account"`
					Keys    map[string]string `json:"keys"`
				}
				body := map[string]string{"name": args[0], "timezone": zone, "phone_region": region}
				if err := c.call(cmd.Context(), "POST", "/api/commands/create-account", body, &out); err != nil {
					return err
				}
				if g.json {
					return g.print(out)
				}
				_, err := fmt.Fprintf(g.out, "account %s\nwrite   %s\nread    %s\nadmin   %s\nThe keys are shown this once.\n", out.Account, out.Keys["write"], out.Keys["read"], out.Keys["admin"])
				return err
			})
		},
	}
	create.Flags().StringVar(&zone, "timezone", "", "IANA time zone (default UTC); never changes")
	create.Flags().StringVar(&region, "phone-region", "", "default phone region (default US)")
	account.AddCommand(create)
	return account
}

func newKey(g *global) *cobra.Command {
	key := &cobra.Command{Use: "key", Short: "Create and revoke API keys"}
	var role, source, name, expires string
	create := &cobra.Command{
		Use: "create", Short: "Create a key; it is shown once", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return g.with(cmd.Context(), func(c *client) error {
				body := map[string]string{"role": role, "source": source, "name": name}
				if expires != "" {
					body["expires"] = expires
				}
				var out map[string]any
				if err := c.call(cmd.Context(), "POST", "/api/commands/create-key", body, &out); err != nil {
					return err
				}
				if g.json {
					return g.print(out)
				}
				_, err := fmt.Fprintln(g.out, out["key"])
				return err
			})
		},
	}
	f := create.Flags()
	f.StringVar(&role, "role", "", "write, read or admin")
	f.StringVar(&source, "source", "", "bind a write key to this source")
	f.StringVar(&name, "name", "", "what the key is for")
	f.StringVar(&expires, "expires", "", "when it ends, RFC 3339")
	_ = create.MarkFlagRequired("role")
	revoke := &cobra.Command{
		Use: "revoke KEY", Short: "End a key, by its id or its text", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return g.with(cmd.Context(), func(c *client) error {
				return c.call(cmd.Context(), "POST", "/api/commands/revoke-key", map[string]string{"key": args[0]}, nil)
			})
		},
	}
	key.AddCommand(create, revoke)
	return key
}
