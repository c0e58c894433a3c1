package main

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/cerebro-cdp/cerebro/eventstore/pebblelog"
)

func newFsck(g *global) *cobra.Command {
	return &cobra.Command{
		Use: "fsck", Short: "Check every event, checksum and index of the log", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			report, err := pebblelog.Fsck(cmd.Context(), pebblelog.Config{Dir: filepath.Join(g.data, "log")})
			if err != nil {
				return err
			}
			if g.json {
				err = g.print(report)
			} else {
				fmt.Fprintf(g.out, "%d events in %d streams checked, %d problems\n", report.Events, report.Streams, len(report.Problems))
				for _, p := range report.Problems {
					fmt.Fprintln(g.out, p)
				}
			}
			if err == nil && len(report.Problems) > 0 {
				err = exitError{exitFailed}
			}
			return err
		},
	}
}
