package http

import (
	"net/http"
	"net/http/pprof"
	"strings"
	"time"

	"github.com/cerebro-cdp/cerebro/commands"
)

const profilerPath = "/debug/pprof/"

// profiler is Go's profiler, for an admin of the installation.
func (s *Server) profiler(w http.ResponseWriter, r *http.Request) error {
	c, err := s.caller(r, "")
	if err != nil {
		return err
	}
	if !c.Installation {
		return commands.Refuse(commands.Forbidden, "use the admin key of the account made first", "this key may not look into the process")
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // a profile takes as long as it was asked to
	switch strings.TrimPrefix(r.URL.Path, profilerPath) {
	case "cmdline":
		pprof.Cmdline(w, r)
	case "profile":
		pprof.Profile(w, r)
	case "symbol":
		pprof.Symbol(w, r)
	case "trace":
		pprof.Trace(w, r)
	default:
		pprof.Index(w, r)
	}
	return nil
}
