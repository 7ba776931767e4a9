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
	sum     center     // of the voices, where there are several
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
		if !speaks(s.voices, a) {
			return
		}
		if len(s.voices) < 2 {
			s.setVoices(append(s.voices, a))
			return
		}
		s.voices = append(s.voices, a)
		s.sum.add(a, 1)
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
	texts, owners := map[news.ID]bool{}, map[uint32]int{}
	for _, m := range s.members {
		if texts[m.root] || m.owner != 0 && owners[m.owner] >= voicesPerOwner {
			continue
		}
		texts[m.root] = true
		owners[m.owner]++
		voices = append(voices, m)
	}
	s.setVoices(voices)
}

// setVoices replaces the voices, both in order of arrival, and keeps their sum up to date.
func (s *story) setVoices(voices []*article) {
	old := s.voices
	s.voices = voices
	switch {
	case len(voices) < 2:
		s.sum = center{}
		return
	case len(old) < 2:
		s.sum, old = center{}, nil
	}
	for _, v := range voices {
		for len(old) > 0 && old[0].number < v.number {
			s.sum.add(old[0], -1)
			old = old[1:]
		}
		if len(old) > 0 && old[0] == v {
			old = old[1:]
			continue
		}
		s.sum.add(v, 1)
	}
	for _, v := range old {
		s.sum.add(v, -1)
	}
}

// center is the sum of the voices. That of one voice is made when it is needed: most stories stay alone, and a busy week
// has half a million.
func (s *story) center() *center {
	if len(s.voices) > 1 {
		return &s.sum
	}
	var c center
	for _, v := range s.voices {
		c.add(v, 1)
	}
	return &c
}

// sample are at most n voices that stand for the story: its first third and its latest.
func (s *story) sample(n int) (first, latest []*article) {
	if len(s.voices) <= n {
		return s.voices, nil
	}
	return s.voices[:n/3], s.voices[len(s.voices)-(n-n/3):]
}
