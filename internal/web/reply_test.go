package web

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/web/webtest"
)

// slow is a library whose stories come only when they are let go.
type slow struct {
	*webtest.Library
	let chan struct{}
}

func (l *slow) Story(ctx context.Context, id news.ID) (*news.StoryView, error) {
	<-l.let
	return l.Library.Story(ctx, id)
}

// F-24: when a page that many want leaves the cache, it is made once.
func TestF24_stampede(t *testing.T) {
	lib := &slow{webtest.Full(clock, 2), make(chan struct{})}
	s := newServer(t, lib, 8<<20)
	path := lib.Views[0].Story.Path()
	const readers = 200
	var started, done sync.WaitGroup
	bodies := make([]string, readers)
	for i := range readers {
		started.Add(1)
		done.Go(func() {
			started.Done()
			bodies[i] = get(t, s, path).Body.String()
		})
	}
	started.Wait()
	close(lib.let)
	done.Wait()
	if n := lib.Reads.Load(); n > 2 {
		t.Errorf("%d reads for %d readers, want at most 2", n, readers)
	}
	for i, b := range bodies {
		if b != bodies[0] || b == "" {
			t.Fatalf("reader %d got another page", i)
		}
	}
}

func TestCache(t *testing.T) {
	lib := webtest.Full(clock, 2)
	s := newServer(t, lib, 8<<20)
	now := clock
	s.cache.now = func() time.Time { return now }
	path := lib.Views[0].Story.Path()
	read := func(path string, want int64) {
		t.Helper()
		before := lib.Reads.Load()
		get(t, s, path)
		if n := lib.Reads.Load() - before; n != want {
			t.Errorf("GET %s: %d reads, want %d", path, n, want)
		}
	}
	read(path, 1)
	read(path, 0)
	read(path+"?side=left", 1) // another page of the same story: only its version

	now = now.Add(pageLife - time.Millisecond)
	read(path, 0)
	now = now.Add(time.Millisecond)
	read(path, 1)
	read("/story/"+news.ID(777).String(), 1)
	read("/story/"+news.ID(777).String(), 1) // errors are not kept
	if s.cache.size <= 0 || s.cache.size > s.cache.limit {
		t.Errorf("%d bytes kept, limit %d", s.cache.size, s.cache.limit)
	}
}

func TestViews_neverOutdated(t *testing.T) {
	lib := webtest.Full(clock, 2)
	s := newServer(t, lib, 0)
	now := clock
	s.views.now = func() time.Time { return now }
	path := lib.Views[0].Story.Path()
	holds(t, visit(t, s, path, 200), "h1", "Assembly passes ferry safety bill")
	lib.Views[0] = webtest.Large(clock)
	lib.Views[0].Story.Headline, lib.Views[0].Story.Version = "House takes up the ferry bill", 2
	holds(t, visit(t, s, path, 200), "h1", "House takes up the ferry bill")

	// An article is taken out of the story without a new version.
	lib.Views[0] = webtest.Large(clock)
	lib.Views[0].Story.Headline, lib.Views[0].Story.Version = "Taken down", 2
	now = now.Add(viewLife)
	holds(t, visit(t, s, path, 200), "h1", "Taken down")

	lib.Gone[lib.Views[0].Story.ID] = true
	visit(t, s, path, 410)
}

// What is taken out of a stored story is out of its pages within 10 seconds, in the worst case: kept as a story when that
// had just been read, then as a page when that story had nearly expired.
func TestTakedown_withinTenSeconds(t *testing.T) {
	lib := webtest.Full(clock, 2)
	s := newServer(t, lib, 8<<20)
	now := clock
	s.views.now, s.cache.now = func() time.Time { return now }, func() time.Time { return now }
	path := lib.Views[0].Story.Path()
	first := slices.IndexFunc(lib.Views[0].Articles, func(a news.StoryArticle) bool { return a.ReprintOf == 0 && a.URL != "" })
	address := lib.Views[0].Articles[first].URL
	shown := func(path string) bool { return strings.Contains(get(t, s, path).Body.String(), address) }
	if !shown(path) {
		t.Fatal("the article is not in its story")
	}
	taken := webtest.Large(clock) // of the same version
	taken.Articles = slices.Delete(taken.Articles, first, first+1)
	for i := range taken.Summary.Sentences {
		taken.Summary.Sentences[i].Evidence = slices.DeleteFunc(taken.Summary.Sentences[i].Evidence, func(p news.Passage) bool { return p.URL == address })
	}
	lib.Views[0] = taken
	now = now.Add(viewLife - time.Millisecond)
	shown(path + "?side=left")
	for now.Before(clock.Add(10 * time.Second)) {
		now = now.Add(time.Second)
		shown(path)
	}
	for _, p := range []string{path, path + "?side=left", path + "?count=voices"} {
		if shown(p) {
			t.Errorf("GET %s after %s: the article is still there", p, now.Sub(clock))
		}
	}
}

