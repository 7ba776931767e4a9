package cluster

import (
	"slices"

	"github.com/parallax-news/parallax/internal/news"
)

// split parts a story whose two halves would not be united: the larger half keeps the story, the other founds one.
func (e *Engine) split(s *story) []Move {
	left, right := e.halves(s.voices)
	if left == nil || e.unite(left, right) > parted {
		return nil
	}
	if len(left.voices) < len(right.voices) {
		right = left
	}
	i := slices.IndexFunc(right.voices, func(a *article) bool { return e.stories[a.id] == nil })
	if i < 0 {
		return nil
	}
	home := e.found(right.voices[i].id)
	leaving := map[news.ID]bool{}
	for _, a := range right.voices {
		leaving[a.root] = true
	}
	var moves []Move
	for _, a := range slices.Clone(s.members) {
		if leaving[a.root] {
			moves = append(moves, e.move(a, home))
		}
	}
	return moves
}

// halves parts articles around the two that are linked least, and lets each article go to the nearer half three
// times. It returns nil when no two articles are unlikely to belong together, or one half is empty.
func (e *Engine) halves(voices []*article) (left, right *story) {
	x, y := e.farthest(voices)
	if x == y {
		return nil, nil
	}
	isLeft := make([]bool, len(voices))
	for i, a := range voices {
		isLeft[i] = i == x || i != y && e.link(a, voices[x]) >= e.link(a, voices[y])
	}
	for range 3 {
		left, right = &story{}, &story{}
		for i, a := range voices {
			half := right
			if isLeft[i] {
				half = left
			}
			half.setVoices(append(half.voices, a))
		}
		if len(left.voices) == 0 || len(right.voices) == 0 {
			return nil, nil
		}
		leftCenter, rightCenter := left.center(), right.center()
		for i, a := range voices {
			l, _ := leftCenter.cosine(a)
			r, _ := rightCenter.cosine(a)
			isLeft[i] = l >= r
		}
	}
	return left, right
}

// farthest are the places of the two articles whose link is the least likely; equal ones when all links are likely.
func (e *Engine) farthest(voices []*article) (x, y int) {
	least := 0.0
	for i, a := range voices {
		for j, b := range voices[:i] {
			if z := e.link(a, b); z < least {
				least, x, y = z, j, i
			}
		}
	}
	return x, y
}
