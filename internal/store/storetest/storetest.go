// Package storetest is what every database engine promises, as one suite of tests: to know what the store does, read
// this; to change one engine, keep this passing on both.
package storetest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/parallax-news/parallax/internal/cluster"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
	"github.com/parallax-news/parallax/internal/store"
)

// Open opens a new, empty, migrated database for a test and closes it when the test ends.
type Open func(t testing.TB, now func() time.Time) *store.Store

// Run runs the suite.
func Run(t *testing.T, open Open) {
	for _, part := range []struct {
		name string
		test func(*testing.T, *world)
	}{
		{"hosts", testHosts},
		{"host race", testHostRace},
		{"host gets work while it is left", testLeaveHost},
		{"tasks", testTasks},
		{"poll stores entries once", testPoll},
		{"poll of known entries", testPollKnown},
		{"poll keeps headlines", testHeadlines},
		{"poll of awkward entries", testPollAwkward},
		{"poll of a moved feed", testMovedFeed},
		{"feeds", testFeeds},
		{"hubs", testHubs},
		{"hub tells of a change", testHubPushed},
		{"hub is relied on", testHubRelied},
		{"secrets", testSecret},
		{"pages", testPages},
		{"pages with one canonical address", testCanonical},
		{"texts are purged", testPurge},
		{"grouping", testGrouping},
		{"grouping race", testGroupingRace},
		{"moves and merges", testMoves},
		{"a merged story comes back", testComeBack},
		{"changed stories and views", testViews},
		{"slug stays", testSlug},
		{"old views lose", testOldView},
		{"related", testRelated},
		{"panel", testPanel},
		{"lists of stories", testLists},
		{"counts", testCounts},
		{"status", testStatus},
		{"outlets", testOutlets},
		{"ratings", testRatings},
		{"ratings all or nothing", testRatingsFail},
		{"editors", testEditors},
		{"takedown", testTakedown},
		{"takedown against an old view", testTakedownRace},
		{"opt out", testOptOut},
		{"search", testSearch},
		{"search filters", testSearchFilters},
		{"any string is a query", testAnyQuery},
		{"search ranks", testSearchRank},
		{"hostile strings", testHostileStrings},
		{"jobs", testJobs},
		{"jobs commit with data", testJobsCommit},
		{"cancelled calls", testCancel},
		{"backup and restore", func(t *testing.T, w *world) { testBackup(t, w, open) }},
		{"copy", func(t *testing.T, w *world) { testCopy(t, w, open) }},
	} {
		t.Run(part.name, func(t *testing.T) { part.test(t, newWorld(t, open)) })
	}
}

// world is a database with a clock that stands still until it is moved, and what a test needs to fill it.
type world struct {
	*store.Store
	t   testing.TB
	ctx context.Context
	now time.Time
	ids *news.IDs
}

func newWorld(t testing.TB, open Open) *world {
	w := &world{t: t, ctx: t.Context(), now: time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)}
	w.ids = news.NewIDs(func() time.Time { return w.now })
	w.Store = open(t, func() time.Time { return w.now })
	return w
}

func (w *world) pass(d time.Duration) { w.now = w.now.Add(d) }

// ok fails the test on an error.
func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// equal compares what a test got with what it wanted; nil and empty lists are alike.
func equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// must returns a value or fails the test: must(w.Story(ctx, id))(w).
func must[T any](v T, err error) func(*world) T {
	return func(w *world) T {
		w.t.Helper()
		w.ok(err)
		return v
	}
}

// feed adds a feed of an outlet.
func (w *world) feed(outlet string) news.Feed {
	w.t.Helper()
	f := news.Feed{
		ID: w.ids.Next(), Outlet: outlet, URL: "https://" + outlet + "/feed", Host: outlet, Format: "rss",
		NextPoll: w.now, Interval: 15 * time.Minute,
	}
	w.ok(w.SaveFeeds(w.ctx, []news.Feed{f}))
	return f
}

