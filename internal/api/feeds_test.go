package api

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"

	"github.com/parallax-news/parallax/internal/news"
)

func feedLibrary() *fakeLibrary {
	lib := library()
	lib.views[0].Story.Blindspots = []news.Blind{
		{Side: news.Right, Opposite: news.Left, Total: 100, OfSide: 31, Carrying: 30, Carry: 2, Expected: 9.3, P: 0.001},
	}
	return lib
}

// Every feed in every format, read back by a feed reader.
func TestFeeds(t *testing.T) {
	lib := feedLibrary()
	s := serve(t, lib)
	for _, test := range []struct {
		path, title, page string
		stories           []int // of lib.views
		says              string
	}{
		{"", "Parallax", "/", []int{0}, "Outlets: 4; 2 Left, 1 Center, 1 Right."},
		{"/topic/politics", "Politics – Parallax", "/topic/politics", []int{0, 1}, "Headline: Left-1 News."},
		{"/topic/health", "Health – Parallax", "/topic/health", nil, ""},
		{"/outlet/right-1.example", "Right One – Parallax", "/outlet/right-1.example", []int{0}, "Headline"},
		{"/blindspots", "Blindspots – Parallax", "/blindspots", []int{0},
			"2 of 31 right-rated outlets that we follow carry this; by chance it would be about 9."},
		{"/search", "Search: ferries – Parallax", "/search?q=ferries", []int{0, 1}, "Outlets"},
	} {
		for _, format := range feedFormats {
			path := test.path + "/feed." + format.ext
			if test.path == "/search" {
				path += "?q=ferries"
			}
			t.Run(path, func(t *testing.T) {
				w := get(t, s, path)
				if w.Code != http.StatusOK || w.Header().Get("Content-Type") != format.kind {
					t.Fatalf("status %d, type %q: %s", w.Code, w.Header().Get("Content-Type"), w.Body)
				}
				if test.path == "/blindspots" {
					golden(t, "blindspots."+format.ext, w.Body.Bytes())
				}
				feed, err := gofeed.NewParser().Parse(w.Body)
				if err != nil {
					t.Fatal(err)
				}
				if feed.Title != test.title || feed.Link != "https://news.example"+test.page || feed.Description == "" {
					t.Errorf("title %q, link %q, description %q", feed.Title, feed.Link, feed.Description)
				}
				if len(feed.Items) != len(test.stories) {
					t.Fatalf("%d items, want %d", len(feed.Items), len(test.stories))
				}
				for i, item := range feed.Items {
					checkItem(t, item, &lib.views[test.stories[i]].Story)
				}
				if test.says != "" && !strings.Contains(html.UnescapeString(feed.Items[0].Description), test.says) {
					t.Errorf("description %q, want %q in it", feed.Items[0].Description, test.says)
				}
			})
		}
	}
}

func checkItem(t *testing.T, item *gofeed.Item, st *news.Story) {
	t.Helper()
	if item.Title != st.Headline || item.Link != "https://news.example"+st.Path() {
		t.Errorf("title %q, link %q", item.Title, item.Link)
	}
	if item.GUID != "https://news.example/story/"+st.ID.String() {
		t.Errorf("id %q", item.GUID)
	}
	if item.PublishedParsed == nil || !item.PublishedParsed.Equal(st.Created) {
		t.Errorf("published %v, want %v", item.PublishedParsed, st.Created)
	}
	if item.UpdatedParsed != nil && !item.UpdatedParsed.Equal(st.Updated) { // RSS has none
		t.Errorf("updated %v, want %v", item.UpdatedParsed, st.Updated)
	}
}

func TestFeeds_sides(t *testing.T) {
	s := serve(t, feedLibrary())
	for side, want := range map[string]int{"right": 1, "left": 0, "all": 1} {
		feed, err := gofeed.NewParser().Parse(get(t, s, "/blindspots/feed.rss?side="+side).Body)
		if err != nil || len(feed.Items) != want {
			t.Errorf("side %s: %d items, want %d; %v", side, len(feed.Items), want, err)
		}
	}
}

func TestFeeds_validators(t *testing.T) {
	lib := feedLibrary()
	s := serve(t, lib)
	first := get(t, s, "/feed.rss")
	if got, want := first.Header().Get("Last-Modified"), lib.views[0].Story.Updated.Format(http.TimeFormat); got != want {
		t.Fatalf("Last-Modified %q, want %q", got, want)
	}
	if w := get(t, s, "/feed.rss", "If-Modified-Since", first.Header().Get("Last-Modified")); w.Code != http.StatusNotModified {
		t.Errorf("status %d, want 304", w.Code)
	}
	if got, want := first.Header().Get("Link"), `<https://news.example/feed.rss>; rel="self"`; got != want {
		t.Errorf("Link %q, want %q", got, want)
	}
}

