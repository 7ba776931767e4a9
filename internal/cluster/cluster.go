// Package cluster groups articles into stories, one article at a time.
package cluster

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

// Item is an article as the engine sees it.
type Item struct {
	ID        news.ID
	Outlet    string // domain, "" unknown
	Owner     string // "" unknown
	Language  string // BCP 47 primary tag, "" unknown
	URL       string
	Title     string
	Text      string    // body, excerpt or ""
	Published time.Time // zero unknown
	Seen      time.Time // zero unknown
}

// Decision is what the engine made of an article.
type Decision struct {
	Article   news.ID
	Story     news.ID
	ReprintOf news.ID       // the article whose text it (nearly) is, 0 own text
	Reasons   []news.Reason // why it is in its story, strongest first, at most 3; none for the first of a story
	Features  []byte        // what Restore needs of the article
	Moves     []Move        // articles of other stories that this arrival moved
}

// Move takes an article from one story to another.
type Move struct {
	Article, From, To news.ID
}

// Options set an engine up. The zero Options are the ones that quality is measured with.
type Options struct {
	Window time.Duration // how long an article can be joined after it was seen; 0 means 10 days
}

// Engine groups articles. It is not safe for use by several goroutines.
type Engine struct {
	options Options
	df      map[string]int
	n       int
	post    map[string][]*article
}

type article struct {
	id, story news.ID
	vector    map[string]float64
	pinned    bool
}

// New returns an empty engine.
func New(o Options) *Engine {
	return &Engine{options: o, df: map[string]int{}, post: map[string][]*article{}}
}

// Add decides the story of a new article.
func (e *Engine) Add(it Item) Decision {
	terms := text.Terms(it.Title+"\n"+it.Text[:min(len(it.Text), 1500)], it.Language)
	a := e.vector(it.ID, terms)
	sims := map[*article]float64{}
	for t, w := range a.vector {
		if e.df[t] > 200 {
			continue
		}
		for _, b := range e.post[t] {
			sims[b] += w * b.vector[t]
		}
	}
	best := 0.0
	a.story = it.ID
	for b, s := range sims {
		if s > 0.25 && (s > best || s == best && b.story < a.story) {
			best, a.story = s, b.story
		}
	}
	e.keep(a)
	d := Decision{Article: it.ID, Story: a.story, Features: []byte(strings.Join(terms, " "))}
	if a.story != it.ID {
		d.Reasons = []news.Reason{{Kind: "words", Weight: 1}}
	}
	return d
}

// Restore puts an article back where it was. Pinned articles never move.
func (e *Engine) Restore(it Item, features []byte, story news.ID, pinned bool) {
	a := e.vector(it.ID, strings.Fields(string(features)))
	a.story, a.pinned = story, pinned
	e.keep(a)
}

func (e *Engine) vector(id news.ID, terms []string) *article {
	a := &article{id: id, vector: map[string]float64{}}
	for _, t := range terms {
		a.vector[t]++
	}
	keys := make([]string, 0, len(a.vector))
	for t := range a.vector {
		keys = append(keys, t)
	}
	slices.Sort(keys)
	sum := 0.0
	for _, t := range keys {
		w := (1 + math.Log(a.vector[t])) * math.Log(float64(e.n+2)/float64(e.df[t]+1))
		a.vector[t] = w
		sum += w * w
	}
	for t := range a.vector {
		a.vector[t] /= math.Sqrt(sum)
	}
	return a
}

func (e *Engine) keep(a *article) {
	e.n++
	for t := range a.vector {
		e.df[t]++
		e.post[t] = append(e.post[t], a)
	}
}
