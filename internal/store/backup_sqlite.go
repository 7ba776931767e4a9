package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// backup copies the file as it stands at one moment; writers do not wait.
func (e *sqliteEngine) backup(ctx context.Context, path string, _ *Store) error {
	db, err := sql.Open("sqlite", sqliteDSN(e.path))
	if err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, `VACUUM INTO $1`, path)
	return errors.Join(sqliteError(err), db.Close())
}

// verifyFile checks an SQLite file from its pages to the full-text index (https://www.sqlite.org/pragma.html#pragma_integrity_check,
// https://www.sqlite.org/fts5.html#the_integrity_check_command). Anything found wraps ErrBroken.
func verifyFile(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite", sqliteDSN(path))
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	defer func() { err = errors.Join(err, db.Close()) }()
	var report string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&report); err != nil {
		return sqliteError(err)
	}
	if report != "ok" {
		return fmt.Errorf("%w: %s", ErrBroken, report)
	}
	var indexed bool
	if err := db.QueryRowContext(ctx, `SELECT COUNT(*) > 0 FROM sqlite_master WHERE name = 'article_terms'`).Scan(&indexed); err != nil || !indexed {
		return sqliteError(err)
	}
	_, err = db.ExecContext(ctx, `INSERT INTO article_terms (article_terms) VALUES ('integrity-check')`)
	return sqliteError(err)
}
