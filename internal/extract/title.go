package extract

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parallax-news/parallax/internal/text"
)

// How much a heading must be like a declared title (see likeness, measured with lab extract) to be taken instead of it, and to count
// as the place where the article starts.
const (
	sameTitle  = 0.7
	alikeTitle = 0.5
)

// headline chooses the page's title. What the page declares (JSON-LD headline, og:title, <title>, each without
// the site's name) is the measure: the h1 that says the same is taken, since it is what readers see; where no h1 agrees, the
// first declared title; where nothing is declared, the first h1 of the article.
func headline(f *facts, article record, sites map[string]bool) string {
	declared := declaredTitles(f, article, sites)
	best, score := -1, 0.0
	for k, h := range f.headings {
		for i, d := range declared {
			s := likeness(h.text, d) - 0.02*float64(i)
			if h.aside {
				s -= 0.2
			}
			if h.lower {
				s -= 0.3
			}
			if s > score {
				best, score = k, s
			}
		}
	}
	if score >= alikeTitle {
		f.chosen = best
	}
	switch {
	case score >= sameTitle:
		heading := stripSite(f.headings[best].text, sites, false)
		says := func(s string) bool {
			return slices.ContainsFunc(declared, func(d string) bool { return fold(d) == fold(s) })
		}
		if s := stripSite(heading, sites, true); !says(heading) && fold(heading) != fold(f.title) && says(s) {
			return s
		}
		return heading
	case len(declared) > 0:
		return declared[0]
	}
	return f.anyHeading()
}

// declaredTitles are the titles that the page's metadata gives, best first. Only <title> is meant to carry more than the
// headline, so only there a part that looks like the site's name is taken for it.
func declaredTitles(f *facts, article record, sites map[string]bool) []string {
	var titles []string
	for _, s := range []string{
		article.text("headline"), f.first("og:title"), f.first("twitter:title"),
		f.first("parsely-title", "sailthru.title", "dc.title", "dcterms.title", "citation_title"), f.title, article.text("name"),
	} {
		if s == f.title {
			s = f.unsigned(sites)
		} else {
			s = stripSite(s, sites, false)
		}
		if s != "" {
			titles = append(titles, s)
		}
	}
	return titles
}

// unsigned is <title> without the site's name: the h1 that makes up most of it, else what stripSite leaves.
func (f *facts) unsigned(sites map[string]bool) string {
	title := fold(f.title)
	for _, h := range f.headings {
		s := fold(h.text)
		if !h.lower && len(s)*2 > len(title) && strings.Contains(title, s) && !names(sites, h.text) {
			return stripSite(h.text, sites, false)
		}
	}
	return stripSite(f.title, sites, true)
}

// anyHeading is the first h1 that looks like the article's.
func (f *facts) anyHeading() string {
	for k, h := range f.headings {
		if h.lower {
			continue
		}
		if article := !h.aside && (h.headline || h.article); article || f.chosen < 0 {
			f.chosen = k
			if article {
				break
			}
		}
	}
	if f.chosen < 0 {
		return ""
	}
	return f.headings[f.chosen].text
}

// likeness is the share of words that two titles have in common (Dice), from 0 to 1.
func likeness(a, b string) float64 {
	x, y := text.Words(a), text.Words(b)
	if len(x)+len(y) == 0 {
		return 0
	}
	count := map[string]int{}
	for _, w := range x {
		count[w]++
	}
	shared := 0
	for _, w := range y {
		if count[w] > 0 {
			count[w]--
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(x)+len(y))
}

// siteNames are the folded names by which the site may sign its titles.
func siteNames(f *facts, article record, u *url.URL) map[string]bool {
	names := map[string]bool{}
	for _, s := range []string{f.first("og:site_name"), f.first("application-name"), f.first("twitter:site"), article.text("publisher"), f.first("publisher", "copyright")} {
		names[squash(s)] = true
	}
	host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	names[squash(host)] = true
	for label := range strings.SplitSeq(host, ".") {
		if len(label) > 3 {
			names[squash(label)] = true
		}
	}
	delete(names, "")
	return names
}

// squash keeps a folded text's letters and digits only.
func squash(s string) string { return strings.ReplaceAll(fold(s), " ", "") }

// titleBreak is what stands between the parts of a title, e.g. between headline and site.
var titleBreak = regexp.MustCompile(`\s+[-–—:]\s+|\s*[|•·»›«]\s*|\s+::\s+|\s+@\s+|\s+/+\s+|\s+[*~]\s+`)

// stripSite takes the parts that name the site off the ends of a title; with guess also those that look like the name of a site or section.
func stripSite(title string, sites map[string]bool, guess bool) string {
	for {
		if i := hanSignature(title); guess && i > 0 {
			title = title[:i]
		}
		breaks := titleBreak.FindAllStringIndex(title, -1)
		if len(breaks) == 0 {
			return strings.TrimSpace(title)
		}
		first, last := breaks[0], breaks[len(breaks)-1]
		head, rest := title[:first[0]], title[first[1]:]
		front, tail := title[:last[0]], title[last[1]:]
		sign, sign0 := strings.TrimSpace(title[last[0]:last[1]]), strings.TrimSpace(title[first[0]:first[1]])
		switch {
		case front == "" || names(sites, tail) || guess && signature(sign, front, tail):
			if front == "" {
				return strings.TrimSpace(tail)
			}
			title = front
		case names(sites, head) || guess && label(sign0, head, rest):
			title = rest
		default:
			return strings.TrimSpace(title)
		}
	}
}

// signature tells whether tail, after a sign such as "|", is so much shorter than the front that it is no part of the headline.
func signature(sign, front, tail string) bool {
	x, y := len(text.Words(front)), len(text.Words(tail))
	switch sign {
	case "|", "•", "·", "»", "›", "::":
		return x >= 3 && y <= x
	case "-", "–", "—":
		return x >= 4 && y <= 3
	}
	return false
}

// hanSignature is where the site's name starts in a Chinese title, which sets it off with "-" or "_" and no spaces; -1 without one.
func hanSignature(title string) int {
	i := strings.LastIndexAny(title, "-_—")
	if i < 0 {
		return -1
	}
	_, size := utf8.DecodeRuneInString(title[i:])
	tail := title[i+size:]
	r, _ := utf8.DecodeRuneInString(tail)
	if n := utf8.RuneCountInString(tail); !unicode.Is(unicode.Han, r) || n > 8 || n*2 > utf8.RuneCountInString(title[:i]) {
		return -1
	}
	return i
}

// label tells whether head, before a sign such as "»", is a section's name and not part of the headline.
func label(sign, head, rest string) bool {
	switch sign {
	case "|", "•", "·", "»", "›", "::":
		return len(text.Words(head)) <= 2 && len(text.Words(rest)) >= 3
	}
	return false
}

// names tells whether part is one of the site's names, or a longer form of one.
func names(sites map[string]bool, part string) bool {
	s := squash(part)
	if sites[s] {
		return true
	}
	if len(text.Words(part)) > 5 {
		return false
	}
	for site := range sites {
		if len(site) >= 5 && strings.Contains(s, site) {
			return true
		}
	}
	return false
}
