package store

import (
	"context"
	"slices"

	"github.com/parallax-news/parallax/internal/news"
)

// redactGone takes out of a view what must not be shown: articles that were taken down and outlets that opted out.
func redactGone(ctx context.Context, t tx, v *news.StoryView) error {
	gone, err := collect(ctx, t, scanOne[news.ID], `SELECT id FROM articles WHERE story = $1 AND story <> 0 AND state = 3`, v.Story.ID)
	if err != nil {
		return err
	}
	out, err := collect(ctx, t, scanOne[string], `SELECT domain FROM outlets WHERE opted_out`)
	if err != nil {
		return err
	}
	if len(gone) > 0 || len(out) > 0 {
		redact(v, func(id news.ID, outlet string) bool { return slices.Contains(gone, id) || slices.Contains(out, outlet) })
	}
	return nil
}

// redact takes articles out of a view, with all that quotes them. Counts are left to the next analysis.
func redact(v *news.StoryView, gone func(id news.ID, outlet string) bool) {
	titles := map[string]bool{}
	v.Articles = slices.DeleteFunc(slices.Clone(v.Articles), func(a news.StoryArticle) bool {
		g := gone(a.ID, a.Outlet)
		if g {
			titles[a.Title] = true
		}
		return g
	})
	if len(titles) == 0 {
		return
	}
	left := map[string]bool{}
	for _, a := range v.Articles {
		left[a.Outlet] = true
		delete(titles, a.Title)
	}
	v.Outlets = slices.DeleteFunc(slices.Clone(v.Outlets), func(o news.StoryOutlet) bool { return !left[o.Domain] })
	v.Story.Heads = slices.DeleteFunc(slices.Clone(v.Story.Heads), func(h news.Head) bool { return titles[h.Title] || !left[h.Outlet] })
	v.Summary.Sentences = slices.DeleteFunc(slices.Clone(v.Summary.Sentences), func(s news.Sentence) bool {
		return slices.ContainsFunc(s.Evidence, func(p news.Passage) bool { return gone(p.Article, p.Outlet) })
	})
	v.Story.Lede = nil
	for _, s := range v.Summary.Sentences[:min(len(v.Summary.Sentences), 2)] {
		v.Story.Lede = append(v.Story.Lede, s.Text)
	}
	if titles[v.Story.Headline] && len(v.Articles) > 0 {
		first := v.Articles[0]
		v.Story.Headline, v.Story.HeadlineBy = first.Title, first.Outlet
	}
	v.Story.Articles = len(v.Articles)
}
