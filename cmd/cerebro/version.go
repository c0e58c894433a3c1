package main

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is set by the linker on a release (see the Makefile).
var version = "dev"

func newVersion(g *global) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			goVersion := ""
			if info, ok := debug.ReadBuildInfo(); ok {
				goVersion = info.GoVersion
			}
			if g.json {
				return g.print(map[string]string{"version": version, "go": goVersion})
			}
			_, err := fmt.Fprintln(g.out, "cerebro", version, goVersion)
			return err
		},
	}
}
