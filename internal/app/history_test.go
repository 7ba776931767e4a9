package app

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/cluster"
	"github.com/parallax-news/parallax/internal/config"
	"github.com/parallax-news/parallax/internal/demo"
	"github.com/parallax-news/parallax/internal/feed"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
	"github.com/parallax-news/parallax/internal/store"
)

// hostDelay is the pace at which the processes may ask a host. Times are stored in milliseconds, so that much is forgiven.
const (
	hostDelay = 60 * time.Millisecond
	forgiven  = 2 * time.Millisecond
)

// history is the demo's web with a memory of who asked for what: it checks that hosts are asked for one thing at a time, at their pace.
type history struct {
	*demo.Edition
	url   string
	world http.Handler

	mu    sync.Mutex
	seen  func(asked int, r *http.Request) // told of each request before it is answered
	hosts map[string]*host
	asked int
	by    map[string]int // requests by User-Agent
}

// host is what a host of the web saw.
type host struct {
	open   int       // requests being answered
	left   time.Time // end of the last answer
	robots int       // times that its robots.txt was asked for
}

// newHistory serves the demo's web at one moment: no headline changes.
func newHistory(t *testing.T) *history {
	t.Helper()
	e, err := demo.Load()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	h := &history{
		Edition: e, world: demo.NewWorld(e, func() time.Time { return now }), hosts: map[string]*host{}, by: map[string]int{},
		seen: func(int, *http.Request) {},
	}
	server := httptest.NewServer(h.serve(t))
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

func (h *history) serve(t *testing.T) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		o := h.hosts[r.Host]
		if o == nil {
			o = &host{}
			h.hosts[r.Host] = o
		}
		if o.open++; o.open > 1 {
			t.Errorf("%s is asked by %s for %s while it answers another request", r.Host, r.UserAgent(), r.URL.Path)
		}
		if rest := time.Since(o.left); !o.left.IsZero() && rest < hostDelay-forgiven {
			t.Errorf("%s is asked by %s for %s after only %s", r.Host, r.UserAgent(), r.URL.Path, rest)
		}
		if r.URL.Path == "/robots.txt" {
			o.robots++
		}
		h.asked++
		h.by[r.UserAgent()]++
		asked, seen := h.asked, h.seen
		h.mu.Unlock()

		seen(asked, r)
		h.world.ServeHTTP(w, r)

		h.mu.Lock()
		defer h.mu.Unlock()
		o.open--
		o.left = time.Now()
	}
}

// watch has f told of each request from now on, before it is answered; f may hold the answer back.
func (h *history) watch(f func(asked int, r *http.Request)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seen = f
}

func (h *history) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.asked
}

func (h *history) countBy(agent string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.by[agent]
}

// settings is the environment of a process that reads this web.
func (h *history) settings(agent string, more ...string) []string {
	return append([]string{
		"PARALLAX_ADDR=127.0.0.1:0", "PARALLAX_FETCH_HTTP_PROXY=" + h.url, "PARALLAX_FETCH_HTTPS_PROXY=" + h.url,
		"PARALLAX_FETCH_HOST_DELAY=" + hostDelay.String(), "PARALLAX_FETCH_USER_AGENT=" + agent,
	}, more...)
}

// opml writes the list of the web's feeds to a file.
func (h *history) opml(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "feeds.opml")
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var outlines []feed.Outline
	for _, o := range h.Outlets {
		outlines = append(outlines, feed.Outline{Title: o.Name, FeedURL: "http://" + o.Domain + "/feed", PageURL: "http://" + o.Domain + "/"})
	}
	if err := feed.WriteOPML(f, "Demo", outlines); err != nil {
		t.Fatal(err)
	}
	return name
}

// settled tells whether an instance has stored, grouped and analysed all that the web has.
func (h *history) settled(i instance) bool {
	resp, err := http.Get(i.base + "/api/v1/status")
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	var st news.Status
	err = json.NewDecoder(resp.Body).Decode(&st)
	return err == nil && st.Articles == len(h.Articles) && st.Pages == 0 && st.Queue == 0
}

// open opens the database of an instance for a look.
func open(t *testing.T, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// check compares what an instance stored with what the web has: every article once and in a story (I1, I4), outlets counted
// right, and stories that are the same when they are worked out anew, in the order in which the articles were grouped (I3).
func (h *history) check(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := t.Context()
	stored, reprints := map[string]int{}, map[string]int{}
	for _, language := range []string{"en", "de", "fr", "es"} {
		var placed []pipeline.Placed
		err := s.Grouped(ctx, language, time.Time{}, func(p pipeline.Placed) bool {
			placed = append(placed, p)
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range placed {
			stored[p.Item.URL]++
			if h.articleOf(t, s, p).ReprintOf != 0 {
				reprints[p.Item.Outlet]++
			}
		}
		h.rebuild(t, s, placed)
	}
	published := map[string]int{}
	for _, a := range h.Articles {
		published[a.Outlet]++
		if n := stored[a.Link()]; n != 1 {
			t.Errorf("%s is stored %d times", a.Link(), n)
		}
	}
	if len(stored) != len(h.Articles) {
		t.Errorf("%d addresses are stored, %d were published", len(stored), len(h.Articles))
	}
	for domain, n := range published {
		o, err := s.Outlet(ctx, domain)
		if err != nil {
			t.Fatal(err)
		}
		if o.Articles != n || o.Reprints != reprints[domain] {
			t.Errorf("%s counts %d articles, %d reprints; it has %d and %d", domain, o.Articles, o.Reprints, n, reprints[domain])
		}
	}
}

func (h *history) articleOf(t *testing.T, s *store.Store, p pipeline.Placed) news.Article {
	t.Helper()
	a, err := s.Article(t.Context(), p.Item.ID)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// rebuild groups articles of a language anew, from their texts, by a single clusterer.
func (h *history) rebuild(t *testing.T, s *store.Store, placed []pipeline.Placed) {
	t.Helper()
	engine := cluster.New(cluster.Options{Window: config.Default().Keep.Window})
	stories := map[news.ID]news.ID{}
	for _, p := range placed {
		a := h.articleOf(t, s, p)
		it := p.Item
		if it.Text = a.Text; it.Text == "" {
			it.Text = a.Excerpt
		}
		d := engine.Add(it)
		stories[d.Article] = d.Story
		for _, m := range d.Moves {
			stories[m.Article] = m.To
		}
		if d.ReprintOf != a.ReprintOf {
			t.Errorf("%s is a reprint of %s, worked out anew of %s", a.URL, a.ReprintOf, d.ReprintOf)
		}
	}
	for _, p := range placed {
		if stories[p.Item.ID] != p.Story {
			t.Errorf("%s is in story %s, worked out anew in %s", p.Item.URL, p.Story, stories[p.Item.ID])
		}
	}
}

// robotsOnce checks that no host's robots.txt was read twice: processes share what one has read.
func (h *history) robotsOnce(t *testing.T) {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	for name, o := range h.hosts {
		if o.robots != 1 {
			t.Errorf("the robots.txt of %s was read %d times", name, o.robots)
		}
	}
}
