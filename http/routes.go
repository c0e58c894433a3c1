package http

import (
	"net/http"

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

// routes is every route there is.
func (s *Server) routes() []route {
	return []route{
		{method: "POST", path: "/v1/" + trackingPattern(), handler: s.track},
		{method: "GET", path: "/v1/projects/{key}/settings", handler: s.settings},

		{method: "POST", path: "/api/commands/{name}", handler: s.command},

		{method: "POST", path: "/api/segments/query", handler: s.segmentQuery},
		{method: "GET", path: "/api/segments/members", handler: s.segmentMembers, endless: true},
		{method: "POST", path: "/api/segments/members", handler: s.segmentMembers, endless: true},
		{method: "GET", path: "/api/segments", handler: s.listSegments},
		{method: "GET", path: "/api/categories", handler: s.listCategories},
		{method: "GET", path: "/api/activity-types", handler: s.listActivityTypes},
		{method: "GET", path: "/api/sources", handler: s.listSources},
		{method: "GET", path: "/api/keys", handler: s.listKeys},
		{method: "GET", path: "/api/grants", handler: s.listGrants},
		{method: "GET", path: "/api/webhooks", handler: s.listWebhooks},
		{method: "GET", path: "/api/projections", handler: s.listProjections},
	}
}

// router builds the mux from the list.
func (s *Server) router() http.Handler {
	m := mux.NewRouter()
	m.Use(s.metrics.measure)
	for _, r := range s.routes() {
		m.Handle(r.path, s.handle(r.handler, !r.endless)).Methods(r.method)
	}
	m.Handle("/metrics", promhttp.HandlerFor(s.Metrics, promhttp.HandlerOpts{})).Methods("GET")
	m.HandleFunc("/healthz", s.healthz).Methods("GET")
	m.HandleFunc("/readyz", s.readyz).Methods("GET")
	m.NotFoundHandler = s.handle(func(_ http.ResponseWriter, r *http.Request) error {
		return commands.Refuse(commands.NotFound, "GET /openapi.json lists the routes", "there is nothing at %.100q", r.URL.Path)
	}, false)
	m.MethodNotAllowedHandler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		Problem{Status: http.StatusMethodNotAllowed, Detail: r.Method + " is not for this path", Hint: "GET /openapi.json lists the routes"}.complete().write(w)
	})
	return m
}
