package cluster

import (
	"cmp"
	"math"
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
