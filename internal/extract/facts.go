package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parallax-news/parallax/internal/text"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds on what one page can make us keep.
const (
	maxFacts  = 200     // of each kind: meta contents, headings, times, bylines
	maxFact   = 400     // runes of a heading, time or byline
	maxLD     = 1 << 20 // bytes of JSON-LD in all
	maxMetaOf = 50      // contents of one meta name
)

// facts is what one walk over a page finds, before it is weighed.
type facts struct {
	lang      string
	title     string              // of <title>
	meta      map[string][]string // contents by lower-case name, property, itemprop or http-equiv
	canonical string              // of <link rel=canonical>
	base      string              // of <base href>
	ld        []string            // texts of JSON-LD scripts
	ldBytes   int
	headings  []heading // h1 to h3 and itemprop=headline, in order
	moments   []moment  // what may hold a date, in order
	bylines   []byline  // what may name the author, in order
	crumbs    []string  // breadcrumb names, outermost first
	tags      []string  // rel=tag
	chosen    int       // index of the heading that is the title, -1 none
}

// heading is a candidate for the title.
type heading struct {
	text     string
	lower    bool // h2 or h3
	headline bool // itemprop=headline, or class or id say so
	aside    bool // in a header bar, navigation, aside or footer
	article  bool // within article or main
}

// moment is text that may hold a date.
type moment struct {
	value    string // the datetime attribute, else the text
	kind     momentKind
	article  bool // within article or main, and not in an aside
	aside    bool
	headings int // how many headings stood before it
}

// momentKind says what the markup claims about a moment.
type momentKind int

const (
	momentText momentKind = iota // short text under a class or id that speaks of dates
	momentTime                   // <time>
	momentPublished
	momentModified
	momentCreated
	momentLoose // a short run of text with a year in it, anywhere
)

// byline is text that may name the author.
type byline struct {
	text string
	rank int // smaller is better: itemprop, rel=author, class that says author, class that says byline
}

// lastByline is the worst rank of a byline.
const lastByline = 6

// where is the place of a node during the walk.
type where struct {
	article, aside, author, crumbs bool
}

// look walks the tree under doc once.
func look(doc *html.Node) *facts {
	f := &facts{meta: map[string][]string{}, chosen: -1}
	f.walk(doc, where{})
	return f
}

func (f *facts) walk(n *html.Node, at where) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.ElementNode:
			f.element(c, at)
		case html.TextNode:
			f.takeLoose(c.Data, at)
		}
	}
}

// element takes what n offers and goes on below it.
func (f *facts) element(n *html.Node, at where) {
	switch n.DataAtom {
	case atom.Html:
		f.lang = attr(n, "lang")
	case atom.Title:
		if f.title == "" && !inside(n, "svg") {
			f.title = text.Clean(textOf(n, maxFact))
		}
	case atom.Base:
		f.base = attr(n, "href")
	case atom.Meta:
		f.takeMeta(n)
	case atom.Link:
		if f.canonical == "" && strings.EqualFold(attr(n, "rel"), "canonical") {
			f.canonical = attr(n, "href")
		}
	case atom.Script:
		if strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") && n.FirstChild != nil && f.ldBytes+len(n.FirstChild.Data) <= maxLD {
			f.ld = append(f.ld, n.FirstChild.Data)
			f.ldBytes += len(n.FirstChild.Data)
		}
		return
	case atom.Style, atom.Svg, atom.Iframe, atom.Noscript, atom.Select, atom.Textarea, atom.Template:
		return
	}
	f.content(n, at)
}

// content takes headings, moments, bylines, breadcrumbs and tags.
func (f *facts) content(n *html.Node, at where) {
	label := strings.ToLower(attr(n, "class") + " " + attr(n, "id"))
	prop := attr(n, "itemprop")
	at = at.enter(n, label, prop)
	f.takeHeading(n, at, label, prop)
	f.takeMoment(n, at, label, prop)
	f.takeByline(n, at, label, prop)
	if n.DataAtom == atom.A {
		if at.crumbs && len(f.crumbs) < maxFacts {
			f.crumbs = append(f.crumbs, text.Clean(textOf(n, 60)))
		}
		if hasWord(attr(n, "rel"), "tag") && len(f.tags) < maxMetaOf {
			f.tags = append(f.tags, text.Clean(textOf(n, 60)))
		}
	}
	f.walk(n, at)
}

