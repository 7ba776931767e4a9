package web

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/web/webtest"
)

// get asks a server for a path.
func get(t testing.TB, s *Server, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w
}

// everyPage is a path to each kind of page that a library holds.
func everyPage(lib *webtest.Library) []string {
	st := lib.Views[0].Story
	return []string{
		"/", st.Path(), st.Path() + "?count=voices&sort=lean", st.Path() + "?side=left&count=owners", "/topics", "/topic/politics", "/outlets",
		"/outlet/" + lib.Directory[0].Domain, "/blindspots", "/search", "/search?q=ferry", "/archive", "/archive/" + clock.Format(time.DateOnly),
		"/methodology", "/about", "/nothing/here", "/story/nothing", "/topic/nothing", "/outlet/nothing.example",
	}
}

// payloads are strings that have run as script somewhere: handlers, schemes, ways out of attributes,
// elements and comments, each in several dresses.
func payloads() []string {
	bodies := []string{"alert(1)", "confirm`1`", "top['al'+'ert'](1)", "import('//x.example')"}
	shapes := []string{
		"<script>%s</script>", "<ScRiPt>%s</sCrIpT>", "<script src=//x.example/%s></script>", "<svg><script>%s</script></svg>", "<svg onload=%s>",
		"<svg/onload=%s//", "<img src=x onerror=%s>", "<img src=\"x\" onerror='%s'>", "<img/src/onerror=%s>", "<body onload=%s>", "<details open ontoggle=%s>",
		"<input autofocus onfocus=%s>", "<iframe src=javascript:%s>", "<iframe srcdoc='<script>%s</script>'>", "<object data=javascript:%s>", "<embed src=javascript:%s>",
		"<a href=javascript:%s>x</a>", "<form action=javascript:%s><input type=submit>", "<button formaction=javascript:%s>x", "<math href=javascript:%s>x",
		"<base href=javascript:%s//>", "<meta http-equiv=refresh content='0;javascript:%s'>", "<link rel=stylesheet href=javascript:%s>",
		"<style>@import'javascript:%s'</style>", "<p style=\"x:expression(%s)\">", "<svg><animate onbegin=%s attributeName=x>", "<svg><set attributeName=href to=javascript:%s>",
		"<svg><foreignObject><iframe onload=%s></foreignObject></svg>", "<template><img src=x onerror=%s></template>", "<noscript><p title=\"</noscript><img src=x onerror=%s>\">",
		"<math><mtext><table><mglyph><style><img src=x onerror=%s>", "<select><style></select><img src=x onerror=%s>", "<xmp><img title=\"</xmp><img src=x onerror=%s>\">",
		"\" onmouseover=%s x=\"", "' onfocus=%s autofocus '", "x onclick=%s", "\"><img src=x onerror=%s>", "'><svg onload=%s>", "</title><script>%s</script>", "</textarea><script>%s</script>",
		"--><img src=x onerror=%s>", "<!--><img src=x onerror=%s>", "]]><script>%s</script>", "<![CDATA[<![CDATA[]]><script>%s</script>]]>", "</a><script>%s</script>", "</svg><script>%s</script>",
		"javascript:%s", "JaVaScRiPt:%s", " javascript:%s", "\tjavascript:%s", "java\nscript:%s", "\x01javascript:%s", "javascript&colon;%s", "&#106;avascript:%s", "vbscript:%s",
		"data:text/html,<script>%s</script>", "data:image/svg+xml,<svg onload=%s>", "view-source:%s", "//x.example/%s", "https://x.example/\"onmouseover=%s", "https://x.example/<script>%s</script>",
		"{{%s}}", "${%s}", "<%%= %s %%>", "&lt;script&gt;%s&lt;/script&gt;", "\\u003cscript\\u003e%s", "%%3Cscript%%3E%s", "+ADw-script+AD4-%s", "\u202e<script>%s", "<\x00script>%s</script>",
		"<scr\x00ipt>%s</script>", "\ufeff<script>%s</script>", "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>%s</x:script>", "<isindex action=javascript:%s>", "<marquee onstart=%s>", "<video><source onerror=%s>",
	}
	var all []string
	for _, shape := range shapes {
		for _, body := range bodies {
			all = append(all, fmt.Sprintf(shape, body))
		}
	}
	return all
}

// poison puts a text into every string of a value but those named in keep.
func poison(v reflect.Value, text string, keep ...string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			poison(v.Elem(), text, keep...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && !slices.Contains(keep, f.Name) {
				poison(v.Field(i), text, keep...)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			poison(v.Index(i), text, keep...)
		}
	case reflect.String:
		v.SetString(text)
	}
}

