// Households writes labelled test people as CSV, for `cerebro match eval FILE
// --truth person`.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"

	"github.com/cerebro-cdp/cerebro/domain/match/matchtest"
)

func main() {
	seed := flag.Uint64("seed", 11, "another seed makes other people")
	records := flag.Int("records", 20_000, "how many records")
	flag.Parse()
	out := bufio.NewWriter(os.Stdout)
	err := matchtest.WriteCSV(out, matchtest.Households(*seed, max(*records, 0)))
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "households:", err)
		os.Exit(1)
	}
}
