package extract

import (
	"strings"
)

// record is a JSON-LD object that describes an article (schema.org/Article and its kinds).
type record map[string]any

// maxRecords bounds how many objects of a page's JSON-LD are looked at.
const maxRecords = 2000

// graph is a page's JSON-LD: all objects with a type, and those that others refer to.
type graph struct {
	objects []record
	byID    map[string]record
}

// readGraph reads JSON-LD scripts: single objects, arrays, @graph and anything nested.
func readGraph(scripts []string) *graph {
	g := &graph{byID: map[string]record{}}
	for _, s := range scripts {
		for _, root := range parseLax(s) {
			g.add(root)
		}
	}
	return g
}

func (g *graph) add(v any) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			g.add(e)
		}
	case map[string]any:
		if len(g.objects) >= maxRecords {
			return
		}
		r := record(v)
		if len(r.types()) > 0 {
			g.objects = append(g.objects, r)
			if id, _ := r["@id"].(string); id != "" && g.byID[id] == nil {
				g.byID[id] = r
			}
		}
		for _, key := range nestedKeys {
			g.add(r[key])
		}
	}
}

// nestedKeys are the members that can hold the article, its page or its authors; an order, so that reading is the same every time.
var nestedKeys = []string{"@graph", "mainEntity", "mainEntityOfPage", "author", "creator", "breadcrumb", "itemListElement", "hasPart", "isPartOf", "item"}

// types are the object's types in lower case, without a vocabulary's address.
func (r record) types() []string {
	var types []string
	for _, t := range list(r["@type"]) {
		if s, ok := t.(string); ok {
			types = append(types, strings.ToLower(s[strings.LastIndexAny(s, "/:#")+1:]))
		}
	}
	return types
}

// article is the object that describes the page's article: of the kinds of Article the one whose headline is in the
// page's title, else the first with a body or date, else the page itself. nil without any.
func (g *graph) article(pageTitle string) record {
	var best record
	score := 0
	for _, r := range g.objects {
		if s := r.score(pageTitle); s > score {
			best, score = r, s
		}
	}
	return best
}

func (r record) score(pageTitle string) int {
	kind := 0
	for _, t := range r.types() {
		switch {
		case strings.HasSuffix(t, "article"), strings.HasSuffix(t, "posting"), t == "report", t == "review", t == "reportage":
			kind = max(kind, 4)
		case t == "webpage", t == "itempage", t == "creativework":
			kind = max(kind, 1)
		}
	}
	if kind == 0 {
		return 0
	}
	s := kind * 4
	if r.text("datePublished") != "" || r.text("dateCreated") != "" {
		s += 2
	}
	if r.text("articleBody") != "" {
		s++
	}
	if h := fold(r.text("headline")); h != "" && pageTitle != "" && strings.Contains(fold(pageTitle), h) {
		s += 4
	}
	return s
}

// text is the first string of a member, also of {"@value": ...} and {"name": ...}.
func (r record) text(key string) string {
	for _, v := range list(r[key]) {
		switch v := v.(type) {
		case string:
			if v != "" {
				return plain(v)
			}
		case map[string]any:
			for _, k := range []string{"@value", "name"} {
				if s, _ := v[k].(string); s != "" {
					return plain(s)
				}
			}
		}
	}
	return ""
}

// raw is the member where it is a string, as it stands.
func (r record) raw(key string) string {
	s, _ := r[key].(string)
	return s
}

// texts are all strings of a member.
func (r record) texts(key string) []string {
	var all []string
	for _, v := range list(r[key]) {
		switch v := v.(type) {
		case string:
			all = append(all, plain(v))
		case map[string]any:
			all = append(all, record(v).text("name"))
		}
	}
	return all
}

// authors are the names of the people (or bodies) that wrote the article.
func (g *graph) authors(r record) []string {
	var names []string
	for _, key := range []string{"author", "creator"} {
		for _, v := range list(r[key]) {
			switch v := v.(type) {
			case string:
				names = append(names, plain(v))
			case map[string]any:
				name := record(v).text("name")
				if id, _ := v["@id"].(string); name == "" && g.byID[id] != nil {
					name = g.byID[id].text("name")
				}
				names = append(names, name)
			}
		}
		if len(names) > 0 {
			return names
		}
	}
	return nil
}

// anyText is the member's text in the first object, of whatever kind, that has it; for pages that describe only
// themselves or a video.
func (g *graph) anyText(key string) string {
	for _, r := range g.objects {
		if r.score("") > 0 && r.text(key) != "" {
			return r.text(key)
		}
	}
	return ""
}

// crumbs are the names of the page's breadcrumb list, outermost first.
func (g *graph) crumbs() []string {
	var names []string
	for _, r := range g.objects {
		if t := r.types(); len(t) == 0 || t[0] != "breadcrumblist" {
			continue
		}
		for _, v := range list(r["itemListElement"]) {
			if item, ok := v.(map[string]any); ok {
				name := record(item).text("name")
				if name == "" {
					name = record(item).text("item")
				}
				names = append(names, name)
			}
		}
		if len(names) > 0 {
			return names
		}
	}
	return nil
}

// list makes an array of any value; nil of a missing one.
func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}
