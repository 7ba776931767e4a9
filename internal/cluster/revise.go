package cluster

import (
	"slices"

	"github.com/parallax-news/parallax/internal/news"
)

// revise corrects the stories around a new article and returns the moves of earlier articles.
func (e *Engine) revise(a *article, candidates []*candidate) []Move {
	var moves []Move
	for _, c := range candidates {
		s, t := a.story, c.story
		if s == t || len(t.members) == 0 || len(s.voices) < 2 || s.pinned > 0 && t.pinned > 0 {
			continue
		}
		if e.unite(s, t) > e.weights.Least[Merge] {
			moves = append(moves, e.merge(s, t)...)
		}
	}
	return settle(moves, a.id)
}

// merge makes two stories one. The story founded earlier survives unless it is much smaller or the other's articles are pinned.
func (e *Engine) merge(s, t *story) []Move {
	if t.id < s.id {
		s, t = t, s
	}
	if t.pinned > 0 || s.pinned == 0 && len(s.members)*3 < len(t.members) {
		s, t = t, s
	}
	var moves []Move
	for _, m := range slices.Clone(t.members) {
		moves = append(moves, e.move(m, s))
	}
	return moves
}

// move takes an article to another story.
func (e *Engine) move(a *article, to *story) Move {
	from := a.story
	from.remove(a)
	if len(from.members) == 0 {
		delete(e.stories, from.id)
	}
	to.add(a)
	return Move{a.id, from.id, to.id}
}

// settle makes one move of several of an article, and none of those that led back or moved the new article itself.
func settle(moves []Move, added news.ID) []Move {
	var out []Move
	for _, m := range moves {
		i := slices.IndexFunc(out, func(o Move) bool { return o.Article == m.Article })
		switch {
		case m.Article == added:
		case i < 0:
			out = append(out, m)
		default:
			out[i].To = m.To
		}
	}
	return slices.DeleteFunc(out, func(m Move) bool { return m.From == m.To })
}
