package htmlexec

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// action compiles the output of a value, or the setting of a variable.
func (s *scope) action(n *parse.ActionNode) (step, error) {
	v, err := s.command(n.Pipe.Cmds[0])
	if err != nil {
		return nil, fmt.Errorf("{{%s}}: %w", n.Pipe, err)
	}
	if v.get == nil {
		return nil, fmt.Errorf("{{%s}}: the type is not known", n.Pipe)
	}
	if len(n.Pipe.Decl) > 0 {
		slot := s.declare(n.Pipe.Decl[0].Ident[0], v.typ)
		return func(x *exec) { x.vars[x.base+slot] = v.get(x) }, nil
	}
	v = v.deref()
	var before []func(string) string
	html := false
	for _, cmd := range n.Pipe.Cmds[1:] {
		switch cmd.String() {
		case "_html_template_htmlescaper", "_html_template_attrescaper", "_html_template_rcdataescaper":
			html = true
		case "_html_template_urlfilter":
			before = append(before, filterURL)
		case "_html_template_urlnormalizer":
			before = append(before, normalizeURL)
		default:
			return nil, fmt.Errorf("{{%s}}: %s is not supported", n.Pipe, cmd)
		}
	}
	if !html {
		return nil, fmt.Errorf("{{%s}}: not escaped for HTML", n.Pipe)
	}
	if v.fixed != nil {
		var b bytes.Buffer
		escapeHTML(&b, apply(fmt.Sprint(v.fixed), before))
		return func(x *exec) { x.out.Write(b.Bytes()) }, nil
	}
	return output(v, before)
}

func apply(text string, filters []func(string) string) string {
	for _, f := range filters {
		text = f(text)
	}
	return text
}

// output writes a value as its type needs it. Types with a String method are refused: html/template would call it.
func output(v value, before []func(string) string) (step, error) {
	stringer := v.typ.Implements(reflect.TypeFor[fmt.Stringer]()) || v.typ.Implements(reflect.TypeFor[error]())
	switch {
	case stringer || slices.Contains(trusted, v.typ):
		return nil, fmt.Errorf("a %v cannot be put out", v.typ)
	case v.typ.Kind() == reflect.String && len(before) == 0:
		return func(x *exec) { escapeHTML(x.out, v.get(x).String()) }, nil
	case v.typ.Kind() == reflect.String:
		return func(x *exec) { escapeHTML(x.out, apply(v.get(x).String(), before)) }, nil
	case reflect.Zero(v.typ).CanInt() && len(before) == 0:
		return func(x *exec) { x.out.Write(strconv.AppendInt(x.out.AvailableBuffer(), v.get(x).Int(), 10)) }, nil
	}
	return nil, fmt.Errorf("a %v cannot be put out", v.typ)
}

// escapeHTML writes text for HTML content and quoted attributes, as html/template does.
func escapeHTML(out *bytes.Buffer, text string) {
	written := 0
	for i := range len(text) {
		if text[i] > '>' {
			continue
		}
		repl := ""
		switch text[i] {
		case 0:
			repl = "\uFFFD"
		case '"':
			repl = "&#34;"
		case '&':
			repl = "&amp;"
		case '\'':
			repl = "&#39;"
		case '+':
			repl = "&#43;"
		case '<':
			repl = "&lt;"
		case '>':
			repl = "&gt;"
		default:
			continue
		}
		out.WriteString(text[written:i])
		out.WriteString(repl)
		written = i + 1
	}
	out.WriteString(text[written:])
}

// filterURL replaces an address of a scheme that could do harm, as html/template does.
func filterURL(address string) string {
	scheme, _, found := strings.Cut(address, ":")
	if !found || strings.Contains(scheme, "/") {
		return address
	}
	for _, safe := range []string{"http", "https", "mailto"} {
		if strings.EqualFold(scheme, safe) {
			return address
		}
	}
	return "#ZgotmplZ"
}

// normalizeURL encodes what an address may not hold, and leaves its structure alone, as html/template does.
func normalizeURL(address string) string {
	var b []byte
	written := 0
	for i := range len(address) {
		c := address[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~!#$&*+,/:;=?@[]", c) >= 0:
			continue
		case c == '%' && i+2 < len(address) && isHex(address[i+1]) && isHex(address[i+2]):
			continue
		}
		b = append(b, address[written:i]...)
		b = append(b, '%', hexDigits[c>>4], hexDigits[c&15])
		written = i + 1
	}
	if written == 0 {
		return address
	}
	return string(append(b, address[written:]...))
}

const hexDigits = "0123456789abcdef"

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
