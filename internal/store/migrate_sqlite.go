package store

import (
	"context"
	"database/sql"
	"log/slog"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

func (e *sqliteEngine) migrator() (*rivermigrate.Migrator[*sql.Tx], error) {
	return rivermigrate.New(riversqlite.New(e.write), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
}

func (e *sqliteEngine) migrate(ctx context.Context) error {
	m, err := e.migrator()
	if err != nil {
		return err
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return sqliteError(err)
	}
	folder, err := migrationsOf("sqlite")
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, e.write, folder, goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = p.Up(ctx)
	return sqliteError(err)
}

func (e *sqliteEngine) versions(ctx context.Context) (have, want schema, err error) {
	m, err := e.migrator()
	if err != nil {
		return have, want, err
	}
	folder, err := migrationsOf("sqlite")
	if err != nil {
		return have, want, err
	}
	if want, err = known(m, folder); err != nil {
		return have, want, err
	}
	have, err = readVersions(ctx, e.read, "SELECT COUNT(*) > 0 FROM sqlite_master WHERE type = 'table' AND name = $1")
	return have, want, err
}
