package web

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/web/webtest"
)

// visit opens a page and fails unless it has the status.
func visit(t *testing.T, s *Server, path string, status int) *goquery.Document {
	t.Helper()
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	if w.Code != status {
		t.Fatalf("GET %s: status %d, want %d", path, w.Code, status)
	}
	doc, err := goquery.NewDocumentFromReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// holds fails unless the elements of a selector hold the text.
func holds(t *testing.T, doc *goquery.Document, selector, text string) {
	t.Helper()
	if got := doc.Find(selector).Text(); !strings.Contains(got, text) {
		t.Errorf("%s holds %q, want %q in it", selector, got, text)
	}
}

// finds fails unless a selector finds n elements.
func finds(t *testing.T, doc *goquery.Document, selector string, n int) {
	t.Helper()
	if got := doc.Find(selector).Length(); got != n {
		t.Errorf("%s: %d elements, want %d", selector, got, n)
	}
}

// walk follows the links to older pages and returns the headlines in order.
func walk(t *testing.T, s *Server, path string) (headlines []string) {
	t.Helper()
	for range 100 {
		doc := visit(t, s, path, 200)
		doc.Find("[aria-labelledby=new] .story-item h3, [aria-labelledby=stories] .story-item h3, .blindspot .result").Each(func(_ int, h *goquery.Selection) {
			headlines = append(headlines, h.Text())
		})
		next, ok := doc.Find(".pager a[rel=next]").Attr("href")
		if !ok {
			return headlines
		}
		path = next
	}
	t.Fatal("the list does not end")
	return nil
}

func TestTopics(t *testing.T) {
	doc := visit(t, newServer(t, webtest.Full(clock, 60), 0), "/topics", 200)
	holds(t, doc, "main", "61 stories in 7 days, as of 23 July 2026, 09:40 UTC")
	holds(t, doc, "main", "No story in 7 days: Conflict and peace")
	if got := doc.Find(".topics h2").First().Text(); got != "Business" {
		t.Errorf("first topic %q, want the one with the most stories", got)
	}
	seen := map[string]bool{}
	doc.Find(".topics h3").Each(func(_ int, h *goquery.Selection) {
		if seen[h.Text()] {
			t.Errorf("%q leads two topics", h.Text())
		}
		seen[h.Text()] = true
	})
}

func TestLeadStories(t *testing.T) {
	story := func(id news.ID, topics ...string) news.Story { return news.Story{ID: id, Topics: topics} }
	leads := leadStories([]news.Topic{{Key: "a"}, {Key: "b"}, {Key: "c"}, {Key: "d"}},
		[]news.Story{story(1, "b", "a"), story(2, "a", "c"), story(3, "a", "c"), story(4, "a")})
	for key, want := range map[string]news.ID{"a": 2, "b": 1, "c": 3} {
		if leads[key] == nil || leads[key].ID != want {
			t.Errorf("topic %s is led by %v, want story %d", key, leads[key], want)
		}
	}
	if leads["d"] != nil {
		t.Error("a topic without a story has a lead")
	}
}

func TestTopic(t *testing.T) {
	s := newServer(t, webtest.Full(clock, 120), 0)
	doc := visit(t, s, "/topic/business", 200)
	holds(t, doc, ".figures", "41")
	holds(t, doc, ".figures", "week before: 0")
	holds(t, doc, ".pager .note", "Stories 1 to 20 of 41")
	finds(t, doc, "[aria-labelledby=top] .story-item", topTopic)
	if href, _ := doc.Find("head link[type='application/rss+xml']").Attr("href"); href != "/topic/business/feed.rss" {
		t.Errorf("feed at %q", href)
	}
	second := visit(t, s, doc.Find(".pager a[rel=next]").AttrOr("href", ""), 200)
	holds(t, second, ".pager .note", "Stories 21 to 40 of 41")
	finds(t, second, "[aria-labelledby=top]", 0)
	visit(t, s, "/topic/gossip", 404)
}

func TestTopic_pagingGivesEveryStoryOnce(t *testing.T) {
	lib := webtest.Full(clock, 120)
	want, err := lib.CountStories(t.Context(), news.StoryFilter{Topic: "business"})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, h := range walk(t, newServer(t, lib, 0), "/topic/business") {
		if seen[h] {
			t.Errorf("%q twice", h)
		}
		seen[h] = true
	}
	if len(seen) != want {
		t.Errorf("%d stories, want %d", len(seen), want)
	}
}

func TestTopic_empty(t *testing.T) {
	doc := visit(t, newServer(t, webtest.New(clock), 0), "/topic/weather", 200)
	holds(t, doc, ".message", "No story of this topic yet.")
	finds(t, doc, ".pager", 0)
}

func TestLists_badPlace(t *testing.T) {
	s := newServer(t, webtest.Full(clock, 3), 0)
	for _, query := range []string{"after=x", "after=1-2", "after=zz-0000000000000", "skip=-1", "skip=x", "skip=99999999999"} {
		t.Run(query, func(t *testing.T) {
			holds(t, visit(t, s, "/topic/business?"+query, 400), "main", "a place in a list that does not exist")
		})
	}
}

func TestBlindspots(t *testing.T) {
	lib := webtest.Full(clock, 9)
	for i := range 4 {
		lib.Views[2+i].Story.Blindspots = []news.Blind{{Side: news.Left, OfSide: 38, Carry: i, Expected: 9.6, P: 0.004}}
	}
	s := newServer(t, lib, 0)
	t.Run("all", func(t *testing.T) {
		doc := visit(t, s, "/blindspots", 200)
		finds(t, doc, ".blindspot", 5)
		holds(t, doc, ".switch [aria-current]", "All 5")
		holds(t, doc, ".says", "2 of 31 right-rated outlets that we follow carry this; by chance it would be about 9.")
		holds(t, doc, ".says", "None of 38 left-rated outlets that we follow carries this; by chance it would be about 10.")
		holds(t, doc, ".meta", "chance of so few or fewer: less than 0.1%")
		holds(t, doc, ".sortline", "by 6 or more outlets, last 7 days, as of 23 July 2026")
	})
	t.Run("one side", func(t *testing.T) {
		doc := visit(t, s, "/blindspots?side=right", 200)
		finds(t, doc, ".blindspot", 1)
		finds(t, doc, ".blindspot-strip rect", 31)
		finds(t, doc, ".blindspot-strip rect.s3", 2)
		if href, _ := doc.Find("head link[type='application/atom+xml']").Attr("href"); href != "/blindspots/feed.atom?side=right" {
			t.Errorf("feed at %q", href)
		}
	})
	t.Run("the middle has none to choose", func(t *testing.T) {
		finds(t, visit(t, s, "/blindspots", 200), ".switch a", 3)
	})
	t.Run("no such side", func(t *testing.T) {
		holds(t, visit(t, s, "/blindspots?side=up", 400), "main", "There is no side called “up”")
	})
	t.Run("none", func(t *testing.T) {
		doc := visit(t, newServer(t, webtest.New(clock), 0), "/blindspots", 200)
		holds(t, doc, ".message", "No blindspot here.")
	})
}

func TestArchive(t *testing.T) {
	s := newServer(t, webtest.Full(clock, 60), 0)
	doc := visit(t, s, "/archive", 200)
	finds(t, doc, ".month", 1)
	finds(t, doc, ".month a", 3)
	holds(t, doc, "main", "62 stories by the day of their last change (UTC), August 2025 to July 2026")
	holds(t, doc, ".pager", "Nothing is kept from before August 2025")
	if first := doc.Find(".month tbody tr").First().Find("td"); first.Length() != 7 || first.Eq(2).Text() != "1" {
		t.Errorf("July 2026 begins with %q, want Wednesday 1", first.Text())
	}
	earlier := visit(t, s, "/archive?until=2025-07", 200)
	finds(t, earlier, ".month", 0)
	holds(t, earlier, ".pager a", "First page")
	for _, bad := range []string{"2026-13", "x", "2099-01"} {
		holds(t, visit(t, s, "/archive?until="+bad, 400), "main", "is no month of the archive")
	}
}

func TestArchive_day(t *testing.T) {
	s := newServer(t, webtest.Full(clock, 60), 0)
	doc := visit(t, s, "/archive/2026-07-22", 200)
	holds(t, doc, "h1", "Wednesday 22 July 2026")
	if got := len(walk(t, s, "/archive/2026-07-22")); got != 26 {
		t.Errorf("%d stories, want 26", got)
	}
	finds(t, doc, ".chips a[rel=next]", 1)
	today := visit(t, s, "/archive/2026-07-23", 200)
	holds(t, today, ".stand", "which is not over")
	finds(t, today, ".chips a[rel=next]", 0)
	holds(t, visit(t, s, "/archive/2026-07-20", 200), ".message", "No story of this day is kept.")
	for _, bad := range []string{"2026-07-24", "2026-02-30", "yesterday"} {
		visit(t, s, "/archive/"+bad, 404)
	}
}

func TestLists_databaseFails(t *testing.T) {
	lib := webtest.New(clock)
	lib.Err = errors.New("disk on fire")
	s := newServer(t, lib, 0)
	for _, path := range []string{"/topics", "/topic/health", "/outlets", "/outlet/x.example", "/blindspots", "/search?q=x", "/archive", "/archive/2026-07-01", "/methodology", "/about"} {
		doc := visit(t, s, path, 500)
		if text := doc.Find("main").Text(); !strings.Contains(text, "on our side") || strings.Contains(text, "fire") {
			t.Errorf("%s says %q", path, text)
		}
	}
}

func TestPlace_roundTrip(t *testing.T) {
	st := news.Story{ID: 7_205_759_403_792_794, Updated: time.UnixMilli(1_753_263_600_123)}
	p, err := parsePlace(url.Values{"after": {afterStory(&st)}, "skip": {"20"}})
	if err != nil || p.after != (news.Cursor{Key: 1_753_263_600_123, ID: st.ID}) || p.skip != 20 {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestSpan(t *testing.T) {
	for _, test := range []struct {
		skip, shown, total int
		want               string
	}{
		{0, 0, 0, "Stories: none of 0"},
		{0, 3, 3, "Stories: all 3"},
		{0, 20, 1312, "Stories 1 to 20 of 1,312"},
		{1300, 12, 1312, "Stories 1,301 to 1,312 of 1,312"},
		{20, 20, 30, "Stories 21 to 40 of 40"}, // the list grew between counting and reading
	} {
		t.Run(fmt.Sprint(test.skip, test.shown, test.total), func(t *testing.T) {
			if got := span("Stories", test.skip, test.shown, test.total); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
