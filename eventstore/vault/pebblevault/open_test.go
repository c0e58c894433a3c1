package pebblevault_test

import (
	"testing"

	"github.com/cerebro-cdp/cerebro/eventstore/vault/pebblevault"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("got error: %v", err)
	}
}

// open opens a vault that is closed when the test ends.
func open(t testing.TB, c pebblevault.Config) *pebblevault.Vault {
	t.Helper()
	v, err := pebblevault.Open(c)
	must(t, err)
	t.Cleanup(func() { must(t, v.Close()) })
	return v
}
