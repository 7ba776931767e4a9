package storetest

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
)

func testHosts(t *testing.T, w *world) {
	equal(t, "hosts at first", must(w.DueHosts(w.ctx, w.now, 10))(w), []string(nil))
	w.feed("b.example")
	w.pass(time.Second)
	w.feed("a.example")
	equal(t, "longest waiting first", must(w.DueHosts(w.ctx, w.now, 10))(w), []string{"b.example", "a.example"})
	equal(t, "limit", must(w.DueHosts(w.ctx, w.now, 1))(w), []string{"b.example"})

	h, ok, err := w.TakeHost(w.ctx, "b.example", "me", w.now, w.now.Add(time.Minute))
	w.ok(err)
	equal(t, "taken", ok, true)
	equal(t, "host", h, pipeline.Host{Host: "b.example", Robots: pipeline.Robots{Body: []byte{}}})
	equal(t, "held hosts are not due", must(w.DueHosts(w.ctx, w.now, 10))(w), []string{"a.example"})

	_, ok, err = w.TakeHost(w.ctx, "b.example", "other", w.now, w.now.Add(time.Minute))
	w.ok(err)
	equal(t, "taken by another", ok, false)
	_, ok, err = w.TakeHost(w.ctx, "b.example", "me", w.now, w.now.Add(2*time.Minute))
	w.ok(err)
	equal(t, "prolonged", ok, true)

	robots := pipeline.Robots{Status: 200, Body: []byte("User-agent: *\n\xff"), Fetched: w.now}
	w.ok(w.SaveRobots(w.ctx, "b.example", robots))
	if err := w.LeaveHost(w.ctx, "b.example", "other", w.now); !errors.Is(err, news.ErrConflict) {
		t.Errorf("leaving another's host: %v", err)
	}
	next := w.now.Add(10 * time.Second)
	w.ok(w.LeaveHost(w.ctx, "b.example", "me", next))
	equal(t, "resting hosts are not due", must(w.DueHosts(w.ctx, w.now, 10))(w), []string{"a.example"})
	w.pass(10 * time.Second)
	equal(t, "rested hosts go to the end", must(w.DueHosts(w.ctx, w.now, 10))(w), []string{"a.example", "b.example"})
	h, ok, err = w.TakeHost(w.ctx, "b.example", "other", w.now, w.now.Add(time.Minute))
	w.ok(err)
	equal(t, "taken after", ok, true)
	equal(t, "what is known", h, pipeline.Host{Host: "b.example", Next: next, Robots: robots})
	h, ok, err = w.TakeHost(w.ctx, "b.example", "third", w.now.Add(time.Minute), w.now.Add(2*time.Minute))
	w.ok(err)
	equal(t, "taken when the lease is over", ok, true)
	equal(t, "the one before did not leave it", h.Cut, true)
	_, ok, err = w.TakeHost(w.ctx, "new.example", "me", w.now, w.now.Add(time.Minute))
	w.ok(err)
	equal(t, "a host without work may be taken", ok, true)
}

// testHostRace lets many owners run for one host: one gets it.
func testHostRace(t *testing.T, w *world) {
	w.feed("a.example")
	for round := range 10 {
		var won atomic.Int32
		var group sync.WaitGroup
		now := w.now.Add(time.Duration(round) * time.Hour)
		for i := range 8 {
			group.Go(func() {
				_, ok, err := w.TakeHost(w.ctx, "a.example", fmt.Sprint("owner", round, i), now, now.Add(time.Minute))
				if err != nil {
					t.Error(err)
				}
				if ok {
					won.Add(1)
				}
			})
		}
		group.Wait()
		equal(t, "winners", won.Load(), int32(1))
	}
}

// testLeaveHost adds pages to a host while it is being left: it must be due afterwards, whichever came first.
func testLeaveHost(t *testing.T, w *world) {
	f := w.feed("a.example")
	f.NextPoll = w.now.Add(24 * time.Hour)
	must(w.SavePoll(w.ctx, f, nil))(w)
	for range 10 {
		_, ok, err := w.TakeHost(w.ctx, "a.example", "me", w.now, w.now.Add(time.Minute))
		w.ok(err)
		equal(t, "taken", ok, true)
		a := w.article(f, "News")
		var group sync.WaitGroup
		group.Go(func() {
			if _, err := w.SavePoll(w.ctx, f, []pipeline.Incoming{{Article: a, ReadPage: true}}); err != nil {
				t.Error(err)
			}
		})
		group.Go(func() {
			if err := w.LeaveHost(w.ctx, "a.example", "me", w.now); err != nil {
				t.Error(err)
			}
		})
		group.Wait()
		equal(t, "due", must(w.DueHosts(w.ctx, w.now, 10))(w), []string{"a.example"})
		w.ok(w.PageFailed(w.ctx, a.ID, "gone", time.Time{}))
	}
}

