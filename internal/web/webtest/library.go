// Package webtest is a library of invented outlets and stories in memory, for tests of pages and of
// the API. It answers like the store, only simpler: lists are sorted on every call.
package webtest

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/search"
)

// Library holds stories and outlets. Fill it before the first call; reading is safe for several goroutines.
type Library struct {
	Now       time.Time
	Views     []news.StoryView
	Directory []news.OutletView
	Merged    map[news.ID]news.ID // stories that became part of others
	Gone      map[news.ID]bool    // stories that were taken down
	State     news.Status
	Err       error        // when set, every method fails with it
	Reads     atomic.Int64 // calls of Story and StoryVersion so far
}

// New returns an empty library.
func New(now time.Time) *Library {
	return &Library{Now: now, Merged: map[news.ID]news.ID{}, Gone: map[news.ID]bool{}, State: news.Status{AsOf: now}}
}

// Full returns a library with the small story, the large story and n more, and their outlets.
func Full(now time.Time, n int) *Library {
	l := New(now)
	small, large := Small(now), Large(now)
	small.Related = []news.Related{
		{Story: large.Story.ID, Kind: "names", Terms: []string{"Veldmark", "Orsa Bay"}, Weight: 0.6},
	}
	l.Views = append([]news.StoryView{large, small}, Many(now, n)...)
	if n > 0 {
		l.Views[1].Related = append(l.Views[1].Related, news.Related{Story: l.Views[2].Story.ID, Kind: "earlier", Weight: 0.4})
	}
	for _, o := range outlets(60) {
		l.Directory = append(l.Directory, l.directoryEntry(o))
	}
	l.State = news.Status{
		AsOf: now, Outlets: 60, Feeds: 84, Due: 3, Failing: 2, Articles: 4210, Stories: len(l.Views),
		Newest: now.Add(-2 * time.Minute), NextPoll: now.Add(20 * time.Minute), Recent: len(l.Views), Sources: 60,
	}
	return l
}

func (l *Library) directoryEntry(o news.Outlet) news.OutletView {
	v := news.OutletView{Outlet: o, Articles: 40, Reprints: 12, Rewrites: 5, Newest: l.Now.Add(-time.Hour)}
	v.Feeds = []news.Feed{{
		ID: news.ID(900_000 + len(l.Directory)), Outlet: o.Domain, URL: "https://" + o.Domain + "/feed.xml", Host: o.Domain,
		Format: "rss", Title: o.Name, Interval: 30 * time.Minute, Polled: l.Now.Add(-10 * time.Minute),
		Fetched: l.Now.Add(-10 * time.Minute), NextPoll: l.Now.Add(20 * time.Minute), Status: 200, Articles: 40,
	}}
	if o.Position != nil {
		v.Ratings = []news.Rating{{
			Domain: o.Domain, Kind: news.RatingLean, Rater: "Consensus of two invented raters", Value: "see position",
			Position: o.Position, Raters: o.Raters, Spread: o.Spread, Date: "2026", License: "CC0-1.0", Pack: "built-in",
		}}
		v.History = []news.OutletHistory{{At: l.Now.AddDate(0, -2, 0), Position: o.Position, Side: o.Side, Raters: o.Raters, Cause: "built-in catalogue"}}
	}
	return v
}

// Story returns a story's page.
func (l *Library) Story(_ context.Context, id news.ID) (*news.StoryView, error) {
	return l.find(id)
}

func (l *Library) find(id news.ID) (*news.StoryView, error) {
	l.Reads.Add(1)
	if l.Err != nil {
		return nil, l.Err
	}
	if to, ok := l.Merged[id]; ok {
		return nil, &news.Moved{To: to}
	}
	if l.Gone[id] {
		return nil, news.ErrGone
	}
	for i := range l.Views {
		if l.Views[i].Story.ID == id {
			return &l.Views[i], nil
		}
	}
	return nil, news.ErrNotFound
}

// StoryVersion returns the version of a story.
func (l *Library) StoryVersion(_ context.Context, id news.ID) (int64, error) {
	v, err := l.find(id)
	if err != nil {
		return 0, err
	}
	return v.Story.Version, nil
}

// Stories lists stories.
func (l *Library) Stories(_ context.Context, f news.StoryFilter) ([]news.Story, error) {
	if l.Err != nil {
		return nil, l.Err
	}
	found := l.matching(f)
	slices.SortFunc(found, func(a, b news.Story) int {
		return cmp.Or(cmp.Compare(key(b, f.Order), key(a, f.Order)), cmp.Compare(b.ID, a.ID))
	})
	if f.After != (news.Cursor{}) {
		found = slices.DeleteFunc(found, func(s news.Story) bool {
			k := key(s, f.Order)
			return k > f.After.Key || k == f.After.Key && s.ID >= f.After.ID
		})
	}
	limit := f.Limit
	if limit == 0 {
		limit = 20
	}
	return found[:min(limit, len(found))], nil
}

func key(s news.Story, o news.StoryOrder) float64 {
	switch o {
	case news.ByUpdated:
		return float64(s.Updated.UnixMilli())
	case news.ByImportance:
		return s.Importance
	}
	return 0
}

