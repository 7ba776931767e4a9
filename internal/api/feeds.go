package api

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/feeds"

	"github.com/parallax-news/parallax/internal/coverage"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/search"
)

// feedStories is how many stories a feed holds.
const feedStories = 50

// feedPaths are the lists that have feeds; "/feed.rss" and so on follow the path.
var feedPaths = []struct{ path, query, name string }{
	{"", "", "Top stories"},
	{"/topic/{topic}", "", "Stories of a topic"},
	{"/outlet/{domain}", "", "Stories that an outlet carries"},
	{"/blindspots", "?side={side}", "Blindspots, of all sides or of one"},
	{"/search", "?q={query}", "Stories that a search finds"},
}

// feedFormats are the formats of every feed.
var feedFormats = []struct {
	ext, kind string
	write     func(list, *feeds.Feed) ([]byte, error)
}{
	{"rss", "application/rss+xml; charset=utf-8", writeRSS},
	{"atom", "application/atom+xml; charset=utf-8", writeAtom},
	{"json", "application/feed+json; charset=utf-8", writeJSON},
}

// list is a list of stories that is about to become a feed.
type list struct {
	title, about string
	page, self   string // absolute addresses of the list's page and of the feed
	stories      []news.Story
	side         news.Side // whose blindspots are told, Unrated all
	blindspots   bool
}

func (s *Server) serveFeeds() {
	load := map[string]func(context.Context, *http.Request) (list, error){
		"":                 s.homeList,
		"/topic/{topic}":   s.topicList,
		"/outlet/{domain}": s.outletList,
		"/blindspots":      s.blindspotList,
		"/search":          s.searchList,
	}
	for _, f := range feedPaths {
		for _, format := range feedFormats {
			s.mux.HandleFunc("GET "+f.path+"/feed."+format.ext, func(w http.ResponseWriter, r *http.Request) {
				l, err := load[f.path](r.Context(), r)
				if err != nil {
					s.feedError(w, r, err)
					return
				}
				l.self = s.link(r.URL.RequestURI())
				body, err := format.write(l, s.feed(l, format.ext != "json"))
				if err != nil {
					s.feedError(w, r, err)
					return
				}
				h := w.Header()
				h.Set("Content-Type", format.kind)
				h.Set("Cache-Control", "public, max-age=300")
				h.Set("Link", "<"+l.self+`>; rel="self"`)
				if newest := l.newest(); !newest.IsZero() {
					h.Set("Last-Modified", newest.Format(http.TimeFormat))
				}
				w.Write(body)
			})
		}
	}
}

// feedError answers for a feed that cannot be given.
func (s *Server) feedError(w http.ResponseWriter, r *http.Request, err error) {
	answer := s.problem(r.Context(), err, "such feed")
	var withHeaders interface{ GetHeaders() http.Header }
	if errors.As(answer, &withHeaders) {
		w.Header().Set("Retry-After", withHeaders.GetHeaders().Get("Retry-After"))
	}
	var status interface{ GetStatus() int }
	errors.As(answer, &status)
	writeProblem(w, status.GetStatus(), answer.Error())
}

func (s *Server) homeList(ctx context.Context, _ *http.Request) (list, error) {
	stories, err := s.lib.Stories(ctx, news.StoryFilter{Order: news.ByImportance, MinOutlets: 2, Limit: feedStories})
	return list{title: s.opts.Name, about: "Top stories, and who covers them.", page: s.link("/"), stories: stories}, err
}

func (s *Server) topicList(ctx context.Context, r *http.Request) (list, error) {
	topic, ok := news.TopicByKey(r.PathValue("topic"))
	if !ok {
		return list{}, news.ErrNotFound
	}
	stories, err := s.lib.Stories(ctx, news.StoryFilter{Topic: topic.Key, Order: news.ByUpdated, Limit: feedStories})
	return list{
		title: topic.Name + " – " + s.opts.Name, about: "Newest stories of the topic " + topic.Name + ".",
		page: s.link("/topic/" + topic.Key), stories: stories,
	}, err
}

func (s *Server) outletList(ctx context.Context, r *http.Request) (list, error) {
	o, err := s.lib.Outlet(ctx, strings.ToLower(r.PathValue("domain")))
	if err != nil {
		return list{}, err
	}
	if o.OptedOut {
		return list{}, news.ErrNotFound
	}
	stories, err := s.lib.Stories(ctx, news.StoryFilter{Outlet: o.Domain, Order: news.ByUpdated, Limit: feedStories})
	return list{
		title: o.Name + " – " + s.opts.Name, about: "Newest stories that " + o.Name + " carries.",
		page: s.link("/outlet/" + o.Domain), stories: stories,
	}, err
}

func (s *Server) blindspotList(ctx context.Context, r *http.Request) (list, error) {
	f := news.StoryFilter{Blindspot: true, Order: news.ByUpdated, Limit: feedStories}
	l := list{
		title: "Blindspots – " + s.opts.Name, about: "Stories that one side carries far less than chance would have it.",
		page: s.link("/blindspots"), blindspots: true,
	}
	if key := r.URL.Query().Get("side"); key != "" && key != "all" {
		side, ok := s.opts.Scale.ParseSide(key)
		if !ok || side == news.Unrated {
			return list{}, news.ErrNotFound
		}
		f.BlindSide, l.side = side, side
		l.title = s.opts.Scale.Step(side).Name + ": " + l.title
		l.page += "?side=" + url.QueryEscape(key)
	}
	var err error
	l.stories, err = s.lib.Stories(ctx, f)
	return l, err
}

