package store

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// load inserts rows by COPY.
func (t *postgresTx) load(ctx context.Context, table string, columns []string, next func() ([]any, error)) error {
	_, err := t.tx.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		row, err := next()
		if err != nil || row == nil {
			return nil, err
		}
		return bound(row), nil
	}))
	return postgresError(err)
}

// fill makes the index after its table was filled, which takes far less time than adding to it row by row.
func (t *postgresTx) fill(ctx context.Context, f func() error) error {
	var definition string
	if err := t.QueryRow(ctx, `SELECT pg_get_indexdef(CAST('article_terms_terms' AS regclass))`).Scan(&definition); err != nil {
		return err
	}
	if _, err := t.Exec(ctx, `DROP INDEX article_terms_terms`); err != nil {
		return err
	}
	if err := f(); err != nil {
		return err
	}
	_, err := t.Exec(ctx, definition)
	return err
}
