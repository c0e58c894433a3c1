package http

import "net/http"

// Decode and Nesting are for the tests of this package only.
var (
	Decode  = decode
	Nesting = nesting
)

// ReadBody reads a body as the handlers do.
func ReadBody(s *Server, w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	return s.readBody(w, r, limit)
}
