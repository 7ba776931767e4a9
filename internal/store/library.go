package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

// Story implements web.Library.
func (s *Store) Story(ctx context.Context, id news.ID) (v *news.StoryView, err error) {
	raw, _, err := s.StoryJSON(ctx, id)
	if err != nil {
		return nil, err
	}
	defer wrap(&err, "reading story %s", id)
	v = new(news.StoryView)
	return v, json.Unmarshal(raw, v)
}

// StoryJSON returns a story's page as it is stored, the JSON of a news.StoryView, with the version of the
// story that it shows. The errors are those of Story.
func (s *Store) StoryJSON(ctx context.Context, id news.ID) (view []byte, version int64, err error) {
	defer wrap(&err, "reading story %s", id)
	q := s.db.reader()
	err = q.QueryRow(ctx, `
		SELECT v.view, s.analysed FROM stories s JOIN story_views v ON v.story = s.id WHERE s.id = $1 AND s.shown`, id).
		Scan(&view, &version)
	if errors.Is(err, news.ErrNotFound) {
		err = s.whereTo(ctx, id)
	}
	return view, version, err
}

// StoryVersion returns the version that a story's page shows, for those who keep the page. The errors are those of Story.
func (s *Store) StoryVersion(ctx context.Context, id news.ID) (version int64, err error) {
	defer wrap(&err, "reading the version of story %s", id)
	err = s.db.reader().QueryRow(ctx, `SELECT analysed FROM stories WHERE id = $1 AND shown`, id).Scan(&version)
	if errors.Is(err, news.ErrNotFound) {
		err = s.whereTo(ctx, id)
	}
	return version, err
}

// whereTo says why a story is not shown: it is now part of another, or it is not to be found.
func (s *Store) whereTo(ctx context.Context, id news.ID) error {
	into, err := target(ctx, s.db.reader(), id)
	if err != nil {
		return err
	}
	if into != id {
		return &news.Moved{To: into}
	}
	return news.ErrNotFound
}

func scanBrief(r row) (st news.Story, err error) {
	err = r.Scan(decoded{&st})
	return st, err
}

// StoriesByID implements web.Library.
func (s *Store) StoriesByID(ctx context.Context, ids []news.ID) (stories []news.Story, err error) {
	defer wrap(&err, "reading %d stories", len(ids))
	return briefs(ctx, s.db.reader(), ids[:min(len(ids), maxParams)])
}

// briefs are the stories that are shown, in the order asked for.
func briefs(ctx context.Context, q querier, ids []news.ID) ([]news.Story, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	args := make([]any, len(ids))
	for i, id := range ids {
		args[i] = id
	}
	found, err := collect(ctx, q, scanBrief, `SELECT brief FROM stories WHERE shown AND id IN `+params(1, len(ids)), args...)
	if err != nil {
		return nil, err
	}
	byID := make(map[news.ID]news.Story, len(found))
	for _, st := range found {
		byID[st.ID] = st
	}
	out := make([]news.Story, 0, len(found))
	for _, id := range ids {
		if st, ok := byID[id]; ok {
			out = append(out, st)
			delete(byID, id)
		}
	}
	return out, nil
}

// Stories implements web.Library.
func (s *Store) Stories(ctx context.Context, f news.StoryFilter) (stories []news.Story, err error) {
	defer wrap(&err, "listing stories")
	var q statement
	q.add(`SELECT s.brief FROM story_lists l JOIN stories s ON s.id = l.story WHERE `)
	page(&q, f)
	return collect(ctx, s.db.reader(), scanBrief, q.text.String(), q.args...)
}

// StoryViews implements api.Library.
func (s *Store) StoryViews(ctx context.Context, f news.StoryFilter) (views []news.StoryView, err error) {
	defer wrap(&err, "listing the pages of stories")
	var q statement
	q.add(`SELECT v.view FROM story_lists l JOIN story_views v ON v.story = l.story WHERE `)
	page(&q, f)
	return collect(ctx, s.db.reader(), scanView, q.text.String(), q.args...)
}

func scanView(r row) (v news.StoryView, err error) {
	err = r.Scan(decoded{&v})
	return v, err
}

// page completes a query over the lists of stories: the filter's conditions, order, start and length.
func page(q *statement, f news.StoryFilter) {
	restrict(q, f)
	after := f.After.ID != 0
	switch f.Order {
	case news.ByUpdated:
		if after {
			q.add(` AND (l.updated, l.story) < (?, ?)`, int64(f.After.Key), f.After.ID)
		}
		q.add(` ORDER BY l.updated DESC, l.story DESC`)
	case news.ByID:
		if after {
			q.add(` AND l.story < ?`, f.After.ID)
		}
		q.add(` ORDER BY l.story DESC`)
	default:
		if after {
			q.add(` AND (l.importance, l.story) < (?, ?)`, f.After.Key, f.After.ID)
		}
		q.add(` ORDER BY l.importance DESC, l.story DESC`)
	}
	q.add(` LIMIT ?`, limited(f.Limit, 20, 200))
}

// CountStories implements web.Library.
func (s *Store) CountStories(ctx context.Context, f news.StoryFilter) (n int, err error) {
	defer wrap(&err, "counting stories")
	var q statement
	q.add(`SELECT COUNT(*) FROM story_lists l WHERE `)
	restrict(&q, f)
	err = s.db.reader().QueryRow(ctx, q.text.String(), q.args...).Scan(&n)
	return n, err
}

