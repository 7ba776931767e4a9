package store

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/riverqueue/river"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
)

// maxHeadlines is how many earlier titles of an article are kept; an outlet that shows two by turns would fill the disk.
const maxHeadlines = 20

// SavePoll implements pipeline.Archive. The jobs are only inserted when the poll brought something. The error is
// news.ErrNotFound when the feed was removed meanwhile.
func (s *Store) SavePoll(ctx context.Context, f news.Feed, entries []pipeline.Incoming, then ...river.JobArgs) (got pipeline.PollResult, err error) {
	defer wrap(&err, "saving a poll of feed %s", f.ID)
	p := newPoll(f, entries)
	if p.known, err = knownArticles(ctx, s.db.reader(), p.keys()); err != nil {
		return got, err
	}
	p.prepare(s)
	err = s.db.update(ctx, func(t tx) (err error) {
		got, err = p.save(ctx, t, s)
		if err != nil || got.New+got.Changed == 0 {
			return err
		}
		return enqueue(ctx, t, then)
	})
	return got, err
}

// poll is what a poll brought, on its way into the database.
type poll struct {
	feed    news.Feed
	entries []arrival
	known   map[key]stored
}

// arrival is an entry with all that can be worked out before the transaction.
type arrival struct {
	pipeline.Incoming
	url, guid key    // guid is zero where it names nothing
	terms     string // for the full-text index; "" when it is not to be indexed yet
}

// stored is an article that the database has.
type stored struct {
	id       news.ID
	feed     news.ID // that brought it
	story    news.ID
	state    int
	fedTitle string
	title    string
	titled   time.Time
	seen     time.Time
	outlet   string
}

func newPoll(f news.Feed, entries []pipeline.Incoming) *poll {
	times := map[string]int{}
	for _, in := range entries {
		times[in.Article.GUID]++
	}
	p := &poll{feed: f, entries: make([]arrival, len(entries))}
	for i, in := range entries {
		a := arrival{Incoming: in, url: addressKey(in.Article.URL)}
		// Some feeds give all of their entries one GUID: it then says nothing.
		if g := in.Article.GUID; g != "" && times[g] == 1 {
			a.guid = guidKey(f.ID, g)
		}
		p.entries[i] = a
	}
	return p
}

func (p *poll) keys() []key {
	var keys []key
	for _, a := range p.entries {
		keys = append(keys, a.url)
		if a.guid != (key{}) {
			keys = append(keys, a.guid)
		}
	}
	return keys
}

// knownArticles finds the articles that the keys name.
func knownArticles(ctx context.Context, q querier, keys []key) (map[key]stored, error) {
	known := make(map[key]stored, len(keys))
	for part := range slices.Chunk(keys, maxParams) {
		args := make([]any, len(part))
		for i, k := range part {
			args[i] = k[:]
		}
		found, err := q.Query(ctx, `
			SELECT k.key, a.id, a.feed, a.story, a.state, a.fed_title, a.title, a.titled, a.seen, a.outlet
			FROM article_keys k JOIN articles a ON a.id = k.article WHERE k.key IN `+params(1, len(part)), args...)
		if err != nil {
			return nil, err
		}
		for found.Next() {
			var k []byte
			var a stored
			err := found.Scan(&k, &a.id, &a.feed, &a.story, &a.state, &a.fedTitle, &a.title, moment{&a.titled}, moment{&a.seen}, &a.outlet)
			if err != nil {
				found.Close()
				return nil, err
			}
			known[key(k)] = a
		}
		found.Close()
		if err := found.Err(); err != nil {
			return nil, err
		}
	}
	return known, nil
}

// find returns the known article that an entry is.
func (p *poll) find(a *arrival) (stored, bool) {
	if k, ok := p.known[a.url]; ok {
		return k, true
	}
	k, ok := p.known[a.guid]
	return k, ok
}

// prepare stems the new entries that are ready to be found.
func (p *poll) prepare(s *Store) {
	for i := range p.entries {
		a := &p.entries[i]
		if _, known := p.find(a); !known && !a.ReadPage {
			a.terms = s.entries(&a.Article)
		}
	}
}

// save stores the poll. It may run again after it was rolled back, so it leaves p as it was.
func (p poll) save(ctx context.Context, t tx, s *Store) (got pipeline.PollResult, err error) {
	p.known = maps.Clone(p.known)
	due := map[string]int64{}
	met := map[news.ID]bool{}
	brought := map[int64]int{}
	var newest time.Time
	for i := range p.entries {
		a := &p.entries[i]
		old, known := p.find(a)
		if !known {
			// Another process may have stored it since it was looked for, and one poll may hold it twice.
			if old, known, err = p.claim(ctx, t, a); err != nil {
				return got, err
			}
		}
		if !known {
			old.id = a.Article.ID
		}
		// Only the feed that brought an article renames it, and of two entries for one article only the first: else
		// two feeds that word it differently would rename it by turns.
		renames := known && old.fedTitle != a.Article.Title && old.feed == p.feed.ID && old.state != stateGone && !met[old.id]
		met[old.id] = true
		switch {
		case !known:
			got.New++
			brought[day(a.Article.Seen)]++
			newest = later(newest, a.Article.Time())
			err = p.keep(ctx, t, s, a, due)
		case renames:
			got.Changed++
			err = s.retitle(ctx, t, old, &a.Article)
		default:
			got.Known++
		}
		if err != nil {
			return got, err
		}
	}
	if err := saveFeed(ctx, t, &p.feed, got.New); err != nil {
		return got, err
	}
	if err := p.count(ctx, t, brought, newest); err != nil {
		return got, err
	}
	return got, hasWork(ctx, t, due)
}

