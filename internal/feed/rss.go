package feed

import (
	"bytes"
	"fmt"
	"net/mail"
	"strconv"
	"strings"
	"time"

	gorss "github.com/mmcdole/gofeed/rss"
)

// rss reads RSS of all versions, with the Dublin Core, content, syndication and Atom elements that it comes with.
func (c *converter) rss(mended []byte) error {
	var p gorss.Parser
	f, err := p.Parse(bytes.NewReader(mended))
	if err != nil {
		return fmt.Errorf("as RSS: %w", err)
	}
	x := f.Extensions
	alternate := ""
	for _, l := range x["atom"]["link"] {
		if rel := l.Attrs["rel"]; alternate == "" && (rel == "" || rel == "alternate") {
			alternate = l.Attrs["href"]
		}
	}
	c.head(RSS, first(f.Title, value(x, "dc", "title")), first(f.Link, alternate), first(f.Language, value(x, "dc", "language")))
	c.atomLinks(x)
	c.doc.TTL = time.Duration(number(f.TTL)) * time.Minute
	if c.doc.TTL == 0 {
		c.doc.TTL = syndication(x)
	}
	for _, it := range f.Items {
		if err := c.add(rssItem(it)); err != nil {
			return err
		}
	}
	return nil
}

func rssItem(it *gorss.Item) raw {
	x := it.Extensions
	r := raw{
		title:    first(it.Title, value(x, "dc", "title"), value(x, "media", "title"), value(x, "atom", "title")),
		link:     it.Link,
		summary:  first(it.Description, value(x, "dc", "description"), value(x, "atom", "summary"), value(x, "itunes", "summary"), value(x, "media", "description")),
		content:  first(it.Content, value(x, "atom", "content")),
		author:   first(name(it.Author), name(value(x, "dc", "creator")), name(value(x, "dc", "author")), name(value(x, "itunes", "author"))),
		language: value(x, "dc", "language"),
		published: first(it.PubDate, value(x, "dcterms", "issued"), value(x, "dcterms", "created"), value(x, "dcterms", "available"),
			value(x, "dc", "date"), value(x, "atom", "published")),
		updated: first(value(x, "dcterms", "modified"), value(x, "atom", "updated"), value(x, "dc", "date")),
	}
	if authors := x["atom"]["author"]; r.author == "" && len(authors) > 0 {
		if names := authors[0].Children["name"]; len(names) > 0 {
			r.author = names[0].Value
		}
	}
	if it.GUID != nil {
		r.guid = it.GUID.Value
		if r.link == "" && !strings.EqualFold(it.GUID.IsPermalink, "false") && strings.HasPrefix(r.guid, "http") {
			r.link = r.guid
		}
	}
	for _, l := range x["atom"]["link"] {
		if rel := l.Attrs["rel"]; r.link == "" && (rel == "" || rel == "alternate") {
			r.link = l.Attrs["href"]
		}
	}
	for _, cat := range it.Categories {
		r.categories = append(r.categories, cat.Value)
	}
	r.categories = append(r.categories, values(x, "dc", "subject")...)
	return r
}

// name takes the name out of an author, which RSS wants as "address (name)"; an address alone is no name.
func name(author string) string {
	author = strings.TrimSpace(author)
	if !strings.Contains(author, "@") {
		return author
	}
	if a, err := mail.ParseAddress(author); err == nil {
		if a.Name != "" {
			return a.Name
		}
	}
	before, after, _ := strings.Cut(author, "(")
	inside, _, _ := strings.Cut(after, ")")
	for _, part := range []string{inside, before} {
		if part = strings.TrimSpace(part); part != "" && !strings.Contains(part, "@") {
			return part
		}
	}
	return ""
}

// number reads a whole number from 0 to a million, 0 when it is none.
func number(s string) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 || n > 1_000_000 {
		return 0
	}
	return n
}