// poisoned is a small library whose every text is the payload, but for what addresses hang on.
func poisoned(payload string) *webtest.Library {
	lib := webtest.New(clock)
	v := webtest.Small(clock)
	v.Story.Blindspots = []news.Blind{{Story: v.Story.ID, Side: news.Right, Opposite: news.Left, Total: 20, OfSide: 9, Carrying: 7, Carry: 1, Expected: 3, P: 0.001}}
	v.Related = []news.Related{{Story: v.Story.ID, Kind: "names", Terms: []string{"x"}}}
	lib.Directory = webtest.Full(clock, 0).Directory[:2]
	poison(reflect.ValueOf(&v).Elem(), payload, "Slug", "Kind", "Method")
	v.Story.Updated, v.Story.Topics = clock, []string{"politics", payload}
	lib.Views = []news.StoryView{v}
	for i := range lib.Directory {
		domain := lib.Directory[i].Domain
		poison(reflect.ValueOf(&lib.Directory[i]).Elem(), payload, "Kind")
		lib.Directory[i].Domain = domain
	}
	return lib
}

// scriptCapable lists what a browser could run in a document.
func scriptCapable(n *html.Node) (found []string) {
	for c := range n.Descendants() {
		if c.Type != html.ElementNode {
			continue
		}
		switch c.Data {
		case "script", "iframe", "object", "embed", "base", "foreignobject", "foreignObject", "animate", "set", "style", "math", "template", "frame", "applet":
			found = append(found, "<"+c.Data+">")
		}
		for _, a := range c.Attr {
			key, value := strings.ToLower(a.Key), strings.ToLower(strings.TrimLeft(a.Val, "\x00\t\n\r "))
			switch {
			case strings.HasPrefix(key, "on"), key == "style", key == "srcdoc", key == "http-equiv", key == "formaction":
				found = append(found, "<"+c.Data+" "+key+">")
			case key == "href" || key == "src" || key == "action":
				u, err := url.Parse(value)
				if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "mailto" {
					found = append(found, fmt.Sprintf("<%s %s=%q>", c.Data, key, value))
				}
			}
		}
	}
	return found
}

