package extract

import (
	"html"
	"net/url"
	"strings"

	"github.com/parallax-news/parallax/internal/text"
	"golang.org/x/net/publicsuffix"
)

// plain makes text of a metadata value that may hold entities or tags.
func plain(s string) string {
	if strings.ContainsRune(s, '&') {
		s = html.UnescapeString(s)
	}
	if strings.ContainsRune(s, '<') {
		s = untag(s)
	}
	return text.Clean(s)
}

// untag drops what stands between "<" and ">" where that looks like a tag.
func untag(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 || i+1 >= len(s) {
			b.WriteString(s)
			return b.String()
		}
		c := s[i+1] | 0x20
		j := strings.IndexByte(s[i:], '>')
		if j < 0 || c < 'a' && s[i+1] != '/' && s[i+1] != '!' || c > 'z' {
			b.WriteString(s[:i+1])
			s = s[i+1:]
			continue
		}
		b.WriteString(s[:i])
		b.WriteByte(' ')
		s = s[i+j+1:]
	}
}

// fold makes texts comparable: folded, white space and punctuation left out.
func fold(s string) string {
	return strings.Join(text.Words(s), " ")
}

// first is the first content of the first of these meta names that has one.
func (f *facts) first(names ...string) string {
	for _, name := range names {
		for _, v := range f.meta[name] {
			if s := plain(v); s != "" {
				return s
			}
		}
	}
	return ""
}

// metadata weighs what was found.
func (o Options) metadata(f *facts, g *graph, article record, u *url.URL) *Result {
	sites := siteNames(f, article, u)
	r := &Result{
		Title:       headline(f, article, sites),
		Author:      writer(f, g, article, sites),
		Language:    f.language(article, o),
		Canonical:   f.canonicalURL(u),
		Description: f.first("description", "og:description", "twitter:description"),
		Reservation: o.reservation(f),
	}
	if r.Description == "" {
		r.Description = article.text("description")
	}
	r.Section, r.Tags = f.subjects(g, article, sites)
	r.Opinion = opinion(article, r.Section, r.Title, g.crumbs(), u)
	r.Paywall = paywall(f, article)
	r.Published, r.Modified = o.dates(f, g, article, u, dateStyle(f, u, r.Language))
	return r
}

// language is what the page declares: a BCP 47 primary tag, or "".
func (f *facts) language(article record, o Options) string {
	for _, s := range []string{f.lang, article.text("inLanguage"), f.first("og:locale", "content-language", "language", "dc.language"), o.Header.Get("Content-Language")} {
		tag, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(s)), "_", "-"), "-")
		if len(tag) == 2 || len(tag) == 3 {
			return tag
		}
	}
	return ""
}

// canonicalURL is where the page says that it lives, if that is within its registrable domain: a page never speaks
// for another outlet.
func (f *facts) canonicalURL(page *url.URL) string {
	base := page
	if b, err := page.Parse(strings.TrimSpace(f.base)); err == nil {
		base = b
	}
	for _, s := range []string{f.canonical, f.first("og:url")} {
		u, err := base.Parse(strings.TrimSpace(s))
		if s == "" || err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
			continue
		}
		if !sameSite(u.Hostname(), page.Hostname()) || strings.Trim(u.Path, "/") == "" && strings.Trim(page.Path, "/") != "" {
			continue
		}
		u.Fragment = ""
		return u.String()
	}
	return ""
}

// sameSite tells whether two host names have the same registrable domain (public suffix list).
func sameSite(a, b string) bool {
	x, err := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(strings.TrimSuffix(a, ".")))
	if err != nil {
		return strings.EqualFold(a, b) && a != ""
	}
	y, err := publicsuffix.EffectiveTLDPlusOne(strings.ToLower(strings.TrimSuffix(b, ".")))
	return err == nil && x == y
}

// dateStyle is the language with its region, for dates such as 3/4/2021: English pages under a country's domain other
// than the United States, or with a region in their address ("/en-gb/"), write the day first.
func dateStyle(f *facts, u *url.URL, language string) string {
	declared := strings.ToLower(f.lang)
	if declared == "" {
		declared = strings.ToLower(f.first("og:locale"))
	}
	if len(declared) > 3 {
		return declared
	}
	if language != "" && language != "en" {
		return language
	}
	host := strings.ToLower(u.Hostname())
	if tld := host[strings.LastIndexByte(host, '.')+1:]; len(tld) == 2 && tld != "us" && tld != "ca" && tld != "ph" && tld != "io" && tld != "co" {
		return "en-" + tld
	}
	for part := range strings.SplitSeq(strings.ToLower(u.Path), "/") {
		if len(part) == 5 && strings.HasPrefix(part, "en-") {
			return part
		}
	}
	return language
}
