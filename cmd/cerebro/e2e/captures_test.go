package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// capture is a request that a real client sent.
type capture struct {
	name string
	head []byte // request line and headers
	raw  []byte // body as it went over the wire
	body []byte // body in clear
}

// serial is what tells the captures of one run apart.
var serial = regexp.MustCompile(`-[0-9]+$`)

// captures reads the captured requests, by the run that they are of.
func captures(t *testing.T) map[string][]capture {
	t.Helper()
	heads, err := filepath.Glob(filepath.Join(root(t), "..", "shared", "samples", "sdk", "*.head.http"))
	if err != nil {
		t.Fatal(err)
	}
	if len(heads) == 0 {
		t.Skip("../shared/samples/sdk is not there")
	}
	out := map[string][]capture{}
	for _, path := range heads {
		base := strings.TrimSuffix(path, ".head.http")
		c := capture{name: filepath.Base(base), head: mustRead(t, path), body: mustRead(t, base+".body.json")}
		c.raw = c.body
		if packed, err := os.ReadFile(base + ".body.raw.gz"); err == nil {
			c.raw = packed
		}
		run := serial.ReplaceAllString(c.name, "")
		out[run] = append(out[run], c)
	}
	return out
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var authorization = regexp.MustCompile(`(?im)^authorization: .*\r$`)

// replay sends a capture byte for byte, but for its key, and gives the status.
func (c capture) replay(t *testing.T, base, key string) int {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	basic := "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(key+":")) + "\r"
	head := authorization.ReplaceAllLiteral(c.head, []byte(basic))
	head = append(bytes.TrimRight(head, "\r\n"), "\r\n\r\n"...)
	if _, err := conn.Write(append(head, c.raw...)); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	if bytes.Contains(answer, []byte("rejected")) {
		t.Errorf("%s: %s", c.name, answer)
	}
	return resp.StatusCode
}

// said is one message of a capture.
type said struct {
	Type      string
	Event     string
	MessageID string
	Traits    struct{ Email string }
}

// messages are what a capture says, whether it is a batch or one message whose
// kind its path gives.
func (c capture) messages(t *testing.T) []said {
	t.Helper()
	var batch struct{ Batch []said }
	var one said
	if err := json.Unmarshal(c.body, &batch); err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	if err := json.Unmarshal(c.body, &one); err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	if batch.Batch == nil {
		return []said{one}
	}
	return batch.Batch
}

// activityOf is the activity that a message makes, "" when it makes none.
func (m said) activityOf() string {
	switch m.Type {
	case "track":
		return strings.ToLower(m.Event)
	case "page":
		return "page_view"
	case "screen":
		return "screen_view"
	case "group":
		return "group"
	}
	return ""
}

// TestCaptures replays what real clients once sent, twice: every message that
// has an id of its own is there once.
func TestCaptures(t *testing.T) {
	runs := captures(t)
	s := serve(t, filepath.Join(t.TempDir(), "data"))
	for name, run := range runs {
		t.Run(name, func(t *testing.T) {
			first := s.admin()
			first.t = t
			account, write := first.account(name)
			want, got := map[string]int64{}, map[string]int64{}
			seen := map[string]bool{}
			var emails []string
			for _, c := range run {
				for _, m := range c.messages(t) {
					if a := m.activityOf(); a != "" && !seen[m.MessageID] {
						want[a]++
					}
					if m.Traits.Email != "" {
						emails = append(emails, m.Traits.Email)
					}
					seen[m.MessageID] = true
				}
			}
			for range 2 {
				for _, c := range run {
					if status := c.replay(t, s.base, write); status != http.StatusOK {
						t.Errorf("%s: status %d", c.name, status)
					}
				}
			}
			for a := range want {
				got[a] = account.times(a)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("activities (-want +got):\n%s", diff)
			}
			for _, email := range emails {
				if n := len(account.profiles("email", email)); n != 1 {
					t.Errorf("%d profiles have an e-mail address that identify stated, want 1", n)
				}
			}
		})
	}
}