func testTasks(t *testing.T, w *world) {
	w.ok(w.SaveOutlets(w.ctx, []news.Outlet{{Domain: "a.example", Name: "The A", Country: "KR"}}))
	_, ok, err := w.NextTask(w.ctx, "a.example", w.now)
	w.ok(err)
	equal(t, "work at first", ok, false)
	f := w.feed("a.example")
	task, ok, err := w.NextTask(w.ctx, "a.example", w.now)
	w.ok(err)
	equal(t, "work", ok, true)
	equal(t, "feed", *task.Feed, f)
	equal(t, "outlet", task.Outlet, news.Outlet{Domain: "a.example", Name: "The A", Country: "KR", Followed: true})

	first, second := w.article(f, "First"), w.article(f, "Second")
	f.NextPoll, f.Fetched = w.now.Add(time.Hour), w.now
	must(w.SavePoll(w.ctx, f, []pipeline.Incoming{{Article: first, ReadPage: true}, {Article: second, ReadPage: true}}))(w)
	task, ok, err = w.NextTask(w.ctx, "a.example", w.now)
	w.ok(err)
	equal(t, "pages come after feeds", ok && task.Feed == nil, true)
	equal(t, "oldest page", *task.Article, first)
	equal(t, "tries", task.Tries, 0)
	w.ok(w.PageFailed(w.ctx, first.ID, "timeout", w.now.Add(time.Minute)))
	task, _, err = w.NextTask(w.ctx, "a.example", w.now)
	w.ok(err)
	equal(t, "the next one meanwhile", task.Article.ID, second.ID)
	w.ok(w.SavePage(w.ctx, second))
	_, ok, err = w.NextTask(w.ctx, "a.example", w.now)
	w.ok(err)
	equal(t, "work left", ok, false)
	w.pass(time.Minute)
	task, ok, err = w.NextTask(w.ctx, "a.example", w.now)
	w.ok(err)
	equal(t, "tried again", ok && task.Article.ID == first.ID && task.Tries == 1, true)
}

func testPoll(t *testing.T, w *world) {
	f := w.feed("a.example")
	a, b := w.article(f, "First"), w.article(f, "Second")
	equal(t, "first poll", w.poll(f, a, b), pipeline.PollResult{New: 2})
	got := must(w.Arrivals(w.ctx, "en", 10))(w)
	equal(t, "stored", got, []news.Article{a, b})
	equal(t, "languages", must(w.Languages(w.ctx))(w), []string{"en"})
	stored := must(w.Feed(w.ctx, f.ID))(w)
	equal(t, "articles of the feed", stored.Articles, 2)
	equal(t, "next poll", stored.NextPoll, w.now.Add(f.Interval))

	again := b
	again.ID, again.URL = w.ids.Next(), "https://a.example/moved"
	equal(t, "same GUID at a new address", w.poll(f, again), pipeline.PollResult{Known: 1})
	other := w.feed("b.example")
	again = a
	again.ID, again.GUID, again.Feed = w.ids.Next(), "other", other.ID
	equal(t, "same address in another feed", w.poll(other, again), pipeline.PollResult{Known: 1})
	again = a
	again.ID, again.URL, again.Feed = w.ids.Next(), "https://b.example/1", other.ID
	equal(t, "same GUID in another feed", w.poll(other, again), pipeline.PollResult{New: 1})
}

// testPollKnown makes sure that a poll which brings nothing new changes nothing but the feed.
func testPollKnown(t *testing.T, w *world) {
	f := w.feed("a.example")
	var articles []news.Article
	for i := range 50 {
		articles = append(articles, w.article(f, fmt.Sprint("Title ", i)))
	}
	w.poll(f, articles...)
	before := must(w.Arrivals(w.ctx, "en", 100))(w)
	w.pass(time.Hour)
	for i := range articles {
		articles[i].ID, articles[i].Seen = w.ids.Next(), w.now
	}
	equal(t, "poll", w.poll(f, articles...), pipeline.PollResult{Known: 50})
	equal(t, "articles", must(w.Arrivals(w.ctx, "en", 100))(w), before)
	equal(t, "feed", must(w.Feed(w.ctx, f.ID))(w).Polled, w.now)
}

