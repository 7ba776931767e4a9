// Package search is the query language, the ranking and the snippets of the search over stories and articles.
//
// An index that serves it keeps, for each article, the list that Index makes, and answers an
// Expression with the newest articles that match. All else (stemming, ranking, marks) happens here, so that every
// engine gives the same hits. Its limit: only the newest matches, Candidates of them, are ranked.
package search

import (
	"slices"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// Candidates is how many matching articles, the newest, are ranked.
const Candidates = 400

// Result is what a query found.
type Result struct {
	Stories  []StoryHit   `json:"stories"`  // best first, at most StoryHits; only on the first page
	Articles []ArticleHit `json:"articles"` // in the order asked for
	Matches  int          `json:"matches"`  // articles that match, at most Candidates
	Capped   bool         `json:"capped"`   // there are more, older ones
}

// StoryHit is a story with matching articles.
type StoryHit struct {
	Story    news.Story `json:"story"`
	Articles int        `json:"articles"` // that match
	Snippet  Snippet    `json:"snippet"`  // of its best article's excerpt
	Score    float64    `json:"score"`
}

// ArticleHit is an article that matches.
type ArticleHit struct {
	Article news.Article `json:"article"` // without text, reasons and categories
	Outlet  news.Outlet  `json:"outlet"`
	Title   Snippet      `json:"title"`
	Excerpt Snippet      `json:"excerpt"`
	Score   float64      `json:"score"`
}

// Snippet is plain text with the places where it matches; never markup.
type Snippet struct {
	Text  string `json:"text"`
	Marks []Mark `json:"marks,omitempty"` // in order, not overlapping
}

// Mark is a matching place of a text, in bytes: Text[Start:End].
type Mark struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// StoryHits is the most stories that a result holds.
const StoryHits = 10

// Matched is a candidate as the index found it.
type Matched struct {
	Article news.Article
	Outlet  news.Outlet
}

// Rank orders candidates and marks what matches in them. It returns the page of articles that the query asks for, and
// of the matching stories, best first, the article that says most, with the number of their articles that match. Ties go to the newer.
func Rank(q Query, found []Matched, now time.Time) (articles, stories []ArticleHit, counts map[news.ID]int) {
	matchers := map[string]matcher{}
	hits := make([]ArticleHit, len(found))
	for i, m := range found {
		lang := m.Article.Language
		if _, ok := matchers[lang]; !ok {
			matchers[lang] = newMatcher(q, lang)
		}
		hits[i] = matchers[lang].hit(m, now)
	}
	slices.SortStableFunc(hits, func(a, b ArticleHit) int { return compare(a, b, q.Newest) })
	stories, counts = best(hits)
	from := min(max(q.Skip, 0), len(hits))
	return hits[from:min(from+q.limit(), len(hits))], stories, counts
}

// compare puts the better hit first; with newest, the newer.
func compare(a, b ArticleHit, newest bool) int {
	if !newest && a.Score != b.Score {
		if a.Score > b.Score {
			return -1
		}
		return 1
	}
	if c := b.Article.Time().Compare(a.Article.Time()); c != 0 {
		return c
	}
	if a.Article.ID > b.Article.ID {
		return -1
	}
	return 1
}
