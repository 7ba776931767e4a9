package extract

import (
	"net/url"
	"strings"
	"unicode"

	"codeberg.org/readeck/go-readability/v2"
	"github.com/markusmobius/go-trafilatura"
	"github.com/parallax-news/parallax/internal/text"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds of readText, measured on pages with known text (lab extract).
const (
	maxElements   = 40_000 // of a page whose text is sought, scripts and the like not counted
	longParagraph = 80     // bytes: shorter ones are often captions and teasers
	enoughText    = 600    // bytes of long paragraphs under which a page's text is always doubted
)

// readText fills in r.Text. trafilatura reads first. Where its text is about as long as the page's long paragraphs are
// together, it stands; else readability gives a second opinion, see weigh. Under both lies JSON-LD's
// articleBody. It takes doc apart, and returns the language that trafilatura saw in its text.
func (o Options) readText(doc *html.Node, article record, u *url.URL, r *Result) (detected string) {
	elements, paragraphs := shed(doc)
	if elements > maxElements {
		r.Incomplete = "size"
		return ""
	}
	best, detected := o.first(doc, r)
	if paragraphs < enoughText || len(best)*10 < paragraphs*9 || len(best)*10 > paragraphs*11 {
		best = weigh(best, second(doc, u))
	}
	if body := text.CleanLines(untag(article.raw("articleBody"))); len(best) < len(body)/2 {
		best = body
	}
	r.Text = withoutTitle(best, r.Title)
	return detected
}

// weigh makes one text of those of two readers. Where they differ much in length, readability's holds: the other has lost parts or
// taken in lists. Where they agree, those of its lines stand that the other has too: each reader's own noise goes.
func weigh(trafilatura, readability string) string {
	switch {
	case readability == "":
		return trafilatura
	case len(trafilatura)*10 < len(readability)*6, len(trafilatura)*10 > len(readability)*11:
		return readability
	}
	other := lettersOf(trafilatura)
	var b strings.Builder
	for line := range strings.SplitSeq(readability, "\n") {
		if strings.Contains(other, lettersOf(line)) {
			b.WriteString(line)
			b.WriteByte('\n')
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// lettersOf is what is left of s without anything but letters and digits.
func lettersOf(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// withoutTitle drops first lines that only repeat the title.
func withoutTitle(s, title string) string {
	want := lettersOf(strings.ToLower(title))
	for want != "" {
		line, rest, more := strings.Cut(s, "\n")
		if !more || lettersOf(strings.ToLower(line)) != want {
			break
		}
		s = rest
	}
	return s
}

// first is trafilatura's text. Its author and date fill in where ours are missing.
func (o Options) first(doc *html.Node, r *Result) (body, detected string) {
	opts := trafilatura.Options{ExcludeComments: true, HtmlDateMode: trafilatura.Disabled}
	if r.Published.IsZero() {
		opts.HtmlDateMode = trafilatura.Fast
	}
	found, err := trafilatura.ExtractDocument(doc, opts)
	if err != nil {
		return "", ""
	}
	if t := found.Metadata.Date; r.Published.IsZero() && o.plausible(t) {
		r.Published = t
	}
	if r.Author == "" {
		r.Author = strings.Join(authorNames([]string{found.Metadata.Author}), ", ")
	}
	return lines(found.ContentNode), found.Metadata.Language
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

// shed removes what holds no text from the tree, so that readers that copy it have less to do. It counts the elements
// that are left and the bytes of text in long paragraphs.
func shed(n *html.Node) (elements, paragraphs int) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.CommentNode, c.Type == html.ElementNode && noText(c):
			n.RemoveChild(c)
		case c.Type == html.ElementNode:
			e, p := shed(c)
			if c.DataAtom == atom.P {
				if size := textSize(c); size >= longParagraph {
					p += size
				}
			}
			elements, paragraphs = elements+e+1, paragraphs+p
		}
		c = next
	}
	return elements, paragraphs
}

// textSize is the bytes of text under n, white space at its ends not counted.
func textSize(n *html.Node) int {
	size := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			size += len(strings.TrimSpace(c.Data))
		} else {
			size += textSize(c)
		}
	}
	return size
}

// noText tells whether an element never holds an article's text.
func noText(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Svg, atom.Iframe, atom.Noscript, atom.Template, atom.Link, atom.Select, atom.Datalist,
		atom.Object, atom.Embed, atom.Canvas, atom.Audio, atom.Video, atom.Map, atom.Textarea:
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
