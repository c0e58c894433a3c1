package matchtest

import (
	"bufio"
	"embed"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

//go:embed data/*.txt
var files embed.FS

// lists are the words people and places are made of.
type lists struct {
	given    map[string]ranked // by sex and generation or heritage
	surnames map[string]ranked // by heritage
	short    map[string][]string
	towns    []town
	townSums []float64
	streets  ranked
}

// town is a place with postcodes that begin alike.
type town struct {
	weight    float64
	name, zip string
	zips      int
	dial      string
}

func loadLists() lists {
	l := lists{given: map[string]ranked{}, surnames: map[string]ranked{}, short: map[string][]string{}}
	eachLine("given", func(line string) {
		who, names, _ := strings.Cut(line, ":")
		l.given[who] = rank(names, 3, 0.9)
	})
	eachLine("surnames", func(line string) {
		who, names, _ := strings.Cut(line, ":")
		l.surnames[who] = rank(names, 0.6, 0.6)
	})
	eachLine("nicknames", func(line string) {
		words := strings.Fields(line)
		l.short[words[0]] = words[1:]
	})
	eachLine("towns", func(line string) { l.addTown(line) })
	eachLine("streets", func(line string) { l.streets = rank(line, 6, 0.8) })
	return l
}

func (l *lists) addTown(line string) {
	words := strings.Fields(line)
	n := len(words)
	t := town{name: strings.Join(words[1:n-3], " "), zip: words[n-3], dial: words[n-1]}
	if _, err := fmt.Sscan(words[0]+" "+words[n-2], &t.weight, &t.zips); err != nil {
		panic("matchtest: towns.txt: " + err.Error()) // the file is part of the program
	}
	l.towns = append(l.towns, t)
	sum := t.weight
	if len(l.townSums) > 0 {
		sum += l.townSums[len(l.townSums)-1]
	}
	l.townSums = append(l.townSums, sum)
}

func eachLine(name string, f func(string)) {
	b, err := files.ReadFile("data/" + name + ".txt")
	if err != nil {
		panic("matchtest: " + err.Error()) // embedded: cannot fail
	}
	s := bufio.NewScanner(strings.NewReader(string(b)))
	for s.Scan() {
		if line := s.Text(); line != "" && line[0] != '#' {
			f(line)
		}
	}
}

// ranked is a list in which the word of rank r is drawn in proportion to
// 1/(r+shift)^power: Zipf's law as Mandelbrot bent it for the commonest.
type ranked struct {
	words []string
	sums  []float64
}

func rank(words string, shift, power float64) ranked {
	r := ranked{words: strings.Fields(words)}
	sum := 0.0
	for i := range r.words {
		sum += math.Pow(float64(i+1)+shift, -power)
		r.sums = append(r.sums, sum)
	}
	return r
}

func (r ranked) draw(from *rand.Rand) string { return r.words[pick(from, r.sums)] }

// pick draws a place by running sums of weights.
func pick(from *rand.Rand, sums []float64) int {
	i, _ := slices.BinarySearch(sums, from.Float64()*sums[len(sums)-1])
	return min(i, len(sums)-1)
}
