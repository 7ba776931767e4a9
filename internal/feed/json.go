package feed

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"strings"
)

// jsonFeed is JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/). Fields that feeds are known to fill with another type are read as loose.
type jsonFeed struct {
	Version     loose             `json:"version"`
	Title       loose             `json:"title"`
	HomePageURL loose             `json:"home_page_url"`
	FeedURL     loose             `json:"feed_url"`
	Language    loose             `json:"language"`
	Author      jsonPeople        `json:"author"`
	Authors     jsonPeople        `json:"authors"`
	Hubs        json.RawMessage   `json:"hubs"`
	Items       []json.RawMessage `json:"items"`
}

type jsonItem struct {
	ID            loose      `json:"id"`
	URL           loose      `json:"url"`
	ExternalURL   loose      `json:"external_url"`
	Title         loose      `json:"title"`
	ContentHTML   loose      `json:"content_html"`
	ContentText   loose      `json:"content_text"`
	Summary       loose      `json:"summary"`
	DatePublished loose      `json:"date_published"`
	DateModified  loose      `json:"date_modified"`
	Language      loose      `json:"language"`
	Author        jsonPeople `json:"author"`
	Authors       jsonPeople `json:"authors"`
	Tags          jsonTags   `json:"tags"`
}

// loose is a string that may come as a number; any other type is read as "".
type loose string

func (l *loose) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		*l = loose(cutBytes([]byte(s), maxField))
		return nil
	}
	var n json.Number
	if json.Unmarshal(b, &n) == nil {
		*l = loose(n)
	}
	return nil
}

// jsonPeople are the names of one author or of several.
type jsonPeople string

func (p *jsonPeople) UnmarshalJSON(b []byte) error {
	type person struct {
		Name loose `json:"name"`
	}
	var all []person
	if json.Unmarshal(b, &all) != nil {
		var one person
		if json.Unmarshal(b, &one) != nil {
			return nil
		}
		all = []person{one}
	}
	var names []string
	for _, a := range all {
		if a.Name != "" {
			names = append(names, string(a.Name))
		}
	}
	*p = jsonPeople(strings.Join(names, ", "))
	return nil
}

// jsonTags are the tags that are strings.
type jsonTags []string

func (t *jsonTags) UnmarshalJSON(b []byte) error {
	var all []loose
	if json.Unmarshal(b, &all) != nil {
		return nil
	}
	for _, s := range all {
		*t = append(*t, html.EscapeString(string(s)))
	}
	return nil
}

// json reads JSON Feed. An item that cannot be read is left out; the others stand.
func (c *converter) json(body []byte) (*Document, error) {
	var f jsonFeed
	if err := json.Unmarshal(body, &f); err != nil {
		return nil, fmt.Errorf("as JSON Feed: %w", err)
	}
	if !strings.Contains(string(f.Version), "jsonfeed.org") && (f.Items == nil || f.Version == "" && f.FeedURL == "" && f.HomePageURL == "") {
		return nil, fmt.Errorf("%w: JSON without version or items", ErrNoFeed)
	}
	c.head(JSON, escaped(f.Title), string(f.HomePageURL), string(f.Language))
	c.relation("self", string(f.FeedURL))
	var hubs []struct {
		Type string `json:"type"`
		URL  string `json:"url"`
	}
	if json.Unmarshal(f.Hubs, &hubs) == nil {
		for _, h := range hubs {
			if strings.EqualFold(h.Type, "websub") {
				c.relation("hub", h.URL)
			}
		}
	}
	author := first(string(f.Authors), string(f.Author))
	bad := 0
	for _, message := range f.Items[:min(len(f.Items), maxItems)] {
		var it jsonItem
		if json.Unmarshal(message, &it) != nil {
			bad++
			continue
		}
		if err := c.add(it.raw(author)); err != nil {
			return nil, err
		}
	}
	if bad > 0 && len(c.doc.Entries) == 0 {
		return nil, errors.New("as JSON Feed: no item is an object")
	}
	return c.doc, nil
}

func (it jsonItem) raw(author string) raw {
	return raw{
		guid: string(it.ID), link: first(string(it.URL), string(it.ExternalURL)), title: escaped(it.Title),
		summary: escaped(it.Summary), content: first(string(it.ContentHTML), escaped(it.ContentText)),
		author:    escaped(loose(first(string(it.Authors), string(it.Author), author))),
		published: string(it.DatePublished), updated: string(it.DateModified),
		language: string(it.Language), categories: it.Tags,
	}
}

// escaped makes HTML of plain text, which JSON Feed has everywhere but in content_html.
func escaped(s loose) string { return strings.ReplaceAll(html.EscapeString(string(s)), "\n", "<br>") }
