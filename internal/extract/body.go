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

// Bounds of readText. The two readers that we use take time that grows with the square of a page's size; of 302 real pages the
// largest had 3,800 elements and 50,000 bytes of paragraphs. The last two were measured on pages with known text (lab extract).
const (
	maxElements   = 8_000   // that the readers get, scripts and the like not counted
	maxTextBytes  = 300_000 // that the readers get, and that a Result holds
	longParagraph = 80      // bytes: shorter ones are often captions and teasers
	maxDateLine   = 48      // bytes of a line that only gives the date
	enoughText    = 600     // bytes of long paragraphs under which a reader's text is always doubted
)

// readText fills in r.Text. trafilatura reads first. Where its text is about as long as the page's long paragraphs are
// together, it stands; else readability gives a second opinion, see weigh. Pages too large for them give their long paragraphs. Under
// all lies JSON-LD's articleBody. It takes doc apart, and returns the language that trafilatura saw in its text.
func (o Options) readText(doc *html.Node, article record, u *url.URL, r *Result) (detected string) {
	var best string
	size := shed(doc)
	short, said := "", false
	if size.paragraphs < enoughText {
		short, said = shortText(doc)
	}
	if size.elements > maxElements || size.text > maxTextBytes {
		best = longParagraphs(doc)
	} else {
		best, detected = o.first(doc, r)
		if p := size.paragraphs; p < enoughText || len(best)*10 < p*9 || len(best)*10 > p*11 {
			best = weigh(best, second(doc, u))
		}
	}
	if said && len(short) < len(best) && onlyNoise(best, short) {
		best = short
	}
	if body := text.CleanLines(untag(article.raw("articleBody"))); len(best) < len(body)/2 {
		best = body
	}
	r.Text = cutLines(withoutTitle(best, r.Title), maxTextBytes)
	return detected
}

// cutLines is as many whole lines of s as fit in n bytes.
func cutLines(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:max(strings.LastIndexByte(s[:n], '\n'), 0)]
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

// withoutTitle drops first lines that only repeat the title or give the date.
func withoutTitle(s, title string) string {
	want := lettersOf(strings.ToLower(title))
	for {
		line, rest, more := strings.Cut(s, "\n")
		_, dated := parseDate(line, "")
		if !more || lettersOf(strings.ToLower(line)) != want && (!dated || len(line) > maxDateLine) {
			return s
		}
		s = rest
	}
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

// treeSize is what a tree holds: elements, bytes of text, and bytes of text in long paragraphs.
type treeSize struct{ elements, text, paragraphs int }

// shed removes what holds no text from the tree, so that readers that copy it have less to do, and measures what is left.
func shed(n *html.Node) treeSize {
	var size treeSize
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.TextNode:
			size.text += len(strings.TrimSpace(c.Data))
		case c.Type == html.CommentNode, c.Type == html.ElementNode && noText(c):
			n.RemoveChild(c)
		case c.Type == html.ElementNode:
			below := shed(c)
			if c.DataAtom == atom.P {
				if b := textSize(c); b >= longParagraph {
					below.paragraphs += b
				}
			}
			size.elements += below.elements + 1
			size.text += below.text
			size.paragraphs += below.paragraphs
		}
		c = next
	}
	return size
}

// longParagraphs are the long paragraphs that stand in no aside, navigation, header or footer.
func longParagraphs(doc *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil && b.Len() < 2*maxTextBytes; c = c.NextSibling {
			switch c.DataAtom {
			case atom.Aside, atom.Nav, atom.Header, atom.Footer:
			case atom.P:
				if textSize(c) >= longParagraph {
					addLines(&b, c)
					continue
				}
				walk(c)
			default:
				walk(c)
			}
		}
	}
	walk(doc)
	return text.CleanLines(b.String())
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
