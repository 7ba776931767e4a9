package web

import (
	"io/fs"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/jba/templatecheck"

	"github.com/parallax-news/parallax/internal/web/webtest"
)

// pageStructs are the pages with the struct that each is rendered from.
var pageStructs = map[string]any{
	"about": AboutPage{}, "archive": ArchivePage{}, "blindspots": BlindspotsPage{}, "day": DayPage{}, "error": ErrorPage{},
	"home": HomePage{}, "methodology": MethodologyPage{}, "outlet": OutletPage{}, "outlets": OutletsPage{}, "search": SearchPage{},
	"story": &StoryPage{}, "topic": TopicPage{}, "topics": TopicsPage{},
}

func TestTemplates_matchTheirStructs(t *testing.T) {
	s := newServer(t, webtest.New(clock), 0)
	for name, p := range s.pages {
		t.Run(name, func(t *testing.T) {
			data, ok := pageStructs[name]
			if !ok {
				t.Fatalf("pages/%s has no struct in this test", name)
			}
			if err := templatecheck.CheckHTML(p.set.Lookup("layout"), data); err != nil {
				t.Error(err)
			}
			if _, err := p.program(reflect.TypeOf(data)); err != nil {
				t.Error(err)
			}
		})
	}
}

// XSS-06: data stands only where html/template's escaping has never failed: no action inside script,
// style, backticks, unquoted attributes, event handlers, style attributes or the content of a refresh.
func TestXSS06_actionsOnlyInSafePlaces(t *testing.T) {
	rules := map[string]*regexp.Regexp{
		"script element":     regexp.MustCompile(`(?i)<script[^>]*>\s*[^<\s]`),
		"style element":      regexp.MustCompile(`(?i)<style`),
		"style attribute":    regexp.MustCompile(`(?i)\sstyle\s*=`),
		"event handler":      regexp.MustCompile(`(?i)\son[a-z]+\s*=`),
		"unquoted attribute": regexp.MustCompile(`=\s*\{\{`),
		"backtick":           regexp.MustCompile("`[^`]*\\{\\{"),
		"refresh":            regexp.MustCompile(`(?i)http-equiv`),
		"javascript address": regexp.MustCompile(`(?i)javascript:`),
	}
	err := fs.WalkDir(files, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".tmpl") {
			return err
		}
		body, err := fs.ReadFile(files, file)
		if err != nil {
			return err
		}
		for name, rule := range rules {
			if at := rule.FindIndex(body); at != nil {
				t.Errorf("%s: %s: %.80q", file, name, body[at[0]:])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
