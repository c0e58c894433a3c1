package http

import (
	"encoding/json"
	"net/http"

	"github.com/cerebro-cdp/cerebro/projections"
)

// healthz says that the process answers.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) error {
	answer(w, map[string]string{"status": "ok"})
	return nil
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

func (s *Server) modelStates() []modelState {
	models := []modelState{}
	for _, st := range s.Models.Status() {
		models = append(models, stateOf(st))
	}
	return models
}

// serving tells whether a read model follows the log and has something to show.
func serving(st projections.Status) bool {
	following := st.Phase == projections.Following || st.Phase == projections.CatchingUp
	return following && (st.Ordinal > 0 || st.CaughtUp)
}

// readyz says whether queries are answered from read models that follow the log
// and show at least what was in it when the process started, and which one does
// not.
func (s *Server) readyz(w http.ResponseWriter, _ *http.Request) error {
	status := http.StatusOK
	for _, st := range s.Models.Status() {
		if !serving(st) || st.Visible.Before(s.Start) {
			w.Header().Set("Retry-After", "1")
			status = http.StatusServiceUnavailable
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"ready": status == http.StatusOK, "models": s.modelStates()}) // the client is gone: nobody to tell
	return nil
}

// listProjections is GET /api/projections.
func (s *Server) listProjections(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.reader(r); err != nil {
		return err
	}
	answer(w, map[string]any{"projections": s.modelStates(), "next": nil})
	return nil
}
