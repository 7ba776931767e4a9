package extract

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/markusmobius/go-trafilatura"
	"github.com/parallax-news/parallax/internal/text"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

const (
	maxElements = 40_000 // of a page whose text is sought, scripts and the like not counted
	shortText   = 400    // characters: under it a second opinion is asked
)

// readText fills in r.Text: trafilatura first, readability as a second opinion where the first is
// short, and JSON-LD's articleBody where both have less. It takes doc apart.
func (o Options) readText(doc *html.Node, f *facts, g *graph, u *url.URL, r *Result) {
	if shed(doc) > maxElements {
		r.Incomplete = "size"
		return
	}
	best := o.first(doc, r)
	if utf8.RuneCountInString(best) < shortText {
		if s := second(doc, u); utf8.RuneCountInString(s) > utf8.RuneCountInString(best) {
			best = s
		}
	}
	r.Text = best
}

// first is trafilatura's text. Its author and date fill in where ours are missing.
func (o Options) first(doc *html.Node, r *Result) string {
	opts := trafilatura.Options{ExcludeComments: true, HtmlDateMode: trafilatura.Disabled}
	if r.Published.IsZero() {
		opts.HtmlDateMode = trafilatura.Fast
	}
	found, err := trafilatura.ExtractDocument(doc, opts)
	if err != nil {
		return ""
	}
	if t := found.Metadata.Date; r.Published.IsZero() && o.plausible(t) {
		r.Published = t
	}
	if r.Author == "" {
		r.Author = authors([]string{found.Metadata.Author})
	}
	return lines(found.ContentNode)
}

// second is readability's text. It takes doc apart.
func second(doc *html.Node, u *url.URL) string {
	p := readability.NewParser()
	p.DisableJSONLD = true
	found, err := p.ParseAndMutate(doc, u)
	if err != nil || found.Node == nil {
		return ""
	}
	return lines(found.Node)
}

// shed removes what holds no text from the tree, so that readers that copy it have less to do, and counts
// the elements that are left.
func shed(n *html.Node) int {
	count := 0
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.CommentNode, c.Type == html.ElementNode && noText(c):
			n.RemoveChild(c)
		case c.Type == html.ElementNode:
			count += 1 + shed(c)
		}
		c = next
	}
	return count
}

// noText tells whether an element never holds an article's text.
func noText(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Svg, atom.Iframe, atom.Noscript, atom.Template, atom.Link, atom.Meta, atom.Select, atom.Datalist,
		atom.Object, atom.Embed, atom.Canvas, atom.Math, atom.Audio, atom.Video, atom.Map, atom.Textarea:
		return true
	}
	return hasAttr(n, "data-nosnippet") && n.DataAtom != atom.Body && n.DataAtom != atom.Article && n.DataAtom != atom.Main
}

// lines is the text under n with each block on a line of its own.
func lines(n *html.Node) string {
	var b strings.Builder
	addLines(&b, n)
	return text.CleanLines(b.String())
}

func addLines(b *strings.Builder, n *html.Node) {
	if n == nil {
		return
	}
	switch {
	case n.Type == html.TextNode:
		b.WriteString(flatten(n.Data))
		return
	case n.Type == html.ElementNode && (n.DataAtom == atom.Br || n.Data == "br"):
		b.WriteByte('\n')
		return
	}
	inline := inlineTag(n.DataAtom)
	if !inline {
		b.WriteByte('\n')
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		addLines(b, c)
	}
	if !inline {
		b.WriteByte('\n')
	}
}

// flatten replaces the line breaks within a run of text, which mean spaces in HTML.
func flatten(s string) string {
	if !strings.ContainsAny(s, "\n\r\u2028\u2029") {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\r', '\u2028', '\u2029':
			return ' '
		}
		return r
	}, s)
}
