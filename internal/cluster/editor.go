package cluster

import (
	"fmt"
	"slices"

	"github.com/parallax-news/parallax/internal/news"
)

// What editors decide holds for ever: they pin articles to stories. A pinned article never moves, and two stories with
// pinned articles never merge, so articles pinned together stay together and articles pinned apart stay apart. Every
// moved or pinned article must be stored as pinned, for Restore.

// Pin moves an article to a story for ever; the story must be live, or be the article's own ID for a story of its own.
func (e *Engine) Pin(id, to news.ID) ([]Move, error) {
	a := e.articles[id]
	if a == nil {
		return nil, fmt.Errorf("cluster: pin %v to story %v: %w", id, to, news.ErrNotFound)
	}
	s := e.stories[to]
	switch {
	case s == nil && to != id:
		return nil, fmt.Errorf("cluster: pin %v to story %v: no such story: %w", id, to, news.ErrNotFound)
	case s == nil:
		s = e.found(id)
	}
	if a.story != s {
		if a.pinned {
			a.pinned = false
			a.story.pinned--
		}
		m := e.move(a, s)
		e.fix(a)
		return []Move{m}, nil
	}
	e.fix(a)
	return nil, nil
}

// fix pins an article where it is.
func (e *Engine) fix(a *article) {
	if !a.pinned {
		a.pinned = true
		a.story.pinned++
	}
}

// Merge makes one story of two, for ever: the articles of from move to "to" and all are pinned.
func (e *Engine) Merge(from, to news.ID) ([]Move, error) {
	s, t := e.stories[from], e.stories[to]
	if s == nil || t == nil || s == t {
		return nil, fmt.Errorf("cluster: merge story %v into %v: %w", from, to, news.ErrNotFound)
	}
	var moves []Move
	for _, a := range slices.Clone(s.members) {
		moved, err := e.Pin(a.id, to)
		if err != nil {
			return moves, err
		}
		moves = append(moves, moved...)
	}
	for _, a := range t.members {
		e.fix(a)
	}
	return moves, nil
}

// Split takes articles out of their story into one of their own, for ever: all articles of both are pinned. The new
// story carries the ID of the first of the articles that names no live story. Not all articles of a story can be split off.
func (e *Engine) Split(from news.ID, articles []news.ID) (news.ID, []Move, error) {
	s := e.stories[from]
	if s == nil {
		return 0, nil, fmt.Errorf("cluster: split story %v: %w", from, news.ErrNotFound)
	}
	var leaving []*article
	for _, a := range s.members {
		if slices.Contains(articles, a.id) {
			leaving = append(leaving, a)
		}
	}
	i := slices.IndexFunc(leaving, func(a *article) bool { return e.stories[a.id] == nil })
	if i < 0 || len(leaving) == len(s.members) || len(leaving) != len(articles) {
		return 0, nil, fmt.Errorf("cluster: split %d articles from story %v of %d: %w", len(articles), from, len(s.members), news.ErrConflict)
	}
	id := leaving[i].id
	e.found(id)
	var moves []Move
	for _, a := range leaving {
		moved, err := e.Pin(a.id, id)
		if err != nil {
			return id, moves, err
		}
		moves = append(moves, moved...)
	}
	for _, a := range s.members {
		e.fix(a)
	}
	return id, moves, nil
}
