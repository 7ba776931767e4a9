package store

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"github.com/parallax-news/parallax/internal/news"
)

// SavePage implements pipeline.Archive. Of two articles with one canonical address the newer is dropped, unless only that
// one is in a story already. An article that is gone, or was grouped meanwhile, stays as it is.
func (s *Store) SavePage(ctx context.Context, a news.Article, then ...river.JobArgs) (err error) {
	defer wrap(&err, "saving the page of article %s", a.ID)
	entries := s.entries(&a)
	return s.db.update(ctx, func(t tx) error {
		n, err := t.Exec(ctx, `DELETE FROM pages WHERE article = $1`, a.ID)
		if err != nil || n == 0 {
			return err
		}
		dropped, err := s.unify(ctx, t, &a)
		if err != nil || dropped {
			return err
		}
		if err := savePage(ctx, t, &a); err != nil {
			return err
		}
		if err := s.index(ctx, t, &a, entries, false); err != nil {
			return err
		}
		return enqueue(ctx, t, then)
	})
}

func savePage(ctx context.Context, t tx, a *news.Article) error {
	_, err := t.Exec(ctx, `
		UPDATE articles SET url = $2, title = $3, author = $4, excerpt = $5, language = $6, published = $7, time = $8,
			categories = $9, topics = $10, opinion = $11, paywall = $12, state = $13, page_error = ''
		WHERE id = $1`,
		a.ID, a.URL, a.Title, a.Author, a.Excerpt, a.Language, a.Published, a.Time(),
		toJSON(a.Categories), toJSON(a.Topics), a.Opinion, a.Paywall, stateReady)
	if err != nil {
		return err
	}
	return saveText(ctx, t, a)
}

// unify makes sure that one article has the canonical address. dropped tells that a is not that one, and is gone.
func (s *Store) unify(ctx context.Context, t tx, a *news.Article) (dropped bool, err error) {
	k := addressKey(a.URL)
	n, err := t.Exec(ctx, `INSERT INTO article_keys (key, article) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING`, k[:], a.ID)
	if err != nil || n > 0 {
		return false, err
	}
	found, err := knownArticles(ctx, t, []key{k})
	if err != nil {
		return false, err
	}
	other, ok := found[k]
	if !ok || other.id == a.ID {
		return false, nil
	}
	if other.id < a.ID || other.state == stateGrouped || other.state == stateGone {
		return true, s.drop(ctx, t, a.ID, other.id)
	}
	return false, s.drop(ctx, t, other.id, a.ID)
}

// drop removes an article that turned out to be another one; all that it was known by now names that other.
func (s *Store) drop(ctx context.Context, t tx, id, kept news.ID) error {
	a, err := articleOf(ctx, t, id)
	if err != nil {
		return err
	}
	if _, err := t.Exec(ctx, `UPDATE article_keys SET article = $2 WHERE article = $1`, id, kept); err != nil {
		return err
	}
	return deleteArticle(ctx, t, &a)
}

// PageFailed implements pipeline.Archive.
func (s *Store) PageFailed(ctx context.Context, article news.ID, reason string, next time.Time, then ...river.JobArgs) (err error) {
	defer wrap(&err, "noting that the page of article %s was not read", article)
	if !next.IsZero() {
		return s.db.update(ctx, func(t tx) error {
			if _, err := t.Exec(ctx, `UPDATE pages SET next = $2, tries = tries + 1 WHERE article = $1`, article, next); err != nil {
				return err
			}
			_, err := t.Exec(ctx, `UPDATE articles SET page_error = $2 WHERE id = $1`, article, reason)
			return err
		})
	}
	return s.db.update(ctx, func(t tx) error {
		n, err := t.Exec(ctx, `DELETE FROM pages WHERE article = $1`, article)
		if err != nil || n == 0 {
			return err
		}
		if _, err := t.Exec(ctx, `UPDATE articles SET state = $2, page_error = $3 WHERE id = $1`, article, stateReady, reason); err != nil {
			return err
		}
		a, err := articleOf(ctx, t, article)
		if err != nil {
			return err
		}
		if err := s.index(ctx, t, &a, s.entries(&a), false); err != nil {
			return err
		}
		return enqueue(ctx, t, then)
	})
}

// purgeBatch is how many texts one transaction deletes, so that others do not wait for long.
const purgeBatch = 1000

// PurgeTexts implements pipeline.Archive.
func (s *Store) PurgeTexts(ctx context.Context, before time.Time) (deleted int, err error) {
	defer wrap(&err, "deleting texts of articles seen before %s", before.Format(time.RFC3339))
	for {
		var n int64
		err := s.db.update(ctx, func(t tx) (err error) {
			n, err = t.Exec(ctx, `
				DELETE FROM article_texts WHERE article IN (SELECT article FROM article_texts WHERE seen < $1 ORDER BY seen LIMIT $2)`,
				before, purgeBatch)
			return err
		})
		if err != nil {
			return deleted, err
		}
		if deleted += int(n); n < purgeBatch {
			return deleted, nil
		}
	}
}
