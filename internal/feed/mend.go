package feed

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Limits on a document. They hold before any parser sees it.
const (
	maxDepth = 100      // of elements; real feeds stay under 30
	maxItems = 5000     // of a document; the rest is left out. Feeds hold 10 to 500, news sitemaps at most 1,000
	maxField = 64 << 10 // bytes of one child of an item or channel; the rest is left out
	maxAttrs = 64       // of an element, namespaces among them; the rest is left out
	maxName  = 200      // bytes of a name
)

var errDeep = fmt.Errorf("elements are nested deeper than %d", maxDepth)

// mender copies an XML document, leaving out what parsers stumble over or could be hurt by: what comes out is
// well formed, UTF-8 without declaration, DTD, comments and processing instructions, and within the limits. Entities are
// never expanded but the five of XML, those of HTML and numbers.
type mender struct {
	in    []byte
	pos   int
	out   bytes.Buffer
	open  []element
	root  string // local name in lower case, "" not yet met
	unit  string // local name of an item in such a document
	items int
	item  int // start in out of the item that is open, -1 none
	level int // of the open item's element in open
	field int // start in out of the open field, -1 none
	depth int // of the field's element in open

	absent map[string]bool // end marks that do not come any more
}

// element is an open element. A silent one was left out, so its end is too.
type element struct {
	name   string
	silent bool
}

// units are the names of an item by the name of the root; the other roots that are read have "item".
var units = map[string]string{"feed": "entry", "urlset": "url", "sitemapindex": "sitemap", "opml": ""}

// mend returns the document mended, and the local name of its root in lower case. Of a document that was cut off,
// the last complete item is the last one that is kept.
func mend(in []byte) (out []byte, root string, err error) {
	m := mender{in: in, item: -1, field: -1, absent: map[string]bool{}}
	m.out.Grow(len(in) + len(in)/16)
	for m.pos < len(in) && m.items <= maxItems {
		if in[m.pos] == '<' {
			err = m.markup()
		} else {
			m.text()
		}
		if err != nil {
			return nil, m.root, err
		}
	}
	if m.root == "" {
		return nil, "", errors.New("no element")
	}
	if m.item >= 0 {
		m.out.Truncate(m.item)
		m.open = m.open[:m.level]
	}
	m.closeTo(0)
	return m.out.Bytes(), m.root, nil
}

// local is a name without its prefix, in lower case.
func local(name string) string { return strings.ToLower(unprefixed(name)) }

func unprefixed(name string) string { return name[strings.IndexByte(name, ':')+1:] }

// container tells the elements whose children are fields; text right inside them means nothing.
func (m *mender) container(name string) bool {
	switch l := local(name); l {
	case "channel", m.root, m.unit:
		return true
	case "body", "outline":
		return m.root == "opml"
	}
	return false
}

// text copies character data up to the next '<'.
func (m *mender) text() {
	end := bytes.IndexByte(m.in[m.pos:], '<')
	if end < 0 {
		end = len(m.in) - m.pos
	}
	s := m.in[m.pos : m.pos+end]
	m.pos += end
	m.chars(s)
}

// chars writes character data of the open field; outside of fields there is none worth keeping.
func (m *mender) chars(s []byte) {
	if m.field < 0 {
		return
	}
	room := maxField - (m.out.Len() - m.field)
	if room <= 0 {
		return
	}
	escape(&m.out, cutBytes(s, room), false)
}

// cutBytes is at most n bytes of s, no character halved.
func cutBytes(s []byte, n int) []byte {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// markup handles what begins with '<' at pos.
func (m *mender) markup() error {
	rest := m.in[m.pos:]
	switch {
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		m.cdata(rest)
	case bytes.HasPrefix(rest, []byte("<!--")):
		m.skipPast(rest, 4, "-->")
	case bytes.HasPrefix(rest, []byte("<?")):
		m.skipPast(rest, 2, "?>")
	case bytes.HasPrefix(rest, []byte("<!")):
		m.pos += doctype(rest)
	case len(rest) > 2 && rest[1] == '/' && nameStart(rest[2]):
		m.endTag(rest)
	case len(rest) > 1 && nameStart(rest[1]):
		return m.startTag(rest)
	default:
		m.pos++
		m.chars([]byte("<"))
	}
	return nil
}

// skipPast moves behind the end mark, or behind the next '>' when the mark never comes; that it never comes is found out once.
func (m *mender) skipPast(rest []byte, from int, mark string) {
	if !m.absent[mark] {
		if i := bytes.Index(rest[from:], []byte(mark)); i >= 0 {
			m.pos += from + i + len(mark)
			return
		}
		m.absent[mark] = true
	}
	if i := bytes.IndexByte(rest, '>'); i >= 0 {
		m.pos += i + 1
	} else {
		m.pos = len(m.in)
	}
}

// doctype is the length of a declaration, its internal subset in brackets included.
func doctype(rest []byte) int {
	brackets, quote := 0, byte(0)
	for i, c := range rest {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '[':
			brackets++
		case c == ']':
			brackets--
		case c == '>' && brackets <= 0:
			return i + 1
		}
	}
	return len(rest)
}