func (s *Server) searchList(ctx context.Context, r *http.Request) (list, error) {
	q := search.Parse(r.URL.Query().Get("q"))
	q.Newest = true
	found, err := s.lib.Search(ctx, q)
	l := list{
		title: "Search: " + q.Text + " – " + s.opts.Name, about: "Newest stories that the search finds.",
		page: s.link("/search?q=" + url.QueryEscape(q.Text)),
	}
	for _, hit := range found.Stories {
		l.stories = append(l.stories, hit.Story)
	}
	slices.SortStableFunc(l.stories, func(a, b news.Story) int { return b.Updated.Compare(a.Updated) })
	return l, err
}

// newest is the time of the list's last change, zero for an empty list.
func (l list) newest() (t time.Time) {
	for i := range l.stories {
		if l.stories[i].Updated.After(t) {
			t = l.stories[i].Updated
		}
	}
	return t.UTC()
}

// feed makes a list into a feed. RSS and Atom want their descriptions as HTML, JSON Feed as text.
func (s *Server) feed(l list, asHTML bool) *feeds.Feed {
	f := &feeds.Feed{
		Title: l.title, Description: l.about + s.notice(), Updated: l.newest(),
		Link: &feeds.Link{Href: l.page, Rel: "alternate"}, Author: &feeds.Author{Name: s.opts.Name},
	}
	for i := range l.stories {
		st := &l.stories[i]
		text := s.describe(st, l)
		if asHTML {
			text = html.EscapeString(text)
		}
		f.Items = append(f.Items, &feeds.Item{
			Title: st.Headline, Link: &feeds.Link{Href: s.link(st.Path())}, Description: text,
			// The address without the slug leads to the story for ever, whatever becomes of its headline.
			Id: s.link("/story/" + st.ID.String()), IsPermaLink: "true",
			Created: st.Created.UTC(), Updated: st.Updated.UTC(),
		})
	}
	return f
}

// describe says in a line whose headline it is and who covers the story: facts that we count, no
// text written by us. The operator's notice stands with every item, because items travel without their feed.
func (s *Server) describe(st *news.Story, l list) string {
	var parts []string
	if l.blindspots {
		for _, b := range st.Blindspots {
			if l.side == news.Unrated || b.Side == l.side {
				parts = append(parts, coverage.Sentence(b, s.opts.Scale))
			}
		}
	}
	if st.HeadlineBy != "" {
		parts = append(parts, "Headline: "+st.HeadlineBy+".")
	}
	outlets := fmt.Sprintf("Outlets: %d", st.Coverage.Total)
	if counts := coverage.Counts(st.Coverage, s.opts.Scale); counts != "" {
		outlets += "; " + counts
	}
	parts = append(parts, outlets+".")
	return strings.Join(parts, " ") + s.notice()
}

func writeRSS(_ list, f *feeds.Feed) ([]byte, error) {
	rss := (&feeds.Rss{Feed: f}).RssFeed()
	rss.ManagingEditor = "" // wants a mail address, which a feed for everybody should not need
	rss.Generator, rss.Ttl = "Parallax", 15
	return xmlBytes(rss.FeedXml())
}

func writeAtom(l list, f *feeds.Feed) ([]byte, error) {
	atom := (&feeds.Atom{Feed: f}).AtomFeed()
	if atom.Updated == "" { // an empty list: Atom needs a time all the same
		atom.Updated = time.Unix(0, 0).UTC().Format(time.RFC3339)
	}
	atom.Id = l.self
	for i, item := range f.Items {
		atom.Entries[i].Published = item.Created.Format(time.RFC3339)
	}
	return xmlBytes(struct {
		Links []feeds.AtomLink `xml:"link"` // in place of the library's only one
		*feeds.AtomFeed
	}{[]feeds.AtomLink{
		{Href: l.page, Rel: "alternate", Type: "text/html"},
		{Href: l.self, Rel: "self", Type: "application/atom+xml"},
	}, atom})
}

func writeJSON(l list, f *feeds.Feed) ([]byte, error) {
	feed := (&feeds.JSON{Feed: f}).JSONFeed()
	feed.FeedUrl = l.self
	for _, item := range feed.Items {
		item.ContentText = item.Summary // JSON Feed wants content; the summary is all of it
	}
	items := feed.Items
	if items == nil {
		items = []*feeds.JSONItem{} // the library leaves an empty list out, the standard does not
	}
	return json.Marshal(struct {
		*feeds.JSONFeed
		Items []*feeds.JSONItem `json:"items"`
	}{feed, items})
}

func xmlBytes(v any) ([]byte, error) {
	b, err := xml.MarshalIndent(v, "", " ")
	return append([]byte(xml.Header), b...), err
}
