// Package web serves the pages: HTML rendered on the server from html/template, complete without
// scripts, under a content security policy that allows nothing inline and nothing from elsewhere.
//
// It reads through Library and never writes. Every page passes one adapter (see reply.go): handlers
// return an error and one place answers it, with a page cache, validators and compression for all.
// Each page has a typed struct that embeds Page, and a folder under pages/ with template and style.
// The package knows no reader: what it serves is the same for everybody and may be cached.
package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// Needs is what the pages are built from. All fields but CacheBytes are needed.
type Needs struct {
	Library    Library
	Edition    Edition
	Site       Site
	Now        func() time.Time
	Log        *slog.Logger
	CacheBytes int64 // memory for rendered pages; 0 renders every page anew
	Version    string
}

// Edition is what pages say about the edition that the instance runs.
type Edition struct {
	Name      string // "International edition"
	Scale     news.Scale
	Languages []string // BCP 47 primary tags of its outlets, most important first
}

// Site is what pages say about the instance.
type Site struct {
	Name     string // "Parallax"
	URL      string // where readers find it, absolute, without a final slash; its path is where the pages live
	Operator string // who runs it, "" not said
	Contact  string // address for readers and outlets, "" none
	Notice   string // a line on top of every page, "" none
}

// Server answers requests for pages. It is safe for use by several goroutines.
type Server struct {
	lib     Library
	edition Edition
	site    Site
	now     func() time.Time
	log     *slog.Logger
	version string

	links     links
	origin    string // scheme and host of the site, for absolute addresses
	assets    *assets
	pages     map[string]*pageTemplate
	cache     *cache
	views     *views
	frame     *kept[frame]
	leans     []Lean // by side, Unrated first
	languages languageNames
}

// New builds the pages. It reads nothing but the files compiled into the program.
func New(n Needs) (*Server, error) {
	u, err := url.Parse(n.Site.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("web.New: site address %q: an absolute http or https address is needed", n.Site.URL)
	}
	if steps := len(n.Edition.Scale.Steps); steps < 2 || steps > 5 {
		return nil, fmt.Errorf("web.New: scale %q has %d steps: 2 to 5 are needed", n.Edition.Scale.Name, steps)
	}
	s := &Server{
		lib: n.Library, edition: n.Edition, site: n.Site, now: n.Now, log: n.Log, version: n.Version,
		links:     links(strings.TrimRight(u.Path, "/")),
		origin:    u.Scheme + "://" + u.Host,
		cache:     newCache(n.CacheBytes, n.Now),
		views:     newViews(n.Library, n.Now),
		leans:     leans(n.Edition.Scale),
		languages: newLanguageNames(),
	}
	s.frame = newKept(frameLife, n.Now, s.loadFrame)
	if s.assets, err = loadAssets(files, s.links); err != nil {
		return nil, fmt.Errorf("web.New: %w", err)
	}
	if s.pages, err = parsePages(files, s.assets); err != nil {
		return nil, fmt.Errorf("web.New: %w", err)
	}
	return s, nil
}

// routes is the map of the site.
func (s *Server) routes() *http.ServeMux {
	mux := http.NewServeMux()
	page := func(pattern string, h handler) { mux.Handle("GET "+pattern, s.cached(h)) }

	page("/{$}", s.home)
	page("/story/{id}", s.story)
	page("/story/{id}/{slug}", s.story)
	page("/topics", s.topics)
	page("/topic/{topic}", s.topic)
	page("/outlets", s.outlets)
	page("/outlet/{domain}", s.outlet)
	page("/blindspots", s.blindspots)
	page("/search", s.searchPage)
	page("/search/suggest", s.suggest)
	page("/archive", s.archive)
	page("/archive/{day}", s.archiveDay)
	page("/methodology", s.methodology)
	page("/about", s.about)
	page("/sitemap.xml", s.sitemap)
	page("/", s.missing)

	mux.HandleFunc("GET /static/{file...}", s.static)
	mux.HandleFunc("GET /favicon.ico", s.favicon)
	return mux
}

// Handler returns the site, with its security headers on every answer.
func (s *Server) Handler() http.Handler {
	mux := s.routes()
	if s.links != "" {
		// Around the other, so that its redirects to clean paths keep the prefix.
		outer := http.NewServeMux()
		outer.Handle(string(s.links)+"/", http.StripPrefix(string(s.links), mux))
		mux = outer
	}
	mux.HandleFunc("GET /robots.txt", s.robots) // at the root of the host, wherever the site lives
	h := http.NewCrossOriginProtection().Handler(mux)
	return secure(h, strings.HasPrefix(s.origin, "https:"))
}

// missing answers every address that is no page.
func (s *Server) missing(http.ResponseWriter, *http.Request) error { return news.ErrNotFound }

// absolute is the full form of an address that links made.
func (s *Server) absolute(address string) string { return s.origin + address }
