package store

import (
	"context"

	"github.com/riverqueue/river"
)

// Jobs works the jobs that wait in the database and takes new ones.
type Jobs interface {
	// Start begins to work jobs and returns. With SQLite, which has one process, it first frees the jobs and hosts that a
	// process held when it was killed; with PostgreSQL others may still run them, so they wait for Config.RescueStuckJobsAfter.
	Start(ctx context.Context) error
	// Stop takes no new jobs and waits for the running ones.
	Stop(ctx context.Context) error
	// StopAndCancel cancels the running jobs and waits for them.
	StopAndCancel(ctx context.Context) error
	// InsertMany inserts jobs, with the options that their arguments give; duplicates of unique jobs are left out.
	InsertMany(ctx context.Context, args []river.JobArgs) error
}

// Jobs makes the client that works jobs of this database; it starts nothing. A config without workers only inserts.
func (s *Store) Jobs(cfg *river.Config) (Jobs, error) { return s.db.jobs(cfg) }

// client is River's client of either engine.
type client[T any] struct {
	*river.Client[T]
	rescue func(ctx context.Context) error
}

func (c client[T]) Start(ctx context.Context) error {
	if err := c.rescue(ctx); err != nil {
		return err
	}
	return c.Client.Start(ctx)
}

func (c client[T]) InsertMany(ctx context.Context, args []river.JobArgs) error {
	if len(args) == 0 {
		return nil
	}
	_, err := c.Client.InsertMany(ctx, inserts(args))
	return err
}

// inserts makes River's parameters. A job that comes twice is taken once: River refuses a batch that repeats a unique one.
func inserts(args []river.JobArgs) []river.InsertManyParams {
	seen := map[string]bool{}
	var out []river.InsertManyParams
	for _, a := range args {
		if name := a.Kind() + toJSON(a); !seen[name] {
			seen[name] = true
			out = append(out, river.InsertManyParams{Args: a})
		}
	}
	return out
}

// enqueue inserts jobs in a transaction.
func enqueue(ctx context.Context, t tx, then []river.JobArgs) error {
	if len(then) == 0 {
		return nil
	}
	return t.enqueue(ctx, inserts(then))
}
