package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"github.com/parallax-news/parallax/internal/config"
	"github.com/parallax-news/parallax/internal/fetch"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
	"github.com/parallax-news/parallax/internal/store"
)

// web is a scripted web: what each address answers, and what was asked.
type web struct {
	mu      sync.Mutex
	answers map[string]func(fetch.Request) (*fetch.Response, error)
	asked   []fetch.Request
}

func (w *web) Get(_ context.Context, r fetch.Request) (*fetch.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = append(w.asked, r)
	if answer := w.answers[r.URL]; answer != nil {
		return answer(r)
	}
	return &fetch.Response{Status: http.StatusNotFound, URL: r.URL, Header: http.Header{}}, nil
}

func (w *web) count(url string) (n int) {
	for _, r := range w.asked {
		if r.URL == url {
			n++
		}
	}
	return n
}

// says answers with a body and validators.
func says(contentType, body string) func(fetch.Request) (*fetch.Response, error) {
	return func(r fetch.Request) (*fetch.Response, error) {
		if r.ETag == `"v1"` {
			return &fetch.Response{Status: http.StatusNotModified, NotModified: true, URL: r.URL, Header: http.Header{}, ETag: `"v1"`}, nil
		}
		return &fetch.Response{Status: http.StatusOK, URL: r.URL, Header: http.Header{"Content-Type": {contentType}}, Body: []byte(body), ETag: `"v1"`}, nil
	}
}

func fails(err error) func(fetch.Request) (*fetch.Response, error) {
	return func(fetch.Request) (*fetch.Response, error) { return nil, err }
}

func status(code int, retryAfter time.Duration) func(fetch.Request) (*fetch.Response, error) {
	return func(r fetch.Request) (*fetch.Response, error) {
		return &fetch.Response{Status: code, URL: r.URL, Header: http.Header{}, RetryAfter: retryAfter}, nil
	}
}

// instance is a pipeline on a real database, with a scripted web and a clock of its own.
type instance struct {
	*pipeline.Pipeline
	store *store.Store
	web   *web
	now   time.Time
}

type noQueue struct{}

func (noQueue) InsertMany(context.Context, []river.JobArgs) error { return nil }

const feedURL = "https://news.example/feed"

// rss is a feed of items "title|link".
func rss(items ...string) string {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>News</title><link>https://news.example/</link>`)
	for _, it := range items {
		title, link, _ := strings.Cut(it, "|")
		fmt.Fprintf(&b, `<item><title>%s</title><link>%s</link><guid>%s</guid><description>A lead that says in a few words what the page tells at length.</description></item>`, title, link, link)
	}
	return b.String() + "</channel></rss>"
}

// page is an article's page of several paragraphs.
func page(title string) string {
	para := "<p>The council of Lindholm voted on Tuesday evening for a new bridge over the river Tarn, after three years of talks with the towns on both banks.</p>"
	return "<html><head><title>" + title + "</title></head><body><article><h1>" + title + "</h1>" + strings.Repeat(para, 5) + "</article></body></html>"
}

func newInstance(t *testing.T) *instance {
	t.Helper()
	return newInstanceOn(t, store.Options{Dir: t.TempDir()}, pipeline.Hubs{}, noQueue{})
}

func newInstanceOn(t *testing.T, o store.Options, hubs pipeline.Hubs, q pipeline.Queue) *instance {
	t.Helper()
	i := &instance{web: &web{answers: map[string]func(fetch.Request) (*fetch.Response, error){}}, now: time.Date(2026, 7, 15, 12, 0, 0, 0, time.UTC)}
	now := func() time.Time { return i.now }
	o.Now, o.Log = now, slog.New(slog.DiscardHandler)
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.SaveOutlets(t.Context(), []news.Outlet{{Domain: "news.example", Name: "News", Language: "en"}}); err != nil {
		t.Fatal(err)
	}
	ids := news.NewIDs(now)
	if err := s.SaveFeeds(t.Context(), []news.Feed{{ID: ids.Next(), Outlet: "news.example", URL: feedURL, Host: "news.example"}}); err != nil {
		t.Fatal(err)
	}
	c := config.Default()
	c.Fetch.HostDelay = 0
	i.store = s
	i.Pipeline = pipeline.New(pipeline.Needs{
		Archive: s, Fetch: i.web, Hubs: hubs, Queue: func() pipeline.Queue { return q }, Scale: news.DefaultScale, Agent: "Parallax", Config: c,
		Now: now, Rand: rand.New(rand.NewPCG(1, 2)), IDs: ids, Log: slog.New(slog.DiscardHandler),
	})
	i.web.answers["https://news.example/robots.txt"] = says("text/plain", "User-agent: *\nDisallow: /private/\n")
	return i
}

