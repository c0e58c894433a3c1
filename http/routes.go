package http

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/cerebro-cdp/cerebro/commands"
)

// route is one line of the list of routes.
type route struct {
	method, path string
	handler      handler
	endless      bool // no time limit: streams
}

// routes is every route there is, but for the profiler's.
func (s *Server) routes() []route {
	get, post := http.MethodGet, http.MethodPost
	return append([]route{
		{method: post, path: "/v1/" + trackingPattern(), handler: s.track},
		{method: get, path: "/v1/projects/{key}/settings", handler: s.settings},
		{method: post, path: "/hooks/eventbrite/{secret}", handler: s.eventbriteHook},

		{method: get, path: "/api/profiles", handler: s.listProfiles},
		{method: get, path: "/api/profiles/{id}", handler: s.profile},
		{method: get, path: "/api/profiles/{id}/timeline", handler: s.timeline},
		{method: get, path: "/api/profiles/{id}/household", handler: s.household},
		{method: get, path: "/api/explain", handler: s.explain},
		{method: get, path: "/api/reviews", handler: s.listReviews},
		{method: get, path: "/api/match/models", handler: s.listModels},
		{method: get, path: "/api/match/preview", handler: s.previewModel, endless: true},
		{method: get, path: "/api/match/partition", handler: s.partition, endless: true},
		{method: get, path: "/api/quarantine", handler: s.listQuarantine},
		{method: get, path: "/api/quarantine/{id}", handler: s.quarantined},

		{method: post, path: "/api/imports", handler: s.importFile, endless: true},
		{method: get, path: "/api/imports", handler: s.listImports},
		{method: get, path: "/api/imports/{id}", handler: s.showImport},
		{method: get, path: "/api/imports/{id}/rejects", handler: s.importRejects, endless: true},

		{method: post, path: "/api/segments/query", handler: s.segmentQuery},
		{method: get, path: "/api/segments/members", handler: s.segmentMembers, endless: true},
		{method: post, path: "/api/segments/members", handler: s.segmentMembers, endless: true},
		{method: get, path: "/api/segments", handler: s.listSegments},
		{method: get, path: "/api/categories", handler: s.listCategories},
		{method: get, path: "/api/activity-types", handler: s.listActivityTypes},
		{method: get, path: "/api/sources", handler: s.listSources},
		{method: get, path: "/api/keys", handler: s.listKeys},
		{method: get, path: "/api/grants", handler: s.listGrants},
		{method: get, path: "/api/webhooks", handler: s.listWebhooks},
		{method: get, path: "/api/projections", handler: s.listProjections},

		{method: get, path: "/openapi.json", handler: openAPI},
		{method: get, path: "/healthz", handler: s.healthz},
		{method: get, path: "/readyz", handler: s.readyz},
		{method: get, path: "/metrics", handler: s.exposition()},
	}, s.commandRoutes()...)
}

// Routes lists every route as "METHOD /path", in the words of openapi.json.
func (s *Server) Routes() []string {
	var out []string
	for _, r := range s.routes() {
		out = append(out, r.method+" "+plain(r.path))
	}
	return out
}

// pattern is the expression of a variable in a route.
var pattern = regexp.MustCompile(`:[^{}]*}`)

// plain is a route's path without the expressions of its variables.
func plain(path string) string { return pattern.ReplaceAllString(path, "}") }

// router builds the mux from the list.
func (s *Server) router() http.Handler {
	m := mux.NewRouter()
	m.Use(routed)
	for _, r := range s.routes() {
		m.Handle(r.path, s.handle(r.handler, !r.endless)).Methods(r.method)
	}
	m.PathPrefix(profilerPath).Handler(s.handle(s.profiler, false)).Methods(http.MethodGet, http.MethodPost)
	m.NotFoundHandler = s.handle(func(_ http.ResponseWriter, r *http.Request) error {
		if name, ok := strings.CutPrefix(r.URL.Path, commandsPath); ok {
			return s.noCommand(name)
		}
		return commands.Refuse(commands.NotFound, "GET /openapi.json lists the routes", "there is nothing at %.100q", r.URL.Path)
	}, false)
	m.MethodNotAllowedHandler = http.HandlerFunc(s.otherMethod)
	return m
}

// otherMethod answers a method that the path is not for.
func (s *Server) otherMethod(w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, one := range s.routes() {
		match := mux.RouteMatch{}
		if mux.NewRouter().Path(one.path).Match(r, &match) {
			allowed = append(allowed, one.method)
		}
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	Problem{
		Status: http.StatusMethodNotAllowed, Detail: methodLabel(r.Method) + " is not for this path",
		Hint: "use " + strings.Join(allowed, " or ") + "; GET /openapi.json lists the routes",
	}.complete().write(w)
}

// exposition is GET /metrics.
func (s *Server) exposition() handler {
	h := promhttp.HandlerFor(s.Metrics, promhttp.HandlerOpts{})
	return func(w http.ResponseWriter, r *http.Request) error {
		h.ServeHTTP(w, r)
		return nil
	}
}
