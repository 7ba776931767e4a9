package web

import (
	"context"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// Page is what every page has; page structs embed it and the layout reads it.
type Page struct {
	Title       string // without the site's name; "" on the front page
	Description string
	Canonical   string // absolute address of this page
	NoIndex     bool   // for search results and errors
	Article     bool   // about one event, not a list
	Feeds       []FeedLink
	Base        string // path that the site lives under, "" at the root
	Site        Site
	Nav         []NavLink
	Today       string // "Thursday 23 July 2026 · International edition"
	Status      StatusLine
	AsOf        Moment
}

// NavLink is an entry of the navigation.
type NavLink struct {
	Name    string
	Href    string
	Count   string // "" none
	Current bool
}

// FeedLink is a feed that a page offers.
type FeedLink struct {
	Title string // "RSS"
	Type  string // media type
	Href  string
}

// StatusLine is the line under the masthead.
type StatusLine struct {
	AsOf    string // "09:40 UTC"
	Stories string // of the last 24 hours; "" when there is none yet
	Outlets string
	Next    string // when the next feed is due, "10:00"; "" not known
}

// frame is what all pages share and what needs the database.
type frame struct {
	status     news.Status
	blindspots int
}

// frameLife is how old the shared part of pages may be.
const frameLife = 10 * time.Second

// blindspotDays is how far back the navigation counts blindspots, and their page lists them.
const blindspotDays = 7 * 24 * time.Hour

func (s *Server) loadFrame(ctx context.Context) (frame, error) {
	st, err := s.lib.Status(ctx)
	if err != nil {
		return frame{}, err
	}
	n, err := s.lib.CountStories(ctx, news.StoryFilter{Blindspot: true, From: s.now().Add(-blindspotDays)})
	return frame{status: st, blindspots: n}, err
}

// page starts the struct of a page. section is the path of its entry in the navigation ("/topics", ""
// none); address is its canonical one as links makes it, with the parameters that matter.
func (s *Server) page(ctx context.Context, section, address, title, description string) (Page, error) {
	f, err := s.frame.get(ctx)
	if err != nil {
		return Page{}, err
	}
	now := s.now().UTC()
	p := Page{
		Title: title, Description: description, Canonical: s.absolute(address),
		Base: string(s.links), Site: s.site, Nav: s.nav(section, f),
		Today: now.Format("Monday 2 January 2006") + " · " + s.edition.Name,
		AsOf:  moment(now, now),
	}
	p.Status = StatusLine{AsOf: now.Format("15:04") + " UTC"}
	if f.status.Recent > 0 {
		p.Status.Stories, p.Status.Outlets = number(f.status.Recent), number(f.status.Sources)
	}
	if next := f.status.NextPoll.UTC(); next.After(now) {
		p.Status.Next = next.Format("15:04")
	}
	return p, nil
}

func (s *Server) nav(section string, f frame) []NavLink {
	nav := []NavLink{
		{Name: "Top stories", Href: "/"},
		{Name: "Topics", Href: "/topics"},
		{Name: "Blindspots", Href: "/blindspots"},
		{Name: "Outlets", Href: "/outlets"},
		{Name: "Archive", Href: "/archive"},
		{Name: "Search", Href: "/search"},
	}
	for i := range nav {
		nav[i].Current = nav[i].Href == section
		if nav[i].Href == "/blindspots" && f.blindspots > 0 {
			nav[i].Count = number(f.blindspots)
		}
		nav[i].Href = s.links.To(nav[i].Href)
	}
	return nav
}

// scale lists the marks of the edition's sides in the order of the scale, Unrated last.
func (s *Server) scale() []Lean { return append(s.leans[1:len(s.leans):len(s.leans)], s.leans[0]) }