func testHeadlines(t *testing.T, w *world) {
	f := w.feed("a.example")
	a := w.article(f, "Minister resigns")
	w.poll(f, a)
	w.group(decide(a, a.ID))
	w.show(a.ID)
	first := w.now
	w.pass(time.Hour)
	edited := a
	edited.ID, edited.Title, edited.Seen = w.ids.Next(), "Minister dismissed", w.now
	equal(t, "edit", w.poll(f, edited), pipeline.PollResult{Changed: 1})
	equal(t, "the same again", w.poll(f, edited), pipeline.PollResult{Known: 1})
	m := must(w.Material(w.ctx, a.ID))(w)
	equal(t, "title", m.Articles[0].Title, "Minister dismissed")
	equal(t, "history", m.Headlines[a.ID], []news.Headline{{Title: "Minister resigns", Seen: first}})
	refs := must(w.Changed(w.ctx, 0, 1, 10))(w)
	equal(t, "changed", refs, []pipeline.StoryRef{m.Ref})
	equal(t, "rewrites", must(w.Outlet(w.ctx, "a.example"))(w).Rewrites, 1)

	other := w.feed("b.example")
	elsewhere := edited
	elsewhere.Title, elsewhere.Feed = "Minister out | The A", other.ID
	equal(t, "another feed words it otherwise", w.poll(other, elsewhere), pipeline.PollResult{Known: 1})

	for i := range 60 {
		w.pass(time.Minute)
		edited.Title, edited.Seen = fmt.Sprint("By turns ", i%2), w.now
		w.poll(f, edited)
	}
	m = must(w.Material(w.ctx, a.ID))(w)
	if n := len(m.Headlines[a.ID]); n > 20 {
		t.Errorf("a feed that shows two titles by turns left %d headlines", n)
	}
}

func testPollAwkward(t *testing.T, w *world) {
	f := w.feed("a.example")
	one, two := w.article(f, "One"), w.article(f, "Two")
	one.GUID, two.GUID = "https://a.example", "https://a.example"
	equal(t, "one GUID for all", w.poll(f, one, two), pipeline.PollResult{New: 2})
	equal(t, "one GUID for all, again", w.poll(f, one, two), pipeline.PollResult{Known: 2})

	a, b := w.article(f, "Title"), w.article(f, "Title, worded otherwise")
	b.URL = a.URL
	equal(t, "one address twice", w.poll(f, a, b), pipeline.PollResult{New: 1, Known: 1})
	equal(t, "one address twice, again", w.poll(f, a, b), pipeline.PollResult{Known: 2})

	long := w.article(f, strings.Repeat("ä", 500))
	long.URL = "https://a.example/?q=" + strings.Repeat("x", 8000)
	long.GUID = strings.Repeat("g", 8000)
	equal(t, "long address", w.poll(f, long), pipeline.PollResult{New: 1})
	equal(t, "long address, again", w.poll(f, long), pipeline.PollResult{Known: 1})

	w.ok(w.RemoveFeed(w.ctx, f.ID))
	if _, err := w.SavePoll(w.ctx, f, []pipeline.Incoming{{Article: w.article(f, "Late")}}); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("poll of a removed feed: %v", err)
	}
	equal(t, "nothing of it is kept", len(must(w.Arrivals(w.ctx, "en", 100))(w)), 4)
}

func testMovedFeed(t *testing.T, w *world) {
	f, g := w.feed("a.example"), w.feed("b.example")
	f.URL, f.Host = "https://new.example/feed", "new.example"
	w.poll(f)
	equal(t, "new address", must(w.Feed(w.ctx, f.ID))(w).Host, "new.example")
	f.URL = g.URL
	w.poll(f)
	got := must(w.Feed(w.ctx, f.ID))(w)
	equal(t, "address of another feed", got.Paused && got.URL == "https://new.example/feed" && got.Error != "", true)
}

