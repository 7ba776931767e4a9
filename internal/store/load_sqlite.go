package store

import (
	"context"
	"strings"
)

// load inserts rows by statements of many rows each.
func (t *sqliteTx) load(ctx context.Context, table string, columns []string, next func() ([]any, error)) error {
	begin := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES "
	batch := max(maxParams/len(columns), 1)
	full := begin + tuples(batch, len(columns))
	args := make([]any, 0, batch*len(columns))
	for {
		row, err := next()
		if err != nil {
			return err
		}
		if row != nil {
			args = append(args, row...)
			if len(args) < batch*len(columns) {
				continue
			}
		}
		switch {
		case len(args) == batch*len(columns):
			_, err = t.Exec(ctx, full, args...)
		case len(args) > 0:
			_, err = t.Exec(ctx, begin+tuples(len(args)/len(columns), len(columns)), args...)
		}
		if err != nil || row == nil {
			return err
		}
		args = args[:0]
	}
}

// fill has nothing to prepare: the index takes many articles well.
func (t *sqliteTx) fill(_ context.Context, f func() error) error { return f() }
