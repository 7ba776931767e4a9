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

// rescue frees what a killed process left: jobs that were running (those with tries left run again; the others end, so that they do
// not keep unique jobs like them out), the clock of periodic jobs, and hosts. The owner of a host stays, to tell that it was not left.
func (e *sqliteEngine) rescue(ctx context.Context) error {
	return e.update(ctx, func(t tx) error {
		for _, query := range []string{
			`UPDATE river_job SET state = 'discarded', finalized_at = datetime('now', 'subsec') WHERE state = 'running' AND attempt >= max_attempts`,
			`UPDATE river_job SET state = 'available' WHERE state = 'running'`,
			`DELETE FROM river_leader`,
			`UPDATE hosts SET until = 0 WHERE until > 0`,
		} {
			if _, err := t.Exec(ctx, query); err != nil {
				return err
			}
		}
		return nil
	})
}
