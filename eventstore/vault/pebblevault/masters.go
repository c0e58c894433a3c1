package pebblevault

import (
	"sync"

	"github.com/cerebro-cdp/cerebro/eventstore/vault"
)

// masters is the master key in use and, until closing, those it replaced: a
// reader may hold a row from before a rotation.
type masters struct {
	mu    sync.RWMutex
	inUse vault.Master
	known map[vault.MasterID]vault.Master
}

// use makes m the key that wraps.
func (s *masters) use(m vault.Master) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		s.known = map[vault.MasterID]vault.Master{}
	}
	s.inUse = m
	s.known[m.ID()] = m
}

func (s *masters) current() vault.Master {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.inUse
}

// named finds the key that wrapped a row.
func (s *masters) named(id vault.MasterID) (vault.Master, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	m, ok := s.known[id]
	return m, ok
}
