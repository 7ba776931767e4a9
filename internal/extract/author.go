package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parallax-news/parallax/internal/text"
)

const (
	maxAuthors    = 12
	maxAuthorName = 60 // runes; longer ones are sentences
)

// authorMeta are meta tags that name authors, best first.
var authorMeta = []string{
	"author", "article:author", "parsely-author", "byl", "dc.creator", "dcterms.creator", "sailthru.author", "citation_author", "article:author:name",
	"cxenseparse:author", "creator", "twitter:creator:name",
}

// writer finds the names of those who wrote the article: JSON-LD, meta tags, then what the markup calls author or byline. A
// name of the site itself counts only where nobody else is named.
func writer(f *facts, g *graph, article record, sites map[string]bool) string {
	lists := [][]string{g.authors(article)}
	for _, name := range authorMeta {
		lists = append(lists, f.meta[name])
	}
	for rank := range lastByline + 1 {
		for _, b := range f.bylines {
			if b.rank == rank {
				lists = append(lists, []string{b.text})
			}
		}
	}
	var house string
	for _, list := range lists {
		names := authorNames(list)
		people := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return sites[squash(n)] })
		if len(people) > 0 {
			return strings.Join(people, ", ")
		}
		if house == "" && len(names) > 0 {
			house = names[0]
		}
	}
	return house
}

// authorNames makes clean names of texts that hold one or several.
func authorNames(texts []string) []string {
	var names []string
	for _, s := range texts {
		if s = plain(s); strings.Contains(s, "://") {
			continue
		}
		s = bylineEnd(bylineStart(s))
		for part := range strings.FieldsFuncSeq(separateNames(s), func(r rune) bool { return strings.ContainsRune(";|·•/\n", r) }) {
			name := strings.Trim(part, " ,.-–—:_")
			if strings.HasSuffix(part, "r.") { // Jr., Sr.
				name += "."
			}
			if isName(name) && !slices.Contains(names, name) && len(names) < maxAuthors {
				names = append(names, name)
			}
		}
	}
	return names
}

// bylineWords introduce a name in bylines.
var bylineWords = []string{
	"view all posts by", "posts by", "more by", "all posts by", "written by", "posted by", "published by", "words by", "story by", "reported by", "analysis by",
	"by:", "by", "von", "par", "auteur", "autor:", "autor", "autore", "author:", "author", "por", "escrito por", "di", "door", "af", "av", "text:", "text von",
	"a cura di", "ein artikel von", "eine kolumne von", "propos recueillis par", "автор:", "автор", "przez", "redaktion:", "from",
}

// bylineStart drops the words before the name.
func bylineStart(s string) string {
	for again := true; again; {
		again = false
		for _, w := range bylineWords {
			if len(s) > len(w) && strings.EqualFold(s[:len(w)], w) && !unicode.IsLetter(rune(s[len(w)])) && s[len(w)] < utf8.RuneSelf {
				s, again = strings.TrimLeft(s[len(w):], " :"), true
			}
		}
	}
	return s
}

// bylineEnd cuts off what follows a name: dates, counts, roles after a dash, addresses.
func bylineEnd(s string) string {
	for {
		open := strings.Index(s, " (")
		if open < 0 {
			break
		}
		end := strings.IndexByte(s[open:], ')')
		if end < 0 {
			s = s[:open]
			break
		}
		s = s[:open] + s[open+end+1:]
	}
	for _, mark := range []string{" - ", " – ", " — ", " @", "[at]", " on ", " am ", " | ", " in "} {
		if i := strings.Index(s, mark); i > 0 {
			s = s[:i]
		}
	}
	if i := strings.IndexFunc(s, unicode.IsDigit); i > 0 && strings.Contains(s[:i], " ") {
		s = s[:i]
		if j := strings.LastIndexAny(s, ",|·"); j > 0 {
			s = s[:j]
		} else if w := strings.Fields(s); len(w) > 2 && monthNamed(text.Fold(strings.Trim(w[len(w)-1], ".,"))) > 0 {
			s = strings.Join(w[:len(w)-1], " ")
		}
	}
	return s
}

// separateNames puts ";" between names that are joined by words or commas.
func separateNames(s string) string {
	for _, and := range []string{" and ", " & ", " und ", " et ", " y ", " e ", " en ", " och ", " og ", " i ", " и "} {
		s = strings.ReplaceAll(s, and, ";")
	}
	parts := strings.Split(s, ",")
	for i, p := range parts {
		if len(strings.Fields(p)) < 2 && !(i > 0 && strings.TrimSpace(p) == "") { // "Fenwick, Ida" and "J. Doe, Jr."
			return s
		}
	}
	return strings.Join(parts, ";")
}

// noNames are texts that stand where names do.
var noNames = map[string]bool{
	"admin": true, "administrator": true, "follow": true, "unknown": true, "none": true, "null": true, "author": true, "staff": true, "human": true,
	"editor": true, "guest": true, "anonymous": true, "wordpressadmin": true, "datum": true, "website": true, "webmaster": true, "advertisement": true,
	"share": true, "published": true, "updated": true, "posted": true, "default": true, "facebook": true, "twitter": true,
}

func isName(s string) bool {
	n := utf8.RuneCountInString(s)
	if n < 2 || n > maxAuthorName || noNames[text.Fold(s)] || len(strings.Fields(s)) > 7 {
		return false
	}
	return strings.IndexFunc(s, unicode.IsLetter) >= 0 && !strings.ContainsAny(s, "{}<>=@\\") && !strings.Contains(s, ".com")
}
