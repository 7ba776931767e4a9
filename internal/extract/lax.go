package extract

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxLaxDepth bounds the nesting that parseLax follows; deeper values are dropped.
const maxLaxDepth = 64

// parseLax reads JSON as publishers write it. It is correct for valid JSON and otherwise keeps what can be
// understood: comments, trailing, missing and doubled commas, raw line breaks and unescaped quotes in strings, single quotes,
// bare words, HTML-escaped quotes, and a text that was cut off. Objects become map[string]any, arrays []any;
// every other value is a string ("" for null). Several values one after the other are returned in order.
func parseLax(s string) []any {
	if !strings.Contains(s, `"`) && strings.Contains(s, "&quot;") {
		s = html.UnescapeString(s)
	}
	p := laxParser{s: s}
	var roots []any
	for {
		p.space()
		if p.i >= len(p.s) {
			return roots
		}
		if c := p.s[p.i]; c != '{' && c != '[' {
			p.i++
			continue
		}
		roots = append(roots, p.value(0))
	}
}

type laxParser struct {
	s string
	i int
}

// space skips white space, commas (a missing or doubled one changes nothing) and comments.
func (p *laxParser) space() {
	for p.i < len(p.s) {
		rest := p.s[p.i:]
		switch c := rest[0]; {
		case c <= ' ' || c == ',' || c == ';':
			p.i++
		case strings.HasPrefix(rest, "\u00a0"), strings.HasPrefix(rest, "\ufeff"):
			_, n := utf8.DecodeRuneInString(rest)
			p.i += n
		case strings.HasPrefix(rest, "//"):
			p.skipTo("\n")
		case strings.HasPrefix(rest, "/*"):
			p.skipTo("*/")
		case strings.HasPrefix(rest, "<!--"):
			p.i += len("<!--")
		case strings.HasPrefix(rest, "-->"):
			p.i += len("-->")
		default:
			return
		}
	}
}

func (p *laxParser) skipTo(end string) {
	if n := strings.Index(p.s[p.i:], end); n >= 0 {
		p.i += n + len(end)
	} else {
		p.i = len(p.s)
	}
}

// value reads the value at p.i, which is not white space; it always moves on by at least one byte.
func (p *laxParser) value(depth int) any {
	switch c := p.s[p.i]; c {
	case '{':
		p.i++
		return p.object(depth + 1)
	case '[':
		p.i++
		return p.array(depth + 1)
	case '"', '\'':
		p.i++
		return p.text(c)
	}
	return p.word()
}

func (p *laxParser) object(depth int) map[string]any {
	object := map[string]any{}
	for {
		p.space()
		if p.i >= len(p.s) {
			return object
		}
		c := p.s[p.i]
		if c == '}' {
			p.i++
			return object
		}
		if c == ']' || c == '{' || c == '[' || c == ':' { // no key: the braces do not match
			if c == ']' {
				return object
			}
			p.i++
			continue
		}
		key, _ := p.value(depth).(string)
		p.space()
		if p.i >= len(p.s) || p.s[p.i] != ':' {
			continue
		}
		p.i++
		p.space()
		if p.i >= len(p.s) || p.s[p.i] == '}' {
			continue
		}
		v := p.value(depth)
		if _, seen := object[key]; !seen && depth <= maxLaxDepth {
			object[key] = v
		}
	}
}

func (p *laxParser) array(depth int) []any {
	var array []any
	for {
		p.space()
		if p.i >= len(p.s) {
			return array
		}
		switch p.s[p.i] {
		case ']':
			p.i++
			return array
		case '}', ':':
			if p.s[p.i] == '}' {
				return array
			}
			p.i++
			continue
		}
		if v := p.value(depth); depth <= maxLaxDepth {
			array = append(array, v)
		}
	}
}

// word reads a number, a literal or a bare word. null becomes "".
func (p *laxParser) word() string {
	start := p.i
	for p.i++; p.i < len(p.s) && !strings.ContainsRune(",:{}[]\"\n\r\t ", rune(p.s[p.i])); p.i++ {
	}
	if w := p.s[start:p.i]; w != "null" {
		return w
	}
	return ""
}

// text reads a string up to its closing quote. A quote closes only where JSON goes on after it: in valid JSON an
// inner quote is escaped, so the rule changes nothing there, and in broken JSON it keeps most unescaped ones.
func (p *laxParser) text(quote byte) string {
	var b strings.Builder
	start := p.i
	for p.i < len(p.s) {
		c := p.s[p.i]
		switch {
		case c == quote && p.closes():
			b.WriteString(p.s[start:p.i])
			p.i++
			return b.String()
		case c == '\\' && p.i+1 < len(p.s):
			b.WriteString(p.s[start:p.i])
			p.escape(&b)
			start = p.i
		default:
			p.i++
		}
	}
	b.WriteString(p.s[start:])
	return b.String()
}

// closes tells whether what follows the quote at p.i can follow a string.
func (p *laxParser) closes() bool {
	for j := p.i + 1; j < len(p.s); j++ {
		switch p.s[j] {
		case ' ', '\n', '\r', '\t':
			continue
		case ',', ':', '}', ']':
			return true
		case '/':
			return true
		case '"', '\'': // a comma was left out, when a line break stands between
			return strings.ContainsAny(p.s[p.i+1:j], "\n\r")
		}
		return false
	}
	return true
}

// escape reads the escape sequence at p.i and writes what it stands for; an unknown one stands for its letter.
func (p *laxParser) escape(b *strings.Builder) {
	c := p.s[p.i+1]
	p.i += 2
	switch c {
	case 'n', 'r', 't', 'b', 'f':
		b.WriteByte(' ')
		if c == 'n' {
			b.WriteByte('\n')
		}
	case 'u':
		r, ok := p.hex()
		if !ok {
			b.WriteByte('u')
			return
		}
		if utf16.IsSurrogate(r) && strings.HasPrefix(p.s[p.i:], `\u`) {
			p.i += 2
			low, _ := p.hex()
			r = utf16.DecodeRune(r, low)
		}
		b.WriteRune(r)
	default:
		b.WriteByte(c)
	}
}

func (p *laxParser) hex() (rune, bool) {
	if p.i+4 > len(p.s) {
		return 0, false
	}
	n, err := strconv.ParseUint(p.s[p.i:p.i+4], 16, 16)
	if err != nil {
		return 0, false
	}
	p.i += 4
	return rune(n), true
}
