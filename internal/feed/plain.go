package feed

import (
	"html"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/parallax-news/parallax/internal/text"
)

// line is what a piece of HTML says, on one line, at most n runes.
func line(s string, n int) string {
	return text.Cut(text.Clean(plain(s)), n)
}

// paragraphs is what a piece of HTML says, its paragraphs on lines.
func paragraphs(s string) string {
	return text.CleanLines(plain(s))
}

// plain is the text of a piece of HTML: no markup, no scripts and styles, entities decoded. Text that was escaped
// once too often is decoded once more; more than that is left as it is. Words in angle brackets that are no HTML stay.
func plain(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	s = strip(s)
	if hasMarkup(s) {
		return strip(s)
	}
	if strings.IndexByte(s, '&') >= 0 && strings.IndexByte(s, ';') >= 0 {
		return html.UnescapeString(s)
	}
	return s
}

// strip takes the markup off a piece of HTML once.
func strip(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	z := xhtml.NewTokenizer(strings.NewReader(s))
	var inside atom.Atom // the element whose content is not text; 0 none
	for {
		switch kind := z.Next(); kind {
		case xhtml.ErrorToken:
			return b.String()
		case xhtml.TextToken:
			if inside == 0 {
				b.Write(z.Text())
			}
		case xhtml.StartTagToken, xhtml.EndTagToken, xhtml.SelfClosingTagToken:
			raw := z.Raw()
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			switch {
			case inside != 0:
				if kind == xhtml.EndTagToken && tag == inside {
					inside = 0
				}
			case wordless(tag) && kind == xhtml.StartTagToken:
				inside = tag
			case tag == 0 && !strings.Contains(string(name), "-") && !strings.Contains(string(name), ":"):
				b.Write(raw)
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
		tag := atom.Lookup([]byte(strings.ToLower(name[:n])))
		if tag == 0 {
			continue
		}
		rest, _, closed := strings.Cut(name[n:], ">")
		switch {
		case !closed:
		case len(name) < len(after), strings.Contains(rest, "="), wordless(tag):
			return true
		case tag == atom.Br, tag == atom.P, tag == atom.Hr, tag == atom.Img:
			return true
		}
	}
}
