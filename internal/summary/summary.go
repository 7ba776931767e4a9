// Package summary tells a story in sentences that its articles support. It is extractive: every
// sentence is one of an outlet, to the letter, chosen because the other outlets say the same, and it
// carries the passages that say so.
//
// Limits: sentences are compared by words, names and numbers, not by meaning, so a paraphrase without shared words is not
// found as evidence. Only the first sentences of each article are candidates, since news says the main thing first.
package summary

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

const (
	maxVoices     = 40   // voices whose sentences are candidates
	leadSentences = 8    // candidates of each article
	readSentences = 40   // sentences of each article that may be evidence
	minSentences  = 3    // of a summary, where there are so many
	maxSentences  = 5    // of a summary
	maxRunes      = 320  // of one sentence; longer ones are not quoted
	minRunes      = 45   // shorter ones say too little
	minWords      = 8    // as above
	maxPassages   = 12   // shown for one sentence
	perVoice      = 2    // sentences taken from one voice, so that nobody's article is retold
	sameClaim     = 0.40 // similarity from which two sentences say the same
	sharedTerms   = 3    // that they must share then
	redundant     = 0.45 // similarity to a chosen sentence from which another adds nothing
)

// Article is what a summary needs of an article.
type Article struct {
	ID        news.ID
	Outlet    string // domain
	Name      string // of the outlet
	Side      news.Side
	URL       string
	Published time.Time
	Title     string
	Text      string // body, or the feed's excerpt where there is none
	Language  string
	Opinion   bool
	Voice     int    // articles of one text share a number
	ReprintOf string // name of the outlet whose text it is, "" its own
}

// Write summarises a story. The articles may be in any order; the same set gives the same
// summary. A story whose articles have no usable sentence gets a summary without sentences.
// Time grows with the square of the number of candidate sentences, which is bounded.
func Write(articles []Article) news.Summary {
	articles = slices.Clone(articles)
	slices.SortFunc(articles, func(a, b Article) int { return cmp.Compare(a.ID, b.ID) })
	p := newPool(articles)
	chosen, tried := p.choose()
	s := news.Summary{Articles: len(articles), Method: "extractive", Sentences: []news.Sentence{}}
	for _, i := range chosen {
		s.Sentences = append(s.Sentences, news.Sentence{Text: p.sentences[i].text, Evidence: p.evidence(i)})
	}
	s.LeftOut = tried
	return s
}

// Headline returns the index of the article whose headline is most central among the
// articles' headlines: a voice counts once, opinion only when there is nothing else. It is -1 without articles.
func Headline(articles []Article) int {
	titles := make([]vector, len(articles))
	l := newLexicon()
	for i, a := range articles {
		titles[i] = l.vector(a.Title, a.Language)
	}
	for _, t := range titles {
		l.scale(t)
	}
	best, bestScore := -1, math.Inf(-1)
	for i, a := range articles {
		score, voices := 0.0, map[int]float64{}
		for j, b := range articles {
			if b.Voice != a.Voice {
				c, _ := titles[i].cosine(titles[j])
				voices[b.Voice] = max(voices[b.Voice], c)
			}
		}
		for _, v := range sortedValues(voices) {
			score += v
		}
		if len(voices) > 0 {
			score /= float64(len(voices))
		}
		if a.Opinion {
			score--
		}
		if explains(a.Title) {
			score -= 0.5
		}
		if a.ReprintOf != "" {
			score -= 0.01
		}
		if score > bestScore || score == bestScore && best >= 0 && a.ID < articles[best].ID {
			best, bestScore = i, score
		}
	}
	return best
}

// explainers begin headlines that explain or ask instead of telling what happened.
var explainers = set("what how why who when where was wie warum wer wann wo comment pourquoi qui que quand qué cómo por quién cuándo")

// explains tells whether a headline asks or explains.
func explains(title string) bool {
	words := text.Words(title)
	return strings.ContainsAny(title, "?？") || len(words) > 0 && explainers[words[0]]
}

// sortedValues lists a map's values in the order of its keys, so that sums do not depend on map order.
func sortedValues(m map[int]float64) []float64 {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	values := make([]float64, len(keys))
	for i, k := range keys {
		values[i] = m[k]
	}
	return values
}
