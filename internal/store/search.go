package store

import (
	"context"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/search"
)

// searchTime is the longest that a search may keep a connection.
const searchTime = 2 * time.Second

// Search implements web.Library.
func (s *Store) Search(ctx context.Context, q search.Query) (r search.Result, err error) {
	defer wrap(&err, "searching for %q", q.Text)
	if q.Empty() {
		return r, nil
	}
	ctx, cancel := context.WithTimeout(ctx, searchTime)
	defer cancel()
	db := s.db.reader()
	languages, err := collect(ctx, db, scanOne[string], `SELECT language FROM group_state ORDER BY language`)
	if err != nil {
		return r, err
	}
	found, err := s.candidates(ctx, s.db.searcher(), q, languages)
	if err != nil {
		return r, err
	}
	r.Capped = len(found) > search.Candidates
	found = found[:min(len(found), search.Candidates)]
	r.Matches = len(found)
	articles, stories, counts := search.Rank(q, found, s.now())
	r.Articles = articles
	if q.Skip > 0 {
		return r, nil
	}
	r.Stories, err = s.storyHits(ctx, db, stories, counts)
	return r, err
}

// candidates are the newest articles that match, one more than are ranked.
func (s *Store) candidates(ctx context.Context, db querier, q search.Query, languages []string) ([]search.Matched, error) {
	var st statement
	st.args = append(st.args, s.db.match(q.Expression(languages)))
	st.add(`
		SELECT ` + articleColumns + `, '', o.domain, o.name, o.country, o.language, o.owner, o.owner_type, o.reliability, o.position, o.side,
			o.raters, o.spread, o.rated_year, o.followed, o.opted_out
		FROM article_terms f JOIN articles a ON a.id = f.rowid JOIN outlets o ON o.domain = a.outlet
		WHERE `)
	st.add(s.db.matching())
	st.add(` AND NOT o.opted_out AND a.state <> 3`)
	if !q.After.IsZero() {
		st.add(` AND a.time >= ?`, q.After)
	}
	if !q.Before.IsZero() {
		st.add(` AND a.time < ?`, q.Before)
	}
	any, none := q.Sides()
	s.restrictSides(&st, any, false)
	s.restrictSides(&st, none, true)
	st.add(` ORDER BY f.rowid DESC LIMIT ?`, search.Candidates+1)
	return collect(ctx, db, func(r row) (m search.Matched, err error) {
		err = r.Scan(append(append(articleFields(&m.Article), &m.Article.Text), outletFields(&m.Outlet)...)...)
		return m, err
	}, st.text.String(), st.args...)
}

// restrictSides adds that the outlet is on one of the sides, or on none of them. A side that the scale does not have holds no outlet.
func (s *Store) restrictSides(st *statement, keys []string, not bool) {
	if len(keys) == 0 {
		return
	}
	var sides []any
	for _, k := range keys {
		if side, ok := s.scale.ParseSide(k); ok {
			sides = append(sides, side)
		} else {
			sides = append(sides, -1)
		}
	}
	if not {
		st.add(` AND o.side NOT IN `)
	} else {
		st.add(` AND o.side IN `)
	}
	st.text.WriteString(params(len(st.args)+1, len(sides)))
	st.args = append(st.args, sides...)
}

// storyHits fills in the stories of the best hits.
func (s *Store) storyHits(ctx context.Context, db querier, hits []search.ArticleHit, counts map[news.ID]int) ([]search.StoryHit, error) {
	ids := make([]news.ID, len(hits))
	best := map[news.ID]search.ArticleHit{}
	for i, h := range hits {
		ids[i] = h.Article.Story
		best[ids[i]] = h
	}
	stories, err := briefs(ctx, db, ids)
	var out []search.StoryHit
	for _, st := range stories {
		h := best[st.ID]
		out = append(out, search.StoryHit{Story: st, Articles: counts[st.ID], Snippet: h.Excerpt, Score: h.Score})
	}
	return out, err
}