func TestViews_limit(t *testing.T) {
	lib := webtest.New(clock)
	lib.Views = webtest.Many(clock, 3)
	c := newViews(lib, func() time.Time { return clock })
	for i := range lib.Views {
		lib.Views[i].Articles = make([]news.StoryArticle, keptArticles*2/5)
		if _, err := c.get(t.Context(), lib.Views[i].Story.ID); err != nil {
			t.Fatal(err)
		}
	}
	if len(c.byID) != 2 || c.order.Len() != 2 || c.articles > keptArticles {
		t.Errorf("%d stories with %d articles kept, want 2 of at most %d", len(c.byID), c.articles, keptArticles)
	}
	if c.find(lib.Views[0].Story.ID) != nil {
		t.Error("the story used longest ago was kept")
	}
}

func TestCache_limit(t *testing.T) {
	lib := webtest.Full(clock, 40)
	s := newServer(t, lib, 200<<10)
	for _, v := range lib.Views {
		get(t, s, v.Story.Path())
		if s.cache.size > s.cache.limit {
			t.Fatalf("%d bytes kept, limit %d", s.cache.size, s.cache.limit)
		}
	}
	if len(s.cache.byKey) < 2 || len(s.cache.byKey) != s.cache.order.Len() {
		t.Errorf("%d pages kept, %d in order", len(s.cache.byKey), s.cache.order.Len())
	}
}

func TestReply_validatorsAndCompression(t *testing.T) {
	for name, bytes := range map[string]int64{"rendered": 0, "cached": 8 << 20} {
		t.Run(name, func(t *testing.T) {
			lib := webtest.Full(clock, 2)
			s := newServer(t, lib, bytes)
			path := lib.Views[0].Story.Path()
			plain := get(t, s, path)
			etag := plain.Header().Get("ETag")
			if etag == "" || plain.Header().Get("Vary") != "Accept-Encoding" {
				t.Fatalf("headers %v: want ETag and Vary", plain.Header())
			}
			r := httptest.NewRequest("GET", path, nil)
			r.Header.Set("Accept-Encoding", "br, gzip")
			w := httptest.NewRecorder()
			s.Handler().ServeHTTP(w, r)
			if w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > plain.Body.Len()/3 {
				t.Errorf("encoding %q of %d bytes for %d", w.Header().Get("Content-Encoding"), w.Body.Len(), plain.Body.Len())
			}
			z, err := gzip.NewReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			if body, err := io.ReadAll(z); err != nil || string(body) != plain.Body.String() {
				t.Errorf("the compressed page is another; error %v", err)
			}
			r.Header.Set("If-None-Match", `"other", `+strings.TrimPrefix(etag, "W/"))
			w = httptest.NewRecorder()
			s.Handler().ServeHTTP(w, r)
			if w.Code != http.StatusNotModified || w.Body.Len() > 0 {
				t.Errorf("status %d with %d bytes, want 304 without any", w.Code, w.Body.Len())
			}
		})
	}
}

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "gzip": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "gzip; q=0.0, br": false, "x-gzip": false, "gzip;q=high": true,
	} {
		if got := acceptsGzip(header); got != want {
			t.Errorf("acceptsGzip(%q) = %t, want %t", header, got, want)
		}
	}
}

func TestStatic(t *testing.T) {
	s := newServer(t, webtest.New(clock), 0)
	w := get(t, s, "/static/"+s.assets.hashed["tokens.css"])
	if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/css") || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("headers of a style: %v", w.Header())
	}
	font := "fonts/newsreader-latin.woff2"
	if hashed := s.assets.hashed[font]; !strings.Contains(w.Body.String(), "url("+hashed+")") || get(t, s, "/static/"+hashed).Code != 200 {
		t.Errorf("the style does not name %s", hashed)
	}
	if code := get(t, s, "/static/"+font).Code; code != 404 {
		t.Errorf("a file without its hash: status %d, want 404", code)
	}
}