// cdata copies a CDATA section as escaped text, so that it needs no end mark in the output.
func (m *mender) cdata(rest []byte) {
	s := rest[len("<![CDATA["):]
	m.pos = len(m.in)
	if i := bytes.Index(s, []byte("]]>")); i >= 0 {
		m.pos = len(m.in) - len(s) + i + 3
		s = s[:i]
	}
	if m.field < 0 {
		return
	}
	if room := maxField - (m.out.Len() - m.field); room > 0 {
		escape(&m.out, cutBytes(s, room), true)
	}
}

// endTag closes the innermost element of that name, whatever its prefix, with all in it; without one it is left out.
func (m *mender) endTag(rest []byte) {
	name, n := readName(rest[2:])
	name = unprefixed(name)
	n += 2
	if i := bytes.IndexByte(rest[n:], '>'); i >= 0 {
		n += i + 1
	} else {
		n = len(rest)
	}
	m.pos += n
	for i := len(m.open) - 1; i >= 0; i-- {
		if strings.EqualFold(unprefixed(m.open[i].name), name) {
			m.closeTo(i)
			return
		}
	}
}

// closeTo closes open elements until n are left.
func (m *mender) closeTo(n int) {
	for len(m.open) > n {
		last := len(m.open) - 1
		e := m.open[last]
		m.open = m.open[:last]
		if m.field >= 0 && last <= m.depth {
			m.field = -1
		}
		if m.item >= 0 && last <= m.level {
			m.item = -1
		}
		if !e.silent {
			m.out.WriteString("</")
			m.out.WriteString(e.name)
			m.out.WriteByte('>')
		}
	}
}

// startTag copies a start tag with its attributes.
func (m *mender) startTag(rest []byte) error {
	name, n := readName(rest[1:])
	attrs, empty, length := readAttrs(rest[1+n:])
	m.pos += 1 + n + length
	if m.root == "" {
		m.root, m.unit = local(name), "item"
		if unit, ok := units[m.root]; ok {
			m.unit = unit
		}
		switch m.root {
		case "channel": // CDF, or RSS that lost its root
			m.root = "rss"
			m.push("rss", nil)
		case "feed":
			attrs = atomSpace(name, attrs)
		}
	} else if len(m.open) == 0 {
		return nil // a second root
	}
	if m.field < 0 && local(name) == m.unit {
		if m.item >= 0 && empty {
			return nil // an item in an item that says nothing
		}
		if !m.startItem() {
			return nil
		}
	}
	if len(m.open) >= maxDepth {
		return errDeep
	}
	m.push(name, attrs)
	if empty || m.field >= 0 && void(name) {
		m.closeTo(len(m.open) - 1)
	}
	return nil
}

// startItem ends an item that was never closed and marks where the new one begins. It is false when there are too many.
func (m *mender) startItem() bool {
	if m.item >= 0 {
		m.closeTo(m.level)
	}
	m.items++
	if m.items > maxItems {
		return false
	}
	m.item, m.level = m.out.Len(), len(m.open)
	return true
}

// push opens an element and writes its tag.
func (m *mender) push(name string, attrs []attr) {
	top := m.field < 0
	if top && !m.container(name) {
		m.field, m.depth = m.out.Len(), len(m.open)
		if m.root == "feed" {
			name, attrs = atomField(name, attrs)
		}
	}
	silent := m.field >= 0 && m.out.Len()-m.field > maxField
	m.open = append(m.open, element{name, silent})
	if silent {
		return
	}
	m.out.WriteByte('<')
	m.out.WriteString(name)
	for _, a := range attrs {
		m.out.WriteByte(' ')
		m.out.WriteString(a.name)
		m.out.WriteString(`="`)
		escape(&m.out, cutBytes(a.value, maxField), false)
		m.out.WriteByte('"')
	}
	m.out.WriteByte('>')
	if top {
		m.children(name, attrs)
	}
}
