package search

import (
	"math"
	"slices"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

const (
	titleWeight   = 3.0 // a term in the title
	excerptWeight = 1.5 // in the excerpt
	bodyWeight    = 0.7 // only in the body
	// freshDays is the age at which an article counts half.
	freshDays = 21.0
)

// matcher finds a query's terms in texts of one language.
type matcher struct {
	lang  string
	terms [][]string        // stems
	stems map[string]string // of words met so far: most words of a list of headlines come again and again
}

func newMatcher(q Query, lang string) matcher {
	m := matcher{lang: lang, stems: map[string]string{}}
	for _, t := range q.Terms {
		if t.Not {
			continue
		}
		stems := make([]string, len(t.Words))
		for i, w := range t.Words {
			stems[i] = text.Stem(w, lang)
		}
		m.terms = append(m.terms, stems)
	}
	return m
}

// stem is text.Stem, worked out once for each word.
func (m matcher) stem(word string) string {
	s, ok := m.stems[word]
	if !ok {
		s = text.Stem(word, m.lang)
		m.stems[word] = s
	}
	return s
}

// hit marks and scores one candidate.
func (m matcher) hit(c Matched, now time.Time) ArticleHit {
	title, inTitle := m.mark(c.Article.Title)
	excerpt, inExcerpt := m.mark(c.Article.Excerpt)
	score := bodyWeight
	for i := range m.terms {
		switch {
		case inTitle[i]:
			score += titleWeight
		case inExcerpt[i]:
			score += excerptWeight
		default:
			score += bodyWeight
		}
	}
	days := max(now.Sub(c.Article.Time()).Hours()/24, 0)
	score *= freshDays / (freshDays + days)
	return ArticleHit{Article: c.Article, Outlet: c.Outlet, Title: title, Excerpt: excerpt, Score: score}
}

// mark finds the terms in a text; found tells which of them are there.
func (m matcher) mark(s string) (out Snippet, found []bool) {
	out.Text, found = s, make([]bool, len(m.terms))
	var tokens []text.Token
	var stems []string
	for t := range text.Tokens(s) {
		tokens = append(tokens, t)
		stems = append(stems, m.stem(t.Word))
	}
	for i := range tokens {
		for k, term := range m.terms {
			if end := i + len(term); end <= len(stems) && slices.Equal(stems[i:end], term) {
				found[k] = true
				last := tokens[end-1]
				out.Marks = append(out.Marks, Mark{tokens[i].At, last.At + len(last.Raw)})
			}
		}
	}
	out.Marks = merge(out.Marks)
	return out, found
}

// merge joins marks that overlap. Marks come ordered by their start.
func merge(marks []Mark) []Mark {
	var out []Mark
	for _, m := range marks {
		if n := len(out); n > 0 && m.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, m.End)
		} else {
			out = append(out, m)
		}
	}
	return out
}

// best lists the hit of each story that says most, in order of the stories' scores: the best article's, raised by how many
// outlets of the story match.
func best(hits []ArticleHit) (stories []ArticleHit, counts map[news.ID]int) {
	counts = map[news.ID]int{}
	outlets := map[news.ID]map[string]bool{}
	top := map[news.ID]ArticleHit{}
	for _, h := range hits {
		id := h.Article.Story
		if id == 0 {
			continue
		}
		if counts[id]++; counts[id] == 1 || h.Score > top[id].Score {
			top[id] = h
		}
		if outlets[id] == nil {
			outlets[id] = map[string]bool{}
		}
		outlets[id][h.Article.Outlet] = true
	}
	for id, h := range top {
		h.Score *= 1 + math.Log(float64(len(outlets[id])))
		stories = append(stories, h)
	}
	slices.SortFunc(stories, func(a, b ArticleHit) int { return compare(a, b, false) })
	return stories[:min(len(stories), StoryHits)], counts
}
