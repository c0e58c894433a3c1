package tracking_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cerebro-cdp/cerebro/commands/ingest/tracking"
)

// objects are what a reader could trip over.
var objects = []string{
	`{}`, ` { } `, `{"a":1,"b":-2.50e+3,"c":"x","d":true,"e":false,"f":null}`,
	`{"a":{"b":{"c":[1,"2",[],{},[{"d":null}]]}}, "e" : [ ] }`,
	`{"esc":"a\"b\\","\u00e9":"\u00e9\ud83d\ude00","":"","tab\t":"\/"}`,
	`{"a":1,"a":{"b":2},"a":"last"}`, "{\n\t\"a\" :\r [ 1 , 2 ]\n}", `{"lone":"\ud800"}`, "{\"bad\":\"\xff\"}", "{\"\xff\":1}",
	`{"comma":",","colon":":","brace":"}","bracket":"]","quote":"\""}`, `{"big":123456789012345678901234567890,"e":1E400}`,
}

// FuzzReadObject: what is read is what encoding/json reads.
func FuzzReadObject(f *testing.F) {
	for _, o := range objects {
		f.Add([]byte(o))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		b = bytes.TrimSpace(b)
		if len(b) == 0 || b[0] != '{' || !json.Valid(b) {
			t.Skip()
		}
		d := json.NewDecoder(bytes.NewReader(b))
		d.UseNumber()
		var want map[string]any
		if err := d.Decode(&want); err != nil {
			t.Skip()
		}
		if diff := cmp.Diff(want, tracking.ReadObject(b)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", b, diff)
		}
	})
}
