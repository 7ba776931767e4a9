package store

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/riverqueue/river"

	"github.com/parallax-news/parallax/internal/cluster"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
)

// Languages implements pipeline.Archive.
func (s *Store) Languages(ctx context.Context) (languages []string, err error) {
	defer wrap(&err, "listing languages with waiting articles")
	return collect(ctx, s.db.reader(), scanOne[string], `SELECT DISTINCT language FROM articles WHERE state = 1 ORDER BY language`)
}

// Arrivals implements pipeline.Archive.
func (s *Store) Arrivals(ctx context.Context, language string, limit int) (articles []news.Article, err error) {
	defer wrap(&err, "listing waiting articles of language %q", language)
	return collect(ctx, s.db.reader(), scanArticle, `
		SELECT `+articleColumns+`, COALESCE(x.body, '')
		FROM articles a LEFT JOIN article_texts x ON x.article = a.id
		WHERE a.state = 1 AND a.language = $1 ORDER BY a.id LIMIT $2`, language, limit)
}

// Grouped implements pipeline.Archive. Items come without text: their features stand for it.
func (s *Store) Grouped(ctx context.Context, language string, since time.Time, yield func(pipeline.Placed) bool) (err error) {
	defer wrap(&err, "reading grouped articles of language %q", language)
	return s.db.snapshot(ctx, func(q querier) error {
		ids, err := collect(ctx, q, scanOne[int64], `
			SELECT id FROM articles WHERE language = $1 AND seen >= $2 AND seq <> 0 ORDER BY seq`, language, since)
		if err != nil {
			return err
		}
		for part := range slices.Chunk(ids, maxParams) {
			placed, err := placedArticles(ctx, q, part)
			if err != nil {
				return err
			}
			for _, p := range placed {
				if !yield(p) {
					return nil
				}
			}
		}
		return nil
	})
}

// placedArticles reads those of the articles that are in stories, in order of grouping.
func placedArticles(ctx context.Context, q querier, ids []int64) ([]pipeline.Placed, error) {
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	return collect(ctx, q, func(r row) (p pipeline.Placed, err error) {
		it := &p.Item
		err = r.Scan(&it.ID, &it.Outlet, &it.Language, &it.URL, &it.Title, moment{&it.Published}, moment{&it.Seen}, &p.Features, &p.Story, &p.Pinned)
		return p, err
	}, `
		SELECT a.id, a.outlet, a.language, a.url, a.title, a.published, a.seen, f.features, a.story, a.pinned
		FROM articles a JOIN article_features f ON f.article = a.id
		WHERE a.id IN `+params(1, len(args))+` AND a.state = 2 ORDER BY a.seq`, args...)
}

// GroupState implements pipeline.Archive.
func (s *Store) GroupState(ctx context.Context, language string) (mark int64, err error) {
	defer wrap(&err, "reading the grouping of language %q", language)
	found, err := collect(ctx, s.db.reader(), scanOne[int64], `SELECT mark FROM group_state WHERE language = $1`, language)
	if err != nil || len(found) == 0 {
		return 0, err
	}
	return found[0], nil
}

// SaveGroups implements pipeline.Archive. Articles that were taken down meanwhile, and moves of articles that are no longer
// where the move found them or that an editor placed, are left alone.
func (s *Store) SaveGroups(ctx context.Context, language string, from int64, decisions []cluster.Decision, then ...river.JobArgs) (mark int64, err error) {
	defer wrap(&err, "saving %d groupings of language %q", len(decisions), language)
	err = s.db.update(ctx, func(t tx) error {
		seq, err := advance(ctx, t, language, from, len(decisions))
		if err != nil {
			return err
		}
		g := grouping{touched: map[news.ID]bool{}, left: map[news.ID]news.ID{}}
		for i, d := range decisions {
			if err := g.place(ctx, t, d, seq+int64(i)); err != nil {
				return err
			}
		}
		if err := s.settle(ctx, t, g); err != nil {
			return err
		}
		return enqueue(ctx, t, then)
	})
	if err != nil {
		return 0, err
	}
	return from + 1, nil
}

