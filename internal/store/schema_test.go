package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
)

// column describes a column as both engines can tell it.
type column struct {
	Table, Name, Kind string
	Nullable          bool
}

// TestSchemasAreEqual compares fresh databases of both engines: tables, columns, kinds, nullability and keys.
func TestSchemasAreEqual(t *testing.T) {
	lite, err := Open(t.Context(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer lite.Close()
	if err := lite.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	db := lite.db.(*sqliteEngine).write
	columns, keys := sqliteSchema(t, db)
	t.Run("copy knows all columns", func(t *testing.T) {
		var copied []string
		for _, tab := range tables {
			name, names, kinds := tab.parse()
			for i, n := range names {
				copied = append(copied, name+"."+n+":"+kinds[i])
			}
		}
		slices.Sort(copied)
		var there []string
		for _, c := range columns {
			if c.Table != "article_terms" {
				there = append(there, c.Table+"."+c.Name+":"+strings.TrimPrefix(c.Kind, "text"))
			}
		}
		slices.Sort(there)
		// SQLite keeps truth values as integers: what is bool is known from PostgreSQL alone.
		plain := func(list []string) []string {
			out := slices.Clone(list)
			for i, s := range out {
				out[i] = strings.Replace(s, ":bool", ":int", 1)
			}
			slices.Sort(out)
			return out
		}
		if d := cmp.Diff(plain(there), plain(copied)); d != "" {
			t.Errorf("columns (-database +copy):\n%s", d)
		}
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		address := os.Getenv("PARALLAX_TEST_POSTGRES")
		if address == "" {
			t.Skip("PARALLAX_TEST_POSTGRES does not name a PostgreSQL database (postgres://...)")
		}
		pgColumns, pgKeys := postgresSchema(t, address)
		for i, c := range pgColumns {
			if c.Kind == "bool" {
				pgColumns[i].Kind = "int"
			}
		}
		if d := cmp.Diff(columns, pgColumns); d != "" {
			t.Errorf("columns (-SQLite +PostgreSQL):\n%s", d)
		}
		if d := cmp.Diff(keys, pgKeys); d != "" {
			t.Errorf("unique keys (-SQLite +PostgreSQL):\n%s", d)
		}
	})
}

// ours tells whether a table is one of our own that both engines have in the same shape.
func ours(table string) bool {
	return !strings.HasPrefix(table, "river_") && !strings.HasPrefix(table, "goose_") && !strings.HasPrefix(table, "sqlite_") &&
		!strings.HasPrefix(table, "article_terms")
}

func sqliteSchema(t *testing.T, db *sql.DB) (columns []column, keys []string) {
	t.Helper()
	found, err := db.Query(`
		SELECT m.name, p.name, lower(p.type), p."notnull" = 0 FROM sqlite_master m JOIN pragma_table_info(m.name) p WHERE m.type = 'table'`)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	kinds := map[string]string{"integer": "int", "text": "text", "real": "real", "blob": "blob"}
	for found.Next() {
		var c column
		if err := found.Scan(&c.Table, &c.Name, &c.Kind, &c.Nullable); err != nil {
			t.Fatal(err)
		}
		if ours(c.Table) {
			c.Kind = kinds[c.Kind]
			columns = append(columns, c)
		}
	}
	indexes, err := db.Query(`
		SELECT m.name || '(' || (SELECT group_concat(x.name, ',' ORDER BY x.seqno) FROM pragma_index_info(i.name) x) || ')'
		FROM sqlite_master m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' AND i."unique"
		UNION SELECT m.name || '(' || p.name || ')' FROM sqlite_master m JOIN pragma_table_info(m.name) p
		WHERE m.type = 'table' AND p.pk = 1 AND NOT EXISTS (SELECT 1 FROM pragma_table_info(m.name) q WHERE q.pk = 2)`)
	if err != nil {
		t.Fatal(err)
	}
	defer indexes.Close()
	for indexes.Next() {
		var k string
		if err := indexes.Scan(&k); err != nil {
			t.Fatal(err)
		}
		if table, _, _ := strings.Cut(k, "("); ours(table) {
			keys = append(keys, k)
		}
	}
	return sortedColumns(columns), sortedKeys(keys)
}

func postgresSchema(t *testing.T, address string) (columns []column, keys []string) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	const name = "store_schema"
	for _, q := range []string{"DROP SCHEMA IF EXISTS " + name + " CASCADE", "CREATE SCHEMA " + name, "SET search_path = " + name} {
		if _, err := conn.Exec(ctx, q); err != nil {
			t.Fatal(err)
		}
	}
	defer conn.Exec(ctx, "DROP SCHEMA "+name+" CASCADE")
	files, err := migrations.ReadDir("migrations/postgres")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := migrations.ReadFile("migrations/postgres/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Exec(ctx, string(text)); err != nil {
			t.Fatalf("%s: %v", f.Name(), err)
		}
	}
	kinds := map[string]string{"bigint": "int", "boolean": "bool", "text": "text", "double precision": "real", "bytea": "blob"}
	found, err := conn.Query(ctx, `
		SELECT table_name, column_name, data_type, is_nullable = 'YES' FROM information_schema.columns WHERE table_schema = $1`, name)
	if err != nil {
		t.Fatal(err)
	}
	columns, err = pgx.CollectRows(found, func(r pgx.CollectableRow) (c column, err error) {
		err = r.Scan(&c.Table, &c.Name, &c.Kind, &c.Nullable)
		c.Kind = kinds[c.Kind]
		return c, err
	})
	if err != nil {
		t.Fatal(err)
	}
	columns = slices.DeleteFunc(columns, func(c column) bool { return !ours(c.Table) })
	found, err = conn.Query(ctx, `
		SELECT c.relname || '(' || (SELECT string_agg(a.attname, ',' ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY k(attnum, n)
			JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum) || ')'
		FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE n.nspname = $1 AND i.indisunique`, name)
	if err != nil {
		t.Fatal(err)
	}
	keys, err = pgx.CollectRows(found, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	keys = slices.DeleteFunc(keys, func(k string) bool { return strings.HasPrefix(k, "article_terms") })
	return sortedColumns(columns), sortedKeys(keys)
}

func sortedColumns(columns []column) []column {
	slices.SortFunc(columns, func(a, b column) int { return strings.Compare(a.Table+"."+a.Name, b.Table+"."+b.Name) })
	return columns
}

func sortedKeys(keys []string) []string {
	slices.Sort(keys)
	return slices.Compact(keys)
}

// TestMigrations makes sure that both folders hold the same numbers and names.
func TestMigrations(t *testing.T) {
	var names [2][]string
	for i, engine := range []string{"sqlite", "postgres"} {
		files, err := migrations.ReadDir("migrations/" + engine)
		if err != nil {
			t.Fatal(err)
		}
		for n, f := range files {
			names[i] = append(names[i], f.Name())
			if !strings.HasPrefix(f.Name(), fmt.Sprintf("%05d_", n+1)) {
				t.Errorf("%s/%s: its number is not %d", engine, f.Name(), n+1)
			}
		}
	}
	if d := cmp.Diff(names[0], names[1]); d != "" {
		t.Errorf("files (-sqlite +postgres):\n%s", d)
	}
}

func TestSchemaVersions(t *testing.T) {
	s, err := Open(t.Context(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	have, want, err := s.SchemaVersion(t.Context())
	if err != nil || have != 0 || want < 1 {
		t.Errorf("an empty database is of version %d of %d, %v", have, want, err)
	}
	if err := s.CheckSchema(t.Context()); !errors.Is(err, ErrSchemaOld) {
		t.Errorf("an empty database: %v", err)
	}
	for range 2 {
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for name, newer := range map[string][2]string{
		"ours": {
			"INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)",
			"DELETE FROM goose_db_version WHERE version_id = 999",
		},
		"River's": {
			"INSERT INTO river_migration (line, version) VALUES ('main', 999)",
			"DELETE FROM river_migration WHERE version = 999",
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := s.db.(*sqliteEngine).write
			if _, err := db.Exec(newer[0]); err != nil {
				t.Fatal(err)
			}
			if err := s.CheckSchema(t.Context()); !errors.Is(err, ErrSchemaNew) {
				t.Errorf("a newer database: %v", err)
			}
			if err := s.Migrate(t.Context()); !errors.Is(err, ErrSchemaNew) {
				t.Errorf("migrating a newer database: %v", err)
			}
			if _, err := db.Exec(newer[1]); err != nil {
				t.Fatal(err)
			}
		})
	}
}
