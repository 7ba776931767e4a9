package store

import (
	"context"
	"slices"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
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
		for _, o := range v.Outlets {
			if o.Domain == first.Outlet {
				v.Story.HeadlineBy = o.Name
			}
		}
	}
	v.Story.Articles = len(v.Articles)
}

// rewriteView changes the page of a story that has one, and its place in the lists. The story stays hidden where an editor hid it.
func rewriteView(ctx context.Context, t tx, id news.ID, change func(*news.StoryView)) error {
	// The row is locked first, as in SaveView.
	found, err := collect(ctx, t, scanOne[bool], `UPDATE stories SET changed = changed WHERE id = $1 RETURNING hidden`, id)
	if err != nil || len(found) == 0 {
		return err
	}
	views, err := collect(ctx, t, func(r row) (v news.StoryView, err error) {
		err = r.Scan(decoded{&v})
		return v, err
	}, `SELECT view FROM story_views WHERE story = $1`, id)
	if err != nil || len(views) == 0 {
		return err
	}
	v := views[0]
	change(&v)
	if len(v.Articles) == 0 {
		return vanish(ctx, t, id)
	}
	return writeView(ctx, t, &v, !found[0])
}

// Takedown removes what an article says: title, author, excerpt, text, and what the story's page quotes of it. The article stays
// known, so that it is not stored again.
func (s *Store) Takedown(ctx context.Context, e Edit, article news.ID) (err error) {
	defer wrap(&err, "taking down article %s", article)
	return s.db.update(ctx, func(t tx) error {
		a, err := articleOf(ctx, t, article)
		if err != nil {
			return err
		}
		if err := wipe(ctx, t, article); err != nil {
			return err
		}
		if err := disturb(ctx, t, []string{a.Language}); err != nil {
			return err
		}
		if a.Story != 0 {
			gone := func(id news.ID, _ string) bool { return id == article }
			if err := s.withdraw(ctx, t, a.Story, gone); err != nil {
				return err
			}
		}
		return s.record(ctx, t, e, "takedown", article.String(), "")
	})
}

// wipe deletes all words of an article.
func wipe(ctx context.Context, t tx, article news.ID) error {
	_, err := t.Exec(ctx, `
		UPDATE articles SET state = $2, title = '', fed_title = '', author = '', excerpt = '', categories = '[]', reasons = '[]' WHERE id = $1`,
		article, stateGone)
	if err != nil {
		return err
	}
	for _, q := range []string{
		`DELETE FROM article_texts WHERE article = $1`,
		`DELETE FROM article_features WHERE article = $1`,
		`DELETE FROM article_terms WHERE rowid = $1`,
		`DELETE FROM headlines WHERE article = $1`,
		`DELETE FROM pages WHERE article = $1`,
	} {
		if _, err := t.Exec(ctx, q, article); err != nil {
			return err
		}
	}
	return nil
}

// withdraw takes articles out of a story's page at once and has the story worked out anew; one that has no other articles is
// shown no longer.
func (s *Store) withdraw(ctx context.Context, t tx, story news.ID, gone func(news.ID, string) bool) error {
	if err := s.touch(ctx, t, story); err != nil {
		return err
	}
	if err := rewriteView(ctx, t, story, func(v *news.StoryView) { redact(v, gone) }); err != nil {
		return err
	}
	var left bool
	err := t.QueryRow(ctx, `
		SELECT EXISTS (SELECT 1 FROM articles a WHERE a.story = $1 AND a.story <> 0 AND a.state = 2
			AND NOT EXISTS (SELECT 1 FROM outlets o WHERE o.domain = a.outlet AND o.opted_out))`, story).Scan(&left)
	if err != nil || left {
		return err
	}
	ref := pipeline.StoryRef{ID: story}
	if err := t.QueryRow(ctx, `SELECT version FROM stories WHERE id = $1`, story).Scan(&ref.Version); err != nil {
		return err
	}
	return empty(ctx, t, ref)
}

// empty takes a story out of sight of which nothing may be shown, unless it has changed since. There is nothing to analyse until it gets
// another article.
func empty(ctx context.Context, t tx, ref pipeline.StoryRef) error {
	n, err := t.Exec(ctx, `UPDATE stories SET analysed = version WHERE id = $1 AND version = $2`, ref.ID, ref.Version)
	if err != nil || n == 0 {
		return err
	}
	return vanish(ctx, t, ref.ID)
}

// OptOut hides all of an outlet and stops reading it, or, with out false, undoes that. Lists, search and new pages leave the outlet
// out from the first moment; pages of stories follow in batches, the newest first. It may be repeated when it was interrupted.
func (s *Store) OptOut(ctx context.Context, e Edit, domain string, out bool) (err error) {
	defer wrap(&err, "opting %s out", domain)
	err = s.db.update(ctx, func(t tx) error {
		n, err := t.Exec(ctx, `UPDATE outlets SET opted_out = $2 WHERE domain = $1`, domain, out)
		if err != nil {
			return err
		}
		if n == 0 {
			return news.ErrNotFound
		}
		if err := pauseFeeds(ctx, t, domain, out); err != nil {
			return err
		}
		action := "opt-out"
		if !out {
			action = "opt-in"
		}
		return s.record(ctx, t, e, action, domain, "")
	})
	if err != nil {
		return err
	}
	if err := s.forgetPages(ctx, domain, out); err != nil {
		return err
	}
	stories, err := collect(ctx, s.db.reader(), scanOne[news.ID], `
		SELECT DISTINCT story FROM articles WHERE outlet = $1 AND story <> 0 ORDER BY story DESC`, domain)
	if err != nil {
		return err
	}
	const batch = 100 // stories of one transaction, so that others do not wait for long
	for part := range slices.Chunk(stories, batch) {
		err := s.db.update(ctx, func(t tx) error {
			for _, id := range part {
				var err error
				if out {
					err = s.withdraw(ctx, t, id, func(_ news.ID, outlet string) bool { return outlet == domain })
				} else {
					err = s.touch(ctx, t, id)
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// forgetPages drops the unread pages of an outlet that opted out; their articles are not shown.
func (s *Store) forgetPages(ctx context.Context, domain string, out bool) error {
	if !out {
		return nil
	}
	return s.db.update(ctx, func(t tx) error {
		ids, err := collect(ctx, t, scanOne[news.ID], `
			SELECT p.article FROM pages p JOIN articles a ON a.id = p.article WHERE a.outlet = $1`, domain)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := wipe(ctx, t, id); err != nil {
				return err
			}
		}
		return nil
	})
}
