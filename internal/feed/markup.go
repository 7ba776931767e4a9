package feed

import (
	"bytes"
	"html"
	"strings"
)

// attr is an attribute as it stands in a tag, its value still escaped.
type attr struct {
	name  string
	value []byte
}

func nameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}

func nameByte(c byte) bool {
	return nameStart(c) || c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':'
}

func space(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }

// readName reads a name of ASCII letters, made acceptable to parsers: one colon at most, and not at the end.
func readName(s []byte) (name string, length int) {
	for length < len(s) && nameByte(s[length]) {
		length++
	}
	n := s[:min(length, maxName)]
	if i := bytes.IndexByte(n, ':'); i >= 0 {
		rest := bytes.ReplaceAll(n[i+1:], []byte(":"), []byte("_"))
		if len(rest) == 0 || !nameStart(rest[0]) {
			return string(n[:i]), length
		}
		return string(n[:i+1]) + string(rest), length
	}
	return string(n), length
}

// readAttrs reads attributes up to the tag's '>': quoted, bare and without value, each name once. empty tells that the
// tag ends in "/>". A '<' outside of quotes ends the tag too.
func readAttrs(s []byte) (attrs []attr, empty bool, length int) {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '>':
			return attrs, empty, i + 1
		case c == '<':
			return attrs, empty, i
		case c == '/':
			empty = true
			i++
		case nameStart(c):
			empty = false
			name, n := readName(s[i:])
			value, m := readValue(s[i+n:])
			i += n + m
			attrs = addAttr(attrs, attr{name, value})
		default:
			i++
		}
	}
	return attrs, empty, len(s)
}

func addAttr(attrs []attr, a attr) []attr {
	if len(attrs) >= maxAttrs {
		return attrs
	}
	for _, have := range attrs {
		if have.name == a.name {
			return attrs
		}
	}
	return append(attrs, a)
}

// readValue reads "= value" behind an attribute's name; nothing when there is no '='.
func readValue(s []byte) (value []byte, length int) {
	i := 0
	for i < len(s) && space(s[i]) {
		i++
	}
	if i == len(s) || s[i] != '=' {
		return nil, 0
	}
	i++
	for i < len(s) && space(s[i]) {
		i++
	}
	if i == len(s) {
		return nil, i
	}
	if quote := s[i]; quote == '"' || quote == '\'' {
		end := bytes.IndexByte(s[i+1:], quote)
		if end < 0 {
			return nil, i + 1
		}
		return s[i+1 : i+1+end], i + 1 + end + 1
	}
	start := i
	for i < len(s) && !space(s[i]) && s[i] != '>' {
		i++
	}
	return s[start:i], i
}

// escape writes s as character data or attribute value. In literal text an ampersand is only that; otherwise
// references to characters are kept, those by HTML's names resolved, and all else is taken for an ampersand.
func escape(out *bytes.Buffer, s []byte, literal bool) {
	start := 0
	for i := 0; i < len(s); {
		var to string
		skip := 1
		switch c := s[i]; {
		case c == '<':
			to = "&lt;"
		case c == '>':
			to = "&gt;"
		case c == '"':
			to = "&#34;"
		case c == '&' && literal:
			to = "&amp;"
		case c == '&':
			to, skip = reference(s[i:])
		case c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f:
		case c == 0xef && (bytes.HasPrefix(s[i:], []byte("\uFFFE")) || bytes.HasPrefix(s[i:], []byte("\uFFFF"))):
			skip = 3
		default:
			i++
			continue
		}
		out.Write(s[start:i])
		out.WriteString(to)
		i += skip
		start = i
	}
	out.Write(s[start:])
}

// reference reads what begins with '&': the text to write for it, and how many bytes it took.
func reference(s []byte) (to string, length int) {
	end := bytes.IndexByte(s[:min(len(s), 40)], ';')
	if end < 2 {
		return "&amp;", 1
	}
	ref := string(s[:end+1])
	switch ref {
	case "&amp;", "&lt;", "&gt;", "&quot;", "&apos;":
		return ref, end + 1
	}
	plain := html.UnescapeString(ref)
	// A rest of the name behind the character means that only a prefix was one, as in "&copy_of;".
	if plain == ref || ref[1] != '#' && strings.HasSuffix(plain, ";") {
		return "&amp;", 1
	}
	var b bytes.Buffer
	escape(&b, []byte(plain), true)
	return b.String(), end + 1
}
