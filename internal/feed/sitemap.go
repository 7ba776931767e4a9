package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// sitemapURL is an address of a sitemap (https://www.sitemaps.org/protocol.html) with its news
// (https://www.google.com/schemas/sitemap-news/0.9).
type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod"`
	News    *struct {
		Publication struct {
			Name     string `xml:"name"`
			Language string `xml:"language"`
		} `xml:"publication"`
		Date     string `xml:"publication_date"`
		Title    string `xml:"title"`
		Keywords string `xml:"keywords"`
	} `xml:"news"`
}

// sitemap reads a news sitemap, address by address. Addresses without news are left out: they are no entries.
func (c *converter) sitemap(mended []byte) error {
	d := xml.NewDecoder(bytes.NewReader(mended))
	d.Strict = false
	plainURLs := 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("as sitemap: %w", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "url" {
			continue
		}
		var u sitemapURL
		if err := d.DecodeElement(&u, &start); err != nil {
			return fmt.Errorf("as sitemap: %w", err)
		}
		if u.News == nil {
			plainURLs++
			continue
		}
		if c.doc.Format == "" {
			c.head(Sitemap, u.News.Publication.Name, "", u.News.Publication.Language)
		}
		err = c.add(raw{
			link: u.Loc, title: u.News.Title, published: u.News.Date, updated: u.LastMod,
			language: u.News.Publication.Language, categories: strings.Split(u.News.Keywords, ","),
		})
		if err != nil {
			return err
		}
	}
	if len(c.doc.Entries) == 0 && plainURLs > 0 {
		return fmt.Errorf("%w: a sitemap without news", ErrNoFeed)
	}
	c.doc.Format = Sitemap
	return nil
}
