package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	sqlite "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/parallax-news/parallax/internal/news"
)

// sqliteFile is the name of the database in the data folder.
const sqliteFile = "parallax.db"

// sqliteEngine is SQLite with one connection that writes and a pool that reads. Readers never wait for the writer (WAL); River
// shares the writer, so that its jobs and our data are one transaction.
type sqliteEngine struct {
	path   string
	write  *sql.DB
	read   *sqlitePool
	insert *river.Client[*sql.Tx]
	log    *slog.Logger
}

func openSQLite(ctx context.Context, dir string, log *slog.Logger) (*sqliteEngine, error) {
	if dir == "" {
		return nil, errors.New("no data folder is named")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, accessError(dir, err)
	}
	return openSQLiteFile(ctx, filepath.Join(dir, sqliteFile), log)
}

func openSQLiteFile(ctx context.Context, path string, log *slog.Logger) (*sqliteEngine, error) {
	write, err := sql.Open("sqlite", sqliteDSN(path, "_txlock=immediate", "_journal_mode=WAL", "_pragma=cache_size(-32000)", "_pragma=journal_size_limit(67108864)"))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	if err := write.PingContext(ctx); err != nil {
		write.Close()
		return nil, accessError(path, sqliteError(err))
	}
	read, err := sql.Open("sqlite", sqliteDSN(path, "_query_only=1", "_pragma=cache_size(-8000)"))
	if err != nil {
		write.Close()
		return nil, err
	}
	readers := max(4, 2*runtime.GOMAXPROCS(0))
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	e := &sqliteEngine{path: path, write: write, read: &sqlitePool{db: read}, log: log}
	if e.insert, err = river.NewClient(riversqlite.New(write), &river.Config{Logger: log}); err != nil {
		return nil, errors.Join(err, e.close())
	}
	return e, nil
}

// sqliteDSN names the file with the settings that every connection needs: they must stand here, because a statement
// reaches only one connection of a pool. Files are not mapped into memory, since each connection's map would count as ours.
func sqliteDSN(path string, more ...string) string {
	dsn := "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_busy_timeout=5000&_synchronous=NORMAL&_dqs=0"
	for _, m := range more {
		dsn += "&" + m
	}
	return dsn
}

func (e *sqliteEngine) close() error { return errors.Join(e.read.close(), e.write.Close()) }

func (e *sqliteEngine) reader() querier { return e.read }

func (e *sqliteEngine) searcher() querier { return e.read }

func (e *sqliteEngine) snapshot(ctx context.Context, f func(querier) error) error {
	t, err := e.read.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return sqliteError(err)
	}
	defer t.Rollback()
	return f(sqliteQuerier{t})
}

func (e *sqliteEngine) update(ctx context.Context, f func(tx) error) error {
	t, err := e.write.BeginTx(ctx, nil)
	if err != nil {
		return sqliteError(err)
	}
	defer t.Rollback()
	if err := f(&sqliteTx{sqliteQuerier{t}, t, e.insert}); err != nil {
		return err
	}
	return sqliteError(t.Commit())
}

// sqliteTx is a transaction of the writer.
type sqliteTx struct {
	sqliteQuerier
	tx     *sql.Tx
	insert *river.Client[*sql.Tx]
}

func (t *sqliteTx) enqueue(ctx context.Context, jobs []river.InsertManyParams) error {
	_, err := t.insert.InsertManyTx(ctx, t.tx, jobs)
	return sqliteError(err)
}

// sqliteQuerier runs statements on a transaction.
type sqliteQuerier struct{ conn *sql.Tx }

func (q sqliteQuerier) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	r, err := q.conn.ExecContext(ctx, query, bound(args)...)
	if err != nil {
		return 0, sqliteError(err)
	}
	return r.RowsAffected()
}

func (q sqliteQuerier) Query(ctx context.Context, query string, args ...any) (rows, error) {
	r, err := q.conn.QueryContext(ctx, query, bound(args)...)
	if err != nil {
		return nil, sqliteError(err)
	}
	return sqliteRows{r}, nil
}

func (q sqliteQuerier) QueryRow(ctx context.Context, query string, args ...any) row {
	return sqliteRow{q.conn.QueryRowContext(ctx, query, bound(args)...)}
}

// sqlitePool runs single reads. It keeps its statements prepared: parsing is half of the cost of a short read.
type sqlitePool struct {
	db *sql.DB

	mu    sync.Mutex
	stmts map[string]*sql.Stmt
}

// maxStatements is how many different texts are kept prepared; lists of many shapes beyond that are parsed each time.
const maxStatements = 200

// prepared returns the statement of a text, nil when too many are kept already.
func (p *sqlitePool) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if st := p.stmts[query]; st != nil || len(p.stmts) >= maxStatements {
		return st, nil
	}
	st, err := p.db.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if p.stmts == nil {
		p.stmts = map[string]*sql.Stmt{}
	}
	p.stmts[query] = st
	return st, nil
}

func (p *sqlitePool) Exec(context.Context, string, ...any) (int64, error) {
	return 0, errors.New("the readers' pool does not write")
}

func (p *sqlitePool) Query(ctx context.Context, query string, args ...any) (rows, error) {
	st, err := p.prepared(ctx, query)
	if err != nil {
		return nil, sqliteError(err)
	}
	var r *sql.Rows
	if st != nil {
		r, err = st.QueryContext(ctx, bound(args)...)
	} else {
		r, err = p.db.QueryContext(ctx, query, bound(args)...)
	}
	if err != nil {
		return nil, sqliteError(err)
	}
	return sqliteRows{r}, nil
}

func (p *sqlitePool) QueryRow(ctx context.Context, query string, args ...any) row {
	st, err := p.prepared(ctx, query)
	switch {
	case err != nil:
		return failedRow{sqliteError(err)}
	case st != nil:
		return sqliteRow{st.QueryRowContext(ctx, bound(args)...)}
	}
	return sqliteRow{p.db.QueryRowContext(ctx, query, bound(args)...)}
}

func (p *sqlitePool) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var errs []error
	for _, st := range p.stmts {
		errs = append(errs, st.Close())
	}
	return errors.Join(append(errs, p.db.Close())...)
}

type sqliteRow struct{ row *sql.Row }

func (r sqliteRow) Scan(dest ...any) error { return sqliteError(r.row.Scan(dest...)) }

type sqliteRows struct{ rows *sql.Rows }

func (r sqliteRows) Next() bool             { return r.rows.Next() }
func (r sqliteRows) Scan(dest ...any) error { return sqliteError(r.rows.Scan(dest...)) }
func (r sqliteRows) Err() error             { return sqliteError(r.rows.Err()) }
func (r sqliteRows) Close()                 { r.rows.Close() }

// sqliteError turns the driver's errors into ours, by code.
func sqliteError(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return news.ErrNotFound
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w (%w)", ErrDiskFull, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return fmt.Errorf("%w (%w)", ErrNoAccess, err)
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("%w (%w)", ErrBroken, err)
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return fmt.Errorf("%w (%w)", news.ErrConflict, err)
	}
	return err
}

// accessError says which path could not be used.
func accessError(path string, err error) error {
	if errors.Is(err, os.ErrPermission) {
		return fmt.Errorf("%s: %w (%w)", path, ErrNoAccess, err)
	}
	return fmt.Errorf("%s: %w", path, err)
}
