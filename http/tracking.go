package http

import (
	"net/http"
	"slices"
	"strings"

	"github.com/gorilla/mux"

	"github.com/cerebro-cdp/cerebro/commands"
	"github.com/cerebro-cdp/cerebro/commands/ingest"
	"github.com/cerebro-cdp/cerebro/commands/ingest/tracking"
)

// trackingKinds are the paths of the tracking doors: the servers' words and the
// browser's letters.
var trackingKinds = map[string]string{
	"identify": "identify", "track": "track", "page": "page", "screen": "screen", "group": "group", "alias": "alias",
	"batch": "batch", "import": "batch", "b": "batch", "m": "batch",
	"i": "identify", "t": "track", "p": "page", "s": "screen", "g": "group", "a": "alias",
}

// track is every tracking door. A message that cannot be taken in goes to
// quarantine and is named in the answer; the call as a whole succeeds, as
// clients would send a refused batch again and again.
func (s *Server) track(w http.ResponseWriter, r *http.Request) error {
	received := s.Now().UTC()
	if err := s.known(r); err != nil {
		return err // before the body is read
	}
	if err := s.brake.check(); err != nil {
		return err
	}
	body, err := s.readBody(w, r, tracking.MaxBatchBytes)
	if err != nil {
		return err
	}
	call, err := tracking.Parse(trackingKinds[mux.Vars(r)["kind"]], body)
	if err != nil {
		return &commands.Error{Code: commands.Invalid, Detail: "the call cannot be read", Hint: "see the tracking specification of your client", Err: err}
	}
	c, err := s.caller(r, call.WriteKey)
	if err != nil {
		return err
	}
	done, err := s.Commands.Track(r.Context(), c, call, received)
	if err != nil {
		return err
	}
	answer(w, trackAnswer{true, refusals(done.Items)})
	return nil
}

// trackAnswer is what clients get: no more than whether it was taken in.
type trackAnswer struct {
	Success  bool          `json:"success"`
	Rejected []ItemProblem `json:"rejected,omitempty"`
}

// refusals are the items that were not taken in.
func refusals(items []ingest.Outcome) []ItemProblem {
	var out []ItemProblem
	for i, it := range items {
		if it.Status == ingest.Rejected {
			p := problemOf(it.Err)
			out = append(out, ItemProblem{Index: i, Detail: it.Err.Error(), Hint: p.Hint})
		}
	}
	return out
}

// settings answers the browser client's first question: which integrations are
// on. Only ours is. It gives away nothing but whether the key is one.
func (s *Server) settings(w http.ResponseWriter, r *http.Request) error {
	key := mux.Vars(r)["key"]
	if _, err := s.Directory.Authenticate(key, s.Now()); err != nil {
		return err
	}
	host := r.Host
	answer(w, map[string]any{
		"integrations": map[string]any{"Segment.io": map[string]any{
			"apiKey": key, "apiHost": host + "/v1", "unbundledIntegrations": []string{}, "addBundledMetadata": true, "maybeBundledConfigIds": map[string]any{},
		}},
		"plan": map[string]any{"track": map[string]any{"__default": map[string]any{"enabled": true}}, "identify": map[string]any{"__default": map[string]any{"enabled": true}}, "group": map[string]any{"__default": map[string]any{"enabled": true}}},
	})
	return nil
}

// trackingPattern matches the kinds in a route.
func trackingPattern() string {
	kinds := make([]string, 0, len(trackingKinds))
	for k := range trackingKinds {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	return "{kind:" + strings.Join(kinds, "|") + "}"
}
