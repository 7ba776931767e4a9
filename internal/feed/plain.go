package feed

import (
	"html"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/parallax-news/parallax/internal/text"
)

// line is what a piece of HTML says, on one line, at most n runes.
func line(s string, n int) string { return text.Cut(text.Clean(plain(s)), n) }

// maxEscapes is how often markup may have been escaped: once by XML or JSON is right, twice is common.
const maxEscapes = 4

// plain is the clean text of a piece of HTML, its paragraphs on lines: no markup, no scripts and styles, entities decoded. Text that was escaped
// too often is decoded on, and stripped again where markup shows, also where it shows only once invisible characters are gone. Words
// in angle brackets that are no HTML stay.
func plain(s string) string {
	s = text.CleanLines(strip(s))
	for range maxEscapes {
		switch {
		case hasMarkup(s):
			s = text.CleanLines(strip(s))
		case hasReference(s):
			s = text.CleanLines(html.UnescapeString(s))
		default:
			return s
		}
	}
	return strings.NewReplacer("<", "", ">", "").Replace(s)
}

// unwrap writes text as HTML and mail mean it: a line break is a space, a blank line begins a paragraph.
func unwrap(b *strings.Builder, s string) {
	for s != "" {
		i := strings.IndexAny(s, "\r\n")
		if i < 0 {
			b.WriteString(s)
			return
		}
		b.WriteString(s[:i])
		rest := strings.TrimLeft(s[i:], " \t\r\n")
		if strings.Count(s[i:len(s)-len(rest)], "\n") > 1 {
			b.WriteByte('\n')
		} else {
			b.WriteByte(' ')
		}
		s = rest
	}
}

// hasReference tells whether text still has a reference to a character, "&eacute;" or "&#233;".
func hasReference(s string) bool {
	for {
		_, after, ok := strings.Cut(s, "&")
		if !ok {
			return false
		}
		s = after
		ref, _, ok := strings.Cut(after[:min(len(after), 34)], ";")
		if ok && ref != "" && html.UnescapeString("&"+ref+";") != "&"+ref+";" {
			return true
		}
	}
}

// strip takes the markup off a piece of HTML once.
func strip(s string) string {
	var b strings.Builder
	if !strings.ContainsAny(s, "<&") {
		unwrap(&b, s)
		return b.String()
	}
	b.Grow(len(s))
	z := xhtml.NewTokenizer(strings.NewReader(s))
	var inside atom.Atom // the element whose content is not text; 0 none
	for {
		switch kind := z.Next(); kind {
		case xhtml.ErrorToken:
			return b.String()
		case xhtml.TextToken:
			if inside == 0 {
				unwrap(&b, string(z.Text()))
			}
		case xhtml.StartTagToken, xhtml.EndTagToken, xhtml.SelfClosingTagToken:
			raw := string(z.Raw())
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			switch {
			case inside != 0:
				if kind == xhtml.EndTagToken && tag == inside {
					inside = 0
				}
			case wordless(tag) && kind == xhtml.StartTagToken:
				inside = tag
			case tag == 0 && !strings.ContainsAny(raw, "=-:"):
				b.WriteString(raw) // no element and no attribute: "Map<String, Foo>"
			case block(tag):
				b.WriteByte('\n')
			case tag == atom.Td || tag == atom.Th:
				b.WriteByte(' ')
			}
		}
	}
}

// wordless tells elements whose content is not for readers.
func wordless(tag atom.Atom) bool {
	switch tag {
	case atom.Script, atom.Style, atom.Template, atom.Svg, atom.Math, atom.Iframe, atom.Noscript, atom.Noembed, atom.Noframes:
		return true
	}
	return false
}

// block tells elements that begin and end lines.
func block(tag atom.Atom) bool {
	switch tag {
	case atom.P, atom.Div, atom.Br, atom.Hr, atom.Li, atom.Ul, atom.Ol, atom.Dl, atom.Dt, atom.Dd, atom.Tr, atom.Table,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Pre, atom.Section, atom.Article,
		atom.Header, atom.Footer, atom.Aside, atom.Figure, atom.Figcaption, atom.Main, atom.Nav, atom.Form:
		return true
	}
	return false
}

// maxTag is how far behind its name a tag's end is looked for, in bytes.
const maxTag = 1000

// hasMarkup tells whether text is HTML beyond doubt: it has an end tag, a tag with attributes, or a tag that stands
// alone. A title about "the <blink> tag" has not.
func hasMarkup(s string) bool {
	for {
		_, after, ok := strings.Cut(s, "<")
		if !ok {
			return false
		}
		s = after
		name := strings.TrimPrefix(after, "/")
		n := 0
		for n < len(name) && nameByte(name[n]) {
			n++
		}
		rest, _, closed := strings.Cut(name[n:min(len(name), n+maxTag)], ">")
		if n == 0 || !nameStart(name[0]) || !closed {
			continue
		}
		switch tag := atom.Lookup([]byte(strings.ToLower(name[:n]))); {
		case strings.Contains(rest, "="):
			return true
		case tag == 0:
		case len(name) < len(after), wordless(tag):
			return true
		case tag == atom.Br, tag == atom.P, tag == atom.Hr, tag == atom.Img:
			return true
		}
	}
}
