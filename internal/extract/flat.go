package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxFlat is how many elements flat keeps.
const maxFlat = 2000

// flat reads a page that nests deeper than the parser allows (512) without building its tree: title, meta, link,
// script, time and h1 elements, each directly under the root.
func flat(s string) *html.Node {
	root := &html.Node{Type: html.DocumentNode}
	z := html.NewTokenizer(strings.NewReader(s))
	z.SetMaxBuf(MaxBody)
	var open *html.Node
	for n := 0; n < maxFlat; {
		switch z.Next() {
		case html.ErrorToken:
			return root
		case html.TextToken:
			if open != nil {
				open.AppendChild(&html.Node{Type: html.TextNode, Data: string(z.Text())})
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			if t := z.Token(); kept(t.DataAtom) {
				n++
				node := &html.Node{Type: html.ElementNode, DataAtom: t.DataAtom, Data: t.Data, Attr: t.Attr}
				root.AppendChild(node)
				if open = node; t.DataAtom == atom.Meta || t.DataAtom == atom.Link || t.DataAtom == atom.Html {
					open = nil
				}
			}
		case html.EndTagToken:
			if t := z.Token(); kept(t.DataAtom) {
				open = nil
			}
		}
	}
	return root
}

func kept(a atom.Atom) bool {
	switch a {
	case atom.Html, atom.Title, atom.Meta, atom.Link, atom.Script, atom.Time, atom.H1:
		return true
	}
	return false
}
