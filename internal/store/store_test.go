package store_test

import (
	"context"
	"os"
	"testing"
	"time"

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
		return migrated(t, store.Options{URL: storetest.Schema(t, address), Now: now})
	}
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
