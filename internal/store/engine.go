package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/riverqueue/river"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/search"
)

// querier runs statements: a pool or a transaction of either engine. Statements are one text for both
// engines, with $1 placeholders, always constant or put together of constants.
type querier interface {
	Exec(ctx context.Context, query string, args ...any) (affected int64, err error)
	Query(ctx context.Context, query string, args ...any) (rows, error)
	QueryRow(ctx context.Context, query string, args ...any) row
}

// row is one row of an answer. Scan returns news.ErrNotFound where there is none.
type row interface {
	Scan(dest ...any) error
}

// rows is an answer being read.
type rows interface {
	row
	Next() bool
	Close()
	Err() error
}

// tx is a write transaction.
type tx interface {
	querier
	// enqueue inserts jobs that become visible with the transaction.
	enqueue(ctx context.Context, jobs []river.InsertManyParams) error
	// load inserts many rows at once, as next gives them until it returns nil.
	load(ctx context.Context, table string, columns []string, next func() ([]any, error)) error
	// fill runs f, which writes many articles into the full-text index, in the way that costs least.
	fill(ctx context.Context, f func() error) error
}

// engine is what differs between SQLite and PostgreSQL.
type engine interface {
	// reader is the pool for single reads.
	reader() querier
	// searcher is the pool for full-text searches.
	searcher() querier
	// snapshot runs f on one state of the database.
	snapshot(ctx context.Context, f func(querier) error) error
	// update runs f in a write transaction and commits when it returns nil. f may run more than once.
	update(ctx context.Context, f func(tx) error) error

	// migrate brings the schema up to the newest version.
	migrate(ctx context.Context) error
	// versions are those of our schema and of River's: what the database has and what this program knows. It changes nothing.
	versions(ctx context.Context) (have, want schema, err error)
	// jobs makes a client that works jobs.
	jobs(cfg *river.Config) (Jobs, error)

	// entries writes a list of search.Index as the full-text index takes it.
	entries(list []string) string
	// match writes an expression in the engine's full-text language, and matching is the condition that puts it as $1.
	match(e search.Expression) string
	matching() string

	// backup writes the data of s, which is this engine's, to a new SQLite file.
	backup(ctx context.Context, path string, s *Store) error
	close() error
}

// collect reads all rows of an answer with scan.
func collect[T any](ctx context.Context, q querier, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	found, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var out []T
	for found.Next() {
		v, err := scan(found)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, found.Err()
}

// scanOne scans a row of one column.
func scanOne[T any](r row) (v T, err error) {
	err = r.Scan(&v)
	return v, err
}

// maxParams is the most values that one statement takes here; both engines take far more.
const maxParams = 500

// params writes ($first, $first+1, ...) with n placeholders.
func params(first, n int) string {
	b := []byte{'('}
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '$')
		b = strconv.AppendInt(b, int64(first+i), 10)
	}
	return string(append(b, ')'))
}

// tuples writes n rows of placeholders: ($1,$2),($3,$4).
func tuples(n, columns int) string {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = params(i*columns+1, columns)
	}
	return strings.Join(rows, ",")
}

// statement is a query put together of constant parts.
type statement struct {
	text strings.Builder
	args []any
}

// add appends a constant part; each ? in it stands for the next argument.
func (s *statement) add(part string, args ...any) *statement {
	for _, a := range args {
		before, after, _ := strings.Cut(part, "?")
		s.args = append(s.args, a)
		s.text.WriteString(before)
		s.text.WriteByte('$')
		s.text.WriteString(strconv.Itoa(len(s.args)))
		part = after
	}
	s.text.WriteString(part)
	return s
}

// bound makes arguments that both engines store alike: times as milliseconds, ids as integers, texts
// as valid UTF-8 without NUL (which PostgreSQL refuses).
func bound(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = boundValue(a)
	}
	return out
}

func boundValue(a any) any {
	switch v := a.(type) {
	case string:
		return plain(v)
	case time.Time:
		return millis(v)
	case time.Duration:
		return v.Milliseconds()
	case news.ID:
		return int64(v)
	case news.Side:
		return int64(v)
	case int:
		return int64(v)
	case []byte:
		if v == nil {
			return []byte{}
		}
		return v
	}
	return a
}

// plain is the text without what PostgreSQL refuses.
func plain(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

// millis is a time as it is stored; the zero time is 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// at is the time of a stored number.
func at(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// moment scans a time.
type moment struct{ t *time.Time }

func (m moment) Scan(src any) error {
	ms, ok := src.(int64)
	if !ok {
		return fmt.Errorf("a time is stored as %T", src)
	}
	*m.t = at(ms)
	return nil
}

// toJSON is a value as it is stored in a text column. A nil list is an empty one.
func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("store: %T cannot be written as JSON: %v", v, err)) // only our own types come here
	}
	if string(b) == "null" {
		return "[]"
	}
	return string(b)
}

// decoded scans JSON.
type decoded struct{ v any }

func (d decoded) Scan(src any) error {
	switch s := src.(type) {
	case string:
		return json.Unmarshal([]byte(s), d.v)
	case []byte:
		return json.Unmarshal(s, d.v)
	}
	return fmt.Errorf("JSON is stored as %T", src)
}

// failedRow is the answer to a query that could not be asked.
type failedRow struct{ err error }

func (r failedRow) Scan(...any) error { return r.err }
