package cluster

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

// window is the articles in order of arrival; those that have left are nil.
type window struct {
	articles []*article
	first    uint32 // number of articles[0]
}

// next is the number of the next article.
func (w *window) next() uint32 { return w.first + uint32(len(w.articles)) }

// at is the live article of a number, nil when it has left.
func (w *window) at(number uint32) *article {
	if number < w.first {
		return nil
	}
	return w.articles[number-w.first]
}

// drop lets an article leave.
func (w *window) drop(a *article) { w.articles[a.number-w.first] = nil }

// trim forgets leading articles that have left.
func (w *window) trim() {
	for len(w.articles) > 0 && w.articles[0] == nil {
		w.articles = w.articles[1:]
		w.first++
	}
}

// article is a live article.
type article struct {
	id     news.ID
	number uint32  // in order of arrival
	root   news.ID // first article of the same text, its own id for own text
	owner  uint32  // hash of owner or outlet, 0 unknown
	hour   int64   // when it was seen, 0 unknown
	time   int64   // Unix seconds when it counts as published, 0 unknown
	words  int
	terms  []term
	print  text.Fingerprint
	pinned bool
	story  *story

	length, titleLength float64 // Euclidean, of masses and of the title's rarities; at least 1
	logTerms            float64 // logarithm of 1 + number of terms
}

// measure works out what depends on the terms.
func (a *article) measure() {
	for _, t := range a.terms {
		m := float64(t.mass())
		a.length += m * m
		if t.kind&inTitle != 0 {
			a.titleLength += float64(t.rarity) * float64(t.rarity)
		}
	}
	a.length, a.titleLength = max(1, math.Sqrt(a.length)), max(1, math.Sqrt(a.titleLength))
	a.logTerms = math.Log1p(float64(len(a.terms)))
}

func newArticle(it Item, number uint32) *article {
	a := &article{id: it.ID, number: number, root: it.ID, hour: hourOf(it.Seen)}
	if owner := cmp.Or(it.Owner, it.Outlet); owner != "" {
		a.owner = hash(owner)
	}
	switch {
	case !it.Published.IsZero() && (it.Seen.IsZero() || !it.Published.After(it.Seen)):
		a.time = it.Published.Unix()
	case !it.Seen.IsZero():
		a.time = it.Seen.Unix()
	}
	return a
}

func hourOf(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix() / 3600
}

// share is the term's part in the article's vector of length 1, in units.
func (a *article) share(t term) int64 {
	return int64(unit*float64(t.mass())/a.length + 0.5)
}

// titleShare is the same for the title alone.
func (a *article) titleShare(t term) int64 {
	if t.kind&inTitle == 0 {
		return 0
	}
	return int64(unit*float64(t.rarity)/a.titleLength + 0.5)
}

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

// center is the sum of vectors of articles, in whole units so that the order of adding does not matter.
type center struct {
	n           int
	sums        []sum // by key
	square      int64 // squared length of the sum of whole vectors
	titleSquare int64 // and of the titles' vectors
	selves      int64 // sum of the squared lengths of the single vectors
}

type sum struct {
	key        uint32
	all, title int32
}

// add adds (sign 1) or takes off (sign -1) an article's vector.
func (c *center) add(a *article, sign int64) {
	c.n += int(sign)
	merged := make([]sum, 0, len(c.sums)+len(a.terms))
	i := 0
	for _, t := range a.terms {
		for i < len(c.sums) && c.sums[i].key < t.key {
			merged = append(merged, c.sums[i])
			i++
		}
		s := sum{key: t.key}
		if i < len(c.sums) && c.sums[i].key == t.key {
			s = c.sums[i]
			i++
		}
		w, v := a.share(t), a.titleShare(t)
		c.selves += sign * w * w
		w, v = sign*w, sign*v
		c.square += w * (2*int64(s.all) + w)
		c.titleSquare += v * (2*int64(s.title) + v)
		s.all += int32(w)
		s.title += int32(v)
		if s.all != 0 || s.title != 0 {
			merged = append(merged, s)
		}
	}
	c.sums = append(merged, c.sums[i:]...)
}

// cohesion is the mean cosine between two of the articles, 0 for one alone.
func (c *center) cohesion() float64 {
	if c.n < 2 {
		return 0
	}
	return float64(c.square-c.selves) / float64(c.n*(c.n-1)) / (unit * unit)
}

// cosines compares two centers: whole vectors, titles, and the mean cosine between an article of one and one of the other.
func (c *center) cosines(d *center) (all, title, mean float64) {
	var dot, titleDot int64
	for i, j := 0, 0; i < len(c.sums) && j < len(d.sums); {
		x, y := c.sums[i], d.sums[j]
		switch {
		case x.key < y.key:
			i++
		case x.key > y.key:
			j++
		default:
			dot += int64(x.all) * int64(y.all)
			titleDot += int64(x.title) * int64(y.title)
			i++
			j++
		}
	}
	all = ratio(dot, c.square, d.square)
	title = ratio(titleDot, c.titleSquare, d.titleSquare)
	return all, title, float64(dot) / float64(max(1, c.n*d.n)) / (unit * unit)
}

// cosine compares the center with an article.
func (c *center) cosine(a *article) (all, title float64) {
	var dot, titleDot, square, titleSquare int64
	rest := c.sums
	for _, t := range a.terms {
		w, v := a.share(t), a.titleShare(t)
		square += w * w
		titleSquare += v * v
		i := seek(rest, t.key)
		rest = rest[i:]
		if len(rest) > 0 && rest[0].key == t.key {
			dot += w * int64(rest[0].all)
			titleDot += v * int64(rest[0].title)
		}
	}
	return ratio(dot, c.square, square), ratio(titleDot, c.titleSquare, titleSquare)
}

// seek is the place of the first sum with at least the key, found by steps that double.
func seek(sums []sum, key uint32) int {
	high := 1
	for high < len(sums) && sums[high].key < key {
		high *= 2
	}
	low := high / 2
	i, _ := slices.BinarySearchFunc(sums[min(low, len(sums)):min(high+1, len(sums))], key, func(s sum, k uint32) int { return cmp.Compare(s.key, k) })
	return min(low, len(sums)) + i
}

func ratio(dot, a, b int64) float64 {
	if dot <= 0 {
		return 0
	}
	return float64(dot) / math.Sqrt(float64(a)*float64(b))
}