// article is a new article of a feed.
func (w *world) article(f news.Feed, title string) news.Article {
	id := w.ids.Next()
	return news.Article{
		ID: id, Outlet: f.Outlet, Feed: f.ID, URL: "https://" + f.Outlet + "/" + id.String(), GUID: id.String(),
		Title: title, Author: "A. Writer", Excerpt: "An excerpt of " + title, Language: "en", Published: w.now.Add(-time.Minute), Seen: w.now,
		Categories: []string{"News"}, Topics: []string{"politics"}, Text: "The whole text of " + title + ".",
	}
}

// poll stores articles as a poll of the feed brought them, ready to be grouped.
func (w *world) poll(f news.Feed, articles ...news.Article) pipeline.PollResult {
	w.t.Helper()
	f.Polled, f.Fetched, f.NextPoll = w.now, w.now, w.now.Add(f.Interval)
	in := make([]pipeline.Incoming, len(articles))
	for i, a := range articles {
		in[i].Article = a
	}
	return must(w.SavePoll(w.ctx, f, in))(w)
}

// group puts articles into stories, as pairs of article and story.
func (w *world) group(decisions ...cluster.Decision) {
	w.t.Helper()
	mark := must(w.GroupState(w.ctx, "en"))(w)
	must(w.SaveGroups(w.ctx, "en", mark, decisions))(w)
}

func decide(a news.Article, story news.ID) cluster.Decision {
	return cluster.Decision{Article: a.ID, Story: story, Features: []byte("features of " + a.Title)}
}

// view is a plain page of a story: its articles with the first one's title as headline.
func (w *world) view(id news.ID) news.StoryView {
	w.t.Helper()
	m := must(w.Material(w.ctx, id))(w)
	v := news.StoryView{AsOf: w.now, Story: news.Story{
		ID: id, Version: m.Ref.Version, Slug: m.Slug, Language: "en", Topics: []string{"politics"}, Articles: len(m.Articles),
	}}
	for _, a := range m.Articles {
		a.Text = ""
		v.Articles = append(v.Articles, news.StoryArticle{Article: a, Headlines: m.Headlines[a.ID]})
		if v.Story.Headline == "" {
			v.Story.Headline, v.Story.HeadlineBy, v.Story.Created = a.Title, a.Outlet, a.Time()
		}
		v.Story.Updated = a.Time()
		v.Summary.Sentences = append(v.Summary.Sentences, news.Sentence{
			Text: a.Excerpt, Evidence: []news.Passage{{Article: a.ID, Outlet: a.Outlet, Quote: a.Excerpt}},
		})
		v.Story.Heads = append(v.Story.Heads, news.Head{Outlet: a.Outlet, Title: a.Title, URL: a.URL})
	}
	for domain, o := range m.Outlets {
		v.Outlets = append(v.Outlets, news.StoryOutlet{Domain: domain, Name: o.Name, Side: o.Side})
	}
	v.Story.Coverage.Total = len(v.Outlets)
	if v.Story.Slug == "" {
		v.Story.Slug = "slug-" + id.String()
	}
	return v
}

// show analyses a story: it appears on its page and in the lists.
func (w *world) show(id news.ID, change ...func(*news.StoryView)) news.StoryView {
	w.t.Helper()
	v := w.view(id)
	for _, f := range change {
		f(&v)
	}
	w.ok(w.SaveView(w.ctx, v, nil))
	return v
}

// story makes and shows a story of articles with the given titles, each of an outlet of its own.
func (w *world) story(titles ...string) (id news.ID, articles []news.Article) {
	w.t.Helper()
	for i, title := range titles {
		f := w.feed(fmt.Sprintf("outlet%d-%s.example", i, w.ids.Next()))
		a := w.article(f, title)
		w.poll(f, a)
		if id == 0 {
			id = a.ID
		}
		w.group(decide(a, id))
		articles = append(articles, a)
	}
	w.show(id)
	return id, articles
}

// asJSON compares large values by what readers of the API would see.
func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