// restrict adds the conditions of a filter on l, a row of story_lists. The first list that the filter names is walked along an
// index; the stories' places in further lists are looked up.
func restrict(q *statement, f news.StoryFilter) {
	lists := filterLists(f)
	q.add(`l.list = ?`, lists[0])
	for _, list := range lists[1:] {
		q.add(` AND EXISTS (SELECT 1 FROM story_lists m WHERE m.story = l.story AND m.list = ?)`, list)
	}
	if !f.From.IsZero() {
		q.add(` AND l.updated >= ?`, f.From)
	}
	if !f.To.IsZero() {
		q.add(` AND l.updated < ?`, f.To)
	}
	if f.MinOutlets > 0 {
		q.add(` AND l.outlets >= ?`, f.MinOutlets)
	}
}

// filterLists names the lists that a story must be in, the one that is likely shortest first.
func filterLists(f news.StoryFilter) (lists []string) {
	if f.Place != "" {
		lists = append(lists, listName(listPlace, text.Fold(f.Place)))
	}
	if f.Outlet != "" {
		lists = append(lists, listName(listOutlet, f.Outlet))
	}
	switch {
	case f.Blindspot && f.BlindSide != 0:
		lists = append(lists, blindOf(f.BlindSide))
	case f.Blindspot:
		lists = append(lists, listBlind)
	}
	if f.Topic != "" {
		lists = append(lists, listName(listTopic, f.Topic))
	}
	if f.Language != "" {
		lists = append(lists, listName(listLanguage, f.Language))
	}
	if len(lists) == 0 {
		lists = append(lists, listAll)
	}
	return lists
}

// limited is the number of rows to return when n are asked for.
func limited(n, usual, most int) int {
	if n <= 0 {
		n = usual
	}
	return min(n, most)
}

// TopicCounts implements web.Library.
func (s *Store) TopicCounts(ctx context.Context, since time.Time) (counts map[string]int, err error) {
	defer wrap(&err, "counting stories by topic")
	args := []any{since}
	for _, t := range news.Topics {
		args = append(args, listTopic+t.Key)
	}
	counts = map[string]int{}
	found, err := s.db.reader().Query(ctx, `
		SELECT list, COUNT(*) FROM story_lists WHERE updated >= $1 AND list IN `+params(2, len(news.Topics))+` GROUP BY list`, args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var list string
		var n int
		if err := found.Scan(&list, &n); err != nil {
			return nil, err
		}
		counts[list[len(listTopic):]] = n
	}
	return counts, found.Err()
}

// Days implements web.Library.
func (s *Store) Days(ctx context.Context, from, to time.Time) (days []news.DayCount, err error) {
	defer wrap(&err, "counting stories by day")
	const dayMillis = int64(24 * time.Hour / time.Millisecond)
	return collect(ctx, s.db.reader(), func(r row) (d news.DayCount, err error) {
		var day int64
		err = r.Scan(&day, &d.Stories)
		d.Day = time.UnixMilli(day * dayMillis).UTC()
		return d, err
	}, `
		SELECT updated / $3, COUNT(*) FROM story_lists WHERE list = '' AND updated >= $1 AND updated < $2
		GROUP BY updated / $3 ORDER BY updated / $3 DESC`, from, to, dayMillis)
}

// Status implements web.Library.
func (s *Store) Status(ctx context.Context) (st news.Status, err error) {
	defer wrap(&err, "reading the status")
	now := s.now()
	st.AsOf = now
	yesterday := now.Add(-24 * time.Hour)
	var grouping, analysing int
	q := s.db.reader()
	for _, part := range []struct {
		query string
		args  []any
		dest  []any
	}{
		{`SELECT COUNT(*), COALESCE(MAX(newest), 0), COUNT(CASE WHEN newest >= $1 THEN 1 END) FROM outlets WHERE followed`,
			[]any{yesterday}, []any{&st.Outlets, moment{&st.Newest}, &st.Sources}},
		{`SELECT CAST(COALESCE(SUM(articles), 0) AS BIGINT) FROM outlets`, nil, []any{&st.Articles}},
		{`SELECT COUNT(*), COUNT(CASE WHEN next_poll <= $1 AND NOT paused THEN 1 END), COUNT(CASE WHEN failures >= 3 THEN 1 END),
			COALESCE(MIN(CASE WHEN NOT paused THEN next_poll END), 0) FROM feeds`,
			[]any{now}, []any{&st.Feeds, &st.Due, &st.Failing, moment{&st.NextPoll}}},
		{`SELECT COUNT(*), COUNT(CASE WHEN updated >= $1 THEN 1 END) FROM story_lists WHERE list = ''`,
			[]any{yesterday}, []any{&st.Stories, &st.Recent}},
		{`SELECT COUNT(*) FROM pages`, nil, []any{&st.Pages}},
		{`SELECT COUNT(*) FROM articles WHERE state = 1`, nil, []any{&grouping}},
		{`SELECT COUNT(*) FROM stories WHERE version > analysed AND merged_into = 0`, nil, []any{&analysing}},
	} {
		if err := q.QueryRow(ctx, part.query, part.args...).Scan(part.dest...); err != nil {
			return st, err
		}
	}
	st.Queue = grouping + analysing
	return st, nil
}