func (l *Library) matching(f news.StoryFilter) []news.Story {
	var found []news.Story
	for _, v := range l.Views {
		s := v.Story
		carries := f.Outlet == "" || slices.ContainsFunc(v.Outlets, func(o news.StoryOutlet) bool { return o.Domain == f.Outlet })
		blind := !f.Blindspot || slices.ContainsFunc(s.Blindspots, func(b news.Blind) bool { return f.BlindSide == 0 || b.Side == f.BlindSide })
		if carries && blind && (f.Topic == "" || slices.Contains(s.Topics, f.Topic)) && (f.Place == "" || slices.Contains(s.Places, f.Place)) &&
			(f.Language == "" || s.Language == f.Language) && (f.From.IsZero() || !s.Updated.Before(f.From)) &&
			(f.To.IsZero() || s.Updated.Before(f.To)) && s.Coverage.Total >= f.MinOutlets {
			found = append(found, s)
		}
	}
	return found
}

// StoriesByID returns those of the stories that exist.
func (l *Library) StoriesByID(_ context.Context, ids []news.ID) ([]news.Story, error) {
	var found []news.Story
	for _, id := range ids {
		for _, v := range l.Views {
			if v.Story.ID == id {
				found = append(found, v.Story)
			}
		}
	}
	return found, l.Err
}

// CountStories counts stories.
func (l *Library) CountStories(_ context.Context, f news.StoryFilter) (int, error) {
	return len(l.matching(f)), l.Err
}

// TopicCounts counts the stories of each topic.
func (l *Library) TopicCounts(_ context.Context, since time.Time) (map[string]int, error) {
	counts := map[string]int{}
	for _, s := range l.matching(news.StoryFilter{From: since}) {
		for _, t := range s.Topics {
			counts[t]++
		}
	}
	return counts, l.Err
}

// Outlet returns an outlet.
func (l *Library) Outlet(_ context.Context, domain string) (*news.OutletView, error) {
	if l.Err != nil {
		return nil, l.Err
	}
	for i := range l.Directory {
		if l.Directory[i].Domain == domain {
			return &l.Directory[i], nil
		}
	}
	return nil, news.ErrNotFound
}

// Outlets lists the directory.
func (l *Library) Outlets(_ context.Context, f news.OutletFilter) ([]news.OutletCount, error) {
	var found []news.OutletCount
	for _, o := range l.Directory {
		if l.listed(o, f) && o.Domain > f.After {
			found = append(found, news.OutletCount{Outlet: o.Outlet, Articles: o.Articles, Newest: o.Newest, Feeds: len(o.Feeds)})
		}
	}
	slices.SortFunc(found, func(a, b news.OutletCount) int { return cmp.Compare(a.Domain, b.Domain) })
	limit := f.Limit
	if limit == 0 {
		limit = 100
	}
	return found[:min(limit, len(found))], l.Err
}

func (l *Library) listed(o news.OutletView, f news.OutletFilter) bool {
	text := strings.ToLower(f.Text)
	return (f.Side == nil || o.Side == *f.Side) && (f.Country == "" || o.Country == f.Country) &&
		(f.Language == "" || o.Language == f.Language) && (!f.Followed || o.Followed) &&
		(strings.Contains(strings.ToLower(o.Name), text) || strings.Contains(o.Domain, text))
}

// CountOutlets counts the outlets by side.
func (l *Library) CountOutlets(_ context.Context, f news.OutletFilter) (map[news.Side]int, error) {
	counts := map[news.Side]int{}
	for _, o := range l.Directory {
		if l.listed(o, f) {
			counts[o.Side]++
		}
	}
	return counts, l.Err
}

// Search finds stories and articles whose headline holds the query's text, in any case.
func (l *Library) Search(_ context.Context, q search.Query) (search.Result, error) {
	var res search.Result
	words := strings.ToLower(q.Text)
	if words == "" {
		return res, l.Err
	}
	for _, v := range l.Views {
		hits := 0
		for _, a := range v.Articles {
			if at := strings.Index(strings.ToLower(a.Title), words); at >= 0 {
				hits++
				res.Matches++
				if len(res.Articles) < 20 {
					res.Articles = append(res.Articles, search.ArticleHit{
						Article: a.Article, Outlet: l.outlet(a.Outlet), Excerpt: search.Snippet{Text: a.Excerpt}, Score: 1,
						Title: search.Snippet{Text: a.Title, Marks: []search.Mark{{Start: at, End: min(at+len(words), len(a.Title))}}},
					})
				}
			}
		}
		if hits > 0 && len(res.Stories) < search.StoryHits {
			res.Stories = append(res.Stories, search.StoryHit{Story: v.Story, Articles: hits, Snippet: search.Snippet{Text: v.Articles[0].Excerpt}})
		}
	}
	return res, l.Err
}

func (l *Library) outlet(domain string) news.Outlet {
	for _, o := range l.Directory {
		if o.Domain == domain {
			return o.Outlet
		}
	}
	return news.Outlet{Domain: domain, Name: domain}
}

// Days counts stories by day.
func (l *Library) Days(_ context.Context, from, to time.Time) ([]news.DayCount, error) {
	byDay := map[time.Time]int{}
	for _, s := range l.matching(news.StoryFilter{From: from, To: to}) {
		byDay[s.Updated.UTC().Truncate(24*time.Hour)]++
	}
	var days []news.DayCount
	for day, n := range byDay {
		days = append(days, news.DayCount{Day: day, Stories: n})
	}
	slices.SortFunc(days, func(a, b news.DayCount) int { return b.Day.Compare(a.Day) })
	return days, l.Err
}

// Status is the state of the invented instance.
func (l *Library) Status(context.Context) (news.Status, error) { return l.State, l.Err }
