package store

import (
	"context"
	"errors"
	"time"

	"github.com/parallax-news/parallax/internal/feed"
	"github.com/parallax-news/parallax/internal/news"
)

// Secret returns the instance's secret of a name. Where there is none yet, fresh becomes it; of several processes that start at
// once, one wins and all get the same.
func (s *Store) Secret(ctx context.Context, name string, fresh []byte) (secret []byte, err error) {
	defer wrap(&err, "reading the secret %q", name)
	err = s.db.update(ctx, func(t tx) error {
		if _, err := t.Exec(ctx, `INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, name, fresh); err != nil {
			return err
		}
		return t.QueryRow(ctx, `SELECT value FROM secrets WHERE name = $1`, name).Scan(&secret)
	})
	return secret, err
}

// OfferHub implements pipeline.Archive.
func (s *Store) OfferHub(ctx context.Context, id news.ID, hub, topic string) (err error) {
	defer wrap(&err, "saving the hub of feed %s", id)
	return s.db.update(ctx, func(t tx) error {
		_, err := t.Exec(ctx, `
			UPDATE feeds SET hub = $2, topic = $3, hub_until = 0, hub_next = 0, hub_tries = 0, hub_pushed = 0
			WHERE id = $1 AND (hub <> $2 OR topic <> $3)`, id, hub, topic)
		return err
	})
}

// DueHubs implements pipeline.Archive.
func (s *Store) DueHubs(ctx context.Context, now time.Time, limit int) (feeds []news.ID, err error) {
	defer wrap(&err, "listing due subscriptions at hubs")
	return collect(ctx, s.db.reader(), scanOne[news.ID], `
		SELECT id FROM feeds WHERE topic <> '' AND NOT paused AND hub_next <= $1 ORDER BY hub_next, id LIMIT $2`, now, limit)
}

// HubSubscription implements pipeline.Archive and api.Subscriptions.
func (s *Store) HubSubscription(ctx context.Context, id news.ID) (h news.HubSubscription, err error) {
	defer wrap(&err, "reading the subscription of feed %s", id)
	err = s.db.reader().QueryRow(ctx, `
		SELECT id, hub, topic, hub_until, hub_next, hub_tries, hub_pushed FROM feeds WHERE id = $1 AND topic <> '' AND NOT paused`, id).
		Scan(&h.Feed, &h.Hub, &h.Topic, moment{&h.Until}, moment{&h.Next}, &h.Tries, moment{&h.Pushed})
	return h, err
}

// HubAsked implements pipeline.Archive.
func (s *Store) HubAsked(ctx context.Context, id news.ID, next time.Time) (err error) {
	defer wrap(&err, "saving a request to the hub of feed %s", id)
	return s.db.update(ctx, func(t tx) error {
		_, err := t.Exec(ctx, `UPDATE feeds SET hub_next = $2, hub_tries = hub_tries + 1 WHERE id = $1`, id, next)
		return err
	})
}

// LeaseHub implements api.Subscriptions.
func (s *Store) LeaseHub(ctx context.Context, h news.HubSubscription, until, next time.Time) (err error) {
	defer wrap(&err, "saving the hub's answer for feed %s", h.Feed)
	return s.db.update(ctx, func(t tx) error {
		_, err := t.Exec(ctx, `UPDATE feeds SET hub_until = $4, hub_next = $5, hub_tries = 0 WHERE id = $1 AND hub = $2 AND topic = $3`,
			h.Feed, h.Hub, h.Topic, until, next)
		return err
	})
}

// HubPushed implements api.Subscriptions.
func (s *Store) HubPushed(ctx context.Context, id news.ID, now time.Time) (err error) {
	defer wrap(&err, "saving that the hub told of feed %s", id)
	return s.db.update(ctx, func(t tx) error {
		var host string
		var polled, next time.Time
		var failures int
		err := t.QueryRow(ctx, `UPDATE feeds SET hub_pushed = $2 WHERE id = $1 AND NOT paused RETURNING host, polled, next_poll, failures`, id, now).
			Scan(&host, moment{&polled}, moment{&next}, &failures)
		if errors.Is(err, news.ErrNotFound) {
			return nil
		}
		if err != nil || failures > 0 { // a feed that backs off is left alone
			return err
		}
		next = feed.Pushed(now, polled, next)
		if _, err := t.Exec(ctx, `UPDATE feeds SET next_poll = $2 WHERE id = $1`, id, next); err != nil {
			return err
		}
		return hasWork(ctx, t, map[string]int64{host: millis(next)})
	})
}

// RelyOnHub implements pipeline.Archive.
func (s *Store) RelyOnHub(ctx context.Context, h news.HubSubscription, next time.Time, trusted bool) (err error) {
	defer wrap(&err, "planning the next poll of feed %s, which has a hub", h.Feed)
	pushed := h.Pushed
	if !trusted {
		pushed = time.Time{}
	}
	return s.db.update(ctx, func(t tx) error {
		_, err := t.Exec(ctx, `UPDATE feeds SET next_poll = $2, hub_pushed = $3 WHERE id = $1 AND hub_pushed = $4`,
			h.Feed, next, pushed, h.Pushed)
		return err
	})
}
