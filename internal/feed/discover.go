package feed

import (
	"bytes"
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/parallax-news/parallax/internal/outlet"
)

// maxCandidates is how many feeds of one page are named, guesses included.
const maxCandidates = 40

// Candidate is a feed that a page names, or a place where many sites have theirs.
type Candidate struct {
	URL     string
	Title   string // as the page names it, "" when it does not
	Format  string // RSS, Atom or JSON; "" unknown
	Guessed bool   // the page does not name it
}

// feedTypes are the media types that announce feeds.
var feedTypes = map[string]string{
	"application/rss+xml": RSS, "application/rdf+xml": RSS, "application/atom+xml": Atom, "application/feed+json": JSON,
	"application/json": JSON, "application/xml": "", "text/xml": "",
}

// usualPlaces are paths where sites have their feeds, commonest first.
var usualPlaces = []string{"/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/feeds/all.atom.xml", "/feed.json", "/?feed=rss2"}

// found is a candidate with its place in the order: the smaller the better.
type found struct {
	Candidate
	rank int
}

// Discover names the feeds of a home page, best first: those that the page announces for feed readers, then those that it links to, then
// guesses. Feeds of comments, podcasts, authors and single sections come after the whole site's, those of other sites last.
func Discover(body []byte, pageURL string) []Candidate {
	page, err := url.Parse(pageURL)
	if err != nil || page.Host == "" {
		return nil
	}
	d := discoverer{converter: converter{ctx: context.Background(), base: page, doc: &Document{}}, page: page}
	d.read(utf8Text(body, ""))
	for i, path := range usualPlaces {
		d.add(Candidate{URL: d.link(path), Guessed: true}, 1000+i)
	}
	slices.SortStableFunc(d.all, func(a, b found) int { return cmp.Compare(a.rank, b.rank) })
	out := make([]Candidate, 0, len(d.all))
	for _, f := range d.all[:min(len(d.all), maxCandidates)] {
		out = append(out, f.Candidate)
	}
	return out
}

type discoverer struct {
	converter
	page *url.URL
	all  []found
}

// read walks through the tags of a page.
func (d *discoverer) read(body []byte) {
	z := html.NewTokenizer(bytes.NewReader(body))
	for len(d.all) < 10*maxCandidates {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := atom.Lookup(name)
			if tag != atom.Link && tag != atom.A && tag != atom.Base || !more {
				continue
			}
			attrs := map[string]string{}
			for more && len(attrs) < maxAttrs {
				var k, v []byte
				k, v, more = z.TagAttr()
				attrs[string(k)] = string(v)
			}
			d.tag(tag, attrs)
		}
	}
}

func (d *discoverer) tag(tag atom.Atom, attrs map[string]string) {
	href := d.link(attrs["href"])
	if href == "" {
		return
	}
	switch tag {
	case atom.Base:
		if u, err := url.Parse(href); err == nil {
			d.base = u
		}
	case atom.Link:
		kind, _, _ := strings.Cut(strings.ToLower(attrs["type"]), ";")
		format, ok := feedTypes[strings.TrimSpace(kind)]
		rels := strings.Fields(strings.ToLower(attrs["rel"]))
		if ok && (slices.Contains(rels, "alternate") || slices.Contains(rels, "feed")) && !strings.Contains(href, "/wp-json/") {
			d.add(Candidate{URL: href, Title: line(attrs["title"], maxTitle), Format: format}, 0)
		}
	case atom.A:
		if looksLikeFeed(href) {
			d.add(Candidate{URL: href, Title: line(attrs["title"], maxTitle)}, 300)
		}
	}
}

// looksLikeFeed judges a link by its address: one of the words that feeds are named by must be a whole part of it.
func looksLikeFeed(href string) bool {
	u, err := url.Parse(href)
	if err != nil {
		return false
	}
	if strings.HasPrefix(u.Hostname(), "feeds.") || strings.HasPrefix(u.Hostname(), "rss.") {
		return true
	}
	parts := strings.FieldsFunc(strings.ToLower(u.Path), func(r rune) bool { return strings.ContainsRune("/.-_", r) })
	for _, p := range parts {
		switch p {
		case "rss", "rss2", "feed", "atom", "rdf":
			return true
		}
	}
	return false
}

// lesser are words of feeds that hold less than the site's news, or something else; the number is how far back they are set.
var lesser = map[string]int{
	"comment": 600, "comments": 600, "kommentare": 600, "commentaires": 600, "comentarios": 600, "replies": 600,
	"podcast": 400, "podcasts": 400, "video": 400, "videos": 400, "audio": 400, "jobs": 400, "events": 400, "forum": 400,
	"author": 200, "tag": 100, "tags": 100, "category": 100, "topic": 100, "oembed": 2000,
}

// add keeps a candidate, unless its address is there already.
func (d *discoverer) add(c Candidate, rank int) {
	if c.URL == "" || slices.ContainsFunc(d.all, func(f found) bool { return f.URL == c.URL }) {
		return
	}
	words := strings.FieldsFunc(strings.ToLower(c.Title+" "+c.URL), func(r rune) bool { return !wordRune(r) })
	worst := 0
	for _, w := range words {
		worst = max(worst, lesser[w])
	}
	rank += worst
	if u, err := url.Parse(c.URL); err == nil {
		if outlet.RegistrableDomain(u.Hostname()) != outlet.RegistrableDomain(d.page.Hostname()) {
			rank += 150 // often a service that carries the site's feed, sometimes another site
		}
		rank += 5 * strings.Count(strings.Trim(u.Path, "/"), "/") // the shorter, the more general
	}
	if c.Format == JSON {
		rank += 2 // often without the full list of entries
	}
	d.all = append(d.all, found{c, rank})
}
