package match

// paged is a list that grows by whole pages: growing never copies what is there,
// so that no record waits for it, and what at answers stays good.
type paged[T any] struct {
	pages []*[pageSize]T
	size  int
}

const (
	pageBits = 9
	pageSize = 1 << pageBits
)

func (t *paged[T]) len() int { return t.size }

// has says whether there is an entry i.
func (t *paged[T]) has(i uint32) bool { return int(i) < t.size }

func (t *paged[T]) at(i uint32) *T { return &t.pages[i>>pageBits][i&(pageSize-1)] }

// add makes one more entry and answers its place.
func (t *paged[T]) add(v T) uint32 {
	i := uint32(t.size)
	t.grow(t.size + 1)
	*t.at(i) = v
	return i
}

// grow makes room for n entries, those new at their zero values.
func (t *paged[T]) grow(n int) {
	for t.size = max(t.size, n); len(t.pages)*pageSize < t.size; {
		t.pages = append(t.pages, new([pageSize]T))
	}
}

// all hands out the places of all entries.
func (t *paged[T]) all(yield func(uint32) bool) {
	for i := range uint32(t.size) {
		if !yield(i) {
			return
		}
	}
}
