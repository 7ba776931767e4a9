// Package api serves what machines read: the JSON API under /api/v1, described by OpenAPI 3.1,
// the outgoing feeds (RSS 2.0, Atom, JSON Feed) of the site's lists, and how browsers search it.
//
// It only reads, keeps no state and needs no key. It does not limit how often it is asked, and
// it gives no article's text: headlines, times, links and what we count.
//
// Beside it stands the Callback, where WebSub hubs tell that a feed has changed. It writes one thing, that the feed is due: what
// hubs deliver is never parsed, so that articles have one way in and readers' processes take nothing apart that comes from outside.
package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/search"
)

// Library is all that the API asks of the database; every method is a read.
type Library interface {
	// Story returns a story's page. The error is news.ErrNotFound, or a *news.Moved when the story
	// is now part of another.
	Story(ctx context.Context, id news.ID) (*news.StoryView, error)
	// StoryViews lists the pages of stories; hidden ones and those not yet analysed are left out.
	StoryViews(ctx context.Context, f news.StoryFilter) ([]news.StoryView, error)
	// Stories lists stories as StoryViews does, without their pages.
	Stories(ctx context.Context, f news.StoryFilter) ([]news.Story, error)
	// Outlet returns an outlet with its ratings and feeds. The error is news.ErrNotFound.
	Outlet(ctx context.Context, domain string) (*news.OutletView, error)
	// Search finds stories and articles.
	Search(ctx context.Context, q search.Query) (search.Result, error)
	// Status is the state of the instance.
	Status(ctx context.Context) (news.Status, error)
}

// Options are what a Server needs to know besides the news.
type Options struct {
	Base    *url.URL     // public address of the site; links never follow the request's Host
	Name    string       // of the instance, in the titles of feeds
	Notice  string       // what the operator wants everyone to know, "" nothing; in the description and in all feeds
	Version string       // of the program
	Scale   news.Scale   // of the edition; its keys name the sides
	Styles  []string     // addresses of the site's style sheets, for the reference page
	Log     *slog.Logger // for errors that are ours
}

// Server answers the API's and the feeds' requests. It is safe for use by several goroutines.
type Server struct {
	lib  Library
	opts Options
	mux  *http.ServeMux
	base string // path that the site lives under, "" at the root
	spec *huma.OpenAPI

	operations []*huma.Operation // in the order in which they are explained
}

// New returns a Server; it fails only when the description of the API cannot be written.
func New(lib Library, opts Options) (*Server, error) {
	s := &Server{lib: lib, opts: opts, mux: http.NewServeMux(), base: strings.TrimRight(opts.Base.Path, "/")}
	config := huma.DefaultConfig("Parallax API", opts.Version)
	config.Info.Description = "Stories of many outlets, who covers them and from which side. Read only, no key needed. " +
		"Counts are of outlets, never of articles; shares are of rated outlets." + s.notice()
	config.Servers = []*huma.Server{{URL: s.link("")}}
	config.RejectUnknownQueryParameters = true
	// The default description and documentation pages load scripts from elsewhere, and the default hook
	// adds a $schema key to every answer: all are replaced.
	config.OpenAPIPath, config.DocsPath, config.SchemasPath, config.CreateHooks = "", "", "", nil
	config.OnAddOperation = append(config.OnAddOperation, func(_ *huma.OpenAPI, op *huma.Operation) {
		s.operations = append(s.operations, op)
	})
	described := humago.New(s.mux, config)
	s.spec = described.OpenAPI()
	s.registerStories(described)
	s.registerOutlets(described)
	s.registerStatus(described)
	describeScale(s.spec.Components.Schemas.Map(), opts.Scale)

	if err := s.serveDescription(); err != nil {
		return nil, fmt.Errorf("api.New: %w", err)
	}
	if err := s.serveOpenSearch(); err != nil {
		return nil, fmt.Errorf("api.New: %w", err)
	}
	s.serveFeeds()
	s.mux.HandleFunc("/api/", s.unknown)
	return s, nil
}

// Patterns are the patterns of the host's http.ServeMux that belong to the Server.
func (s *Server) Patterns() []string {
	patterns := []string{s.base + "/api/", "GET " + s.base + openSearchPath}
	for _, f := range feedPaths {
		for _, format := range feedFormats {
			patterns = append(patterns, "GET "+s.base+f.path+"/feed."+format.ext)
		}
	}
	return patterns
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Access-Control-Allow-Origin", "*")
	h.Set("Access-Control-Expose-Headers", "ETag, Last-Modified, Link, Location, Retry-After")
	if r.Method == http.MethodOptions {
		h.Set("Allow", allowed)
		h.Set("Access-Control-Allow-Methods", allowed)
		h.Set("Access-Control-Allow-Headers", "Accept, If-None-Match, If-Modified-Since")
		h.Set("Access-Control-Max-Age", "86400")
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.StripPrefix(s.base, conditional(s.mux)).ServeHTTP(w, r)
}

const allowed = "GET, HEAD, OPTIONS"

// link makes a path of the site absolute.
func (s *Server) link(path string) string {
	return strings.TrimSuffix(s.opts.Base.String(), "/") + path
}

// notice is the operator's, to be put after a sentence.
func (s *Server) notice() string {
	if s.opts.Notice == "" {
		return ""
	}
	return " " + s.opts.Notice
}

// outside returns the address of another site where it is http or https, else "". The fetcher stores no other;
// a client that makes links of what we answer is to be safe even so.
func outside(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return address
}
