package search

import (
	"slices"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

// maxIndexed is how many words of an article are indexed: what a long feature says after that is not found.
const maxIndexed = 3000

// tagSign begins entries of the index that are no words; no word does.
const tagSign = "#"

// allTag is in the list of every article, so that a query of nothing but limits has something to match.
const allTag = tagSign + "all"

// Index is what the index keeps of an article: tags for its outlet, topics and language, then the stems of title, excerpt
// and text in order. Between them stands an entry that keeps phrases from reaching across.
func Index(a *news.Article) []string {
	entries := []string{allTag, tag("outlet", a.Outlet), tag("lang", a.Language)}
	for _, t := range a.Topics {
		entries = append(entries, tag("topic", t))
	}
	for _, s := range []string{a.Title, a.Excerpt, a.Text} {
		entries = append(entries, tagSign)
		entries = append(entries, slices.DeleteFunc(text.Terms(s, a.Language), empty)...)
	}
	return entries[:min(len(entries), maxIndexed)]
}

func tag(kind, value string) string { return tagSign + kind + ":" + value }

// Expression is a query as an index is asked: of each list in All at least one alternative must occur, of None none may.
type Expression struct {
	All  [][]Sequence
	None []Sequence
}

// Sequence is entries of the index that follow each other.
type Sequence []string

// Expression puts the query into the words of the index. languages are those of the articles there:
// a word is looked for as each of them would stem it.
func (q Query) Expression(languages []string) Expression {
	if only := q.languages(); len(only) > 0 {
		languages = only
	}
	e := Expression{All: [][]Sequence{{{allTag}}}}
	for _, t := range q.Terms {
		if t.Not {
			e.None = append(e.None, forms(t.Words, languages)...)
		} else {
			e.All = append(e.All, forms(t.Words, languages))
		}
	}
	for _, kind := range []string{"outlet", "topic", "lang"} {
		var any []Sequence
		for _, f := range q.Filters {
			switch {
			case f.Kind != kind:
			case f.Not:
				e.None = append(e.None, Sequence{tag(kind, f.Value)})
			default:
				any = append(any, Sequence{tag(kind, f.Value)})
			}
		}
		if len(any) > 0 {
			e.All = append(e.All, any)
		}
	}
	if len(e.All) > 1 {
		e.All = e.All[1:]
	}
	return e
}

// languages are those that the query is restricted to.
func (q Query) languages() (only []string) {
	for _, f := range q.Filters {
		if f.Kind == "lang" && !f.Not {
			only = append(only, f.Value)
		}
	}
	return only
}

// forms lists the different ways in which the languages stem a phrase.
func forms(words, languages []string) []Sequence {
	out := []Sequence{words}
	for _, lang := range languages {
		stems := make(Sequence, len(words))
		for i, w := range words {
			stems[i] = text.Stem(w, lang)
		}
		if !slices.ContainsFunc(out, func(s Sequence) bool { return slices.Equal(s, stems) }) {
			out = append(out, stems)
		}
	}
	return out
}

// Sides splits the query's side filters into those of which one must hold and those that must not.
func (q Query) Sides() (any, none []string) {
	for _, f := range q.Filters {
		if f.Kind != "side" {
			continue
		}
		if f.Not {
			none = append(none, f.Value)
		} else {
			any = append(any, f.Value)
		}
	}
	return any, none
}
