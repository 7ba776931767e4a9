package feed

import (
	"context"
	"net/url"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

// converter makes a Document of what a parser gave.
type converter struct {
	ctx  context.Context
	base *url.URL // address of the feed, nil unknown
	home *url.URL // its home page, nil unknown
	doc  *Document
	seen map[entryKey]bool
}

// entryKey is what makes an entry another one within a document.
type entryKey struct{ guid, url, title string }

// raw is an entry before it is made plain: HTML, links and dates as they stand.
type raw struct {
	guid, link, title, summary, content, author, language string
	published, updated                                    string
	categories                                            []string
}

// head sets what concerns the feed as a whole; home must be set before links of entries are completed.
func (c *converter) head(format, title, link, language string) {
	c.doc.Format = format
	c.doc.Title = line(title, maxTitle)
	c.doc.Link = c.link(link)
	c.doc.Language = primary(language)
	if u, err := url.Parse(c.doc.Link); err == nil && u.Host != "" {
		c.home = u
	}
}

// add makes an entry plain and keeps it, unless the very same one is there.
func (c *converter) add(r raw) error {
	if err := c.ctx.Err(); err != nil {
		return err
	}
	e := news.Entry{
		GUID:      text.Cut(text.Clean(r.guid), 2*maxTitle),
		URL:       c.link(r.link),
		Title:     line(r.title, maxTitle),
		Summary:   plain(r.summary),
		Content:   plain(r.content),
		Author:    line(r.author, maxShort),
		Language:  primary(r.language),
		Published: Date(r.published),
		Updated:   Date(r.updated),
	}
	if e.Language == "" {
		e.Language = c.doc.Language
	}
	if e.Published.IsZero() {
		e.Published = e.Updated
	}
	for _, s := range r.categories {
		if s = line(s, maxShort); s != "" && len(e.Categories) < maxTags {
			e.Categories = append(e.Categories, s)
		}
	}
	key := entryKey{e.GUID, e.URL, e.Title}
	if c.seen[key] && (e.GUID != "" || e.URL != "") {
		return nil
	}
	if c.seen == nil {
		c.seen = map[entryKey]bool{}
	}
	c.seen[key] = true
	c.doc.Entries = append(c.doc.Entries, e)
	return nil
}

// link completes an address; "" when it is none that a reader may follow.
func (c *converter) link(s string) string {
	u := parseLink(s)
	if u == nil {
		return ""
	}
	if !u.IsAbs() {
		base := c.base
		if c.doc.Format == RSS && c.home != nil && strings.HasPrefix(u.Path, "/") {
			base = c.home // RSS has no rule; its files often lie on another host than the pages
		}
		if base == nil {
			return u.String()
		}
		u = base.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return ""
	}
	return u.String()
}

// parseLink reads an address, absolute or not, in which no scheme but http and https is hidden; nil when it is not one.
func parseLink(s string) *url.URL {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.TrimSpace(s))
	if s == "" || len(s) > maxAddress {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil {
		u, err = url.Parse(percents(s))
	}
	if err != nil || u.Opaque != "" || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return nil
	}
	u.User = nil
	return u
}

// percents escapes percent signs that escape nothing, as in "/100%-sure".
func percents(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		if s[i] == '%' && (i+2 >= len(s) || !hexDigit(s[i+1]) || !hexDigit(s[i+2])) {
			b.WriteString("25")
		}
	}
	return b.String()
}

func hexDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// primary is the primary tag of a language: "en" of "en-US" or "en_us"; "" when it is none.
func primary(language string) string {
	tag, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(language)), "_", "-"), "-")
	if len(tag) < 2 || len(tag) > 3 || strings.Trim(tag, "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return tag
}

// atomLinks are the Atom links inside of another format.
func (c *converter) atomLinks(x ext.Extensions) {
	for _, prefix := range []string{"atom", "atom03"} {
		for _, l := range x[prefix]["link"] {
			c.relation(l.Attrs["rel"], l.Attrs["href"])
		}
	}
}

// relation keeps a link of the feed by what it is to the feed.
func (c *converter) relation(rel, href string) {
	switch strings.ToLower(rel) {
	case "hub":
		if c.doc.Hub == "" {
			c.doc.Hub = c.link(href)
		}
	case "self":
		if c.doc.Self == "" {
			c.doc.Self = c.link(href)
		}
	}
}

// first is the first string that is not empty.
func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// value is the text of the first extension element of that name.
func value(x ext.Extensions, prefix, name string) string {
	if all := x[prefix][name]; len(all) > 0 {
		return all[0].Value
	}
	return ""
}

// values are the texts of all extension elements of that name.
func values(x ext.Extensions, prefix, name string) (all []string) {
	for _, e := range x[prefix][name] {
		all = append(all, e.Value)
	}
	return all
}

// syndication is the time between updates by RSS 1.0's syndication module, 0 unknown.
func syndication(x ext.Extensions) time.Duration {
	periods := map[string]time.Duration{
		"hourly": time.Hour, "daily": day, "weekly": 7 * day, "monthly": 30 * day, "yearly": 365 * day,
	}
	period := periods[strings.ToLower(strings.TrimSpace(value(x, "sy", "updatePeriod")))]
	return period / time.Duration(max(number(value(x, "sy", "updateFrequency")), 1))
}
