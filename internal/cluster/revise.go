package cluster

import (
	"slices"

	"github.com/parallax-news/parallax/internal/news"
)

// Bounds of what an arrival may correct. Found by sweeps over the development files.
const (
	doubtful     = -1.0 // log-odds of the best link below which an article does not tie two stories together
	reconsidered = 3    // linked articles of other stories that are decided anew
	loose        = 12   // stories with more members than this keep their articles
	margin       = 0.5  // log-odds that another story must be better by
	parted       = -1.0 // log-odds of being one below which two halves of a story are parted
	leastSplit   = 4    // voices of a story that is looked at for halves, at this number and every doubling
	mostSplit    = 64
)

// revise corrects the stories around a new article: stories that prove to be one are merged, a story that proves to be two is
// parted, near articles that fit better elsewhere move. It returns the moves of earlier articles.
func (e *Engine) revise(a *article, near []*article, candidates []*candidate) []Move {
	var moves []Move
	for _, c := range candidates {
		s, t := a.story, c.story
		if s == t || c.links[0] < doubtful || len(t.members) == 0 || len(s.voices) < 2 || s.pinned > 0 && t.pinned > 0 {
			continue
		}
		if e.unite(s, t) > e.weights.Least[Merge] {
			moves = append(moves, e.merge(s, t)...)
		}
	}
	if n := len(a.story.voices); n >= leastSplit && n <= mostSplit && n&(n-1) == 0 && a.story.pinned == 0 {
		moves = append(moves, e.split(a.story)...)
	}
	left := reconsidered
	for _, b := range near {
		if left > 0 && b.story != a.story && !b.pinned && len(b.story.members) <= loose && e.link(a, b) > 0 {
			moves = append(moves, e.reconsider(b)...)
			left--
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

// reconsider decides about an earlier article as if it came now; it moves when another story is clearly better.
func (e *Engine) reconsider(a *article) []Move {
	own := a.story
	own.remove(a)
	near := slices.DeleteFunc(e.index.near(a, &e.live), func(b *article) bool { return b == a })
	candidates := e.candidates(a, near)
	least := e.weights.Least[Join]
	for _, c := range candidates {
		c.odds = e.join(a, c, candidates)
		if c.story == own {
			least = max(least, c.odds) + margin
		}
	}
	own.add(a)
	var best *candidate
	for _, c := range candidates {
		if c.story != own && c.odds > least && (best == nil || c.odds > best.odds) {
			best = c
		}
	}
	if best == nil {
		return nil
	}
	return []Move{e.move(a, best.story)}
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
