package store

import (
	"context"
	"errors"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
)

func (e *postgresEngine) migrator() (*rivermigrate.Migrator[pgx.Tx], error) {
	return rivermigrate.New(riverpgxv5.New(e.pool), &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
}

// migrate runs under locks of the database, so that several processes may start at once.
func (e *postgresEngine) migrate(ctx context.Context) error {
	m, err := e.migrator()
	if err != nil {
		return err
	}
	err = e.locked(ctx, func() error {
		_, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return postgresError(err)
	})
	if err != nil {
		return err
	}
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
	_, err = p.Up(ctx)
	return postgresError(err)
}

// riverLock is the number of the lock under which River's tables are migrated; it is gone when goose takes its own.
const riverLock = 7305808869231650130

// locked runs f while a connection of its own holds the lock, which ends with that connection at the latest.
func (e *postgresEngine) locked(ctx context.Context, f func() error) error {
	conn, err := e.pool.Acquire(ctx)
	if err != nil {
		return postgresError(err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(riverLock)); err != nil {
		return postgresError(err)
	}
	err = f()
	_, unlocked := conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", int64(riverLock))
	return errors.Join(err, unlocked)
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
