package store

import (
	"context"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

// outletColumns are the columns that scanOutlet reads.
const outletColumns = `domain, name, country, language, owner, owner_type, reliability, position, side, raters, spread, rated_year, followed, opted_out`

func outletFields(o *news.Outlet) []any {
	return []any{&o.Domain, &o.Name, &o.Country, &o.Language, &o.Owner, &o.OwnerType, &o.Reliability, &o.Position, &o.Side, &o.Raters, &o.Spread,
		&o.RatedYear, &o.Followed, &o.OptedOut}
}

func scanOutlet(r row) (o news.Outlet, err error) {
	err = r.Scan(outletFields(&o)...)
	return o, err
}

func outletOf(ctx context.Context, q querier, domain string) (news.Outlet, error) {
	return scanOutlet(q.QueryRow(ctx, `SELECT `+outletColumns+` FROM outlets WHERE domain = $1`, domain))
}

// saveOutlet makes an outlet or changes what a catalogue says of it. Where it stands is worked out from ratings alone, also from those that
// were there before it; what the operator decided stays: following is only added.
func (s *Store) saveOutlet(ctx context.Context, t tx, o news.Outlet) error {
	_, err := t.Exec(ctx, `
		INSERT INTO outlets (domain, name, folded, country, language, owner, owner_type, reliability, position, side, raters, spread, rated_year,
			followed, opted_out, articles, newest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, 0, 0, 0, 0, $9, $10, 0, 0)
		ON CONFLICT (domain) DO UPDATE SET name = excluded.name, folded = excluded.folded, country = excluded.country,
			language = excluded.language, owner = excluded.owner, owner_type = excluded.owner_type, reliability = excluded.reliability,
			followed = outlets.followed OR excluded.followed`,
		o.Domain, o.Name, text.Fold(o.Name)+" "+o.Domain, o.Country, o.Language, o.Owner, o.OwnerType, o.Reliability, o.Followed, false)
	if err != nil {
		return err
	}
	return s.place(ctx, t, o.Domain, "earlier ratings", false)
}

// SaveOutlets adds outlets, or changes what is said of known ones: name, country, language, owner, reliability. Those marked as
// followed are followed from now on. Where an outlet stands comes from SaveRatings alone.
func (s *Store) SaveOutlets(ctx context.Context, outlets []news.Outlet) (err error) {
	defer wrap(&err, "saving %d outlets", len(outlets))
	return s.db.update(ctx, func(t tx) error { return s.saveOutlets(ctx, t, outlets) })
}

func (s *Store) saveOutlets(ctx context.Context, t tx, outlets []news.Outlet) error {
	for _, o := range outlets {
		if o.Domain == "" {
			continue
		}
		if o.Name == "" {
			o.Name = o.Domain
		}
		if err := s.saveOutlet(ctx, t, o); err != nil {
			return err
		}
	}
	return nil
}

// SaveEdition takes an edition in at once: its outlets, followed where marked so, and its feeds.
func (s *Store) SaveEdition(ctx context.Context, outlets []news.Outlet, feeds []news.Feed) (err error) {
	defer wrap(&err, "saving an edition of %d outlets and %d feeds", len(outlets), len(feeds))
	return s.db.update(ctx, func(t tx) error {
		if err := s.saveOutlets(ctx, t, outlets); err != nil {
			return err
		}
		return s.addFeeds(ctx, t, feeds)
	})
}

// Follow says whether this instance reads an outlet: its feeds are polled, or paused.
func (s *Store) Follow(ctx context.Context, domain string, on bool) (err error) {
	defer wrap(&err, "following %s", domain)
	return s.db.update(ctx, func(t tx) error {
		n, err := t.Exec(ctx, `UPDATE outlets SET followed = $2 WHERE domain = $1`, domain, on)
		if err != nil {
			return err
		}
		if n == 0 {
			return news.ErrNotFound
		}
		return pauseFeeds(ctx, t, domain, !on)
	})
}

// pauseFeeds stops or resumes the polling of an outlet's feeds.
func pauseFeeds(ctx context.Context, t tx, domain string, paused bool) error {
	feeds, err := collect(ctx, t, scanFeed, `UPDATE feeds SET paused = $2 WHERE outlet = $1 AND paused <> $2 RETURNING `+feedColumns, domain, paused)
	if err != nil || paused {
		return err
	}
	due := map[string]int64{}
	for _, f := range feeds {
		ms := millis(f.NextPoll)
		if old, ok := due[f.Host]; !ok || ms < old {
			due[f.Host] = ms
		}
	}
	return hasWork(ctx, t, due)
}

// Outlet implements web.Library.
func (s *Store) Outlet(ctx context.Context, domain string) (v *news.OutletView, err error) {
	defer wrap(&err, "reading outlet %s", domain)
	q := s.db.reader()
	v = new(news.OutletView)
	if v.Outlet, err = outletOf(ctx, q, domain); err != nil {
		return nil, err
	}
	if v.Ratings, err = collect(ctx, q, scanRating, `
		SELECT `+ratingColumns+` FROM ratings WHERE domain = $1 ORDER BY date DESC, kind, rater, pack`, domain); err != nil {
		return nil, err
	}
	if v.History, err = collect(ctx, q, func(r row) (h news.OutletHistory, err error) {
		err = r.Scan(moment{&h.At}, &h.Position, &h.Side, &h.Raters, &h.Cause)
		return h, err
	}, `SELECT at, position, side, raters, cause FROM outlet_history WHERE outlet = $1 ORDER BY at DESC`, domain); err != nil {
		return nil, err
	}
	if v.Feeds, err = collect(ctx, q, scanFeed, `SELECT `+feedColumns+` FROM feeds WHERE outlet = $1 ORDER BY id`, domain); err != nil {
		return nil, err
	}
	err = q.QueryRow(ctx, `
		SELECT o.newest, CAST(COALESCE(SUM(d.articles), 0) AS BIGINT), CAST(COALESCE(SUM(d.reprints), 0) AS BIGINT),
			CAST(COALESCE(SUM(d.rewrites), 0) AS BIGINT)
		FROM outlets o LEFT JOIN outlet_days d ON d.outlet = o.domain AND d.day > $2
		WHERE o.domain = $1 GROUP BY o.newest`, domain, s.monthAgo()).
		Scan(moment{&v.Newest}, &v.Articles, &v.Reprints, &v.Rewrites)
	return v, err
}

// monthAgo is the day after which what an outlet brought counts as recent.
func (s *Store) monthAgo() int64 { return day(s.now().Add(-30 * 24 * time.Hour)) }

// Outlets implements web.Library.
func (s *Store) Outlets(ctx context.Context, f news.OutletFilter) (outlets []news.OutletCount, err error) {
	defer wrap(&err, "listing outlets")
	var q statement
	q.add(`
		SELECT `+outletColumns+`, newest,
			(SELECT CAST(COALESCE(SUM(d.articles), 0) AS BIGINT) FROM outlet_days d WHERE d.outlet = domain AND d.day > ?),
			(SELECT COUNT(*) FROM feeds f WHERE f.outlet = domain),
			(SELECT COUNT(*) FROM feeds f WHERE f.outlet = domain AND f.failures >= 3)
		FROM outlets WHERE NOT opted_out`, s.monthAgo())
	restrictOutlets(&q, f)
	if f.After != "" {
		q.add(` AND domain > ?`, f.After)
	}
	q.add(` ORDER BY domain LIMIT ?`, limited(f.Limit, 100, 1000))
	return collect(ctx, s.db.reader(), func(r row) (o news.OutletCount, err error) {
		err = r.Scan(append(outletFields(&o.Outlet), moment{&o.Newest}, &o.Articles, &o.Feeds, &o.Failing)...)
		return o, err
	}, q.text.String(), q.args...)
}

// CountOutlets implements web.Library.
func (s *Store) CountOutlets(ctx context.Context, f news.OutletFilter) (counts map[news.Side]int, err error) {
	defer wrap(&err, "counting outlets")
	var q statement
	q.add(`SELECT side, COUNT(*) FROM outlets WHERE NOT opted_out`)
	restrictOutlets(&q, f)
	q.add(` GROUP BY side`)
	counts = map[news.Side]int{}
	found, err := s.db.reader().Query(ctx, q.text.String(), q.args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var side news.Side
		var n int
		if err := found.Scan(&side, &n); err != nil {
			return nil, err
		}
		counts[side] = n
	}
	return counts, found.Err()
}

// restrictOutlets adds the conditions of a filter.
func restrictOutlets(q *statement, f news.OutletFilter) {
	if f.Text != "" {
		escape := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)
		q.add(` AND folded LIKE ? ESCAPE '\'`, "%"+escape.Replace(text.Fold(f.Text))+"%")
	}
	if f.Side != nil {
		q.add(` AND side = ?`, *f.Side)
	}
	if f.Country != "" {
		q.add(` AND country = ?`, f.Country)
	}
	if f.Language != "" {
		q.add(` AND language = ?`, f.Language)
	}
	if f.Followed {
		q.add(` AND followed`)
	}
}
