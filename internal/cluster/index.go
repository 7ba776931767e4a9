package cluster

import "slices"

// Limits of the index: they bound the cost of an article whatever the window holds.
const (
	indexed    = 20  // heaviest terms of an article that it is found by
	postings   = 256 // newest articles of a term that are looked at
	neighbours = 30  // articles that are compared in full
)

// faint is the product of two articles' heaviest terms below which they are not compared: a cosine of 0.05.
const faint = unit * unit / 20

// posting is the articles of the window that hold a term.
type posting struct {
	df   int32   // live articles that hold the term at all
	dead int32   // entries of list whose articles have left
	list []entry // articles that hold it among their heaviest, in order of arrival
}

// entry points at an article by its number in order of arrival.
type entry struct {
	number uint32
	weight uint16 // of the term in the article, see unit
}

// unit is what a term of a vector of length 1 counts in whole numbers: sums of whole numbers do not depend on their order.
const unit = 4096

// index finds the live articles that share an article's heaviest terms.
type index struct {
	terms   map[uint32]*posting
	score   []uint64 // by article number less the first live number; zero between calls
	touched []uint32
	heavy   []term
}

func newIndex() *index { return &index{terms: map[uint32]*posting{}} }

func (x *index) df(key uint32) int {
	if p := x.terms[key]; p != nil {
		return int(p.df)
	}
	return 0
}

// heaviest are the terms of an article that it is found by; the slice is valid until the next call.
func (x *index) heaviest(ts []term) []term {
	x.heavy = append(x.heavy[:0], ts...)
	if len(x.heavy) > indexed {
		slices.SortFunc(x.heavy, heavier)
		x.heavy = x.heavy[:indexed]
	}
	return x.heavy
}

func (x *index) add(a *article) {
	for _, t := range a.terms {
		p := x.terms[t.key]
		if p == nil {
			p = &posting{}
			x.terms[t.key] = p
		}
		p.df++
	}
	for _, t := range x.heaviest(a.terms) {
		p := x.terms[t.key]
		p.list = append(p.list, entry{a.number, uint16(a.share(t))})
	}
}

// remove takes a leaving article's terms off. Its entries go when they are half of a list; live tells which stay.
func (x *index) remove(a *article, live *window) {
	for _, t := range x.heaviest(a.terms) {
		p := x.terms[t.key]
		if p.dead++; int(p.dead)*2 >= len(p.list) {
			p.list = slices.Clip(slices.DeleteFunc(p.list, func(e entry) bool { return live.at(e.number) == nil }))
			p.dead = 0
		}
	}
	for _, t := range a.terms {
		p := x.terms[t.key]
		if p.df--; p.df == 0 {
			delete(x.terms, t.key)
		}
	}
}

// near finds the live articles that share most with a, nearest first, at most neighbours.
func (x *index) near(a *article, live *window) []*article {
	if n := len(live.articles); n > len(x.score) {
		x.score = make([]uint64, n+n/4)
	}
	for _, t := range x.heaviest(a.terms) {
		p := x.terms[t.key]
		if p == nil {
			continue
		}
		w := uint64(a.share(t))
		for i, seen := len(p.list)-1, 0; i >= 0 && seen < postings; i-- {
			e := p.list[i]
			if live.at(e.number) == nil {
				continue
			}
			seen++
			n := e.number - live.first
			if x.score[n] == 0 {
				x.touched = append(x.touched, n)
			}
			x.score[n] += w*uint64(e.weight) + 1
		}
	}
	best := x.best()
	out := make([]*article, len(best))
	for i, n := range best {
		out[i] = live.articles[n]
	}
	for _, n := range x.touched {
		x.score[n] = 0
	}
	x.touched = x.touched[:0]
	return out
}

// best are the touched numbers with the highest scores; of equal ones the newer is nearer.
func (x *index) best() []uint32 {
	var best []uint32
	for _, n := range x.touched {
		if x.score[n] < faint || len(best) == neighbours && !x.nearer(n, best[neighbours-1]) {
			continue
		}
		i, _ := slices.BinarySearchFunc(best, n, func(m, n uint32) int {
			if x.nearer(m, n) {
				return -1
			}
			return 1
		})
		best = slices.Insert(best, i, n)
		best = best[:min(len(best), neighbours)]
	}
	return best
}

func (x *index) nearer(m, n uint32) bool {
	if x.score[m] != x.score[n] {
		return x.score[m] > x.score[n]
	}
	return m > n
}
