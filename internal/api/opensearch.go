package api

import (
	"encoding/xml"
	"fmt"
	"net/http"
)

// openSearchPath is where browsers find how to search the site.
const openSearchPath = "/opensearch.xml"

// openSearch is an OpenSearch 1.1 description: with it a browser offers the site, and what it suggests,
// in its own search field.
type openSearch struct {
	XMLName     xml.Name        `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
	ShortName   string          // at most 16 characters
	Description string          // at most 1024 characters
	Encoding    string          `xml:"InputEncoding"`
	URLs        []openSearchURL `xml:"Url"`
}

type openSearchURL struct {
	Type     string `xml:"type,attr"`
	Template string `xml:"template,attr"`
	Rel      string `xml:"rel,attr,omitempty"`
}

// serveOpenSearch writes the description once.
func (s *Server) serveOpenSearch() error {
	name := []rune(s.opts.Name)
	body, err := xmlBytes(openSearch{
		ShortName: string(name[:min(len(name), 16)]), Description: "Stories and articles of " + s.opts.Name, Encoding: "UTF-8",
		URLs: []openSearchURL{
			{Type: "text/html", Template: s.link("/search?q={searchTerms}")},
			{Type: "application/x-suggestions+json", Template: s.link("/search/suggest?q={searchTerms}"), Rel: "suggestions"},
			{Type: "application/rss+xml", Template: s.link("/search/feed.rss?q={searchTerms}")},
		},
	})
	if err != nil {
		return fmt.Errorf("describing the search: %w", err)
	}
	s.mux.HandleFunc("GET "+openSearchPath, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/opensearchdescription+xml")
		w.Header().Set("Cache-Control", "public, max-age=86400")
		w.Write(body)
	})
	return nil
}
