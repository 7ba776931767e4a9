package web

import (
	"net/url"
	"strings"

	"github.com/parallax-news/parallax/internal/news"
)

// links makes addresses of the site; its value is the path that the site lives under, "" at the root.
type links string

// To is the address of a path that begins with a slash.
func (l links) To(path string) string { return string(l) + path }

// Story is the canonical address of a story.
func (l links) Story(st *news.Story) string {
	if st.Slug == "" {
		return string(l) + "/story/" + st.ID.String()
	}
	return string(l) + "/story/" + st.ID.String() + "/" + url.PathEscape(st.Slug)
}

// Topic is the address of a topic's page.
func (l links) Topic(key string) string { return string(l) + "/topic/" + url.PathEscape(key) }

// Outlet is the address of an outlet's page.
func (l links) Outlet(domain string) string { return string(l) + "/outlet/" + url.PathEscape(domain) }

// Search is the address of the results for a query.
func (l links) Search(query string) string {
	return string(l) + "/search?q=" + url.QueryEscape(query)
}

// With is the address of a path with parameters; see withQuery.
func (l links) With(path string, pairs ...string) string { return withQuery(l.To(path), pairs...) }

// withQuery adds parameters to an address, given as name, value, name, value; those with an empty
// value are left out. The order is kept, so that a state has one address.
func withQuery(address string, pairs ...string) string {
	var b strings.Builder
	b.WriteString(address)
	sep := byte('?')
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			continue
		}
		b.WriteByte(sep)
		b.WriteString(url.QueryEscape(pairs[i]))
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(pairs[i+1]))
		sep = '&'
	}
	return b.String()
}

// outside returns the address of another site where it is http or https, else "". The fetcher stores
// no other; this is the second lock on the same door.
func outside(address string) string {
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return address
	}
	return ""
}