func (i *instance) visit(t *testing.T) {
	t.Helper()
	if err := i.VisitHost(t.Context(), "news.example"); err != nil {
		t.Fatal(err)
	}
}

func (i *instance) feed(t *testing.T) news.Feed {
	t.Helper()
	feeds, err := i.store.Feeds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return feeds[slices.IndexFunc(feeds, func(f news.Feed) bool { return f.URL == feedURL })]
}

// stories groups and analyses what has come and lists the stories.
func (i *instance) stories(t *testing.T) []news.StoryView {
	t.Helper()
	if err := i.GroupLanguage(t.Context(), "en"); err != nil {
		t.Fatal(err)
	}
	for shard := range pipeline.Shards {
		if err := i.AnalyseShard(t.Context(), shard); err != nil {
			t.Fatal(err)
		}
	}
	views, err := i.store.StoryViews(t.Context(), news.StoryFilter{Order: news.ByID, Limit: 200})
	if err != nil {
		t.Fatal(err)
	}
	return views
}

func TestFromFeedToStory(t *testing.T) {
	i := newInstance(t)
	i.web.answers[feedURL] = says("application/rss+xml", rss("Lindholm votes for bridge|https://news.example/politics/bridge?utm_source=rss"))
	i.web.answers["https://news.example/politics/bridge"] = says("text/html", page("Lindholm votes for bridge"))
	i.visit(t)
	views := i.stories(t)
	if len(views) != 1 || len(views[0].Articles) != 1 {
		t.Fatalf("got %d stories", len(views))
	}
	a := views[0].Articles[0]
	if a.URL != "https://news.example/politics/bridge" || a.Outlet != "news.example" || a.Language != "en" || !slices.Contains(a.Topics, "politics") {
		t.Errorf("the article is %+v", a.Article)
	}
	if len(views[0].Summary.Sentences) == 0 {
		t.Error("there is no summary although the page was read")
	}
	f := i.feed(t)
	if f.Failures != 0 || f.Status != 200 || f.Articles != 1 || !f.NextPoll.After(i.now.Add(14*time.Minute)) {
		t.Errorf("the feed is %+v", f)
	}

	// An unchanged feed costs one conditional request.
	i.now = f.NextPoll
	before := len(i.web.asked)
	i.visit(t)
	if asked := i.web.asked[before:]; len(asked) != 1 || asked[0].ETag != `"v1"` {
		t.Errorf("the second poll asked %+v, want one request with the validator", asked)
	}
	if f := i.feed(t); f.Failures != 0 || f.Status != http.StatusNotModified {
		t.Errorf("after a 304 the feed is %+v", f)
	}
}

// TestHeadlineHistory: a changed headline is kept beside the old one; the article is not stored twice.
func TestHeadlineHistory(t *testing.T) {
	i := newInstance(t)
	i.web.answers[feedURL] = says("application/rss+xml", rss("Lindholm votes for bridge|https://news.example/bridge"))
	i.web.answers["https://news.example/bridge"] = says("text/html", page("Lindholm votes for bridge"))
	i.visit(t)
	i.stories(t)
	i.web.answers[feedURL] = func(r fetch.Request) (*fetch.Response, error) {
		return &fetch.Response{Status: 200, URL: r.URL, Header: http.Header{}, Body: []byte(rss("Lindholm votes 12–9 for bridge|https://news.example/bridge"))}, nil
	}
	i.now = i.feed(t).NextPoll
	i.visit(t)
	views := i.stories(t)
	if len(views) != 1 || len(views[0].Articles) != 1 {
		t.Fatalf("got %d stories", len(views))
	}
	a := views[0].Articles[0]
	if a.Title != "Lindholm votes 12–9 for bridge" || len(a.Headlines) != 1 || a.Headlines[0].Title != "Lindholm votes for bridge" {
		t.Errorf("title %q, before %+v", a.Title, a.Headlines)
	}
}

