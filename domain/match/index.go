package match

// Index finds the nodes that share a blocking key. It is made for tens of
// millions of keys: a key takes eight bytes in one of many small open-addressed
// tables, a key of one node holds it inline, and only keys of several nodes
// have a posting list, in a pool of their shard. Nothing in it is a pointer.
//
// A key that more nodes hold than the cap is generic: it makes no candidates,
// but keeps its members, so that it can come back when they go. Which pairs
// are candidates therefore depends on the present nodes only.
type Index struct {
	cap, broadCap int
	shards        []shard
}

const shardBits = 12

// NewIndex makes an index whose keys stop making candidates above cap nodes, and
// the broad ones among them above two fifths of that.
func NewIndex(cap int) *Index {
	return &Index{cap: cap, broadCap: max(cap*2/5, 2), shards: make([]shard, 1<<shardBits)}
}

// broadKey marks the hash of a key that strangers share so often, and that is so
// seldom the only one two records of a person share, that fewer of them are met.
// The bit belongs to the print.
const broadKey = 1 << (32 - shardBits)

// Cap answers how many nodes may hold key and still be candidates.
func (x *Index) Cap(key uint64) int {
	if key&broadKey != 0 {
		return x.broadCap
	}
	return x.cap
}

// split parts a hash into shard and print. Two keys of one shard and print are
// one key to the index; at tens of millions of keys that happens a few times.
func split(h uint64) (uint32, uint32) {
	return uint32(h >> (64 - shardBits)), uint32(h >> (32 - shardBits))
}

// Add puts node under key and answers how many nodes hold it now.
func (x *Index) Add(key uint64, node uint32) int {
	s, print := split(key)
	return x.shards[s].add(print, node)
}

// Remove takes node from key and answers how many nodes still hold it.
func (x *Index) Remove(key uint64, node uint32) int {
	s, print := split(key)
	return x.shards[s].remove(print, node)
}

// Count answers how many nodes hold key.
func (x *Index) Count(key uint64) int {
	s, print := split(key)
	sh := &x.shards[s]
	i, ok := sh.find(print)
	if !ok {
		return 0
	}
	return sh.count(sh.slots[i].value)
}

// Active says whether key makes candidates.
func (x *Index) Active(key uint64) bool {
	n := x.Count(key)
	return n > 0 && n <= x.Cap(key)
}

// Members appends the nodes that hold key to buf, also when it is generic.
func (x *Index) Members(key uint64, buf []uint32) []uint32 {
	s, print := split(key)
	sh := &x.shards[s]
	i, ok := sh.find(print)
	if !ok {
		return buf
	}
	return sh.members(sh.slots[i].value, buf)
}

// Candidates appends the nodes that hold key to buf unless it is generic.
func (x *Index) Candidates(key uint64, buf []uint32) []uint32 {
	s, print := split(key)
	sh := &x.shards[s]
	i, ok := sh.find(print)
	if !ok || sh.count(sh.slots[i].value) > x.Cap(key) {
		return buf
	}
	return sh.members(sh.slots[i].value, buf)
}

// slot is one key: its print, and its only node or the place of its list.
type slot struct{ print, value uint32 }

const (
	noValue  = ^uint32(0)
	listFlag = uint32(1) << 31
	// MaxNodes is the number of nodes an Index can tell apart.
	MaxNodes = 1<<31 - 1
)

type shard struct {
	slots []slot
	used  int
	pool  []uint32   // posting lists: size, class, then room for 1<<class nodes
	free  [32]uint32 // first free list of a class, plus one
}

func (s *shard) home(print uint32) int {
	return int(uint64(print*0x9E3779B1) * uint64(len(s.slots)) >> 32)
}

