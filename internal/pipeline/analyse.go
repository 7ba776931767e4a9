package pipeline

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/parallax-news/parallax/internal/coverage"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/recommend"
	"github.com/parallax-news/parallax/internal/summary"
	"github.com/parallax-news/parallax/internal/text"
)

const (
	analyseBatch  = 50
	relatedSince  = 30 * 24 * time.Hour
	relatedLimit  = 40 // candidates
	relatedShown  = 6
	titleRunes    = 300
	ledeSentences = 2
)

// analyse works out the pages of the changed stories of one share until none is left.
func (p *Pipeline) analyse(ctx context.Context, shard int) error {
	for ends := p.Now().Add(p.Lease / 2); p.Now().Before(ends); {
		refs, err := p.Archive.Changed(ctx, shard, shards, analyseBatch)
		if err != nil || len(refs) == 0 {
			return err
		}
		for _, ref := range refs {
			if err := p.analyseStory(ctx, ref); err != nil {
				return fmt.Errorf("analysing story %s: %w", ref.ID, err)
			}
		}
	}
	return nil
}

func (p *Pipeline) analyseStory(ctx context.Context, ref StoryRef) error {
	m, err := p.Archive.Material(ctx, ref.ID)
	if errors.Is(err, news.ErrNotFound) {
		return nil // emptied since
	}
	if err != nil {
		return err
	}
	v, terms := View(m, p.Scale, p.Now())
	if v.Story.Blindspots, err = p.blindspots(ctx, &v); err != nil {
		return err
	}
	related, err := p.Archive.Related(ctx, ref.ID, terms, v.Story.Updated.Add(-relatedSince), relatedLimit)
	if err != nil {
		return err
	}
	candidates := make([]recommend.Candidate, len(related))
	for i, k := range related {
		candidates[i] = recommend.Candidate{Story: kin(&k.Story), Shared: shared(k.Shared)}
	}
	v.Related = recommend.Related(kin(&v.Story), candidates, relatedShown)
	return p.Archive.SaveView(ctx, v, terms)
}

func kin(s *news.Story) recommend.Story {
	return recommend.Story{ID: s.ID, Headline: s.Headline, Created: s.Created, Updated: s.Updated}
}

func shared(terms []Term) []recommend.Term {
	list := make([]recommend.Term, len(terms))
	for i, t := range terms {
		list[i] = recommend.Term{Text: t.Text, Key: t.Key, Weight: t.Weight, Name: t.Name}
	}
	return list
}

// blindspots asks who could have carried the story only where enough outlets do for a blindspot to be possible.
func (p *Pipeline) blindspots(ctx context.Context, v *news.StoryView) ([]news.Blind, error) {
	if v.Story.Coverage.Rated() < coverage.FewestRated {
		return nil, nil
	}
	panel, err := p.Archive.Panel(ctx, v.Story.Created, v.AsOf)
	if err != nil {
		return nil, err
	}
	carries := map[string]bool{}
	for _, o := range v.Outlets {
		carries[o.Domain] = true
	}
	return coverage.Blindspots(v.Story.ID, panel, func(domain string) bool { return carries[domain] }, p.Scale), nil
}

// View works out a story's page from its material, all but blindspots and related stories, and the
// terms by which it can be related. The same material gives the same view.
func View(m Material, scale news.Scale, now time.Time) (news.StoryView, []Term) {
	m.Articles = originals(m.Articles)
	count := counted(m)
	voices := map[news.ID]int{}
	for i, n := range coverage.VoiceOf(count) {
		voices[m.Articles[i].ID] = n
	}
	arts := summaryArticles(m, voices)
	v := news.StoryView{AsOf: now.UTC(), Summary: summary.Write(arts), Outlets: storyOutlets(m), Related: []news.Related{}}
	for i := len(m.Articles) - 1; i >= 0; i-- {
		a := m.Articles[i]
		a.Text, a.GUID = "", ""
		v.Articles = append(v.Articles, news.StoryArticle{Article: a, Headlines: m.Headlines[a.ID], Voice: voices[a.ID]})
	}
	s := &v.Story
	s.ID, s.Version, s.Slug = m.Ref.ID, m.Ref.Version, m.Slug
	if i := summary.Headline(arts); i >= 0 {
		s.Headline, s.HeadlineBy = text.Cut(arts[i].Title, titleRunes), arts[i].Name
	}
	if s.Slug == "" {
		s.Slug = slug(s.Headline)
	}
	s.Articles = len(m.Articles)
	s.Created, s.Updated = span(m.Articles)
	s.Language = most(m.Articles, func(a news.Article) []string { return []string{a.Language} }, voices, 1)[0]
	s.Topics = most(m.Articles, func(a news.Article) []string { return a.Topics }, voices, 3)
	s.Coverage = coverage.Of(count, scale)
	s.Importance = coverage.Importance(count, coverage.HalfLife)
	var terms []Term
	s.Names, terms = namesAndTerms(m.Articles, voices, s.Headline, s.Language)
	for _, sentence := range v.Summary.Sentences[:min(ledeSentences, len(v.Summary.Sentences))] {
		s.Lede = append(s.Lede, sentence.Text)
	}
	s.Heads = heads(arts, scale)
	return v, terms
}

