package feed

import (
	"fmt"
	"strings"
)

// Namespaces.
const (
	atom10  = "http://www.w3.org/2005/Atom"
	atom03  = "http://purl.org/atom/ns#"
	idSpace = "id" // our own, for ids
)

// children writes as elements what CDF (href) and RSS 1.0 (rdf:about) say of an item by attributes.
func (m *mender) children(name string, attrs []attr) {
	prefix := name[:len(name)-len(local(name))]
	if l := local(name); l != "item" && l != "channel" {
		return
	}
	for _, a := range attrs {
		child := ""
		switch {
		case strings.EqualFold(a.name, "href"):
			child = "link"
		case strings.EqualFold(a.name, "rdf:about") && local(name) == "item":
			child = "guid"
		default:
			continue
		}
		fmt.Fprintf(&m.out, "<%s%s>", prefix, child)
		escape(&m.out, cutBytes(a.value, maxField), false)
		fmt.Fprintf(&m.out, "</%s%s>", prefix, child)
	}
}

// atomSpace puts the root of a feed whose namespace is none of Atom's into that of Atom 1.0: drafts of
// Atom and mistaken feeds have others.
func atomSpace(name string, attrs []attr) []attr {
	declaration := "xmlns"
	if i := strings.IndexByte(name, ':'); i >= 0 {
		declaration = "xmlns:" + name[:i]
	}
	for i, a := range attrs {
		if a.name == declaration && string(a.value) != atom10 && string(a.value) != atom03 {
			attrs[i].value = []byte(atom10)
		}
	}
	return attrs
}

// atomField changes what gofeed would read otherwise than it is meant: ids are to be kept to the letter
// (RFC 4287, 4.2.6.1), so they get a namespace where they are not taken for links; and base64 counts with any type.
func atomField(name string, attrs []attr) (string, []attr) {
	if local(name) == "id" {
		return "id", []attr{{"xmlns", []byte(idSpace)}}
	}
	for _, a := range attrs {
		if a.name == "mode" && string(a.value) == "base64" {
			return name, []attr{a}
		}
	}
	return name, attrs
}

// void tells the elements of HTML without an end, which careless feeds have as they are in a field.
func void(name string) bool {
	switch strings.ToLower(name) {
	case "br", "hr", "img", "wbr", "input":
		return true
	}
	return false
}
