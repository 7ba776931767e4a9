package web

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// robots tells other robots what we ask of them: all pages are theirs to read, but searches have no end and the API is
// for programs that know what they want (RFC 9309).
func (s *Server) robots(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	fmt.Fprintf(w, "User-agent: *\nAllow: /\nDisallow: %s\nDisallow: %s\n\nSitemap: %s\n",
		s.links.To("/search"), s.links.To("/api/"), s.absolute(s.links.To("/sitemap.xml")))
}

// sitemapStories is how many stories the sitemap names, the newest. Older ones are found through the archive.
const sitemapStories = 200

// sitemapURL is an address of a sitemap, in the form of https://www.sitemaps.org/protocol.html.
type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// sitemap names the lists and the newest stories.
func (s *Server) sitemap(w http.ResponseWriter, r *http.Request) error {
	stories, err := s.lib.Stories(r.Context(), news.StoryFilter{Order: news.ByUpdated, Limit: sitemapStories})
	if err != nil {
		return err
	}
	var urls []sitemapURL
	for _, path := range []string{"/", "/topics", "/blindspots", "/outlets", "/archive", "/methodology", "/about"} {
		urls = append(urls, sitemapURL{Loc: s.absolute(s.links.To(path))})
	}
	for i := range stories {
		urls = append(urls, sitemapURL{s.absolute(s.links.Story(&stories[i])), stories[i].Updated.UTC().Format(time.RFC3339)})
	}
	body, err := xml.Marshal(struct {
		XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []sitemapURL `xml:"url"`
	}{URLs: urls})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	_, err = w.Write(append([]byte(xml.Header), body...))
	return err
}