func TestFeeds_emptyJSONHasItems(t *testing.T) {
	feed := into[map[string]json.RawMessage](t, get(t, serve(t, &fakeLibrary{}), "/feed.json"))
	if string(feed["items"]) != "[]" {
		t.Errorf("items %s, want []", feed["items"])
	}
	if string(feed["version"]) != `"https://jsonfeed.org/version/1.1"` {
		t.Errorf("version %s", feed["version"])
	}
}

func TestPatterns_areServed(t *testing.T) {
	s := serve(t, feedLibrary())
	mux := http.NewServeMux()
	for _, p := range s.Patterns() {
		mux.Handle(p, s)
	}
	for _, path := range []string{"/feed.rss", "/topic/politics/feed.atom", "/outlet/right-1.example/feed.json", "/blindspots/feed.rss", "/search/feed.rss?q=ferries", "/opensearch.xml", "/api/v1/status"} {
		if w := get(t, mux, path); w.Code != http.StatusOK {
			t.Errorf("%s: status %d", path, w.Code)
		}
	}
}

// A site that lives under a path is asked under it, and answers with it.
func TestPatterns_underAPath(t *testing.T) {
	lib := feedLibrary()
	s := serve(t, lib, func(o *Options) { o.Base = &url.URL{Scheme: "https", Host: "host.example", Path: "/news/"} })
	mux := http.NewServeMux()
	for _, p := range s.Patterns() {
		mux.Handle(p, s)
	}
	story := &lib.views[0].Story
	for path, want := range map[string]string{
		"/news/feed.json":                           "https://host.example/news/feed.json",
		"/news/topic/politics/feed.json":            "https://host.example/news" + story.Path(),
		"/news/search/feed.atom?q=ferries":          "https://host.example/news/search/feed.atom?q=ferries",
		"/news/opensearch.xml":                      "https://host.example/news/search?q={searchTerms}",
		"/news/api/v1/stories/" + story.ID.String(): "https://host.example/news" + story.Path(),
		"/news/api/v1/":                             "GET /news/api/v1/stories",
		"/news/api/v1/openapi.json":                 "https://host.example/news",
		"/news/api/v1/stories?limit=1":              story.Headline,
	} {
		if w := get(t, mux, path); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("GET %s: status %d, want %q in %.600s", path, w.Code, want, w.Body)
		}
	}
	for path, want := range map[string]string{"/news/api//v1/status": "/news/api/v1/status", "/news/api/": "https://host.example/news/api/v1/"} {
		if to := get(t, mux, path).Header().Get("Location"); to != want {
			t.Errorf("GET %s leads to %q, want %q", path, to, want)
		}
	}
	for _, path := range []string{"/feed.rss", "/api/v1/status"} {
		if w := get(t, mux, path); w.Code != http.StatusNotFound {
			t.Errorf("GET %s: status %d, want 404", path, w.Code)
		}
	}
}

// What the operator wants everyone to know stands in every feed, with every item of it, and in the description of the API.
func TestNotice(t *testing.T) {
	const notice = "All of it is invented."
	s := serve(t, feedLibrary(), func(o *Options) { o.Notice = notice })
	for _, format := range feedFormats {
		feed, err := gofeed.NewParser().Parse(get(t, s, "/feed."+format.ext).Body)
		if err != nil {
			t.Fatal(err)
		}
		texts := []string{feed.Description}
		for _, item := range feed.Items {
			texts = append(texts, item.Description)
		}
		for _, text := range texts {
			if !strings.HasSuffix(text, ". "+notice) {
				t.Errorf("%s: %q does not end with the notice", format.ext, text)
			}
		}
	}
	for _, path := range []string{"/api/v1/", "/api/v1/openapi.json"} {
		if body := get(t, s, path).Body.String(); !strings.Contains(body, notice) {
			t.Errorf("%s does not hold the notice", path)
		}
	}
}