// TestPOIS01_linkElsewhere: an item that links to another outlet is an article of the outlet whose feed brought it,
// and the other's page is not read for it.
func TestPOIS01_linkElsewhere(t *testing.T) {
	i := newInstance(t)
	i.web.answers[feedURL] = says("application/rss+xml", rss("Breaking|https://bbc.co.uk/news/1"))
	i.visit(t)
	views := i.stories(t)
	if len(views) != 1 || views[0].Articles[0].Outlet != "news.example" {
		t.Errorf("the stories are %+v", views)
	}
	if i.web.count("https://bbc.co.uk/news/1") != 0 {
		t.Error("the other outlet's page was read")
	}
}

func TestBrokenFeeds(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer func(fetch.Request) (*fetch.Response, error)
		says   string
		wait   time.Duration // at least, until the next try
	}{
		{"no answer", fails(errors.New("connection refused")), "connection refused", 50 * time.Second},
		{"an error of the server", status(500, 0), "500", 50 * time.Second},
		{"asked to wait", status(503, time.Hour), "503", time.Hour},
		{"a page instead of a feed", says("text/html", "<html><body><h1>Checking your browser</h1></body></html>"), "feed", 50 * time.Second},
		{"nothing", says("application/rss+xml", ""), "", 50 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := newInstance(t)
			i.web.answers[feedURL] = tt.answer
			i.visit(t)
			f := i.feed(t)
			if f.Failures != 1 || !strings.Contains(f.Error, tt.says) || f.ETag != "" {
				t.Errorf("the feed is %+v", f)
			}
			if wait := f.NextPoll.Sub(i.now); wait < tt.wait || wait > 24*time.Hour {
				t.Errorf("it is asked again after %s, want at least %s", wait, tt.wait)
			}
			first := f.NextPoll.Sub(i.now)
			i.now = f.NextPoll.Add(time.Hour)
			i.visit(t)
			if f = i.feed(t); f.Failures != 2 || f.NextPoll.Sub(i.now) < min(first, time.Hour) {
				t.Errorf("after the second failure it is asked again after %s, after the first %s", f.NextPoll.Sub(i.now), first)
			}
			i.web.answers[feedURL] = says("application/rss+xml", rss())
			i.now = f.NextPoll.Add(time.Hour)
			i.visit(t)
			if f = i.feed(t); f.Failures != 0 || f.Error != "" {
				t.Errorf("after it is well again the feed is %+v", f)
			}
		})
	}
}

// TestRobots: what robots.txt forbids is not asked for; while it cannot be read, nothing is.
func TestRobots(t *testing.T) {
	for _, tt := range []struct {
		name   string
		robots func(fetch.Request) (*fetch.Response, error)
		link   string
		feed   bool // is polled
		page   bool // is read
	}{
		{"allowed", says("text/plain", "User-agent: *\nDisallow: /private/\n"), "https://news.example/a", true, true},
		{"page forbidden", says("text/plain", "User-agent: *\nDisallow: /private/\n"), "https://news.example/private/a", true, false},
		{"all forbidden to us", says("text/plain", "User-agent: Parallax\nDisallow: /\n"), "https://news.example/a", false, false},
		{"none", status(404, 0), "https://news.example/a", true, true},
		{"broken", status(500, 0), "https://news.example/a", false, false},
		{"unreachable", fails(errors.New("timeout")), "https://news.example/a", false, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := newInstance(t)
			i.web.answers["https://news.example/robots.txt"] = tt.robots
			i.web.answers[feedURL] = says("application/rss+xml", rss("A title|"+tt.link))
			i.web.answers[tt.link] = says("text/html", page("A title"))
			i.visit(t)
			if got := i.web.count(feedURL) > 0; got != tt.feed {
				t.Errorf("the feed was asked for: %v", got)
			}
			if got := i.web.count(tt.link) > 0; got != tt.page {
				t.Errorf("the page was asked for: %v", got)
			}
			if !tt.feed && i.feed(t).Error == "" {
				t.Error("the feed does not say why it was not read")
			}
			if tt.feed && len(i.stories(t)) != 1 {
				t.Error("the article is in no story")
			}
			if n := i.web.count("https://news.example/robots.txt"); n != 1 {
				t.Errorf("robots.txt was asked for %d times", n)
			}
		})
	}
}

