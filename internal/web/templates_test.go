package web

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
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

// sources are the texts of all files of a kind that pages are made of.
func sources(t *testing.T, ext string) string {
	t.Helper()
	var b strings.Builder
	err := fs.WalkDir(files, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(file) != ext {
			return err
		}
		body, err := fs.ReadFile(files, file)
		b.Write(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// No template and no style is left behind by what used it.
func TestTemplates_allUsed(t *testing.T) {
	all := sources(t, ".tmpl")
	for _, m := range regexp.MustCompile(`{{define "([^"]+)"`).FindAllStringSubmatch(all, -1) {
		if name := m[1]; name != "layout" && name != "styles" && !strings.Contains(all, `{{template "`+name+`"`) {
			t.Errorf("no template uses %q", name)
		}
	}
}

func TestStyles_allUsed(t *testing.T) {
	text := sources(t, ".tmpl")
	for _, pattern := range []string{"*.go", "../api/*.tmpl"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %d files, error %v", pattern, len(names), err)
		}
		for _, name := range names {
			body, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(name, "_test.go") {
				text += string(body)
			}
		}
	}
	used := map[string]bool{}
	for _, word := range regexp.MustCompile(`[\w-]+`).FindAllString(text, -1) {
		used[word] = true
	}
	made := regexp.MustCompile(`^(s|on|k)[1-6u]$`) // put together by a program: the sides' fills, the sentences
	rules := regexp.MustCompile(`(?s)/\*.*?\*/|url\([^)]*\)`).ReplaceAllString(sources(t, ".css"), "")
	for _, m := range regexp.MustCompile(`\.([a-zA-Z][\w-]*)`).FindAllStringSubmatch(rules, -1) {
		if !used[m[1]] && !made.MatchString(m[1]) {
			t.Errorf("no page has the class %q", m[1])
		}
	}
}
