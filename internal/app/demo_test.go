package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/config"
	"github.com/parallax-news/parallax/internal/demo"
	"github.com/parallax-news/parallax/internal/news"
)

// clock is a clock that can be put forward.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time          { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) forward(d time.Duration) { c.ahead.Add(int64(d)) }

// instance is a running demo.
type instance struct {
	base string
	stop func() error
}

func startDemo(t *testing.T, dir string, c *clock) instance {
	t.Helper()
	conf := config.Default()
	conf.Addr, conf.Data = "127.0.0.1:0", dir
	if err := conf.Validate(); err != nil {
		t.Fatal(err)
	}
	d, err := BuildDemo(t.Context(), conf, Options{Version: "test", Now: c.now, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	addr, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- d.Run(ctx, func(a string) { addr <- a }) }()
	stop := func() error {
		cancel()
		select {
		case err := <-done:
			done <- nil
			return err
		case <-time.After(15 * time.Second):
			return fmt.Errorf("the demo did not stop within 15 s")
		}
	}
	t.Cleanup(func() { stop() })
	select {
	case a := <-addr:
		return instance{"http://" + a, stop}
	case err := <-done:
		t.Fatal(err)
		return instance{}
	}
}

func (i instance) get(t *testing.T, path string) string {
	t.Helper()
	resp, err := http.Get(i.base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("%s answers %d: %.300s", path, resp.StatusCode, body)
	}
	return string(body)
}

func (i instance) decode(t *testing.T, path string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(i.get(t, path)), v); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// until asks again and again until the condition holds.
func until(t *testing.T, what string, limit time.Duration, holds func() bool) {
	t.Helper()
	deadline := time.NewTimer(limit)
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("after %s still not: %s", limit, what)
		}
	}
}

type apiStory struct {
	ID, URL, Headline string
	Coverage          struct {
		Total, Left, Center, Right, Unrated, Voices int
		Percent                                     map[string]int
		Line                                        string
	}
	Articles []struct {
		URL, Title string
		Outlet     struct{ Domain, Lean string }
	}
}

func (i instance) stories(t *testing.T) map[string]apiStory {
	t.Helper()
	all, after := map[string]apiStory{}, ""
	for {
		var page struct {
			Stories []apiStory
			Next    string
		}
		i.decode(t, "/api/v1/stories?limit=100&after="+after, &page)
		for _, s := range page.Stories {
			all[s.ID] = s
		}
		if after = page.Next; after == "" {
			return all
		}
	}
}

// partition tells which articles stand together, whatever the stories are called.
func partition(stories map[string]apiStory) map[string]string {
	p := map[string]string{}
	for id, s := range stories {
		for _, a := range s.Articles {
			p[a.URL] = id
		}
	}
	return p
}

// TestDemo runs the whole program, from feeds to pages: every article is stored once, a story is counted as
// the product says, a changed headline is kept as history, and a restart changes nothing.
func TestDemo(t *testing.T) {
	e, err := demo.Load()
	if err != nil {
		t.Fatal(err)
	}
	dir, c := t.TempDir(), &clock{}
	i := startDemo(t, dir, c)
	settled := func() bool {
		var st news.Status
		i.decode(t, "/api/v1/status", &st)
		return st.Articles == len(e.Articles) && st.Pages == 0 && st.Queue == 0
	}
	until(t, fmt.Sprintf("%d articles in stories", len(e.Articles)), 2*time.Minute, settled)

	stories := i.stories(t)
	before := partition(stories)
	if len(before) != len(e.Articles) {
		t.Errorf("%d articles in stories, %d were published", len(before), len(e.Articles))
	}
	summit := storyWith(t, stories, e, "South Korea", "meridian-wire.example")
	if c := summit.Coverage; fmt.Sprintf("%d %d %d %d %d %s", c.Total, c.Left, c.Center, c.Right, c.Voices, c.Line) != "4 2 1 1 3 50% Left" {
		t.Errorf("the summit's coverage is %+v, want 4 outlets (2 left, 1 center, 1 right), 3 voices, 50%% Left", c)
	}
	page := i.get(t, strings.TrimPrefix(summit.URL, "http://127.0.0.1:0"))
	for _, want := range []string{"News summary", "Bias distribution", "50% Left", "small", "Meridian Wire", "evidence"} {
		if !strings.Contains(page, want) {
			t.Errorf("the summit's page does not say %q", want)
		}
	}
	for _, path := range []string{"/", "/topics", "/outlets", "/outlet/meridian-wire.example", "/blindspots", "/search?q=ferry", "/archive", "/methodology", "/about", "/feed.rss", "/feed.atom", "/feed.json"} {
		i.get(t, path)
	}

	c.forward(10 * time.Minute)
	changed := 0
	for _, a := range e.Articles {
		if a.Changed != "" {
			changed++
		}
	}
	until(t, fmt.Sprintf("%d changed headlines", changed), time.Minute, func() bool {
		n := 0
		for _, s := range i.stories(t) {
			for _, a := range s.Articles {
				for _, want := range e.Articles {
					if want.Changed != "" && want.Link() == a.URL && want.Changed == a.Title {
						n++
					}
				}
			}
		}
		return n == changed
	})
	until(t, "the queue to be empty", time.Minute, settled)

	if err := i.stop(); err != nil {
		t.Fatalf("stopping: %v", err)
	}
	i = startDemo(t, dir, c)
	until(t, "the restarted demo to settle", time.Minute, settled)
	for url, story := range partition(i.stories(t)) {
		if before[url] != story {
			t.Errorf("after the restart %s is in story %s, before in %s", url, story, before[url])
		}
	}
}

// storyWith finds the story of the outlet's first article whose headline holds a word.
func storyWith(t *testing.T, stories map[string]apiStory, e *demo.Edition, word, outlet string) apiStory {
	t.Helper()
	for _, a := range e.Articles {
		if a.Outlet == outlet && strings.Contains(a.Headline, word) {
			return stories[partition(stories)[a.Link()]]
		}
	}
	t.Fatalf("no article of %s has %q in its headline", outlet, word)
	return apiStory{}
}

// TestPortInUse: the operator is told what to do.
func TestPortInUse(t *testing.T) {
	i := startDemo(t, t.TempDir(), &clock{})
	conf := config.Default()
	conf.Addr, conf.Data = strings.TrimPrefix(i.base, "http://"), t.TempDir()
	if err := conf.Validate(); err != nil {
		t.Fatal(err)
	}
	d, err := BuildDemo(t.Context(), conf, Options{Version: "test", Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	err = d.Run(t.Context(), func(string) { t.Error("it says that it is ready") })
	if err == nil || !strings.Contains(err.Error(), "--addr") {
		t.Errorf("got %v, want an error that names --addr", err)
	}
}
