package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// feedColumns are the columns that scanFeed reads.
const feedColumns = `id, outlet, url, host, format, title, paused, etag, last_modified, hash, hub, next_poll, poll_every, polled, fetched,
	failures, status, error, articles`

func scanFeed(r row) (f news.Feed, err error) {
	var every int64
	err = r.Scan(&f.ID, &f.Outlet, &f.URL, &f.Host, &f.Format, &f.Title, &f.Paused, &f.ETag, &f.LastModified, &f.Hash, &f.Hub,
		moment{&f.NextPoll}, &every, moment{&f.Polled}, moment{&f.Fetched}, &f.Failures, &f.Status, &f.Error, &f.Articles)
	f.Interval = time.Duration(every) * time.Millisecond
	return f, err
}

// Feeds lists all feeds by outlet.
func (s *Store) Feeds(ctx context.Context) (feeds []news.Feed, err error) {
	defer wrap(&err, "listing feeds")
	return collect(ctx, s.db.reader(), scanFeed, `SELECT `+feedColumns+` FROM feeds ORDER BY outlet, id`)
}

// Feed returns a feed.
func (s *Store) Feed(ctx context.Context, id news.ID) (f news.Feed, err error) {
	defer wrap(&err, "reading feed %s", id)
	return scanFeed(s.db.reader().QueryRow(ctx, `SELECT `+feedColumns+` FROM feeds WHERE id = $1`, id))
}

// maxAddress is the longest address of a feed, in bytes: what an index takes.
const maxAddress = 2000

// SaveFeeds implements pipeline.Archive. The feeds' outlets are made where they are not known, and followed.
func (s *Store) SaveFeeds(ctx context.Context, feeds []news.Feed) (err error) {
	defer wrap(&err, "saving %d feeds", len(feeds))
	return s.db.update(ctx, func(t tx) error { return s.addFeeds(ctx, t, feeds) })
}

func (s *Store) addFeeds(ctx context.Context, t tx, feeds []news.Feed) error {
	due := map[string]int64{}
	for _, f := range feeds {
		if len(f.URL) > maxAddress || f.URL == "" {
			return fmt.Errorf("feed of %s: an address has 1 to %d bytes, this one %d", f.Outlet, maxAddress, len(f.URL))
		}
		if f.Host == "" {
			f.Host = hostOf(f.URL)
		}
		n, err := t.Exec(ctx, `
			INSERT INTO feeds (id, outlet, url, host, format, title, paused, etag, last_modified, hash, hub, next_poll, poll_every,
				polled, fetched, failures, status, error, articles)
			VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', '', $8, $9, $10, 0, 0, 0, 0, '', 0)
			ON CONFLICT (url) DO NOTHING`, f.ID, f.Outlet, f.URL, f.Host, f.Format, f.Title, f.Paused, f.Hub, f.NextPoll, f.Interval)
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		if err := s.follow(ctx, t, f.Outlet); err != nil {
			return err
		}
		if ms := millis(f.NextPoll); !f.Paused {
			if old, ok := due[f.Host]; !ok || ms < old {
				due[f.Host] = ms
			}
		}
	}
	return hasWork(ctx, t, due)
}

// follow marks an outlet as one that this instance reads; an unknown one is made and named by its domain.
func (s *Store) follow(ctx context.Context, t tx, domain string) error {
	n, err := t.Exec(ctx, `UPDATE outlets SET followed = $2 WHERE domain = $1`, domain, true)
	if err != nil || n > 0 {
		return err
	}
	return s.saveOutlet(ctx, t, news.Outlet{Domain: domain, Name: domain, Followed: true})
}

// PauseFeed stops or resumes the polling of a feed.
func (s *Store) PauseFeed(ctx context.Context, id news.ID, paused bool) (err error) {
	defer wrap(&err, "pausing feed %s", id)
	return s.db.update(ctx, func(t tx) error {
		f, err := scanFeed(t.QueryRow(ctx, `UPDATE feeds SET paused = $2 WHERE id = $1 RETURNING `+feedColumns, id, paused))
		if err != nil || paused {
			return err
		}
		return hasWork(ctx, t, map[string]int64{f.Host: millis(f.NextPoll)})
	})
}

// RemoveFeed forgets a feed. What came through it stays. An outlet without feeds is no longer followed.
func (s *Store) RemoveFeed(ctx context.Context, id news.ID) (err error) {
	defer wrap(&err, "removing feed %s", id)
	return s.db.update(ctx, func(t tx) error {
		var outlet string
		if err := t.QueryRow(ctx, `DELETE FROM feeds WHERE id = $1 RETURNING outlet`, id).Scan(&outlet); err != nil {
			return err
		}
		_, err := t.Exec(ctx, `
			UPDATE outlets SET followed = $2 WHERE domain = $1 AND NOT EXISTS (SELECT 1 FROM feeds WHERE outlet = $1)`, outlet, false)
		return err
	})
}

// saveFeed stores a feed's state after a poll. A feed that moved to the address of another is paused: one poll is enough.
// Whether it is paused, and whose it is, are decided elsewhere and stay.
func saveFeed(ctx context.Context, t tx, f *news.Feed, articles int) error {
	var other news.ID
	err := t.QueryRow(ctx, `SELECT id FROM feeds WHERE url = $1 AND id <> $2`, f.URL, f.ID).Scan(&other)
	if err != nil && !errors.Is(err, news.ErrNotFound) {
		return err
	}
	if err == nil {
		_, err := t.Exec(ctx, `UPDATE feeds SET paused = $2, polled = $3, error = $4 WHERE id = $1`,
			f.ID, true, f.Polled, "it has moved to the address of another feed")
		return err
	}
	n, err := t.Exec(ctx, `
		UPDATE feeds SET url = $2, host = $3, format = $4, title = $5, etag = $6, last_modified = $7, hash = $8, hub = $9, next_poll = $10,
			poll_every = $11, polled = $12, fetched = $13, failures = $14, status = $15, error = $16, articles = articles + $17
		WHERE id = $1`,
		f.ID, f.URL, f.Host, f.Format, f.Title, f.ETag, f.LastModified, f.Hash, f.Hub, f.NextPoll,
		f.Interval, f.Polled, f.Fetched, f.Failures, f.Status, f.Error, articles)
	if err == nil && n == 0 {
		return news.ErrNotFound
	}
	return err
}
