// Package store keeps everything in one database: SQLite in a folder, or PostgreSQL.
//
// Statements are one text for both engines, beside the function that scans their answer; what differs stands in files named
// for the engine (opening, jobs, full-text search, bulk load) and in two folders of migrations with the same numbers.
// storetest is the suite that both must pass.
//
// What it promises: a method is one transaction or one read; jobs given with data commit with it; no
// list and no page costs more because the archive is large. Its limits: SQLite serves one process that writes, and at a loss of
// power (not at a crash) may lose the last commits; the full-text index knows the first 3,000 words of an article.
package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// Errors that a caller can do something about.
var (
	ErrSchemaOld = errors.New("the database is of an older version: run parallax migrate")
	ErrSchemaNew = errors.New("the database is of a newer version than this program: use the newer program, or restore a backup")
	ErrDiskFull  = errors.New("the disk is full")
	ErrNoAccess  = errors.New("no right to read and write the database")
	ErrNotEmpty  = errors.New("the database already holds data")
	ErrBroken    = errors.New("the database is damaged")
)

// Options say where the database is and how it is read.
type Options struct {
	URL   string     // postgres://...; "" is SQLite in Dir
	Dir   string     // folder of the SQLite file, made when missing
	Scale news.Scale // on which outlets are placed; zero is news.DefaultScale
	Now   func() time.Time
	Log   *slog.Logger
}

// Store is an open database. It is safe for use by several goroutines.
type Store struct {
	db    engine
	scale news.Scale
	now   func() time.Time
	ids   *news.IDs
	log   *slog.Logger
}

// Open opens the database; it neither migrates nor starts anything. The error wraps ErrNoAccess, ErrDiskFull or
// ErrBroken where that is the cause.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if len(o.Scale.Steps) == 0 {
		o.Scale = news.DefaultScale
	}
	var db engine
	var err error
	switch scheme, _, _ := strings.Cut(o.URL, "://"); {
	case o.URL == "":
		db, err = openSQLite(ctx, o.Dir, o.Log)
	case scheme == "postgres" || scheme == "postgresql":
		db, err = openPostgres(ctx, o.URL, o.Log)
	default:
		return nil, fmt.Errorf("opening the database: %q is no address of a PostgreSQL database (postgres://...)", scheme)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	return &Store{db: db, scale: o.Scale, now: o.Now, ids: news.NewIDs(o.Now), log: o.Log}, nil
}

// Close ends all connections. Jobs must have been stopped.
func (s *Store) Close() error { return s.db.close() }

// Migrate brings the schema up to the newest version, River's with it. It refuses a database that is newer.
func (s *Store) Migrate(ctx context.Context) error {
	if err := s.CheckSchema(ctx); err == nil || errors.Is(err, ErrSchemaNew) {
		return err
	}
	if err := s.db.migrate(ctx); err != nil {
		return fmt.Errorf("migrating the database: %w", err)
	}
	return s.CheckSchema(ctx)
}

// schema is a version of our tables and of River's.
type schema struct{ ours, river int64 }

// SchemaVersion is the version of the database's schema and the one that this program needs; 0 is an empty database.
func (s *Store) SchemaVersion(ctx context.Context) (have, want int64, err error) {
	h, w, err := s.db.versions(ctx)
	return h.ours, w.ours, err
}

// CheckSchema returns nil when this program can work with the database, else an error that wraps ErrSchemaOld or ErrSchemaNew.
func (s *Store) CheckSchema(ctx context.Context) error {
	have, want, err := s.db.versions(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("reading the database's version: %w", err)
	case have.ours > want.ours || have.river > want.river:
		return fmt.Errorf("schema %d.%d, this program knows %d.%d: %w", have.ours, have.river, want.ours, want.river, ErrSchemaNew)
	case have.ours < want.ours || have.river < want.river:
		return fmt.Errorf("schema %d.%d, this program needs %d.%d: %w", have.ours, have.river, want.ours, want.river, ErrSchemaOld)
	}
	return nil
}

// wrap puts the call and its arguments before an error.
func wrap(err *error, format string, args ...any) {
	if *err != nil {
		*err = fmt.Errorf(format+": %w", append(args, *err)...)
	}
}
