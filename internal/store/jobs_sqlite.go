package store

import (
	"context"
	"database/sql"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
)

func (e *sqliteEngine) jobs(cfg *river.Config) (Jobs, error) {
	c, err := river.NewClient(riversqlite.New(e.write), cfg)
	if err != nil {
		return nil, err
	}
	return client[*sql.Tx]{c, e.rescue}, nil
}

// rescue frees jobs that a killed process left running. Those with tries left run again; the others
// end, so that they do not keep unique jobs like them out.
func (e *sqliteEngine) rescue(ctx context.Context) error {
	return e.update(ctx, func(t tx) error {
		if _, err := t.Exec(ctx, `
			UPDATE river_job SET state = 'discarded', finalized_at = datetime('now', 'subsec')
			WHERE state = 'running' AND attempt >= max_attempts`); err != nil {
			return err
		}
		_, err := t.Exec(ctx, `UPDATE river_job SET state = 'available' WHERE state = 'running'`)
		return err
	})
}
