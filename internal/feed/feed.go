// Package feed reads what outlets offer to feed readers: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed, CDF and news sitemaps; it finds
// feeds on home pages, reads and writes OPML, takes part in WebSub, gives addresses their canonical form and says when to ask a feed again.
//
// Everything is pure: bytes in, values out, no network and no clock. Input is taken for hostile: documents are decoded and
// mended before a parser sees them, within fixed limits (100 levels, 5,000 items, 64 KB a field), entities are not expanded, and
// all that comes out is plain text and http(s) addresses. Podcasts' sound files and other enclosures are not read.
package feed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// Formats of documents.
const (
	RSS     = "rss" // with RDF and CDF
	Atom    = "atom"
	JSON    = "json"
	Sitemap = "sitemap"
)

// patience is how long one document may take. Documents within the limits need less than a second.
const patience = 10 * time.Second

// Lengths of short fields in runes.
const (
	maxTitle = 500
	maxShort = 200 // author, category, language
	maxTags  = 32  // categories of an entry
)

// ErrNoFeed says that a document is none of the formats that are read.
var ErrNoFeed = errors.New("no feed")

// Document is a feed as it was read.
type Document struct {
	Format   string // RSS, Atom, JSON or Sitemap
	Title    string
	Link     string        // home page, "" unknown
	Language string        // BCP 47 primary tag, "" unknown
	Hub      string        // WebSub hub, "" none
	Self     string        // the feed's own address as it says, "" unknown
	TTL      time.Duration // how long the feed asks not to be asked again, 0 unknown
	Entries  []news.Entry  // in the feed's order, none twice
}

// Parse reads a feed. contentType is the HTTP header's value, baseURL the address that the feed came from. Relative links are completed by
// xml:base, else in RSS by the feed's home page when they begin with "/", else by baseURL; what cannot be completed stays
// relative, which only happens without a baseURL. Links that are not http or https are dropped.
// The error is ErrNoFeed (by errors.Is) when the document is something else.
func Parse(body []byte, contentType, baseURL string) (*Document, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	type result struct {
		doc *Document
		err error
	}
	done := make(chan result, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				done <- result{nil, fmt.Errorf("parsing feed %s: panic: %v", baseURL, p)}
			}
		}()
		doc, err := parse(ctx, body, contentType, baseURL)
		if err != nil {
			err = fmt.Errorf("parsing feed %s: %w", baseURL, err)
		}
		done <- result{doc, err}
	}()
	select {
	case r := <-done:
		return r.doc, r.err
	case <-ctx.Done():
		return nil, fmt.Errorf("parsing feed %s: not done after %v", baseURL, patience)
	}
}

func parse(ctx context.Context, body []byte, contentType, baseURL string) (*Document, error) {
	body = bytes.TrimSpace(utf8Text(body, contentType))
	if len(body) == 0 {
		return nil, fmt.Errorf("%w: empty", ErrNoFeed)
	}
	base, err := url.Parse(baseURL)
	if err != nil || base.Host == "" {
		base = nil
	}
	c := &converter{ctx: ctx, base: base, doc: &Document{}}
	if body[0] == '{' {
		return c.json(body)
	}
	mended, root, err := mend(body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoFeed, err)
	}
	switch root {
	case "rss", "rdf", "channel":
		err = c.rss(mended)
	case "feed":
		err = c.atom(mended)
	case "urlset":
		err = c.sitemap(mended)
	default:
		return nil, fmt.Errorf("%w: the document is <%s>", ErrNoFeed, root)
	}
	if err != nil {
		return nil, err
	}
	return c.doc, nil
}