// enter is the place of what stands below n.
func (at where) enter(n *html.Node, label, prop string) where {
	switch n.DataAtom {
	case atom.Article, atom.Main:
		at.article = true
	case atom.Aside, atom.Nav, atom.Footer:
		at.aside = true
	}
	if strings.Contains(label, "related") || strings.Contains(label, "sidebar") || strings.Contains(label, "recommend") ||
		strings.Contains(label, "comment") || strings.Contains(label, "footer") || strings.Contains(label, "most-") {
		if n.DataAtom != atom.Body && n.DataAtom != atom.Html && n.DataAtom != atom.Article {
			at.aside = true
		}
	}
	at.crumbs = at.crumbs || strings.Contains(label, "breadcrumb")
	at.author = at.author || prop == "author" || prop == "creator"
	return at
}

func (f *facts) takeMeta(n *html.Node) {
	content := strings.TrimSpace(attr(n, "content"))
	if content == "" {
		return
	}
	for _, key := range []string{"name", "property", "itemprop", "http-equiv"} {
		name := strings.ToLower(strings.TrimSpace(attr(n, key)))
		if name == "" {
			continue
		}
		if values := f.meta[name]; len(values) < maxMetaOf && len(f.meta) < maxFacts {
			f.meta[name] = append(values, content)
		}
	}
}

func (f *facts) takeHeading(n *html.Node, at where, label, prop string) {
	headline := prop == "headline" || strings.Contains(label, "headline")
	lower := n.DataAtom == atom.H2 || n.DataAtom == atom.H3
	if n.DataAtom != atom.H1 && !lower && prop != "headline" || len(f.headings) >= maxFacts {
		return
	}
	s := text.Clean(textOf(n, maxFact))
	if s == "" {
		return
	}
	headline = headline || strings.Contains(label, "title")
	f.headings = append(f.headings, heading{s, lower, headline, at.aside, at.article})
}

func (f *facts) takeMoment(n *html.Node, at where, label, prop string) {
	if len(f.moments) >= maxFacts {
		return
	}
	kind, found := momentText, false
	switch {
	case prop == "datePublished":
		kind, found = momentPublished, true
	case prop == "dateCreated":
		kind, found = momentCreated, true
	case prop == "dateModified":
		kind, found = momentModified, true
	case n.DataAtom == atom.Time || n.DataAtom == atom.Abbr && attr(n, "title") != "" && dateLabel(label):
		kind, found = momentTime, true
		if n.DataAtom == atom.Time && hasAttr(n, "pubdate") || strings.Contains(label, "publish") {
			kind = momentPublished
		}
		if strings.Contains(label, "updated") || strings.Contains(label, "modified") {
			if !strings.Contains(label, "publish") {
				kind = momentModified
			}
		}
	case dateLabel(label):
		found = true
	}
	if !found {
		return
	}
	value := attr(n, "datetime")
	if value == "" {
		value = attr(n, "content")
	}
	if value == "" && n.DataAtom == atom.Abbr {
		value = attr(n, "title")
	}
	if value == "" {
		value = text.Clean(textOf(n, maxFact))
		if kind == momentText && (utf8.RuneCountInString(value) > 160 || !strings.ContainsAny(value, "0123456789")) {
			return
		}
	}
	f.moments = append(f.moments, moment{value, kind, at.article && !at.aside, at.aside, len(f.headings)})
}

