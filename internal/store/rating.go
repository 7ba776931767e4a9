package store

import (
	"context"
	"maps"
	"reflect"
	"slices"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/outlet"
)

// ratingColumns are the columns that scanRating reads.
const ratingColumns = `domain, kind, rater, value, position, raters, spread, date, link, license, pack`

func scanRating(r row) (v news.Rating, err error) {
	err = r.Scan(&v.Domain, &v.Kind, &v.Rater, &v.Value, &v.Position, &v.Raters, &v.Spread, &v.Date, &v.Link, &v.License, &v.Pack)
	return v, err
}

// SaveRatings puts a pack of ratings in the place of what was imported under its name, or changes nothing. What the ratings of the
// touched outlets amount to is worked out again; a change of where an outlet stands goes into its history, and any change marks its
// stories as changed. Ratings of unknown outlets are kept for the day when they become known.
func (s *Store) SaveRatings(ctx context.Context, pack string, ratings []news.Rating) (err error) {
	defer wrap(&err, "saving %d ratings as %q", len(ratings), pack)
	return s.db.update(ctx, func(t tx) error {
		touched := map[string]bool{} // whether a rating of reliability was taken away
		old, err := collect(ctx, t, scanRating, `DELETE FROM ratings WHERE pack = $1 RETURNING `+ratingColumns, pack)
		if err != nil {
			return err
		}
		for _, r := range old {
			touched[r.Domain] = touched[r.Domain] || r.Kind == news.RatingReliability
		}
		if err := addRatings(ctx, t, pack, ratings); err != nil {
			return err
		}
		for _, r := range ratings {
			if !touched[r.Domain] {
				touched[r.Domain] = false // to be placed anew, its reliability as it is
			}
		}
		for _, domain := range slices.Sorted(maps.Keys(touched)) {
			if err := s.place(ctx, t, domain, pack, touched[domain]); err != nil {
				return err
			}
		}
		return nil
	})
}

func addRatings(ctx context.Context, t tx, pack string, ratings []news.Rating) error {
	const columns = 11
	for part := range slices.Chunk(lastOfEach(ratings), maxParams/columns) {
		args := make([]any, 0, len(part)*columns)
		for _, r := range part {
			args = append(args, r.Domain, r.Kind, r.Rater, r.Value, r.Position, r.Raters, r.Spread, r.Date, r.Link, r.License, pack)
		}
		if _, err := t.Exec(ctx, `INSERT INTO ratings (`+ratingColumns+`) VALUES `+tuples(len(part), columns), args...); err != nil {
			return err
		}
	}
	return nil
}

// lastOfEach leaves of several ratings of an outlet by one rater on one date the last.
func lastOfEach(ratings []news.Rating) []news.Rating {
	type name struct{ domain, kind, rater, date string }
	at := map[name]int{}
	var out []news.Rating
	for _, r := range ratings {
		n := name{r.Domain, r.Kind, r.Rater, r.Date}
		if i, ok := at[n]; ok {
			out[i] = r
			continue
		}
		at[n] = len(out)
		out = append(out, r)
	}
	return out
}

// place works out what an outlet's ratings amount to. With forget, its reliability is what ratings say and nothing else; without
// ratings of it, it else stays as a catalogue gave it.
func (s *Store) place(ctx context.Context, t tx, domain, cause string, forget bool) error {
	known, err := collect(ctx, t, scanOutlet, `SELECT `+outletColumns+` FROM outlets WHERE domain = $1`, domain)
	if err != nil || len(known) == 0 {
		return err
	}
	ratings, err := collect(ctx, t, scanRating, `SELECT `+ratingColumns+` FROM ratings WHERE domain = $1 ORDER BY date DESC, rater, pack`, domain)
	if err != nil {
		return err
	}
	old, now := known[0], known[0]
	outlet.Rate(&now, newestOfEach(ratings), s.scale)
	if now.Reliability == "" && !forget {
		now.Reliability = old.Reliability
	}
	if reflect.DeepEqual(old, now) {
		return nil
	}
	_, err = t.Exec(ctx, `
		UPDATE outlets SET position = $2, side = $3, raters = $4, spread = $5, rated_year = $6, reliability = $7, owner = $8 WHERE domain = $1`,
		domain, now.Position, now.Side, now.Raters, now.Spread, now.RatedYear, now.Reliability, now.Owner)
	if err != nil {
		return err
	}
	if old.Side != now.Side || old.Raters != now.Raters || !reflect.DeepEqual(old.Position, now.Position) {
		_, err := t.Exec(ctx, `
			INSERT INTO outlet_history (outlet, at, position, side, raters, cause) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (outlet, at) DO UPDATE SET position = excluded.position, side = excluded.side, raters = excluded.raters, cause = excluded.cause`,
			domain, s.now(), now.Position, now.Side, now.Raters, cause)
		if err != nil {
			return err
		}
	}
	return s.touchOutlet(ctx, t, domain)
}

// newestOfEach leaves of the ratings of one kind by one rater the newest, so that nobody counts twice. They come newest first.
func newestOfEach(ratings []news.Rating) []news.Rating {
	type name struct{ kind, rater string }
	seen := map[name]bool{}
	return slices.DeleteFunc(ratings, func(r news.Rating) bool {
		n := name{r.Kind, r.Rater}
		old := seen[n]
		seen[n] = true
		return old
	})
}

// maxTouched is how many stories of an outlet, the newest, are worked out anew when its standing changes; older ones keep the
// standing that the outlet had when they were news.
const maxTouched = 2000

// touchOutlet marks the recent stories that an outlet carries as changed.
func (s *Store) touchOutlet(ctx context.Context, t tx, domain string) error {
	ids, err := collect(ctx, t, scanOne[news.ID], `
		SELECT story FROM story_lists WHERE list = $1 ORDER BY updated DESC, story DESC LIMIT $2`, listName(listOutlet, domain), maxTouched)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := s.touch(ctx, t, id); err != nil {
			return err
		}
	}
	return nil
}
