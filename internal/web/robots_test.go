package web

import (
	"encoding/xml"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/temoto/robotstxt"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/web/webtest"
)

// newServerAt builds the pages for a site at an address.
func newServerAt(t *testing.T, lib Library, address string) *Server {
	t.Helper()
	s, err := New(Needs{
		Library: lib, Edition: Edition{Name: "International edition", Scale: news.DefaultScale, Languages: []string{"en"}},
		Site: Site{Name: "Parallax", URL: address, Notice: "All of <it> is invented."},
		Now:  func() time.Time { return clock }, Log: slog.New(slog.DiscardHandler), Version: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRobots(t *testing.T) {
	for name, test := range map[string]struct{ address, prefix string }{
		"root": {"https://news.example", ""}, "path": {"https://host.example/news/", "/news"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServerAt(t, webtest.Full(clock, 2), test.address)
			w := get(t, s, "/robots.txt")
			rules, err := robotstxt.FromStatusAndBytes(w.Code, w.Body.Bytes())
			if err != nil || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
				t.Fatalf("status %d, error %v, headers %v", w.Code, err, w.Header())
			}
			for path, want := range map[string]bool{
				"/": true, "/story/x/y": true, "/outlets?q=a": true, "/feed.rss": true, "/search": false, "/search?q=a": false, "/search/feed.rss": false, "/api/v1/stories": false,
			} {
				if got := rules.TestAgent(test.prefix+path, "AnyBot"); got != want {
					t.Errorf("%s allowed: %t, want %t", path, got, want)
				}
			}
			if want := strings.TrimRight(test.address, "/") + "/sitemap.xml"; len(rules.Sitemaps) != 1 || rules.Sitemaps[0] != want {
				t.Errorf("sitemaps %q, want %s", rules.Sitemaps, want)
			}
		})
	}
}

func TestSitemap(t *testing.T) {
	lib := webtest.Full(clock, 5)
	s := newServerAt(t, lib, "https://host.example/news")
	var doc struct {
		URLs []sitemapURL `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 url"`
	}
	w := get(t, s, "/news/sitemap.xml")
	if err := xml.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	if len(doc.URLs) != 7+len(lib.Views) {
		t.Fatalf("%d addresses, want 7 lists and %d stories", len(doc.URLs), len(lib.Views))
	}
	for _, u := range doc.URLs {
		path, ours := strings.CutPrefix(u.Loc, "https://host.example")
		if w := get(t, s, path); !ours || w.Code != 200 {
			t.Errorf("%s: status %d", u.Loc, w.Code)
		}
		if at, err := time.Parse(time.RFC3339, u.LastMod); strings.Contains(u.Loc, "/story/") && (err != nil || at.After(clock)) {
			t.Errorf("%s changed at %q", u.Loc, u.LastMod)
		}
	}
}

// Every page says what the operator wants every reader to know, also when the database does not answer.
func TestNotice(t *testing.T) {
	lib := webtest.Full(clock, 2)
	s := newServerAt(t, lib, "https://news.example")
	for _, path := range everyPage(lib) {
		doc := visit(t, s, path, get(t, s, path).Code)
		holds(t, doc, "header .site-notice", "All of <it> is invented.")
	}
	lib.Err = news.ErrGone
	holds(t, visit(t, newServerAt(t, lib, "https://news.example"), "/", 410), "header .site-notice", "invented")
	finds(t, visit(t, newServer(t, webtest.New(clock), 0), "/", 200), ".site-notice", 0)
}

// What pages tell those who show links to them: plain text, and nothing of pages that are not to be listed.
func TestPage_forThoseWhoLink(t *testing.T) {
	lib := webtest.Full(clock, 2)
	s := newServer(t, lib, 0)
	st := lib.Views[1].Story
	for path, want := range map[string]map[string]string{
		"/":                       {"og:title": "Parallax", "og:type": "website", "og:url": "https://news.example/"},
		st.Path() + "?side=right": {"og:title": st.Headline, "og:type": "article", "og:url": "https://news.example" + st.Path()},
		"/topic/politics":         {"og:title": "Politics", "og:type": "website", "og:url": "https://news.example/topic/politics"},
		"/search?q=ferry":         {"og:title": "", "og:url": ""},
	} {
		doc := visit(t, s, path, 200)
		for property, content := range want {
			if got := doc.Find(`meta[property="`+property+`"]`).AttrOr("content", ""); got != content {
				t.Errorf("GET %s: %s is %q, want %q", path, property, got, content)
			}
		}
		canonical := doc.Find("link[rel=canonical]").AttrOr("href", "")
		if canonical != want["og:url"] {
			t.Errorf("GET %s: canonical %q, want %q", path, canonical, want["og:url"])
		}
	}
}
