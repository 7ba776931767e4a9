package store_test

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/parallax-news/parallax/internal/pipeline"
	"github.com/parallax-news/parallax/internal/store"
	"github.com/parallax-news/parallax/internal/store/storetest"
	"github.com/parallax-news/parallax/internal/web"
)

var (
	_ pipeline.Archive = (*store.Store)(nil)
	_ web.Library      = (*store.Store)(nil)
)

func TestSQLite(t *testing.T) { storetest.Run(t, openSQLite) }

func TestPostgres(t *testing.T) { storetest.Run(t, openPostgres(t)) }

func openSQLite(t testing.TB, now func() time.Time) *store.Store {
	t.Helper()
	return migrated(t, store.Options{Dir: t.TempDir(), Now: now})
}

// openPostgres gives each test a schema of its own in the database that PARALLAX_TEST_POSTGRES names.
func openPostgres(t testing.TB) storetest.Open {
	address := os.Getenv("PARALLAX_TEST_POSTGRES")
	if address == "" {
		t.Skip("PARALLAX_TEST_POSTGRES does not name a PostgreSQL database (postgres://...)")
	}
	return func(t testing.TB, now func() time.Time) *store.Store {
		t.Helper()
		return migrated(t, store.Options{URL: newSchema(t, address), Now: now})
	}
}

var schemas atomic.Int64

// newSchema makes a schema, drops it when the test ends, and returns an address at which it is the only one.
func newSchema(t testing.TB, address string) string {
	t.Helper()
	name := fmt.Sprintf("store_%d_%d", os.Getpid(), schemas.Add(1))
	quoted := pgx.Identifier{name}.Sanitize()
	run := func(statement string) {
		conn, err := pgx.Connect(context.Background(), address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(context.Background())
		if _, err := conn.Exec(context.Background(), statement); err != nil {
			t.Error(err)
		}
	}
	run("CREATE SCHEMA " + quoted)
	t.Cleanup(func() { run("DROP SCHEMA " + quoted + " CASCADE") })
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

func migrated(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return s
}