// claim takes an entry's keys for its article. When another article has one of them already, that one is returned.
func (p *poll) claim(ctx context.Context, t tx, a *arrival) (old stored, known bool, err error) {
	keys := []key{a.url}
	if a.guid != (key{}) {
		keys = append(keys, a.guid)
	}
	slices.SortFunc(keys, func(a, b key) int { return slices.Compare(a[:], b[:]) })
	taken := 0
	for _, k := range keys {
		n, err := t.Exec(ctx, `INSERT INTO article_keys (key, article) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING`, k[:], a.Article.ID)
		if err != nil {
			return old, false, err
		}
		taken += int(n)
	}
	if taken == len(keys) {
		return old, false, nil
	}
	if _, err := t.Exec(ctx, `DELETE FROM article_keys WHERE key IN ($1, $2) AND article = $3`,
		keys[0][:], keys[len(keys)-1][:], a.Article.ID); err != nil {
		return old, false, err
	}
	found, err := knownArticles(ctx, t, keys)
	if err != nil {
		return old, false, err
	}
	maps.Copy(p.known, found)
	old, known = p.find(a)
	return old, known, nil
}

// keep stores a new article and what is to be done about it.
func (p *poll) keep(ctx context.Context, t tx, s *Store, a *arrival, due map[string]int64) error {
	host := hostOf(a.Article.URL)
	if !a.ReadPage || host == "" {
		if err := addArticle(ctx, t, &a.Article, stateReady); err != nil {
			return err
		}
		if a.terms == "" {
			a.terms = s.entries(&a.Article)
		}
		return s.index(ctx, t, &a.Article, a.terms, false)
	}
	if err := addArticle(ctx, t, &a.Article, stateUnread); err != nil {
		return err
	}
	_, err := t.Exec(ctx, `INSERT INTO pages (article, host, next, tries) VALUES ($1, $2, $3, 0)`, a.Article.ID, host, a.Article.Seen)
	if ms := millis(a.Article.Seen); due[host] == 0 || ms < due[host] {
		due[host] = ms
	}
	return err
}

// count notes what the outlet brought, and that it was read.
func (p *poll) count(ctx context.Context, t tx, brought map[int64]int, newest time.Time) error {
	for _, d := range slices.Sorted(maps.Keys(brought)) {
		if err := countArticles(ctx, t, p.feed.Outlet, d, brought[d]); err != nil {
			return err
		}
	}
	if !newest.IsZero() {
		if _, err := t.Exec(ctx, `UPDATE outlets SET newest = $2 WHERE domain = $1 AND newest < $2`, p.feed.Outlet, newest); err != nil {
			return err
		}
	}
	if p.feed.Failures > 0 || p.feed.Fetched.IsZero() {
		return nil
	}
	// Once a day this writes; all other times it only looks.
	_, err := t.Exec(ctx, `
		INSERT INTO outlet_days (outlet, day, articles, reprints, rewrites, fetched) VALUES ($1, $2, 0, 0, 0, $3)
		ON CONFLICT (outlet, day) DO UPDATE SET fetched = excluded.fetched WHERE NOT outlet_days.fetched`,
		p.feed.Outlet, day(p.feed.Fetched), true)
	return err
}

// countArticles adds to what an outlet brought on a day.
func countArticles(ctx context.Context, t tx, outlet string, day int64, n int) error {
	_, err := t.Exec(ctx, `
		INSERT INTO outlet_days (outlet, day, articles, reprints, rewrites, fetched) VALUES ($1, $2, $3, 0, 0, $4)
		ON CONFLICT (outlet, day) DO UPDATE SET articles = outlet_days.articles + excluded.articles`, outlet, day, n, false)
	if err != nil {
		return err
	}
	_, err = t.Exec(ctx, `UPDATE outlets SET articles = articles + $2 WHERE domain = $1`, outlet, n)
	return err
}

// retitle gives a known article the title that its feed now has, and keeps the old one.
func (s *Store) retitle(ctx context.Context, t tx, old stored, now *news.Article) error {
	if _, err := t.Exec(ctx, `UPDATE articles SET fed_title = $2 WHERE id = $1`, old.id, now.Title); err != nil || old.title == now.Title {
		return err
	}
	var had int
	if err := t.QueryRow(ctx, `SELECT COUNT(*) FROM headlines WHERE article = $1`, old.id).Scan(&had); err != nil {
		return err
	}
	if had >= maxHeadlines {
		return nil
	}
	if had == 0 {
		if _, err := t.Exec(ctx, `UPDATE outlet_days SET rewrites = rewrites + 1 WHERE outlet = $1 AND day = $2`, old.outlet, day(old.seen)); err != nil {
			return err
		}
	}
	if _, err := t.Exec(ctx, `INSERT INTO headlines (article, seen, title) VALUES ($1, $2, $3) ON CONFLICT (article, seen) DO NOTHING`,
		old.id, old.titled, old.title); err != nil {
		return err
	}
	if _, err := t.Exec(ctx, `UPDATE articles SET title = $2, titled = $3 WHERE id = $1`, old.id, now.Title, now.Seen); err != nil {
		return err
	}
	if old.state != stateUnread {
		a, err := articleOf(ctx, t, old.id)
		if err != nil {
			return err
		}
		if err := s.index(ctx, t, &a, s.entries(&a), true); err != nil {
			return err
		}
	}
	if old.story == 0 {
		return nil
	}
	return s.touch(ctx, t, old.story)
}

// day is the number of a time's UTC day since 1970.
func day(t time.Time) int64 { return millis(t) / (24 * time.Hour).Milliseconds() }

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
