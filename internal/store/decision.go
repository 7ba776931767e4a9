package store

import (
	"context"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// Edit says who decides something about what is shown, and why. Both go into the public log.
type Edit struct {
	Editor string
	Reason string
}

// Decision is an entry of the log.
type Decision struct {
	ID      news.ID   `json:"id"`
	At      time.Time `json:"at"`
	Editor  string    `json:"editor"`
	Action  string    `json:"action"`  // "merge", "split", "move", "hide", "show", "pin", "unpin", "takedown", "opt-out", "opt-in"
	Subject string    `json:"subject"` // id of the story or article, or domain
	Detail  string    `json:"detail"`  // the other story, "" none
	Reason  string    `json:"reason"`
}

// Decisions lists the log, newest first, after the given entry; 0 begins with the newest.
func (s *Store) Decisions(ctx context.Context, after news.ID, limit int) (log []Decision, err error) {
	defer wrap(&err, "listing decisions")
	if after == 0 {
		after = never
	}
	return collect(ctx, s.db.reader(), func(r row) (d Decision, err error) {
		err = r.Scan(&d.ID, moment{&d.At}, &d.Editor, &d.Action, &d.Subject, &d.Detail, &d.Reason)
		return d, err
	}, `SELECT id, at, editor, action, subject, detail, reason FROM decisions WHERE id < $1 ORDER BY id DESC LIMIT $2`, after, limited(limit, 50, 500))
}

// record writes a decision into the log.
func (s *Store) record(ctx context.Context, t tx, e Edit, action, subject, detail string) error {
	_, err := t.Exec(ctx, `INSERT INTO decisions (id, at, editor, action, subject, detail, reason) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		s.ids.Next(), s.now(), e.Editor, action, subject, detail, e.Reason)
	return err
}