// takeLoose keeps a short run of text that may be a date, or that says "By" and a name.
func (f *facts) takeLoose(s string, at where) {
	if trimmed := strings.TrimSpace(s); len(trimmed) < 60 && !at.aside && len(f.bylines) < maxFacts && byName(trimmed) {
		f.bylines = append(f.bylines, byline{text.Clean(trimmed), lastByline})
	}
	if len(s) < 6 || len(s) > 400 || len(f.moments) >= maxFacts || !strings.Contains(s, "20") && !strings.Contains(s, "19") {
		return
	}
	if s = text.Clean(s); len(s) <= 120 && !strings.Contains(s, "©") {
		f.moments = append(f.moments, moment{s, momentLoose, at.article && !at.aside, at.aside, len(f.headings)})
	}
}

// byName tells whether s is "By" and two to four words with capitals.
func byName(s string) bool {
	_, name, found := strings.Cut(s, " ")
	if !found || bylineStart(s) == s {
		return false
	}
	words := strings.Fields(name)
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) {
			return false
		}
	}
	return len(words) >= 2 && len(words) <= 4
}

// dateLabel tells whether a class or id speaks of a date.
func dateLabel(label string) bool {
	for _, word := range []string{"date", "time", "publish", "posted", "byline", "datum", "fecha", "data-", "meta", "entry-info", "submitted", "stamp"} {
		if strings.Contains(label, word) {
			return true
		}
	}
	return false
}

func (f *facts) takeByline(n *html.Node, at where, label, prop string) {
	if len(f.bylines) >= maxFacts || at.aside {
		return
	}
	rank := -1
	switch {
	case at.author && prop == "name":
		rank = 0
	case prop == "author" || prop == "creator":
		rank = 1
	case hasWord(attr(n, "rel"), "author"):
		rank = 2
	case strings.Contains(label, "author") && strings.Contains(label, "name"):
		rank = 3
	case strings.Contains(label, "byline"):
		rank = 4
	case hasWord(label, "author") || hasWord(label, "autor") || hasWord(label, "auteur") || hasWord(label, "vcard"):
		rank = 5
	}
	if rank < 0 {
		return
	}
	s := attr(n, "content")
	if s == "" {
		s = textOf(n, maxFact)
	}
	if s = text.Clean(s); s != "" && utf8.RuneCountInString(s) <= 150 {
		f.bylines = append(f.bylines, byline{s, rank})
	}
}

// attr is the value of an attribute, "" where n has none.
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// hasWord tells whether the white-space separated list holds word.
func hasWord(list, word string) bool {
	if !strings.Contains(list, word) {
		return false
	}
	for w := range strings.FieldsSeq(list) {
		if w == word {
			return true
		}
	}
	return false
}

// inside tells whether n lies below an element with this tag.
func inside(n *html.Node, tag string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && p.Data == tag {
			return true
		}
	}
	return false
}

// textOf is the text under n, scripts and styles left out, with spaces between elements; it stops after about n bytes.
func textOf(n *html.Node, limit int) string {
	var b strings.Builder
	addText(&b, n, limit*4)
	return b.String()
}

func addText(b *strings.Builder, n *html.Node, limit int) {
	for c := n.FirstChild; c != nil && b.Len() < limit; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data[:min(len(c.Data), limit)])
		case c.Type != html.ElementNode:
		case c.DataAtom == atom.Script || c.DataAtom == atom.Style || c.DataAtom == atom.Noscript || c.DataAtom == atom.Svg:
		default:
			inline := inlineTag(c.DataAtom)
			if !inline {
				b.WriteByte(' ')
			}
			addText(b, c, limit)
			if !inline {
				b.WriteByte(' ')
			}
		}
	}
}

// inlineTag tells whether an element stands within a line of text.
func inlineTag(a atom.Atom) bool {
	switch a {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Cite, atom.Code, atom.Data, atom.Del, atom.Dfn, atom.Em, atom.Font, atom.I, atom.Img,
		atom.Ins, atom.Kbd, atom.Label, atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strike, atom.Strong, atom.Sub, atom.Sup,
		atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr:
		return true
	}
	return false
}