// hostile are texts that do harm where text is taken for markup, each in several disguises.
func hostile() (texts []string) {
	tags := []string{"<script>%</script>", "<img src=x onerror=%>", "<svg onload=%>", "<svg><script>%</script></svg>",
		"<iframe srcdoc='<script>%</script>'>", "<a href=javascript:%>x</a>", "<math><mtext><img src onerror=%>", "<body onload=%>",
		"<details open ontoggle=%>", "<style>@import '%'</style>", "<base href='//%'>", "<form action=javascript:%><button>", "<object data=%>",
		"<meta http-equiv=refresh content='0;url=%'>", "<template><script>%</script></template>", "<noscript><p title='</noscript><img src onerror=%>'>"}
	breaks := []string{"", "\">", "'>", "]]>", "-->", "</title>", "</textarea>", "</script>", "{{", "<![CDATA[", "<!--", "\x00", "\u2028", "&lt;", "&#60;"}
	for _, tag := range tags {
		for _, b := range breaks {
			for _, code := range []string{"alert(1)", "alert&#40;1&#41;"} {
				texts = append(texts, b+strings.ReplaceAll(tag, "%", code))
			}
		}
	}
	return texts
}

// No text of an outlet becomes markup in a feed or leaves the quotes of JSON (XSS-02).
func TestXSS02_feedsAndAPI(t *testing.T) {
	texts := hostile()
	if len(texts) < 300 {
		t.Fatalf("%d texts, want 300", len(texts))
	}
	lib := &fakeLibrary{}
	s := serve(t, lib)
	for _, text := range texts {
		v := view(1, "left-1", "right-1")
		v.Story.Headline, v.Story.HeadlineBy = text, text
		v.Outlets[0].Name, v.Articles[0].Title, v.Summary.Sentences[0].Text = text, text, text
		lib.views = []news.StoryView{v}
		for _, path := range []string{"/feed.rss", "/feed.atom", "/feed.json", "/api/v1/stories"} {
			w := get(t, s, path)
			if w.Code != http.StatusOK || w.Header().Get("X-Content-Type-Options") != "nosniff" {
				t.Fatalf("%s with %q: status %d", path, text, w.Code)
			}
			body := w.Body.String()
			if strings.HasPrefix(path, "/api") || strings.HasSuffix(path, "json") {
				if !json.Valid([]byte(body)) {
					t.Errorf("%s with %q is not JSON", path, text)
				}
				continue
			}
			checkXML(t, path, text, body)
			feed, err := gofeed.NewParser().ParseString(body)
			if err != nil {
				t.Fatalf("%s with %q: %v", path, text, err)
			}
			if markup := elements(feed.Items[0].Description); markup != "" {
				t.Errorf("%s with %q: the description holds <%s>", path, text, markup)
			}
		}
	}
}

// checkXML fails where the feed is not well-formed or holds an element that feeds do not have.
func checkXML(t *testing.T, path, text, body string) {
	t.Helper()
	dec := xml.NewDecoder(strings.NewReader(body))
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatalf("%s with %q: %v", path, text, err)
		}
		if e, ok := token.(xml.StartElement); ok {
			switch e.Name.Local {
			case "script", "img", "svg", "iframe", "a", "math", "body", "details", "style", "base", "form", "object", "meta", "template":
				t.Fatalf("%s with %q: element %s", path, text, e.Name.Local)
			}
		}
	}
}

// elements names the first element that a browser would find in a text taken for HTML, "" none.
func elements(text string) string {
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			return string(name)
		}
	}
}

// Every address in an answer is http or https (XSS-04).
func TestXSS04_links(t *testing.T) {
	lib := feedLibrary()
	lib.views[0].Articles[0].URL = "javascript:alert(1)"
	rated := lib.outlets["right-1.example"]
	rated.Ratings[0].Link = "javascript:alert(1)"
	s := serve(t, lib)
	for _, path := range []string{"/api/v1/stories", "/api/v1/outlets/right-1.example", "/feed.rss", "/feed.json"} {
		if body := get(t, s, path).Body.String(); strings.Contains(body, "javascript:") {
			t.Errorf("%s: %s", path, body)
		}
	}
}

// Any text in a query gets an answer that is no fault of ours.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{"", "C++", "O'Neil", "-a", `"`, "NEAR(", "a*", "side:right", "\x00", "אבג"} {
		f.Add(seed)
	}
	s := serve(f, feedLibrary())
	f.Fuzz(func(t *testing.T, text string) {
		q := url.QueryEscape(text)
		for _, path := range []string{"/api/v1/stories?after=" + q, "/api/v1/stories?topic=" + q, "/api/v1/stories?outlet=" + q,
			"/blindspots/feed.rss?side=" + q, "/search/feed.rss?q=" + q, "/api/v1/stories/" + url.PathEscape(text)} {
			if w := get(t, s, path); w.Code >= 500 {
				t.Errorf("%s: status %d", path, w.Code)
			}
		}
	})
}
