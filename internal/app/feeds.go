package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/parallax-news/parallax/internal/feed"
	"github.com/parallax-news/parallax/internal/fetch"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/outlet"
	"github.com/parallax-news/parallax/internal/store"
)

// NewFeed makes a feed of an address. The outlet is the registrable domain of site where that is given,
// else of the address itself.
func NewFeed(id news.ID, address, site, title string, discover bool) (news.Feed, error) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return news.Feed{}, &InputError{fmt.Errorf("%q is no http(s) address", address)}
	}
	domain := ""
	if home, err := url.Parse(site); err == nil {
		domain = outlet.Publisher(home.Hostname())
	}
	if domain == "" {
		domain = outlet.Publisher(u.Hostname())
	}
	if domain == "" {
		return news.Feed{}, &InputError{fmt.Errorf("%q names no outlet: its host is no registrable domain", address)}
	}
	f := news.Feed{ID: id, Outlet: domain, URL: u.String(), Host: strings.ToLower(u.Host), Title: title}
	if discover {
		f.Format = news.FormatDiscover
	}
	return f, nil
}

// ImportOPML follows all feeds of an OPML document, a file or an http(s) address. Outlets that the catalogue does not know are
// added, unrated. A document with a bad feed is not imported at all.
func ImportOPML(ctx context.Context, s *store.Store, get *fetch.Client, source string, ids *news.IDs) (feeds, outlets int, err error) {
	outlines, err := readOPML(ctx, get, source)
	if err != nil {
		return 0, 0, err
	}
	var list []news.Feed
	names := map[string]string{}
	for _, o := range flat(outlines) {
		f, err := NewFeed(ids.Next(), o.FeedURL, o.PageURL, o.Title, false)
		if err != nil {
			return 0, 0, &InputError{fmt.Errorf("%s: feed %q: %w", source, o.Title, err)}
		}
		list = append(list, f)
		if names[f.Outlet] == "" {
			names[f.Outlet] = o.Title
		}
	}
	return len(list), len(names), Follow(ctx, s, list, names)
}

// flat lists the feeds of a tree of outlines.
func flat(outlines []feed.Outline) []feed.Outline {
	var list []feed.Outline
	for _, o := range outlines {
		if o.FeedURL != "" {
			list = append(list, o)
		}
		list = append(list, flat(o.Outlines)...)
	}
	return list
}

// Follow stores feeds and, where they are new, their outlets under the given names.
func Follow(ctx context.Context, s *store.Store, feeds []news.Feed, names map[string]string) error {
	var fresh []news.Outlet
	for domain, name := range names {
		_, err := s.Outlet(ctx, domain)
		if errors.Is(err, news.ErrNotFound) {
			if name == "" {
				name = domain
			}
			fresh = append(fresh, news.Outlet{Domain: domain, Name: name})
		} else if err != nil {
			return err
		}
	}
	if err := s.SaveOutlets(ctx, fresh); err != nil {
		return err
	}
	return s.SaveFeeds(ctx, feeds)
}

// FollowOne makes a feed of an address as NewFeed does, and follows it; its outlet, where it is new, gets the name.
func FollowOne(ctx context.Context, s *store.Store, id news.ID, address, site, name string, discover bool) (news.Feed, error) {
	f, err := NewFeed(id, address, site, name, discover)
	if err != nil {
		return f, err
	}
	return f, Follow(ctx, s, []news.Feed{f}, map[string]string{f.Outlet: name})
}

func readOPML(ctx context.Context, get *fetch.Client, source string) ([]feed.Outline, error) {
	if !strings.HasPrefix(source, "http://") && !strings.HasPrefix(source, "https://") {
		f, err := os.Open(source)
		if err != nil {
			return nil, &InputError{err}
		}
		defer f.Close()
		outlines, err := feed.ReadOPML(f)
		if err != nil {
			return nil, &InputError{fmt.Errorf("%s: %w", source, err)}
		}
		return outlines, nil
	}
	resp, err := get.Get(ctx, fetch.Request{URL: source, Kind: fetch.Feed})
	if err != nil {
		return nil, err
	}
	if resp.Status != http.StatusOK {
		return nil, fmt.Errorf("%s: answer %d", source, resp.Status)
	}
	outlines, err := feed.ReadOPML(strings.NewReader(string(resp.Body)))
	if err != nil {
		return nil, &InputError{fmt.Errorf("%s: %w", source, err)}
	}
	return outlines, nil
}

// Probe is what an address turned out to be.
type Probe struct {
	URL        string // asked, after redirects
	Status     int
	Document   *feed.Document   // nil when it is no feed
	Problem    string           // why it is no feed
	Candidates []feed.Candidate // feeds that it names, when it is a page
}

// ProbeFeed asks for an address as the pipeline would and tells what is there.
func ProbeFeed(ctx context.Context, get *fetch.Client, address string) (Probe, error) {
	resp, err := get.Get(ctx, fetch.Request{URL: address, Kind: fetch.Feed})
	if err != nil {
		return Probe{}, err
	}
	p := Probe{URL: resp.URL, Status: resp.Status}
	if resp.Status != http.StatusOK {
		p.Problem = fmt.Sprintf("answer %d %s", resp.Status, http.StatusText(resp.Status))
		return p, nil
	}
	if p.Document, err = feed.Parse(resp.Body, resp.Header.Get("Content-Type"), resp.URL); err != nil {
		p.Problem, p.Candidates = err.Error(), feed.Discover(resp.Body, resp.URL)
	}
	return p, nil
}
