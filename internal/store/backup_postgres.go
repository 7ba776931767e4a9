package store

import "context"

func (e *postgresEngine) backup(ctx context.Context, path string, s *Store) error {
	return dumpSQLite(ctx, s, path)
}
