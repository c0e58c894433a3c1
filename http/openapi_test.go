package http_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"
)

// TestDocument: the routes are those that openapi.json describes, no more and
// no fewer, and every one of them says how it fails.
func TestDocument(t *testing.T) {
	w := newWorld(t)
	doc, err := openapi3.NewLoader().LoadFromData(w.get("/openapi.json", "").ok().Body)
	must(t, err)
	must(t, doc.Validate(context.Background(), openapi3.EnableSchemaFormatValidation()))
	var described []string
	ids := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			described = append(described, method+" "+path)
			if op.OperationID == "" || ids[op.OperationID] || op.Summary == "" {
				t.Errorf("%s %s: an operation has an id of its own and a summary", method, path)
			}
			ids[op.OperationID] = true
			if op.Responses.Default() == nil && op.Security == nil {
				t.Errorf("%s %s: does not say how it fails", method, path)
			}
		}
	}
	slices.Sort(described)
	served := w.node.HTTP.Routes()
	slices.Sort(served)
	if diff := cmp.Diff(served, described); diff != "" {
		t.Errorf("routes (-served +described):\n%s", diff)
	}
	for _, name := range slices.Sorted(maps.Keys(doc.Components.Schemas)) {
		if s := doc.Components.Schemas[name].Value; s.Type.Is("object") && s.AdditionalProperties.Has == nil && len(s.Properties) > 0 && name != "TrackingMessage" {
			t.Errorf("schema %s does not say whether it may have other members", name)
		}
	}
}

// TestListsWhenEmpty: every list is there from the beginning, in the shape of a
// list, for a reader and for an admin.
func TestListsWhenEmpty(t *testing.T) {
	w := newWorld(t)
	for path, noun := range map[string]string{
		"/api/profiles": "profiles", "/api/reviews": "reviews", "/api/quarantine": "quarantine", "/api/imports": "imports",
		"/api/segments": "segments", "/api/categories": "categories", "/api/activity-types": "activity_types",
		"/api/sources": "sources", "/api/keys": "keys", "/api/grants": "grants", "/api/webhooks": "webhooks",
		"/api/projections": "projections",
	} {
		for _, key := range []string{w.read, w.admin} {
			r := w.get(path, key).ok()
			r.list(noun)
			if r.at("next") != nil {
				t.Errorf("%s: next is %v, want null", path, r.at("next"))
			}
		}
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/v1/projects/" + w.write + "/settings"} {
		w.get(path, "").ok()
	}
}
