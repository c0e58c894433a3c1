package http

import (
	_ "embed"
	"net/http"
)

//go:embed openapi.json
var openAPIDocument []byte

// OpenAPI is the OpenAPI 3 document of every route but the profiler's. The
// slice is the caller's.
func OpenAPI() []byte { return append([]byte(nil), openAPIDocument...) }

// openAPI is GET /openapi.json.
func openAPI(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Access-Control-Allow-Origin", "*") // tools in browsers read it
	_, _ = w.Write(openAPIDocument)                    // the client is gone: nobody to tell
	return nil
}
