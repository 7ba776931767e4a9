package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/parallax-news/parallax/internal/text"
)

// furniture are words in the class or id of what surrounds an article.
var furniture = words("ad ads advert advertisement banner breadcrumb breadcrumbs byline comment comments consent cookie cookies gdpr menu meta nav navbar " +
	"newsletter paywall promo promotion recommended related share sharing sidebar signup social subscribe tags teaser toolbar")

// bodies are classes and ids that publishers give to the text of an article.
var bodies = words("article-body article__body article-content article__content article-text article_body articlebody body-content content-body " +
	"entry-content post-content story-body story-content story__body story-text td-post-content wysiwyg")

func words(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}

// shortText is the text of a page with few long paragraphs, where the page says by its markup which element is the article.
// The readers choose by length, so that on such pages they often take what surrounds the article for it. ok is false
// where the page does not say.
func shortText(doc *html.Node) (body string, ok bool) {
	n := articleElement(doc)
	if n == nil {
		return "", false
	}
	var b strings.Builder
	addParagraphs(&b, n)
	return text.CleanLines(b.String()), true
}

// longNoise is the length in bytes from which a line is taken for an article's own, not for furniture.
const longNoise = 120

// onlyNoise tells whether all that a reader's text has beyond the article element's is short lines.
func onlyNoise(best, short string) bool {
	own := lettersOf(short)
	for line := range strings.SplitSeq(best, "\n") {
		if len(line) >= longNoise && !strings.Contains(own, lettersOf(line)) {
			return false
		}
	}
	return true
}

// articleElement is the element that holds the article's text by its microdata, its name, or as the only one of its kind; nil
// where there is none.
func articleElement(doc *html.Node) *html.Node {
	var byName, articles []*html.Node
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type != html.ElementNode || isFurniture(c) {
				continue
			}
			switch {
			case strings.EqualFold(attr(c, "itemprop"), "articleBody"), labelled(c, bodies):
				byName = append(byName, c)
			case c.DataAtom == atom.Article:
				articles = append(articles, c)
			}
			walk(c)
		}
	}
	walk(doc)
	switch {
	case len(byName) > 0:
		return byName[0]
	case len(articles) == 1:
		return articles[0]
	}
	return nil
}

// addParagraphs adds the paragraphs under n, and text that stands in none; its title, dates and furniture are left out.
func addParagraphs(b *strings.Builder, n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(flatten(c.Data))
		case c.Type != html.ElementNode || isFurniture(c):
		case c.DataAtom == atom.P:
			addLines(b, c)
		case inlineTag(c.DataAtom):
			addParagraphs(b, c)
		default:
			b.WriteByte('\n')
			addParagraphs(b, c)
			b.WriteByte('\n')
		}
	}
}

// isFurniture tells whether an element surrounds an article's text rather than holding it.
func isFurniture(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Nav, atom.Aside, atom.Footer, atom.Header, atom.Form, atom.Button, atom.Time, atom.Figure, atom.H1:
		return true
	}
	return labelled(n, furniture)
}

// labelled tells whether the element's classes or id hold one of the words, as a whole or between dashes.
func labelled(n *html.Node, set map[string]bool) bool {
	for _, name := range strings.Fields(strings.ToLower(attr(n, "class") + " " + attr(n, "id"))) {
		if set[name] {
			return true
		}
		for part := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '-' || r == '_' }) {
			if set[part] {
				return true
			}
		}
	}
	return false
}