// XSS-02: whatever text comes in, in every field of every story and outlet and in every query
// parameter, no page holds anything that could run.
func TestXSS02_payloadsStayText(t *testing.T) {
	all := payloads()
	if len(all) < 300 {
		t.Fatalf("%d payloads, want at least 300", len(all))
	}
	s := newServer(t, webtest.New(clock), 0)
	for i, payload := range all {
		lib := poisoned(payload)
		s.lib, s.views = lib, newViews(lib, s.now)
		q := url.QueryEscape(payload)
		paths := []string{"/", lib.Views[0].Story.Path()}
		if i%4 == 0 { // the shapes come in four dresses each; one of them sees every page
			paths = everyPage(lib)
		}
		paths = append(paths, "/search?q="+q, "/outlets?q="+q+"&side="+q, "/topic/"+url.PathEscape(payload),
			lib.Views[0].Story.Path()+"?side="+q+"&count="+q+"&sort="+q+"&show="+q, "/archive/"+url.PathEscape(payload), "/blindspots?side="+q, "/"+url.PathEscape(payload))
		for _, path := range paths {
			w := get(t, s, path)
			if w.Code >= 500 {
				t.Fatalf("GET %s with %q: status %d", path, payload, w.Code)
			}
			if w.Code/100 == 3 {
				continue
			}
			doc, err := html.Parse(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			if found := scriptCapable(doc); len(found) > 0 {
				t.Errorf("GET %s with %q: %v", path, payload, found)
			}
		}
	}
}

// The check of XSS-02 is worth something only when it sees what it looks for.
func TestXSS02_theCheckSees(t *testing.T) {
	seen := 0
	all := payloads()
	for _, payload := range all {
		for _, page := range []string{"<p>%s</p>", `<a href="%s">x</a>`, `<p title="%s">x</p>`, "<!--%s-->", "<title>%s</title>"} {
			doc, err := html.Parse(strings.NewReader(fmt.Sprintf(page, payload)))
			if err != nil {
				t.Fatal(err)
			}
			if len(scriptCapable(doc)) > 0 {
				seen++
				break
			}
		}
	}
	if seen < len(all)*8/10 {
		t.Errorf("of %d payloads written without escaping, only %d are seen", len(all), seen)
	}
}

// XSS-03: no Go code of the pages declares text to be safe markup.
func TestXSS03_nothingIsTrusted(t *testing.T) {
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, "htmlexec") {
			return err // htmlexec names the types to refuse them, which its own test checks
		}
		src, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, src, 0)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if ok && fmt.Sprint(sel.X) == "template" && slices.Contains([]string{"HTML", "HTMLAttr", "JS", "JSStr", "URL", "CSS", "Srcset"}, sel.Sel.Name) {
				t.Errorf("%s: template.%s", file, sel.Sel.Name)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// XSS-07: what a browser says of itself is never repeated unescaped, and never chooses the language of the page.
func TestXSS07_requestHeaders(t *testing.T) {
	lib := webtest.Full(clock, 3)
	s := newServer(t, lib, 0)
	const payload = `"><script>alert(1)</script>`
	for _, path := range everyPage(lib) {
		r := httptest.NewRequest("GET", path, nil)
		for _, name := range []string{"Accept-Language", "User-Agent", "Referer", "X-Forwarded-Host", "X-Forwarded-For", "Cookie", "Origin", "If-None-Match", "Accept"} {
			r.Header.Set(name, payload)
		}
		r.Host = "evil.example"
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		body := w.Body.String()
		if strings.Contains(body, "<script") || strings.Contains(body, "evil.example") {
			t.Errorf("GET %s repeats a header", path)
		}
		if strings.Contains(body, "<html") && !strings.Contains(body, `<html lang="en">`) {
			t.Errorf("GET %s: the language is not that of the page", path)
		}
	}
}

// XSS-08: links to other sites tell them nothing and lend them nothing.
func TestXSS08_outboundLinks(t *testing.T) {
	lib := webtest.Full(clock, 30)
	s := newServer(t, lib, 0)
	outbound := 0
	for _, path := range everyPage(lib) {
		doc, err := html.Parse(get(t, s, path).Body)
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc.Descendants() {
			if n.Type != html.ElementNode || n.Data != "a" {
				continue
			}
			href, rel := attr(n, "href"), attr(n, "rel")
			if !strings.HasPrefix(href, "http") || strings.HasPrefix(href, "https://news.example") {
				continue
			}
			outbound++
			if !strings.Contains(rel, "noopener") || !strings.Contains(rel, "nofollow") {
				t.Errorf("GET %s: link to %s has rel=%q", path, href, rel)
			}
		}
	}
	if outbound < 50 {
		t.Errorf("only %d links to other sites were seen", outbound)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// RED-01: no address leads away from the site.
func TestRED01_redirectsStay(t *testing.T) {
	lib := webtest.Full(clock, 3)
	s := newServer(t, lib, 0)
	id := lib.Views[0].Story.ID.String()
	for _, path := range []string{
		"//evil.example", "//evil.example/..", "/\\evil.example", "/%09//evil.example", "/%2f%2fevil.example", "/@evil.example", "/..//evil.example", "/.//evil.example/%2e%2e",
		"/story/" + id + "//evil.example", "/story/" + id + "/%0d%0aLocation:%20https:%2f%2fevil.example", "/story/" + id + "/https:%2f%2fevil.example", "/story/" + id,
		"/story/" + id + "?next=//evil.example", "/story/" + strings.ToUpper(id) + "/x", "/topic//evil.example", "/outlet/..%2f..%2fevil.example", "/archive//evil.example",
	} {
		t.Run(path, func(t *testing.T) {
			r := httptest.NewRequest("GET", "/", nil)
			u, err := url.ParseRequestURI(path)
			if err != nil {
				t.Skipf("no server is ever asked for it: %v", err)
			}
			r.URL = u
			w := httptest.NewRecorder()
			s.Handler().ServeHTTP(w, r)
			to := w.Header().Get("Location")
			if to == "" {
				return
			}
			if to[0] != '/' || strings.HasPrefix(to, "//") || strings.HasPrefix(to, "/\\") || strings.ContainsAny(to, "\r\n\t") {
				t.Errorf("Location %q leaves the site", to)
			}
		})
	}
}

// G-S2: every answer carries the headers that Mozilla's Observatory grades, at 120 of 135 or more.
func TestGS2_securityHeaders(t *testing.T) {
	lib := webtest.Full(clock, 3)
	s := newServer(t, lib, 1<<20)
	paths := append(everyPage(lib), "/static/"+s.assets.hashed["site.css"], "/static/nothing.css", "/favicon.ico", "/story/"+lib.Views[0].Story.ID.String())
	for _, path := range paths {
		h := get(t, s, path).Header()
		if got := observatory(h); got < 120 {
			t.Errorf("GET %s: score %d, want at least 120; headers %v", path, got, h)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin", "Permissions-Policy": permissions, "Content-Security-Policy": policy,
		} {
			if h.Get(name) != want {
				t.Errorf("GET %s: %s is %q, want %q", path, name, h.Get(name), want)
			}
		}
		if h.Get("Set-Cookie") != "" {
			t.Errorf("GET %s sets a cookie", path)
		}
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	s.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("a POST from another site: status %d, want 403", w.Code)
	}
}

// observatory scores headers as https://github.com/mozilla/http-observatory does where our pages differ at all:
// content security policy, framing, referrer, sniffing, transport and resource policy.
func observatory(h http.Header) int {
	score := 100
	csp := map[string]string{}
	for directive := range strings.SplitSeq(h.Get("Content-Security-Policy"), ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), " ")
		csp[name] = value
	}
	switch {
	case len(csp) <= 1:
		score -= 25
	case strings.Contains(csp["script-src"], "unsafe"), strings.Contains(csp["style-src"], "unsafe"):
		score -= 20
	case csp["default-src"] == "'none'":
		score += 10
	default:
		score += 5
	}
	if csp["frame-ancestors"] == "'none'" {
		score += 5
	} else {
		score -= 20
	}
	if strings.HasPrefix(h.Get("Referrer-Policy"), "strict-origin") || h.Get("Referrer-Policy") == "no-referrer" {
		score += 5
	}
	if h.Get("X-Content-Type-Options") != "nosniff" {
		score -= 5
	}
	if !strings.HasPrefix(h.Get("Strict-Transport-Security"), "max-age=63072000") {
		score -= 20
	}
	if h.Get("Cross-Origin-Resource-Policy") == "same-origin" {
		score += 10
	}
	return score
}