// TestPageGivenUp: an article whose page cannot be read goes on with what the feed said.
func TestPageGivenUp(t *testing.T) {
	i := newInstance(t)
	i.web.answers[feedURL] = says("application/rss+xml", rss("A title|https://news.example/a"))
	i.web.answers["https://news.example/a"] = status(500, 0)
	i.visit(t)
	for range 4 {
		if len(i.stories(t)) == 1 {
			break
		}
		i.now = i.now.Add(10 * time.Minute)
		i.visit(t)
	}
	if views := i.stories(t); len(views) != 1 {
		t.Fatalf("got %d stories", len(views))
	}
	if n := i.web.count("https://news.example/a"); n != 3 {
		t.Errorf("the page was asked for %d times, want 3", n)
	}
}

// TestDiscovery: the feed of an outlet without one is found on its home page.
func TestDiscovery(t *testing.T) {
	i := newInstance(t)
	f := i.feed(t)
	if err := i.store.RemoveFeed(t.Context(), f.ID); err != nil {
		t.Fatal(err)
	}
	home := news.Feed{ID: f.ID + 1, Outlet: "news.example", URL: "https://news.example/", Host: "news.example", Format: news.FormatDiscover}
	if err := i.store.SaveFeeds(t.Context(), []news.Feed{home}); err != nil {
		t.Fatal(err)
	}
	i.web.answers["https://news.example/"] = says("text/html", `<html><head><link rel="alternate" type="application/rss+xml" title="All" href="/feed"></head><body></body></html>`)
	i.web.answers[feedURL] = says("application/rss+xml", rss("A title|https://news.example/a"))
	i.web.answers["https://news.example/a"] = says("text/html", page("A title"))
	i.visit(t)
	if f := i.feed(t); f.Outlet != "news.example" || f.Articles != 1 {
		t.Errorf("the feed that was found is %+v", f)
	}
	if len(i.stories(t)) != 1 {
		t.Error("its article is in no story")
	}
}

// TestManyEntries: a feed with more entries than fit a batch is stored whole.
func TestManyEntries(t *testing.T) {
	i := newInstance(t)
	var items []string
	for n := range 1003 {
		items = append(items, fmt.Sprintf("Title number %d|https://other.example/%d", n, n))
	}
	i.web.answers[feedURL] = says("application/rss+xml", rss(items...))
	i.visit(t)
	if f := i.feed(t); f.Articles != 1003 {
		t.Errorf("%d articles came through the feed, want 1003", f.Articles)
	}
}

// TestRedirectKeepsPace: a redirect to another host takes that host's turn; while somebody else has it, or it rests, the
// redirect is not followed.
func TestRedirectKeepsPace(t *testing.T) {
	for _, tt := range []struct {
		name  string
		until time.Duration // lease of somebody else on the other host; 0 none
		rest  time.Duration // how long the other host rests
		ok    bool
	}{
		{"free", 0, 0, true},
		{"somebody else is there", time.Minute, 0, false},
		{"it rests", 0, time.Hour, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := newInstance(t)
			ctx := t.Context()
			if tt.until > 0 || tt.rest > 0 {
				if _, ok, err := i.store.TakeHost(ctx, "cdn.example", "other", i.now, i.now.Add(time.Minute)); err != nil || !ok {
					t.Fatal(ok, err)
				}
			}
			if tt.rest > 0 {
				if err := i.store.LeaveHost(ctx, "cdn.example", "other", i.now.Add(tt.rest)); err != nil {
					t.Fatal(err)
				}
			}
			i.web.answers[feedURL] = func(r fetch.Request) (*fetch.Response, error) {
				if err := r.Pace(ctx, "cdn.example"); err != nil {
					return nil, err
				}
				return &fetch.Response{Status: 200, URL: "https://cdn.example/feed", Header: http.Header{}, Body: []byte(rss("A title|https://news.example/a"))}, nil
			}
			i.visit(t)
			if f := i.feed(t); (f.Failures == 0) != tt.ok || tt.ok != (f.Articles == 1) {
				t.Errorf("the feed is %+v", f)
			}
			if _, free, err := i.store.TakeHost(ctx, "cdn.example", "third", i.now, i.now.Add(time.Minute)); err != nil || free != (tt.until == 0) {
				t.Errorf("afterwards the other host is free: %v, %v", free, err)
			}
		})
	}
}
