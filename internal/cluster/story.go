package cluster

import (
	"cmp"
	"slices"

	"github.com/parallax-news/parallax/internal/news"
)

// story is the live part of a story.
type story struct {
	id      news.ID
	members []*article // in order of arrival
	voices  []*article // members that count as evidence, in order of arrival
	pinned  int        // members that an editor put here
	center  center     // sum of the voices
}

// voicesPerOwner bounds what one owner counts for in a story, so that a flood cannot take it over.
const voicesPerOwner = 4

// speaks reports whether a would count as evidence beside the voices so far: its text is new and its owner has not said enough.
func speaks(voices []*article, a *article) bool {
	same := 0
	for _, v := range voices {
		if v.root == a.root {
			return false
		}
		if a.owner != 0 && v.owner == a.owner {
			same++
		}
	}
	return same < voicesPerOwner
}

// add puts an article in its place.
func (s *story) add(a *article) {
	a.story = s
	if a.pinned {
		s.pinned++
	}
	if n := len(s.members); n == 0 || s.members[n-1].number < a.number {
		s.members = append(s.members, a)
		if speaks(s.voices, a) {
			s.voices = append(s.voices, a)
			s.center.add(a, 1)
		}
		return
	}
	i, _ := slices.BinarySearchFunc(s.members, a.number, func(m *article, n uint32) int { return cmp.Compare(m.number, n) })
	s.members = slices.Insert(s.members, i, a)
	s.recount()
}

// remove takes an article out.
func (s *story) remove(a *article) {
	a.story = nil
	if a.pinned {
		s.pinned--
	}
	s.members = slices.DeleteFunc(s.members, func(m *article) bool { return m == a })
	if slices.Contains(s.voices, a) {
		s.recount()
	}
}

// recount finds the voices anew.
func (s *story) recount() {
	var voices []*article
	for _, m := range s.members {
		if speaks(voices, m) {
			voices = append(voices, m)
		}
	}
	for _, v := range s.voices {
		if !slices.Contains(voices, v) {
			s.center.add(v, -1)
		}
	}
	for _, v := range voices {
		if !slices.Contains(s.voices, v) {
			s.center.add(v, 1)
		}
	}
	s.voices = voices
}

// sample are at most n voices that stand for the story: its first third and its latest.
func (s *story) sample(n int) (first, latest []*article) {
	if len(s.voices) <= n {
		return s.voices, nil
	}
	return s.voices[:n/3], s.voices[len(s.voices)-(n-n/3):]
}
