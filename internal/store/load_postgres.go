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