func summaryArticles(m Material, voices map[news.ID]int) []summary.Article {
	names := map[news.ID]string{}
	for _, a := range m.Articles {
		names[a.ID] = m.Outlets[a.Outlet].Name
	}
	list := make([]summary.Article, len(m.Articles))
	for i, a := range m.Articles {
		o := m.Outlets[a.Outlet]
		list[i] = summary.Article{
			ID: a.ID, Outlet: a.Outlet, Name: o.Name, Side: o.Side, URL: a.URL, Published: a.Time(), Title: a.Title,
			Text: a.Text, Language: a.Language, Opinion: a.Opinion, Voice: voices[a.ID], ReprintOf: names[a.ReprintOf],
		}
		if list[i].Text == "" {
			list[i].Text = a.Excerpt
		}
	}
	return list
}

// originals returns the articles with every reprint bound to the earliest published article of its text. The clusterer
// knows who came to us first; readers want to know who had it first.
func originals(articles []news.Article) []news.Article {
	articles = slices.Clone(articles)
	place := map[news.ID]int{}
	for i, a := range articles {
		place[a.ID] = i
	}
	root := func(i int) int {
		for range articles { // a chain of reprints is no longer than the story
			next, ok := place[articles[i].ReprintOf]
			if !ok {
				break
			}
			i = next
		}
		return i
	}
	roots, first := make([]int, len(articles)), map[int]int{} // by the root of a text: its earliest article
	for i := range articles {
		roots[i] = root(i)
		was, ok := first[roots[i]]
		if !ok || articles[i].Time().Before(articles[was].Time()) {
			first[roots[i]] = i
		}
	}
	for i := range articles {
		own := first[roots[i]]
		if own != i {
			articles[i].ReprintOf = articles[own].ID
		} else if _, here := place[articles[i].ReprintOf]; here {
			articles[i].ReprintOf = 0
		}
	}
	return articles
}

// counted is the story's articles as coverage counts them, in the order of the material.
func counted(m Material) []coverage.Voice {
	list := make([]coverage.Voice, len(m.Articles))
	for i, a := range m.Articles {
		o := m.Outlets[a.Outlet]
		list[i] = coverage.Voice{
			Article: a.ID, ReprintOf: a.ReprintOf, Outlet: a.Outlet, Owner: o.Owner, Side: o.Side, Title: a.Title, Time: a.Time(),
		}
	}
	return list
}

// storyOutlets lists the outlets of a story, first to report first.
func storyOutlets(m Material) []news.StoryOutlet {
	var list []news.StoryOutlet
	place := map[string]int{}
	for _, a := range m.Articles {
		i, ok := place[a.Outlet]
		if !ok {
			o := m.Outlets[a.Outlet]
			i = len(list)
			place[a.Outlet] = i
			list = append(list, news.StoryOutlet{
				Domain: o.Domain, Name: o.Name, Side: o.Side, Raters: o.Raters, RatedYear: o.RatedYear,
				Reliability: o.Reliability, Owner: o.Owner, Country: o.Country, First: a.Time(), Reprint: true,
			})
		}
		list[i].Articles++
		list[i].Reprint = list[i].Reprint && a.ReprintOf != 0
	}
	return list
}

func span(articles []news.Article) (first, last time.Time) {
	for i := range articles {
		t := articles[i].Time()
		if first.IsZero() || t.Before(first) {
			first = t
		}
		if t.After(last) {
			last = t
		}
	}
	return first, last
}

// heads takes the most central headline of each side.
func heads(articles []summary.Article, scale news.Scale) []news.Head {
	var list []news.Head
	for side := news.Side(1); int(side) <= len(scale.Steps); side++ {
		var own []summary.Article
		for _, a := range articles {
			if a.Side == side {
				own = append(own, a)
			}
		}
		if i := summary.Headline(own); i >= 0 {
			list = append(list, news.Head{Side: side, Outlet: own[i].Outlet, Name: own[i].Name, Title: own[i].Title, URL: own[i].URL})
		}
	}
	return list
}
