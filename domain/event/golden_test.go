package event_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/cerebro-cdp/cerebro/domain/event"
)

var update = flag.Bool("update", false, "write the golden files that are missing")

// TestGolden: what any version ever wrote is read as it was meant, and the
// newest version writes what it always wrote. For each type and version there is
// TYPE.vN.cbor, the payload as it stands in a log, and TYPE.vN.json, what it
// reads as today.
//
// -update writes what is missing and changes nothing. When a shape must change,
// raise the version; while a version was never released, delete its files.
func TestGolden(t *testing.T) {
	for _, typ := range event.Types() {
		for v := 1; v <= event.Version(typ); v++ {
			t.Run(fmt.Sprintf("%s.v%d", typ, v), func(t *testing.T) { golden(t, typ, v) })
		}
	}
}

func golden(t *testing.T, typ event.Type, version int) {
	base := filepath.Join("testdata", fmt.Sprintf("%s.v%d", typ, version))
	newest := version == event.Version(typ)
	var wrote []byte
	if newest {
		var err error
		if wrote, err = event.EncodePayload(sample(t, typ)); err != nil {
			t.Fatal(err)
		}
	}
	stored := file(t, base+".cbor", wrote)
	if newest && !bytes.Equal(stored, wrote) {
		t.Errorf("%s is written differently from what version %d is in the golden file: give the new shape a new version", typ, version)
	}
	p, err := event.DecodePayload(typ, version, stored)
	if err != nil {
		t.Fatalf("decode: %v", err)
	}
	reads, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	reads = append(reads, '\n')
	if want := file(t, base+".json", reads); !bytes.Equal(want, reads) {
		t.Errorf("reads as\n%s\nwant\n%s", reads, want)
	}
}

// file reads a golden file; with -update it makes a missing one of content.
func file(t *testing.T, path string, content []byte) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && *update && content != nil {
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		return content
	}
	if err != nil {
		t.Fatalf("%v (go test -update writes the newest version's)", err)
	}
	return b
}

// TestGoldenEnvelope does the same for the envelope.
func TestGoldenEnvelope(t *testing.T) {
	var want event.Envelope
	f := filler{t: t}
	f.fillEnvelope(&want)
	b, err := event.EncodeEnvelope(want)
	if err != nil {
		t.Fatal(err)
	}
	stored := file(t, filepath.Join("testdata", "Envelope.v1.cbor"), b)
	if !bytes.Equal(stored, b) {
		t.Error("the envelope is written differently")
	}
	got, err := event.DecodeEnvelope(stored)
	if err != nil {
		t.Fatal(err)
	}
	if got.ID, got.Type = want.ID, want.Type; got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
