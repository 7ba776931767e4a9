package demo

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/feeds"

	"github.com/parallax-news/parallax/internal/news"
)

// World serves an edition as an HTTP proxy.
type World struct {
	outlets map[string]*site
	start   time.Time
	now     func() time.Time
}

// site is an outlet with its articles, newest first.
type site struct {
	news.Outlet
	format   int
	articles []Article
}

// NewWorld returns a World that starts at the present of now.
func NewWorld(e *Edition, now func() time.Time) *World {
	w := &World{outlets: map[string]*site{}, start: now(), now: now}
	for i, o := range e.Outlets {
		w.outlets[o.Domain] = &site{Outlet: o, format: i % len(formats)}
	}
	for _, a := range slices.Backward(e.Articles) {
		if s := w.outlets[a.Outlet]; s != nil {
			s.articles = append(s.articles, a)
		}
	}
	return w
}

// Feeds lists the edition's feeds.
func (e *Edition) Feeds(ids *news.IDs) []news.Feed {
	list := make([]news.Feed, len(e.Outlets))
	for i, o := range e.Outlets {
		list[i] = news.Feed{ID: ids.Next(), Outlet: o.Domain, URL: "http://" + o.Domain + "/feed", Host: o.Domain, Title: o.Name}
	}
	return list
}

// formats of the feeds; an outlet keeps to one.
var formats = []struct {
	contentType string
	write       func(*feeds.Feed) (string, error)
}{
	{"application/rss+xml; charset=utf-8", (*feeds.Feed).ToRss},
	{"application/atom+xml; charset=utf-8", (*feeds.Feed).ToAtom},
	{"application/feed+json", (*feeds.Feed).ToJSON},
}

func (w *World) published(a Article) time.Time {
	return w.start.Add(-a.Ago).UTC().Truncate(time.Second)
}

func (w *World) headline(a Article) string {
	if a.Changed != "" && w.now().Sub(w.start) >= a.Later {
		return a.Changed
	}
	return a.Headline
}

// out lists what a site has published by now, newest first.
func (w *World) out(s *site) []Article {
	now := w.now()
	list := make([]Article, 0, len(s.articles))
	for _, a := range s.articles {
		if !w.published(a).After(now) {
			list = append(list, a)
		}
	}
	return list
}

// Link is the article's address.
func (a Article) Link() string { return "http://" + a.Outlet + "/" + a.Section + "/" + a.slug }

// ServeHTTP answers requests for any outlet of the edition.
func (w *World) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	s := w.outlets[strings.TrimPrefix(r.Host, "www.")]
	if s == nil {
		http.Error(rw, "the demo has no such outlet", http.StatusBadGateway)
		return
	}
	switch r.URL.Path {
	case "/robots.txt":
		fmt.Fprintln(rw, "User-agent: *\nDisallow: /private/")
	case "/":
		w.page(rw, r, home, view{Site: s, Articles: w.out(s)})
	case "/feed":
		w.feed(rw, r, s)
	default:
		for _, a := range w.out(s) {
			if a.Link() == "http://"+s.Domain+r.URL.Path {
				w.article(rw, r, s, a)
				return
			}
		}
		http.NotFound(rw, r)
	}
}

func (w *World) feed(rw http.ResponseWriter, r *http.Request, s *site) {
	list := w.out(s)
	f := &feeds.Feed{Title: s.Name, Link: &feeds.Link{Href: "http://" + s.Domain + "/"}, Description: "Invented news", Created: w.start}
	for _, a := range list {
		lead, _, _ := strings.Cut(a.Body, "\n\n")
		f.Items = append(f.Items, &feeds.Item{
			Id: a.Link(), Title: w.headline(a), Link: &feeds.Link{Href: a.Link()}, Author: &feeds.Author{Name: a.Author},
			Description: lead, Created: w.published(a), Updated: w.published(a),
		})
	}
	format := formats[s.format]
	body, err := format.write(f)
	if err != nil {
		http.Error(rw, err.Error(), http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", format.contentType)
	w.send(rw, r, body)
}

// send answers with a validator made of the content, so that an unchanged feed costs a 304.
func (w *World) send(rw http.ResponseWriter, r *http.Request, body string) {
	etag := fmt.Sprintf("%q", fmt.Sprintf("%x", fingerprint(body)))
	rw.Header().Set("ETag", etag)
	if r.Header.Get("If-None-Match") == etag {
		rw.WriteHeader(http.StatusNotModified)
		return
	}
	fmt.Fprint(rw, body)
}

// view is what the two pages show.
type view struct {
	Site     *site
	Articles []Article
	Article  Article
	Headline string
	Time     time.Time
	Data     map[string]any
	Paras    []string
}

func (w *World) article(rw http.ResponseWriter, r *http.Request, s *site, a Article) {
	kind := "NewsArticle"
	if a.Opinion {
		kind = "OpinionNewsArticle"
	}
	t := w.published(a)
	w.page(rw, r, story, view{
		Site: s, Article: a, Headline: w.headline(a), Time: t, Paras: strings.Split(a.Body, "\n\n"),
		Data: map[string]any{
			"@context": "https://schema.org", "@type": kind, "headline": w.headline(a), "datePublished": t.Format(time.RFC3339),
			"author": map[string]string{"@type": "Person", "name": a.Author}, "articleSection": a.Section, "isAccessibleForFree": !a.Paywall,
			"publisher": map[string]string{"@type": "Organization", "name": s.Name},
		},
	})
}

func (w *World) page(rw http.ResponseWriter, r *http.Request, t *template.Template, v view) {
	var b strings.Builder
	if err := t.Execute(&b, v); err != nil {
		http.Error(rw, err.Error(), http.StatusInternalServerError)
		return
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.send(rw, r, b.String())
}

var pages = template.Must(template.New("").Funcs(template.FuncMap{"json": func(v any) (template.JS, error) {
	b, err := json.Marshal(v)
	return template.JS(b), err // encoding/json escapes <, > and &, and the text is our own
}}).Parse(`{{define "head"}}<!doctype html><html lang="{{.Site.Language}}"><head><meta charset="utf-8"><title>{{with .Headline}}{{.}} | {{end}}{{.Site.Name}}</title>
<link rel="alternate" type="application/rss+xml" href="/feed"></head><body>
<nav><a href="/">{{.Site.Name}}</a></nav>{{end}}
{{define "home"}}{{template "head" .}}<main>{{range .Articles}}<h2><a href="{{.Link}}">{{.Headline}}</a></h2>{{end}}</main></body></html>{{end}}
{{define "story"}}{{template "head" .}}<main><article><script type="application/ld+json">{{json .Data}}</script>
<h1>{{.Headline}}</h1><p class="byline">{{.Article.Author}}</p><time datetime="{{.Time.Format "2006-01-02T15:04:05Z07:00"}}">{{.Time.Format "2 January 2006"}}</time>
{{range .Paras}}<p>{{.}}</p>
{{end}}</article></main><footer>Invented news of an invented outlet.</footer></body></html>{{end}}`))

var home, story = pages.Lookup("home"), pages.Lookup("story")

func fingerprint(s string) [8]byte {
	sum := sha256.Sum256([]byte(s))
	return [8]byte(sum[:8])
}
