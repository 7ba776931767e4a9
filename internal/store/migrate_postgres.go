package store

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

func (e *postgresEngine) migrator() (*rivermigrate.Migrator[pgx.Tx], error) {
	return rivermigrate.New(riverpgxv5.New(e.pool), &rivermigrate.Config{Logger: e.log})
}

// migrate runs under a lock of the database, so that several processes may start at once.
func (e *postgresEngine) migrate(ctx context.Context) error {
	folder, err := migrationsOf("postgres")
	if err != nil {
		return err
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(e.pool)
	defer db.Close()
	p, err := goose.NewProvider(goose.DialectPostgres, db, folder, goose.WithDisableGlobalRegistry(true), goose.WithSessionLocker(locker))
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return postgresError(err)
	}
	m, err := e.migrator()
	if err != nil {
		return err
	}
	return postgresError(pgx.BeginFunc(ctx, e.pool, func(t pgx.Tx) error {
		// The lock of goose is gone by now; this one ends with the transaction.
		if _, err := t.Exec(ctx, "SELECT pg_advisory_xact_lock(7305808869231650130)"); err != nil {
			return err
		}
		_, err := m.MigrateTx(ctx, t, rivermigrate.DirectionUp, nil)
		return err
	}))
}

func (e *postgresEngine) versions(ctx context.Context) (have, want schema, err error) {
	m, err := e.migrator()
	if err != nil {
		return have, want, err
	}
	folder, err := migrationsOf("postgres")
	if err != nil {
		return have, want, err
	}
	if want, err = known(m, folder); err != nil {
		return have, want, err
	}
	have, err = readVersions(ctx, e.reader(), "SELECT to_regclass($1) IS NOT NULL")
	return have, want, err
}
