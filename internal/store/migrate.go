package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/rivermigrate"
)

// migrations holds a folder for each engine with the same numbers and names. They only go forward: the way back is a backup.
//
//go:embed migrations
var migrations embed.FS

// migrationsOf returns an engine's folder.
func migrationsOf(engine string) (fs.FS, error) { return fs.Sub(migrations, "migrations/"+engine) }

// readVersions reads what goose and River wrote down, where their tables exist. River's are made first: as long as there are none of ours,
// the database counts as empty, and River's may be half made by a process that starts at the same time.
func readVersions(ctx context.Context, q querier, exists string) (have schema, err error) {
	for _, v := range []struct {
		table, query string
		version      *int64
	}{
		{"goose_db_version", "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied", &have.ours},
		{"river_migration", "SELECT COALESCE(MAX(version), 0) FROM river_migration WHERE line = 'main'", &have.river},
	} {
		var there bool
		if err := q.QueryRow(ctx, exists, v.table).Scan(&there); err != nil {
			return have, err
		}
		if !there {
			break
		}
		if err := q.QueryRow(ctx, v.query).Scan(v.version); err != nil {
			return have, err
		}
		if have.ours == 0 {
			break
		}
	}
	return have, nil
}

// known are the newest versions that this program brings.
func known[T any](m *rivermigrate.Migrator[T], folder fs.FS) (want schema, err error) {
	files, err := fs.Glob(folder, "*.sql")
	if err != nil || len(files) == 0 {
		return want, fmt.Errorf("no migrations: %v", err)
	}
	if want.ours, err = goose.NumericComponent(files[len(files)-1]); err != nil {
		return want, err
	}
	for _, v := range m.AllVersions() {
		want.river = max(want.river, int64(v.Version))
	}
	return want, nil
}
