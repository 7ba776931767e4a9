package feed

import (
	"bytes"
	"fmt"
	"strings"

	goatom "github.com/mmcdole/gofeed/atom"
)

// atom reads Atom 1.0 (RFC 4287) and 0.3.
func (c *converter) atom(mended []byte) error {
	var p goatom.Parser
	f, err := p.Parse(bytes.NewReader(mended))
	if err != nil {
		return fmt.Errorf("as Atom: %w", err)
	}
	c.head(Atom, f.Title, alternate(f.Links), f.Language)
	for _, l := range f.Links {
		c.relation(l.Rel, l.Href)
	}
	c.doc.TTL = syndication(f.Extensions)
	authors := persons(f.Authors)
	for _, e := range f.Entries {
		id := value(e.Extensions, idSpace, "id")
		r := raw{
			guid: id, link: alternate(e.Links), title: e.Title, summary: e.Summary,
			author:    first(persons(e.Authors), authors),
			published: first(e.Published, value(e.Extensions, "dcterms", "issued"), value(e.Extensions, "dc", "date")),
			updated:   e.Updated,
		}
		if e.Content != nil && textual(e.Content.Type) {
			r.content = e.Content.Value
		}
		if r.link == "" && strings.HasPrefix(id, "http") {
			r.link = id
		}
		for _, cat := range e.Categories {
			r.categories = append(r.categories, first(cat.Label, cat.Term))
		}
		if err := c.add(r); err != nil {
			return err
		}
	}
	return nil
}

// alternate is the link to the page for readers: the first one that is HTML or does not say what it is, else the first.
func alternate(links []*goatom.Link) (href string) {
	for _, l := range links {
		if l.Rel != "alternate" || l.Href == "" {
			continue
		}
		if l.Type == "" || strings.Contains(l.Type, "html") {
			return l.Href
		}
		if href == "" {
			href = l.Href
		}
	}
	return href
}

// persons are names, separated by commas.
func persons(all []*goatom.Person) string {
	var names []string
	for _, p := range all {
		if n := name(p.Name); n != "" {
			names = append(names, n)
		}
	}
	return strings.Join(names, ", ")
}

// textual tells whether content of an Atom type is text: pictures and other files are not.
func textual(contentType string) bool {
	t := strings.ToLower(contentType)
	return !strings.Contains(t, "/") || strings.HasPrefix(t, "text/") || strings.Contains(t, "html") || strings.Contains(t, "xml")
}
