package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/parallax-news/parallax/internal/text"
)

// headline is the page's title: ...
func headline(f *facts, article record) string {
	ld := ""
	if article != nil {
		ld = article.text("headline")
		if ld == "" {
			ld = article.text("name")
		}
	}
	og := f.first("og:title", "twitter:title")
	site := f.first("og:site_name")
	for _, h := range f.headings {
		if !h.aside && (h.headline || h.article) {
			return h.text
		}
	}
	for _, s := range []string{ld, og, f.title} {
		if s = stripSite(s, site); s != "" {
			return s
		}
	}
	if len(f.headings) > 0 {
		return f.headings[0].text
	}
	return ""
}

var titleParts = regexp.MustCompile(`\s+(?:[|•·»›–—-]|::|\\\\)\s+`)

// stripSite takes the site's name off a title.
func stripSite(title, site string) string {
	parts := titleParts.FindAllStringIndex(title, -1)
	if len(parts) == 0 {
		return title
	}
	last := parts[len(parts)-1]
	head, tail := title[:last[0]], title[last[1]:]
	if site != "" && text.Fold(tail) == text.Fold(site) || utf8.RuneCountInString(tail) < utf8.RuneCountInString(head)/2 {
		return strings.TrimSpace(head)
	}
	return title
}
