package store

import (
	"context"
	"fmt"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
)

// touch marks a story as changed. A new one is made; one that was merged away and has articles again comes back.
func (s *Store) touch(ctx context.Context, t tx, id news.ID) error {
	_, err := t.Exec(ctx, `
		INSERT INTO stories (id, slug, version, analysed, changed, shown, hidden, pinned, merged_into, brief)
		VALUES ($1, '', 1, 0, $2, $3, $3, $3, 0, '')
		ON CONFLICT (id) DO UPDATE SET version = stories.version + 1, merged_into = 0,
			changed = CASE WHEN stories.version > stories.analysed THEN stories.changed ELSE excluded.changed END`,
		id, s.now(), false)
	return err
}

// merge makes an emptied story's address lead to another. Stories that were merged into it lead there too.
func merge(ctx context.Context, t tx, id, into news.ID) error {
	into, err := target(ctx, t, into)
	if err != nil {
		return err
	}
	if into == id {
		return fmt.Errorf("story %s cannot be merged into itself", id)
	}
	_, err = t.Exec(ctx, `UPDATE stories SET merged_into = $2, shown = $3, analysed = version WHERE id = $1 OR (merged_into = $1 AND merged_into <> 0)`, id, into, false)
	if err != nil {
		return err
	}
	return unlist(ctx, t, id)
}

// target is the story that an id leads to.
func target(ctx context.Context, q querier, id news.ID) (news.ID, error) {
	var into news.ID
	if err := q.QueryRow(ctx, `SELECT merged_into FROM stories WHERE id = $1`, id).Scan(&into); err != nil {
		return 0, err
	}
	if into != 0 {
		return into, nil
	}
	return id, nil
}

// unlist takes a story out of all lists, with its page.
func unlist(ctx context.Context, t tx, id news.ID) error {
	for _, q := range []string{
		`DELETE FROM story_lists WHERE story = $1`,
		`DELETE FROM story_terms WHERE story = $1`,
		`DELETE FROM story_views WHERE story = $1`,
	} {
		if _, err := t.Exec(ctx, q, id); err != nil {
			return err
		}
	}
	return nil
}

// Changed implements pipeline.Archive.
func (s *Store) Changed(ctx context.Context, shard, shards, limit int) (refs []pipeline.StoryRef, err error) {
	defer wrap(&err, "listing changed stories of share %d of %d", shard, shards)
	return collect(ctx, s.db.reader(), func(r row) (ref pipeline.StoryRef, err error) {
		err = r.Scan(&ref.ID, &ref.Version)
		return ref, err
	}, `
		SELECT id, version FROM stories WHERE version > analysed AND merged_into = 0 AND id % $1 = $2
		ORDER BY changed, id LIMIT $3`, shards, shard, limit)
}

// Material implements pipeline.Archive. Articles that were taken down, or whose outlet opted out, are not in it. The error is
// news.ErrNotFound when the story is now part of another, or when nothing is left of it to show; it then is out of sight.
func (s *Store) Material(ctx context.Context, id news.ID) (m pipeline.Material, err error) {
	defer wrap(&err, "reading material of story %s", id)
	// The version is read first: what changes meanwhile leaves the story marked as changed.
	q := s.db.reader()
	var into news.ID
	m.Ref.ID = id
	err = q.QueryRow(ctx, `SELECT version, slug, pinned, merged_into FROM stories WHERE id = $1`, id).
		Scan(&m.Ref.Version, &m.Slug, &m.Pinned, &into)
	if err != nil {
		return m, err
	}
	if into != 0 {
		return m, news.ErrNotFound
	}
	m.Articles, err = collect(ctx, q, scanArticle, `
		SELECT `+articleColumns+`, COALESCE(x.body, '')
		FROM articles a LEFT JOIN article_texts x ON x.article = a.id
		WHERE a.story = $1 AND a.story <> 0 AND a.state = 2
			AND NOT EXISTS (SELECT 1 FROM outlets o WHERE o.domain = a.outlet AND o.opted_out)
		ORDER BY a.time, a.id`, id)
	if err != nil {
		return m, err
	}
	if len(m.Articles) == 0 {
		if err := s.db.update(ctx, func(t tx) error { return empty(ctx, t, m.Ref) }); err != nil {
			return m, err
		}
		return m, news.ErrNotFound
	}
	if m.Headlines, err = headlines(ctx, q, id); err != nil {
		return m, err
	}
	outlets, err := collect(ctx, q, scanOutlet, `
		SELECT `+outletColumns+` FROM outlets WHERE domain IN (SELECT outlet FROM articles WHERE story = $1 AND story <> 0)`, id)
	m.Outlets = make(map[string]news.Outlet, len(outlets))
	for _, o := range outlets {
		m.Outlets[o.Domain] = o
	}
	return m, err
}

// headlines are the earlier titles of a story's articles, oldest first.
func headlines(ctx context.Context, q querier, story news.ID) (map[news.ID][]news.Headline, error) {
	type titled struct {
		article news.ID
		news.Headline
	}
	found, err := collect(ctx, q, func(r row) (h titled, err error) {
		err = r.Scan(&h.article, &h.Title, moment{&h.Seen})
		return h, err
	}, `
		SELECT h.article, h.title, h.seen FROM articles a JOIN headlines h ON h.article = a.id
		WHERE a.story = $1 AND a.story <> 0 ORDER BY h.article, h.seen`, story)
	out := map[news.ID][]news.Headline{}
	for _, h := range found {
		out[h.article] = append(out[h.article], h.Headline)
	}
	return out, err
}

// Panel implements pipeline.Archive. The times are taken by day: an outlet counts when a feed of it was read on one of the days.
func (s *Store) Panel(ctx context.Context, from, to time.Time) (outlets []news.Outlet, err error) {
	defer wrap(&err, "listing rated outlets that were read")
	return collect(ctx, s.db.reader(), scanOutlet, `
		SELECT `+outletColumns+` FROM outlets
		WHERE side <> 0 AND NOT opted_out AND domain IN (SELECT outlet FROM outlet_days WHERE day BETWEEN $1 AND $2 AND fetched)
		ORDER BY domain`, day(from), day(to))
}
