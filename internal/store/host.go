package store

import (
	"context"
	"errors"
	"maps"
	"math"
	"slices"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
)

// never is the readiness of a host with nothing to ask for.
const never = math.MaxInt64

// DueHosts implements pipeline.Archive. A host waits since it had work and might be asked.
func (s *Store) DueHosts(ctx context.Context, now time.Time, limit int) (hosts []string, err error) {
	defer wrap(&err, "listing due hosts")
	return collect(ctx, s.db.reader(), scanOne[string], `
		SELECT host FROM hosts WHERE ready <= $1 AND until <= $1 ORDER BY ready, host LIMIT $2`, now, limit)
}

// TakeHost implements pipeline.Archive.
func (s *Store) TakeHost(ctx context.Context, host, owner string, now, until time.Time) (h pipeline.Host, ok bool, err error) {
	defer wrap(&err, "taking host %s", host)
	h.Host = host
	err = s.db.update(ctx, func(t tx) error {
		before, err := collect(ctx, t, scanOne[string], `SELECT owner FROM hosts WHERE host = $1`, host)
		if err != nil {
			return err
		}
		h.Cut = len(before) > 0 && before[0] != "" && before[0] != owner
		return t.QueryRow(ctx, `
			INSERT INTO hosts (host, ready, next, owner, until, robots_status, robots_body, robots_fetched)
			VALUES ($1, $5, 0, $2, $4, 0, $6, 0)
			ON CONFLICT (host) DO UPDATE SET owner = excluded.owner, until = excluded.until
			WHERE hosts.until <= $3 OR hosts.owner = excluded.owner
			RETURNING next, robots_status, robots_body, robots_fetched`,
			host, owner, now, until, int64(never), []byte{}).
			Scan(moment{&h.Next}, &h.Robots.Status, &h.Robots.Body, moment{&h.Robots.Fetched})
	})
	if errors.Is(err, news.ErrNotFound) {
		return pipeline.Host{}, false, nil
	}
	return h, err == nil, err
}

// LeaveHost implements pipeline.Archive. When the lease was lost meanwhile it returns news.ErrConflict.
func (s *Store) LeaveHost(ctx context.Context, host, owner string, next time.Time) (err error) {
	defer wrap(&err, "leaving host %s", host)
	return s.db.update(ctx, func(t tx) error {
		// The row is locked before the work is looked at, so that work which others add at the same time is seen.
		n, err := t.Exec(ctx, `UPDATE hosts SET owner = '', until = 0, next = $3 WHERE host = $1 AND owner = $2`, host, owner, next)
		if err != nil {
			return err
		}
		if n == 0 {
			return news.ErrConflict
		}
		return plan(ctx, t, host)
	})
}

// SaveRobots implements pipeline.Archive.
func (s *Store) SaveRobots(ctx context.Context, host string, r pipeline.Robots) (err error) {
	defer wrap(&err, "saving robots.txt of %s", host)
	return s.db.update(ctx, func(t tx) error {
		_, err := t.Exec(ctx, `UPDATE hosts SET robots_status = $2, robots_body = $3, robots_fetched = $4 WHERE host = $1`,
			host, r.Status, r.Body, r.Fetched)
		return err
	})
}

// NextTask implements pipeline.Archive.
func (s *Store) NextTask(ctx context.Context, host string, now time.Time) (task pipeline.Task, ok bool, err error) {
	defer wrap(&err, "finding work for host %s", host)
	q := s.db.reader()
	f, err := scanFeed(q.QueryRow(ctx, `
		SELECT `+feedColumns+` FROM feeds WHERE host = $1 AND next_poll <= $2 AND NOT paused ORDER BY next_poll, id LIMIT 1`, host, now))
	domain := f.Outlet
	switch {
	case err == nil:
		task.Feed = &f
	case errors.Is(err, news.ErrNotFound):
		if task.Article, task.Tries, err = nextPage(ctx, q, host, now); errors.Is(err, news.ErrNotFound) {
			return pipeline.Task{}, false, nil
		}
		if err != nil {
			return pipeline.Task{}, false, err
		}
		domain = task.Article.Outlet
	default:
		return pipeline.Task{}, false, err
	}
	task.Outlet, err = outletOf(ctx, q, domain)
	return task, err == nil, err
}

// nextPage is the article of the host whose page waits longest.
func nextPage(ctx context.Context, q querier, host string, now time.Time) (*news.Article, int, error) {
	var id news.ID
	var tries int
	err := q.QueryRow(ctx, `SELECT article, tries FROM pages WHERE host = $1 AND next <= $2 ORDER BY next, article LIMIT 1`, host, now).
		Scan(&id, &tries)
	if err != nil {
		return nil, 0, err
	}
	a, err := articleOf(ctx, q, id)
	if err != nil {
		return nil, 0, err
	}
	return &a, tries, nil
}

// plan works out when a host is ready: it has a feed or a page that is due, and may be asked.
func plan(ctx context.Context, t tx, host string) error {
	var poll, page, next int64
	err := t.QueryRow(ctx, `
		SELECT COALESCE((SELECT MIN(next_poll) FROM feeds WHERE host = $1 AND NOT paused), $2),
			COALESCE((SELECT MIN(next) FROM pages WHERE host = $1), $2), next
		FROM hosts WHERE host = $1`, host, int64(never)).Scan(&poll, &page, &next)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `UPDATE hosts SET ready = $2 WHERE host = $1`, host, max(min(poll, page), next))
	return err
}

// hasWork notes that hosts have something to ask for at the given times, in milliseconds. Hosts are
// taken in order, so that two transactions do not wait for each other.
func hasWork(ctx context.Context, t tx, due map[string]int64) error {
	for _, host := range slices.Sorted(maps.Keys(due)) {
		_, err := t.Exec(ctx, `
			INSERT INTO hosts (host, ready, next, owner, until, robots_status, robots_body, robots_fetched)
			VALUES ($1, $2, 0, '', 0, 0, $3, 0)
			ON CONFLICT (host) DO UPDATE SET ready = CASE WHEN excluded.ready > hosts.next THEN excluded.ready ELSE hosts.next END
			WHERE hosts.ready > excluded.ready`, host, due[host], []byte{})
		if err != nil {
			return err
		}
	}
	return nil
}
