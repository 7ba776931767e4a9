package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/parallax-news/parallax/internal/news"
)

// postgresEngine is PostgreSQL with a pool of connections that read and write.
type postgresEngine struct {
	pool   *pgxpool.Pool
	insert *river.Client[pgx.Tx]
	log    *slog.Logger
}

// idleLimit ends the transactions of a process that was paused or lost its machine in the middle of one, so that others do not wait
// for what it has locked. Ours never idle: no transaction is held across a network or model call.
const idleLimit = "SET idle_in_transaction_session_timeout = '10s'"

func openPostgres(ctx context.Context, address string, log *slog.Logger) (*postgresEngine, error) {
	cfg, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, errors.New("the address of the PostgreSQL database cannot be read") // err may hold the password
	}
	cfg.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
		_, err := c.Exec(ctx, idleLimit)
		return err
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("PostgreSQL at %s:%d: %w", cfg.ConnConfig.Host, cfg.ConnConfig.Port, postgresError(err))
	}
	e := &postgresEngine{pool: pool, log: log}
	if e.insert, err = river.NewClient(riverpgxv5.New(pool), &river.Config{Logger: log}); err != nil {
		pool.Close()
		return nil, err
	}
	return e, nil
}

func (e *postgresEngine) close() error {
	e.pool.Close()
	return nil
}

func (e *postgresEngine) reader() querier { return postgresQuerier{conn: e.pool} }

// searcher has every search planned for its own words: the best plan for a rare word is the worst for a frequent one.
func (e *postgresEngine) searcher() querier {
	return postgresQuerier{conn: e.pool, mode: pgx.QueryExecModeCacheDescribe}
}

func (e *postgresEngine) snapshot(ctx context.Context, f func(querier) error) error {
	opts := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	return postgresError(pgx.BeginTxFunc(ctx, e.pool, opts, func(t pgx.Tx) error { return f(postgresQuerier{conn: t}) }))
}

// maxTries is how often a transaction runs that others get in the way of.
const maxTries = 5

func (e *postgresEngine) update(ctx context.Context, f func(tx) error) error {
	for try := 1; ; try++ {
		err := pgx.BeginFunc(ctx, e.pool, func(t pgx.Tx) error {
			return f(&postgresTx{postgresQuerier{conn: t}, t, e.insert})
		})
		if try < maxTries && retryable(err) {
			e.log.DebugContext(ctx, "transaction runs again", "error", err)
			continue
		}
		return postgresError(err)
	}
}

// retryable tells whether a transaction failed only because of others: a deadlock or a serialization failure.
func retryable(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40P01" || e.Code == "40001")
}

// postgresTx is a write transaction.
type postgresTx struct {
	postgresQuerier
	tx     pgx.Tx
	insert *river.Client[pgx.Tx]
}

func (t *postgresTx) enqueue(ctx context.Context, jobs []river.InsertManyParams) error {
	_, err := t.insert.InsertManyTx(ctx, t.tx, jobs)
	return postgresError(err)
}

// postgresConn is what a pool and a transaction have in common.
type postgresConn interface {
	Exec(ctx context.Context, sql string, arguments ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

type postgresQuerier struct {
	conn postgresConn
	mode pgx.QueryExecMode // 0 as the pool does: prepared once, planned once
}

// bound makes the driver's arguments.
func (q postgresQuerier) bound(args []any) []any {
	if q.mode == 0 {
		return bound(args)
	}
	return append([]any{q.mode}, bound(args)...)
}

func (q postgresQuerier) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	tag, err := q.conn.Exec(ctx, query, q.bound(args)...)
	return tag.RowsAffected(), postgresError(err)
}

func (q postgresQuerier) Query(ctx context.Context, query string, args ...any) (rows, error) {
	r, err := q.conn.Query(ctx, query, q.bound(args)...)
	if err != nil {
		return nil, postgresError(err)
	}
	return postgresRows{r}, nil
}

func (q postgresQuerier) QueryRow(ctx context.Context, query string, args ...any) row {
	return postgresRow{q.conn.QueryRow(ctx, query, q.bound(args)...)}
}

type postgresRow struct{ row pgx.Row }

func (r postgresRow) Scan(dest ...any) error { return postgresError(r.row.Scan(dest...)) }

type postgresRows struct{ rows pgx.Rows }

func (r postgresRows) Next() bool             { return r.rows.Next() }
func (r postgresRows) Scan(dest ...any) error { return postgresError(r.rows.Scan(dest...)) }
func (r postgresRows) Err() error             { return postgresError(r.rows.Err()) }
func (r postgresRows) Close()                 { r.rows.Close() }

// postgresError turns the driver's errors into ours, by code
// (https://www.postgresql.org/docs/current/errcodes-appendix.html).
func postgresError(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return news.ErrNotFound
	}
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case "53100":
		return fmt.Errorf("%w (%w)", ErrDiskFull, err)
	case "42501", "28000", "28P01":
		return fmt.Errorf("%w (%w)", ErrNoAccess, err)
	case "XX001", "XX002":
		return fmt.Errorf("%w (%w)", ErrBroken, err)
	case "23505":
		return fmt.Errorf("%w (%w)", news.ErrConflict, err)
	}
	return err
}