// advance moves a language's mark on from the expected one; it returns the first of n fresh places in the order of grouping.
func advance(ctx context.Context, t tx, language string, from int64, n int) (seq int64, err error) {
	if from == 0 {
		if _, err := t.Exec(ctx, `INSERT INTO group_state (language, mark, seq) VALUES ($1, 0, 0) ON CONFLICT (language) DO NOTHING`, language); err != nil {
			return 0, err
		}
	}
	found, err := collect(ctx, t, scanOne[int64], `
		UPDATE group_state SET mark = mark + 1, seq = seq + $3 WHERE language = $1 AND mark = $2 RETURNING seq`, language, from, n)
	if err != nil {
		return 0, err
	}
	if len(found) == 0 {
		return 0, news.ErrConflict
	}
	return found[0] - int64(n) + 1, nil
}

// disturb makes the clusterers of the languages rebuild: somebody else changed the grouping.
func disturb(ctx context.Context, t tx, languages []string) error {
	slices.Sort(languages)
	for _, l := range slices.Compact(languages) {
		_, err := t.Exec(ctx, `
			INSERT INTO group_state (language, mark, seq) VALUES ($1, 1, 0)
			ON CONFLICT (language) DO UPDATE SET mark = group_state.mark + 1`, l)
		if err != nil {
			return err
		}
	}
	return nil
}

// grouping is what a run of decisions did to stories.
type grouping struct {
	touched map[news.ID]bool    // stories that gained or lost articles
	left    map[news.ID]news.ID // stories that lost articles, and where the last one went
}

// place stores one decision.
func (g *grouping) place(ctx context.Context, t tx, d cluster.Decision, seq int64) error {
	n, err := t.Exec(ctx, `
		UPDATE articles SET state = 2, story = $2, seq = $3, reprint_of = $4, reasons = $5 WHERE id = $1 AND state IN (1, 2)`,
		d.Article, d.Story, seq, d.ReprintOf, toJSON(d.Reasons))
	if err != nil || n == 0 {
		return err
	}
	g.touched[d.Story] = true
	_, err = t.Exec(ctx, `
		INSERT INTO article_features (article, features) VALUES ($1, $2)
		ON CONFLICT (article) DO UPDATE SET features = excluded.features`, d.Article, d.Features)
	if err != nil {
		return err
	}
	if d.ReprintOf != 0 {
		if err := countReprint(ctx, t, d.Article); err != nil {
			return err
		}
	}
	for _, m := range d.Moves {
		if err := g.move(ctx, t, m); err != nil {
			return err
		}
	}
	return nil
}

func (g *grouping) move(ctx context.Context, t tx, m cluster.Move) error {
	n, err := t.Exec(ctx, `UPDATE articles SET story = $3 WHERE id = $1 AND story = $2 AND NOT pinned`, m.Article, m.From, m.To)
	if err != nil || n == 0 {
		return err
	}
	g.touched[m.From], g.touched[m.To] = true, true
	g.left[m.From] = m.To
	return nil
}

// countReprint adds to the outlet's reprints of the article's day.
func countReprint(ctx context.Context, t tx, article news.ID) error {
	var outlet string
	var seen time.Time
	if err := t.QueryRow(ctx, `SELECT outlet, seen FROM articles WHERE id = $1`, article).Scan(&outlet, moment{&seen}); err != nil {
		return err
	}
	_, err := t.Exec(ctx, `UPDATE outlet_days SET reprints = reprints + 1 WHERE outlet = $1 AND day = $2`, outlet, day(seen))
	return err
}

// settle brings the stories' own rows up to what happened to their articles: new ones are made, changed ones marked, emptied ones
// merged into where their last article went.
func (s *Store) settle(ctx context.Context, t tx, g grouping) error {
	for _, id := range slices.Sorted(maps.Keys(g.touched)) {
		if err := s.touch(ctx, t, id); err != nil {
			return err
		}
	}
	for _, id := range slices.Sorted(maps.Keys(g.left)) {
		var full bool
		if err := t.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM articles WHERE story = $1 AND story <> 0)`, id).Scan(&full); err != nil {
			return err
		}
		if full {
			continue
		}
		if err := merge(ctx, t, id, g.left[id]); err != nil {
			return err
		}
	}
	return nil
}
