package store

import (
	"context"
	"fmt"
	"strings"
)

// table is a table as it is copied: "name column column:kind ...", where a kind is int, real, bool or blob, text without one.
// The full-text index is not copied but made anew.
type table string

var tables = []table{
	`outlets domain name folded country language owner owner_type reliability position:real side:int raters:int spread:real rated_year:int
		followed:bool opted_out:bool articles:int newest:int`,
	`outlet_days outlet day:int articles:int reprints:int rewrites:int fetched:bool`,
	`ratings pack domain kind rater date value position:real raters:int spread:real link license`,
	`outlet_history outlet at:int position:real side:int raters:int cause`,
	`feeds id:int outlet url host format title paused:bool etag last_modified hash hub next_poll:int poll_every:int polled:int fetched:int
		failures:int status:int error articles:int topic hub_until:int hub_next:int hub_tries:int hub_pushed:int`,
	`secrets name value:blob`,
	`hosts host ready:int next:int owner until:int robots_status:int robots_body:blob robots_fetched:int`,
	`articles id:int outlet feed:int url guid title fed_title titled:int author excerpt language published:int seen:int time:int categories topics
		opinion:bool paywall:bool state:int story:int seq:int pinned:bool reprint_of:int reasons page_error`,
	`article_keys key:blob article:int`,
	`article_texts article:int seen:int body`,
	`article_features article:int features:blob`,
	`headlines article:int seen:int title`,
	`pages article:int host next:int tries:int`,
	`group_state language mark:int seq:int`,
	`stories id:int slug version:int analysed:int changed:int shown:bool hidden:bool pinned:bool merged_into:int brief`,
	`story_views story:int view`,
	`story_lists story:int list importance:real updated:int outlets:int`,
	`story_terms story:int key text weight:real is_name:bool updated:int`,
	`decisions id:int at:int editor action subject detail reason`,
}

// parse splits a table into its name, its columns and their kinds.
func (t table) parse() (name string, columns, kinds []string) {
	fields := strings.Fields(string(t))
	for _, f := range fields[1:] {
		column, kind, _ := strings.Cut(f, ":")
		columns, kinds = append(columns, column), append(kinds, kind)
	}
	return fields[0], columns, kinds
}

// Copy copies everything but jobs from one database to another, empty one, of either engine, in one transaction there and from one state
// here. The work that jobs stand for is in the rows, so the next sweep inserts them again. Afterwards the numbers of
// rows are compared. progress, which may be nil, is told of each table.
func Copy(ctx context.Context, from, to *Store, progress func(table string, rows int64)) (err error) {
	defer wrap(&err, "copying the database")
	for _, s := range []*Store{from, to} {
		if err := s.CheckSchema(ctx); err != nil {
			return err
		}
	}
	if progress == nil {
		progress = func(string, int64) {}
	}
	return from.db.snapshot(ctx, func(q querier) error {
		return to.db.update(ctx, func(t tx) error {
			if err := wantEmpty(ctx, t); err != nil {
				return err
			}
			for _, tab := range tables {
				name, _, _ := tab.parse()
				n, err := copyTable(ctx, q, t, tab)
				if err != nil {
					return fmt.Errorf("table %s: %w", name, err)
				}
				progress(name, n)
			}
			return t.fill(ctx, func() error {
				n, err := to.copyIndex(ctx, q, t)
				progress("article_terms", n)
				return err
			})
		})
	})
}

// wantEmpty makes sure that a copy does not mix with other data.
func wantEmpty(ctx context.Context, q querier) error {
	var used bool
	err := q.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM outlets) OR EXISTS (SELECT 1 FROM articles) OR EXISTS (SELECT 1 FROM feeds)`).Scan(&used)
	if err == nil && used {
		return ErrNotEmpty
	}
	return err
}

func copyTable(ctx context.Context, q querier, t tx, tab table) (copied int64, err error) {
	name, columns, kinds := tab.parse()
	found, err := q.Query(ctx, `SELECT `+strings.Join(columns, ", ")+` FROM `+name)
	if err != nil {
		return 0, err
	}
	defer found.Close()
	err = t.load(ctx, name, columns, func() ([]any, error) {
		if !found.Next() {
			return nil, found.Err()
		}
		copied++
		return scanKinds(found, kinds)
	})
	if err != nil {
		return copied, err
	}
	var there int64
	if err := t.QueryRow(ctx, `SELECT COUNT(*) FROM `+name).Scan(&there); err != nil {
		return copied, err
	}
	if there != copied {
		return copied, fmt.Errorf("%d rows were read and %d are there", copied, there)
	}
	return copied, nil
}

// scanKinds scans a row into values that either engine takes.
func scanKinds(r row, kinds []string) ([]any, error) {
	values := make([]any, len(kinds))
	dest := make([]any, len(kinds))
	for i, kind := range kinds {
		switch kind {
		case "int":
			dest[i] = new(int64)
		case "bool":
			dest[i] = new(bool)
		case "real":
			dest[i] = new(*float64)
		case "blob":
			dest[i] = new([]byte)
		default:
			dest[i] = new(string)
		}
	}
	if err := r.Scan(dest...); err != nil {
		return nil, err
	}
	for i, d := range dest {
		switch v := d.(type) {
		case *int64:
			values[i] = *v
		case *bool:
			values[i] = *v
		case **float64:
			values[i] = *v
		case *[]byte:
			values[i] = *v
		case *string:
			values[i] = *v
		}
	}
	return values, nil
}

// copyIndex makes the full-text index of the copied articles. Of an article whose text was purged
// it knows title and excerpt.
func (s *Store) copyIndex(ctx context.Context, q querier, t tx) (n int64, err error) {
	found, err := q.Query(ctx, `
		SELECT `+articleColumns+`, COALESCE(x.body, '')
		FROM articles a LEFT JOIN article_texts x ON x.article = a.id WHERE a.state IN (1, 2) ORDER BY a.id`)
	if err != nil {
		return 0, err
	}
	defer found.Close()
	const batch = 50 // articles of one statement
	var args []any
	write := func() error {
		rows := len(args) / 2
		if rows == 0 {
			return nil
		}
		_, err := t.Exec(ctx, `INSERT INTO article_terms (rowid, terms) VALUES `+tuples(rows, 2), args...)
		n, args = n+int64(rows), args[:0]
		return err
	}
	for found.Next() {
		a, err := scanArticle(found)
		if err != nil {
			return n, err
		}
		if args = append(args, a.ID, s.entries(&a)); len(args) < 2*batch {
			continue
		}
		if err := write(); err != nil {
			return n, err
		}
	}
	if err := found.Err(); err != nil {
		return n, err
	}
	err = write()
	return n, err
}
