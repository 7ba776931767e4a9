// Package recommend chooses what to read next, and says why. It works on what it is given: it
// reads nothing, keeps nothing, and the same input gives the same list.
package recommend

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

// Term is a name or word that two stories share.
type Term struct {
	Text   string  // as readers write it
	Key    string  // folded; terms with one key are one
	Weight float64 // how much sharing it says: the rarer, the more; above 0
	Name   bool    // a name or place, not a word
}

// Story is what relating needs to know of a story.
type Story struct {
	ID       news.ID
	Headline string
	Created  time.Time // its first article
	Updated  time.Time // its newest article
}

// Candidate is a story that may be named beside another.
type Candidate struct {
	Story
	Shared []Term // with the story that is read
}

// Kinds of reasons in news.Related.
const (
	Names   = "names"   // the same people, places or organisations
	Words   = "words"   // the same words
	Earlier = "earlier" // an earlier event of the same thread
)

// What it takes to be related.
const (
	fewestNames   = 2                  // shared names for Names
	fewestWords   = 3                  // shared terms of any kind for Words
	threadNames   = 3                  // shared names for Earlier, or two and as many words
	shownTerms    = 3                  // in a reason
	sameHeadline  = 0.6                // share of words from which on two headlines tell one event
	sameEventTime = 3 * 24 * time.Hour // within which such headlines do
	freshness     = 7 * 24 * time.Hour // distance in time that halves a candidate's weight
)

// Related chooses at most limit of the candidates, the most related first, each with its reason.
// The story itself, other tellings of its event and second tellings of an event already chosen are
// left out. Weight in the result is the sum of the weights of the shared terms, halved for each week
// between the stories.
func Related(story Story, candidates []Candidate, limit int) []news.Related {
	type pair struct {
		story   Story
		related news.Related
	}
	var list []pair
	for _, c := range candidates {
		if c.ID == story.ID || sameEvent(story, c.Story) {
			continue
		}
		if r, ok := reason(story, c); ok {
			list = append(list, pair{c.Story, r})
		}
	}
	slices.SortFunc(list, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.related.Weight, a.related.Weight), cmp.Compare(b.story.ID, a.story.ID))
	})
	var related []news.Related
	var chosen []Story
	for _, p := range list {
		if len(related) >= limit {
			break
		}
		if slices.ContainsFunc(chosen, func(c Story) bool { return c.ID == p.story.ID || sameEvent(c, p.story) }) {
			continue
		}
		chosen = append(chosen, p.story)
		related = append(related, p.related)
	}
	return related
}

// reason says what joins a candidate to the story; ok is false when it is too little.
func reason(story Story, c Candidate) (r news.Related, ok bool) {
	names, words, sum := split(c.Shared)
	kind, terms := "", names
	earlier := c.Updated.Before(story.Created)
	switch {
	case earlier && (len(names) >= threadNames || len(names) >= fewestNames && len(words) >= fewestNames):
		kind = Earlier
	case len(names) >= fewestNames:
		kind = Names
	case len(names)+len(words) >= fewestWords:
		kind, terms = Words, slices.Concat(names, words)
	default:
		return r, false
	}
	r = news.Related{Story: c.ID, Kind: kind, Weight: sum * math.Exp2(-float64(apart(story, c.Story))/float64(freshness))}
	for _, t := range terms[:min(len(terms), shownTerms)] {
		r.Terms = append(r.Terms, t.Text)
	}
	return r, true
}

// split parts terms into names and words, each once, the weightiest first, and adds up the weights.
func split(terms []Term) (names, words []Term, sum float64) {
	sorted := slices.SortedFunc(slices.Values(terms), func(a, b Term) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Key, b.Key))
	})
	seen := make(map[string]bool)
	for _, t := range sorted {
		if seen[t.Key] {
			continue
		}
		seen[t.Key] = true
		sum += t.Weight
		if t.Name {
			names = append(names, t)
		} else {
			words = append(words, t)
		}
	}
	return names, words, sum
}

// apart is the time between two stories, 0 while they overlap.
func apart(a, b Story) time.Duration {
	return max(a.Created.Sub(b.Updated), b.Created.Sub(a.Updated), 0)
}

// sameEvent tells whether two stories look like one event that was not put together: close in time,
// with headlines that share most of their words.
func sameEvent(a, b Story) bool {
	if apart(a, b) > sameEventTime {
		return false
	}
	x, y := wordSet(a.Headline), wordSet(b.Headline)
	both := 0
	for w := range x {
		if y[w] {
			both++
		}
	}
	either := len(x) + len(y) - both
	return either > 0 && float64(both) >= sameHeadline*float64(either)
}

func wordSet(s string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range text.Words(s) {
		set[w] = true
	}
	return set
}

// Sentence tells a reason in words: "Same names: Washington, Seoul, Tokyo".
func Sentence(r news.Related) string {
	switch r.Kind {
	case Earlier:
		return "Earlier in this thread"
	case Names:
		return "Same names: " + strings.Join(r.Terms, ", ")
	default:
		return "Same words: " + strings.Join(r.Terms, ", ")
	}
}
