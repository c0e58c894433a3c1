package ledger_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
	"github.com/cerebro-cdp/cerebro/eventstore/vault/ledger"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("got error: %v", err)
	}
}

func sample() []ledger.Entry {
	account := uuid.MustParse("8c0f0f3e-6f61-4a0e-9a7e-0d9c6c1d2e3f")
	id := uuid.MustParse("1b671a64-40d5-491e-99b0-da01ff1f3341")
	return []ledger.Entry{
		{Kind: ledger.Record, Account: account, ID: id, Hash: vault.Hash{1, 2, 3}},
		{Kind: ledger.Record, Account: account, ID: uuid.Max},
		{Kind: ledger.Datum, Account: account, ID: id},
		{Kind: ledger.Account, Account: account},
	}
}

// read opens a ledger, collects its entries and closes it.
func read(path string) ([]ledger.Entry, error) {
	var got []ledger.Entry
	l, err := ledger.Open(path, func(e ledger.Entry) error { got = append(got, e); return nil })
	if err != nil {
		return got, err
	}
	return got, l.Close()
}

// fill makes a ledger with the sample in it.
func fill(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "outside", "erasures")
	l, err := ledger.Open(path, nil)
	must(t, err)
	must(t, l.Append())
	must(t, l.Append(sample()[:1]...))
	must(t, l.Append(sample()[1:]...))
	must(t, l.Close())
	return path
}

func TestAppendAndRead(t *testing.T) {
	path := fill(t)
	got, err := read(path)
	must(t, err)
	if diff := cmp.Diff(sample(), got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	l, err := ledger.Open(path, func(ledger.Entry) error { return nil })
	must(t, err)
	must(t, l.Append(sample()[0]))
	must(t, l.Close())
	got, err = read(path)
	must(t, err)
	if diff := cmp.Diff(append(sample(), sample()[0]), got); diff != "" {
		t.Errorf("after one more (-want +got):\n%s", diff)
	}
	stop := errors.New("stop")
	if _, err := ledger.Open(path, func(ledger.Entry) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v, want the reader's error", err)
	}
}

// TestRepair: how a ledger was damaged, and what must survive.
func TestRepair(t *testing.T) {
	whole := sample()
	cases := []struct {
		name   string
		damage func(string) string
		want   []ledger.Entry
		err    error
	}{
		{"nothing", func(s string) string { return s }, whole, nil},
		{"empty", func(string) string { return "" }, nil, nil},
		{"cut in the header", func(s string) string { return s[:7] }, nil, nil},
		{"cut at a line's end", func(s string) string { return s[:len(s)-1] }, whole[:3], nil},
		{"cut in a line", func(s string) string { return s[:len(s)-30] }, whole[:3], nil},
		{"zeros behind it", func(s string) string { return s + strings.Repeat("\x00", 100) }, whole, nil},
		{"a line half written", func(s string) string { return s + "record " + strings.Repeat("\x00", 40) + "\n" }, whole, nil},
		{"the last line changed", func(s string) string { return s[:len(s)-50] + "0" + s[len(s)-49:] }, whole[:3], nil},
		{"a line before the last changed", func(s string) string { return strings.Replace(s, "datum", "dotum", 1) }, whole[:2], vault.ErrLedger},
		{"another file", func(string) string { return "name,email\nAna,ana@example.org\n" }, nil, vault.ErrLedger},
		{"a newer version", func(s string) string { return strings.Replace(s, "erasures 1", "erasures 2", 1) }, nil, vault.ErrLedger},
		{"one endless line", func(s string) string { return s + strings.Repeat("x", 1<<20) }, whole, vault.ErrLedger},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			path := fill(t)
			text, err := os.ReadFile(path)
			must(t, err)
			must(t, os.WriteFile(path, []byte(c.damage(string(text))), 0o600))
			got, err := read(path)
			if !errors.Is(err, c.err) {
				t.Fatalf("got %v, want %v", err, c.err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("entries (-want +got):\n%s", diff)
			}
			if c.err != nil {
				return
			}
			l, err := ledger.Open(path, func(ledger.Entry) error { return nil })
			must(t, err)
			must(t, l.Append(whole[0]))
			must(t, l.Close())
			got, err = read(path)
			must(t, err)
			if diff := cmp.Diff(append(append([]ledger.Entry(nil), c.want...), whole[0]), got); diff != "" {
				t.Errorf("after an append (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAppendAfterFailure: once an erasure could not be written, none is said to
// be, until the ledger is opened again.
func TestAppendAfterFailure(t *testing.T) {
	l, err := ledger.Open(filepath.Join(t.TempDir(), "erasures"), nil)
	must(t, err)
	must(t, l.Close())
	for range 2 {
		if err := l.Append(sample()...); !errors.Is(err, vault.ErrLedger) {
			t.Errorf("got %v, want ErrLedger", err)
		}
	}
}

func FuzzParseEntry(f *testing.F) {
	f.Add("record 8c0f0f3e-6f61-4a0e-9a7e-0d9c6c1d2e3f 1b671a64-40d5-491e-99b0-da01ff1f3341 - 00000000")
	f.Add("")
	f.Add("    ")
	f.Fuzz(func(t *testing.T, line string) {
		// Nobody guesses a sum: give the line its own, so that the rest is tried.
		for _, text := range []string{line, ledger.WithSum(line)} {
			e, err := ledger.ParseEntry(text)
			if err != nil {
				continue
			}
			if again, err := ledger.ParseEntry(strings.TrimSuffix(e.Line(), "\n")); err != nil || again != e {
				t.Errorf("%+v comes back as %+v, %v", e, again, err)
			}
		}
	})
}
