package cluster

import (
	"cmp"
	"slices"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// Engine groups articles of one language. It is not safe for use by several goroutines.
type Engine struct {
	window  int64 // hours
	weights *Weights
	observe func(Example)

	reader   *reader
	index    *index
	tables   map[string]background
	articles map[news.ID]*article
	stories  map[news.ID]*story
	live     window
	hours    map[int64][]*article // by when they were seen, to leave
	clock    int64                // latest hour seen
	swept    int64                // clock at which articles were last let go
	feature  [models][]float64    // scratch
}

// New returns an empty engine.
func New(o Options) *Engine {
	e := &Engine{
		window:   int64(cmp.Or(o.Window, defaultWindow) / time.Hour),
		weights:  o.Weights,
		observe:  o.Observe,
		reader:   newReader(),
		index:    newIndex(),
		tables:   backgrounds(),
		articles: map[news.ID]*article{},
		stories:  map[news.ID]*story{},
		hours:    map[int64][]*article{},
	}
	if e.weights == nil {
		e.weights = DefaultWeights()
	}
	for m := range models {
		e.feature[m] = make([]float64, len(names[m]))
	}
	return e
}

// Add decides the story of a new article. An article that the engine knows already keeps its place.
func (e *Engine) Add(it Item) Decision {
	if a := e.articles[it.ID]; a != nil {
		return Decision{Article: a.id, Story: a.story.id, Features: a.encode()}
	}
	e.expire(hourOf(it.Seen))
	a := newArticle(it, e.live.next())
	e.reader.read(it)
	a.words, a.print = e.reader.words, e.reader.print.Print()
	table := e.tables[it.Language]
	n := len(e.articles)
	a.terms = e.reader.terms(func(key uint32) float64 { return table.rarity(key, e.index.df(key), n) })
	a.measure()

	near := e.index.near(a, &e.live)
	original := reprinted(a, near)
	candidates := e.candidates(a, near)
	var home *story
	if original != nil {
		a.root = original.root
		home = original.story
	} else if best := e.choose(a, candidates); best != nil {
		home = best.story
	}
	if home == nil {
		home = e.found(a.id)
	}
	e.keep(a, home)
	d := Decision{Article: a.id, Features: a.encode()}
	if a.root != a.id {
		d.ReprintOf = a.root
	}
	d.Moves = e.revise(a, near, candidates)
	d.Story = a.story.id
	d.Reasons = e.reasons(it, a)
	return d
}

// Restore puts an article back where it was, with what Add made of it. Articles must be restored in the order in which
// they were added. A pinned article was put there by an editor: it never moves, and its story never merges
// with another that has pinned articles. Features of an unknown form count as none: the article keeps its place and
// is compared with nothing.
func (e *Engine) Restore(it Item, features []byte, story news.ID, pinned bool) {
	if e.articles[it.ID] != nil {
		return
	}
	a := newArticle(it, e.live.next())
	a.decode(features)
	a.measure()
	a.pinned = pinned
	e.swept = 0
	home := e.stories[story]
	if home == nil {
		home = e.found(story)
	}
	e.keep(a, home)
}

// found opens a story.
func (e *Engine) found(id news.ID) *story {
	s := &story{id: id}
	e.stories[id] = s
	return s
}

// keep makes an article live.
func (e *Engine) keep(a *article, home *story) {
	home.add(a)
	e.articles[a.id] = a
	e.live.articles = append(e.live.articles, a)
	e.index.add(a)
	if a.hour != 0 {
		e.hours[a.hour] = append(e.hours[a.hour], a)
		e.clock = max(e.clock, a.hour)
	}
}

// expire lets articles leave that were seen longer ago than the window before the given hour.
func (e *Engine) expire(now int64) {
	e.clock = max(e.clock, now)
	if e.swept == e.clock {
		return
	}
	e.swept = e.clock
	var old []int64
	for h := range e.hours {
		if h < e.clock-e.window {
			old = append(old, h)
		}
	}
	slices.Sort(old)
	for _, h := range old {
		for _, a := range e.hours[h] {
			e.drop(a)
		}
		delete(e.hours, h)
	}
	e.live.trim()
}

// drop forgets an article.
func (e *Engine) drop(a *article) {
	delete(e.articles, a.id)
	e.live.drop(a)
	e.index.remove(a, &e.live)
	s := a.story
	s.remove(a)
	if len(s.members) == 0 {
		delete(e.stories, s.id)
	}
}

// reprinted finds the article that a is a reprint of: one of nearly the same text, the earliest of the nearest. Texts of a few
// words are alike by chance, so they are never reprints.
func reprinted(a *article, near []*article) *article {
	if a.words < reprintWords {
		return nil
	}
	var found *article
	for _, b := range near {
		if (found == nil || b.number < found.number) && sameLength(a.words, b.words) && a.print.Similarity(b.print) >= reprintSimilarity {
			found = b
		}
	}
	return found
}

// sameLength reports whether texts of so many words can be reprints of one another.
func sameLength(a, b int) bool {
	return float64(min(a, b)) >= reprintSimilarity*float64(max(a, b))-shingleSlack
}

const (
	reprintWords      = 20
	reprintSimilarity = 0.8
	shingleSlack      = 5 // words that the estimate may be off by
)
