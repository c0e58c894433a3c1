package http

import (
	"net/http"

	"github.com/cerebro-cdp/cerebro/projections"
)

// healthz says that the process answers.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string]string{"status": "ok"})
}

// modelState is how one read model stands.
type modelState struct {
	Name      string  `json:"name"`
	Phase     string  `json:"phase"`
	Events    int64   `json:"events"`
	LagEvents int64   `json:"lag_events"`
	LagExact  bool    `json:"lag_exact"`
	LagSecs   float64 `json:"lag_seconds"`
	Rate      float64 `json:"events_per_second"`
	Parked    int64   `json:"parked"`
	CaughtUp  bool    `json:"caught_up"`
	Error     string  `json:"error,omitempty"`
}

func stateOf(st projections.Status) modelState {
	m := modelState{
		Name: st.Name, Phase: string(st.Phase), Events: st.Ordinal, LagEvents: st.LagEvents, LagExact: st.LagExact,
		LagSecs: st.Lag.Seconds(), Rate: st.Rate, Parked: st.Parked, CaughtUp: st.CaughtUp,
	}
	if st.Err != nil {
		m.Error = st.Err.Error()
	}
	return m
}

// readyz says whether queries are answered from read models that follow the
// log, and which one is not.
func (s *Server) readyz(w http.ResponseWriter, _ *http.Request) {
	ready, models := true, []modelState{}
	for _, st := range s.Models.Status() {
		models = append(models, stateOf(st))
		if st.Phase != projections.Following && st.Phase != projections.CatchingUp || st.Ordinal == 0 && !st.CaughtUp {
			ready = false
		}
	}
	status := http.StatusOK
	if !ready {
		w.Header().Set("Retry-After", "1")
		status = http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	answer(w, map[string]any{"ready": ready, "models": models})
}

// listProjections is GET /api/projections.
func (s *Server) listProjections(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.reader(r); err != nil {
		return err
	}
	models := []modelState{}
	for _, st := range s.Models.Status() {
		models = append(models, stateOf(st))
	}
	answer(w, map[string]any{"projections": models, "next": nil})
	return nil
}