// find answers the slot of print, or the empty slot where it would go.
func (s *shard) find(print uint32) (int, bool) {
	if len(s.slots) == 0 {
		return 0, false
	}
	for i := s.home(print); ; {
		switch e := s.slots[i]; {
		case e.value == noValue:
			return i, false
		case e.print == print:
			return i, true
		}
		if i++; i == len(s.slots) {
			i = 0
		}
	}
}

func (s *shard) add(print, node uint32) int {
	if s.used >= len(s.slots)*7/8 {
		s.grow()
	}
	i, ok := s.find(print)
	e := &s.slots[i]
	switch {
	case !ok:
		*e = slot{print, node}
		s.used++
		return 1
	case e.value&listFlag == 0:
		if e.value == node {
			return 1
		}
		at := s.alloc(1)
		s.pool[at], s.pool[at+2], s.pool[at+3] = 2, e.value, node
		e.value = at | listFlag
		return 2
	}
	at := e.value &^ listFlag
	size, class := s.pool[at], s.pool[at+1]
	if size == 1<<class {
		to := s.alloc(class + 1)
		copy(s.pool[to+2:to+2+size], s.pool[at+2:at+2+size])
		s.release(at, class)
		at, e.value = to, to|listFlag
	}
	s.pool[at+2+size] = node
	s.pool[at] = size + 1
	return int(size + 1)
}

func (s *shard) remove(print, node uint32) int {
	i, ok := s.find(print)
	if !ok {
		return 0
	}
	e := &s.slots[i]
	if e.value&listFlag == 0 {
		if e.value != node {
			return 1
		}
		s.vacate(i)
		return 0
	}
	at := e.value &^ listFlag
	size := s.pool[at]
	list := s.pool[at+2 : at+2+size]
	for j, v := range list {
		if v == node {
			list[j] = list[size-1]
			size--
			s.pool[at] = size
			break
		}
	}
	if size == 1 {
		e.value = list[0]
		s.release(at, s.pool[at+1])
	}
	return int(size)
}

func (s *shard) count(value uint32) int {
	if value&listFlag == 0 {
		return 1
	}
	return int(s.pool[value&^listFlag])
}

func (s *shard) members(value uint32, buf []uint32) []uint32 {
	if value&listFlag == 0 {
		return append(buf, value)
	}
	at := value &^ listFlag
	return append(buf, s.pool[at+2:at+2+s.pool[at]]...)
}

// grow makes the table half as large again and places every key anew.
func (s *shard) grow() {
	old := s.slots
	s.slots = make([]slot, max(8, len(old)+len(old)/2))
	for i := range s.slots {
		s.slots[i].value = noValue
	}
	for _, e := range old {
		if e.value != noValue {
			i, _ := s.find(e.print)
			s.slots[i] = e
		}
	}
}

// vacate empties slot i and moves later keys of the same run back, so that no
// marker of the deleted key is needed.
func (s *shard) vacate(i int) {
	s.used--
	n := len(s.slots)
	for j := i; ; {
		if j++; j == n {
			j = 0
		}
		e := s.slots[j]
		if e.value == noValue {
			break
		}
		home := s.home(e.print)
		if (j-home+n)%n >= (j-i+n)%n {
			s.slots[i] = e
			i = j
		}
	}
	s.slots[i].value = noValue
}

// alloc answers the place of a list with room for 1<<class nodes.
func (s *shard) alloc(class uint32) uint32 {
	if at := s.free[class]; at != 0 {
		s.free[class] = s.pool[at-1+2]
		s.pool[at-1], s.pool[at] = 0, class
		return at - 1
	}
	at := uint32(len(s.pool))
	need := len(s.pool) + 2 + 1<<class
	if need > cap(s.pool) {
		pool := make([]uint32, len(s.pool), need+need/4)
		copy(pool, s.pool)
		s.pool = pool
	}
	s.pool = s.pool[:need]
	s.pool[at], s.pool[at+1] = 0, class
	return at
}

func (s *shard) release(at, class uint32) {
	s.pool[at+2] = s.free[class]
	s.free[class] = at + 1
}