func testFeeds(t *testing.T, w *world) {
	f := w.feed("a.example")
	w.ok(w.SaveFeeds(w.ctx, []news.Feed{{ID: w.ids.Next(), Outlet: "b.example", URL: f.URL}}))
	equal(t, "known addresses are left alone", must(w.Feeds(w.ctx))(w), []news.Feed{f})
	if err := w.SaveFeeds(w.ctx, []news.Feed{{ID: w.ids.Next(), Outlet: "b.example", URL: "https://" + strings.Repeat("b", 3000)}}); err == nil {
		t.Error("an address of 3000 bytes was taken")
	}
	equal(t, "outlet", must(w.Outlet(w.ctx, "a.example"))(w).Outlet, news.Outlet{Domain: "a.example", Name: "a.example", Followed: true})

	w.ok(w.PauseFeed(w.ctx, f.ID, true))
	_, ok, err := w.NextTask(w.ctx, "a.example", w.now)
	w.ok(err)
	equal(t, "a paused feed is not polled", ok, false)
	w.poll(f)
	equal(t, "a poll does not resume it", must(w.Feed(w.ctx, f.ID))(w).Paused, true)
	w.ok(w.PauseFeed(w.ctx, f.ID, false))
	w.pass(time.Hour)
	equal(t, "resumed", must(w.DueHosts(w.ctx, w.now, 10))(w), []string{"a.example"})

	w.ok(w.Follow(w.ctx, "a.example", false))
	equal(t, "not followed", must(w.Feed(w.ctx, f.ID))(w).Paused, true)
	w.ok(w.Follow(w.ctx, "a.example", true))
	equal(t, "followed", must(w.Feed(w.ctx, f.ID))(w).Paused, false)

	w.ok(w.RemoveFeed(w.ctx, f.ID))
	equal(t, "an outlet without feeds is not followed", must(w.Outlet(w.ctx, "a.example"))(w).Followed, false)
	for name, err := range map[string]error{
		"remove": w.RemoveFeed(w.ctx, f.ID), "pause": w.PauseFeed(w.ctx, f.ID, true), "follow": w.Follow(w.ctx, "no.example", true),
	} {
		if !errors.Is(err, news.ErrNotFound) {
			t.Errorf("%s of nothing: %v", name, err)
		}
	}
}

func testPages(t *testing.T, w *world) {
	f := w.feed("a.example")
	a, b := w.article(f, "Read"), w.article(f, "Not read")
	must(w.SavePoll(w.ctx, f, []pipeline.Incoming{{Article: a, ReadPage: true}, {Article: b, ReadPage: true}}))(w)
	equal(t, "nothing to group", len(must(w.Arrivals(w.ctx, "en", 10))(w)), 0)
	a.Text, a.Language, a.Author, a.Opinion, a.Paywall = "Much more.", "de", "B. Writer", true, true
	w.ok(w.SavePage(w.ctx, a))
	equal(t, "read", must(w.Arrivals(w.ctx, "de", 10))(w), []news.Article{a})
	changed := a
	changed.Text = "Read twice."
	w.ok(w.SavePage(w.ctx, changed))
	equal(t, "read again by a second job", must(w.Arrivals(w.ctx, "de", 10))(w), []news.Article{a})
	w.ok(w.PageFailed(w.ctx, b.ID, "timeout", w.now.Add(time.Minute)))
	equal(t, "waiting for another try", len(must(w.Arrivals(w.ctx, "en", 10))(w)), 0)
	w.ok(w.PageFailed(w.ctx, b.ID, "timeout", time.Time{}))
	equal(t, "given up", must(w.Arrivals(w.ctx, "en", 10))(w), []news.Article{b})
}

func testCanonical(t *testing.T, w *world) {
	f := w.feed("a.example")
	first, second := w.article(f, "First"), w.article(f, "Second")
	in := []pipeline.Incoming{{Article: first, ReadPage: true}, {Article: second, ReadPage: true}}
	must(w.SavePoll(w.ctx, f, in))(w)
	first.URL, second.URL = "https://a.example/canonical", "https://a.example/canonical"
	w.ok(w.SavePage(w.ctx, first))
	w.ok(w.SavePage(w.ctx, second))
	equal(t, "the newer is dropped", must(w.Arrivals(w.ctx, "en", 10))(w), []news.Article{first})
	equal(t, "both stay known", must(w.SavePoll(w.ctx, f, in))(w).New, 0)

	third, fourth := w.article(f, "Third"), w.article(f, "Fourth")
	in = []pipeline.Incoming{{Article: third, ReadPage: true}, {Article: fourth, ReadPage: true}}
	must(w.SavePoll(w.ctx, f, in))(w)
	third.URL, fourth.URL = "https://a.example/other", "https://a.example/other"
	w.ok(w.SavePage(w.ctx, fourth))
	w.ok(w.SavePage(w.ctx, third))
	equal(t, "the newer is dropped, though read first", must(w.Arrivals(w.ctx, "en", 10))(w), []news.Article{first, third})
	equal(t, "counted", must(w.Status(w.ctx))(w).Articles, 2)
}

func testPurge(t *testing.T, w *world) {
	f := w.feed("a.example")
	old := w.article(f, "Old")
	w.poll(f, old)
	w.pass(time.Hour)
	recent := w.article(f, "Recent")
	w.poll(f, recent)
	equal(t, "deleted", must(w.PurgeTexts(w.ctx, w.now))(w), 1)
	old.Text = ""
	equal(t, "left", must(w.Arrivals(w.ctx, "en", 10))(w), []news.Article{old, recent})
	equal(t, "deleted again", must(w.PurgeTexts(w.ctx, w.now))(w), 0)
}
