package web

import (
	"context"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/search"
	"github.com/parallax-news/parallax/internal/web/webtest"
)

func TestMethodology(t *testing.T) {
	doc := visit(t, newServer(t, webtest.Full(clock, 3), 0), "/methodology", 200)
	doc.Find(".toc a").Each(func(_ int, a *goquery.Selection) {
		if target := a.AttrOr("href", ""); doc.Find(target).Length() != 1 {
			t.Errorf("%q leads nowhere", target)
		}
	})
	rows := doc.Find("table.data tbody tr").Map(func(_ int, r *goquery.Selection) string {
		return strings.Join(r.Children().Map(func(_ int, c *goquery.Selection) string { return c.Text() }), ", ")
	})
	if d := cmp.Diff([]string{"below −0.25, L Left, 24", "−0.25 to +0.25, C Center, 12", "above +0.25, R Right, 12", "no rater, U Unrated, 12"}, rows); d != "" {
		t.Error(d)
	}
	holds(t, doc, ".prose", "one more would move a share by up to 15 points")
	holds(t, doc, ".prose", "a voice counts half after 12 hours")
	holds(t, doc, ".prose .note", "Of 60 outlets in the catalogue this instance reads 60, as of 23 July 2026")
}

func TestMethodology_otherScale(t *testing.T) {
	s := newServer(t, webtest.New(clock), 0)
	s.edition.Scale = news.Scale{Steps: []news.Step{{Key: "in", Name: "Coalition", Letter: "C", Below: 0}, {Key: "out", Name: "Opposition", Letter: "O", Below: 1}}}
	s.leans = leans(s.edition.Scale)
	doc := visit(t, s, "/methodology", 200)
	finds(t, doc, "table.data tbody tr", 3)
	holds(t, doc, "table.data", "above 0.00")
}

func TestAbout(t *testing.T) {
	s := newServer(t, webtest.Full(clock, 3), 0)
	doc := visit(t, s, "/about", 200)
	holds(t, doc, ".figures", "2 broken, 3 due now")
	holds(t, doc, ".facts", "The reading room")
	holds(t, doc, ".facts", "Parallax test")
	if href := doc.Find("#contact + p a").AttrOr("href", ""); href != "mailto:room@news.example" {
		t.Errorf("contact leads to %q", href)
	}
	finds(t, doc, "#outlets, #data", 2)
	for contact, want := range map[string]string{
		"":                       "",
		"https://news.example/c": "https://news.example/c",
		"call the desk":          "",
		"javascript:alert(1)":    "",
		"a@b?subject=x":          "",
	} {
		s.site.Contact = contact
		if href := visit(t, s, "/about", 200).Find("#contact + p a").AttrOr("href", ""); href != want {
			t.Errorf("contact %q leads to %q, want %q", contact, href, want)
		}
	}
}

// hostileLibrary has markup wherever an outlet's words can stand.
func hostileLibrary(text string) *webtest.Library {
	lib := webtest.Full(clock, 12)
	for i := range lib.Views {
		st := &lib.Views[i].Story
		st.Headline, st.HeadlineBy, st.Places, st.Names, st.Slug = text, text, []string{text}, []string{text, text}, "x"
		st.Blindspots = []news.Blind{{Side: news.Left, OfSide: 9, Carry: 1, Expected: 5, P: 0.001}}
		for j := range lib.Views[i].Articles {
			a := &lib.Views[i].Articles[j].Article
			a.Title, a.Excerpt, a.Language, a.URL = text, text, text, "javascript:alert(1)"
		}
	}
	for i := range lib.Directory {
		o := &lib.Directory[i]
		o.Name, o.Owner, o.OwnerType, o.Country, o.Language, o.Reliability = text, text, text, text, text, "high"
		for j := range o.Ratings {
			r := &o.Ratings[j]
			r.Rater, r.Value, r.Date, r.Link, r.License = text, text, text, "javascript:alert(1)", text
		}
		for j := range o.History {
			o.History[j].Cause = text
		}
		for j := range o.Feeds {
			o.Feeds[j].Title, o.Feeds[j].URL, o.Feeds[j].Error = text, "javascript:alert(1)", text
		}
	}
	return lib
}

// hits makes a search find everything.
type hits struct{ *webtest.Library }

func (h hits) Search(_ context.Context, q search.Query) (search.Result, error) {
	var r search.Result
	for _, v := range h.Views[:3] {
		sn := search.Snippet{Text: v.Story.Headline, Marks: []search.Mark{{Start: 0, End: 1}}}
		r.Stories = append(r.Stories, search.StoryHit{Story: v.Story, Articles: 1, Snippet: sn})
		r.Articles = append(r.Articles, search.ArticleHit{Article: v.Articles[0].Article, Outlet: news.Outlet{Name: v.Story.Headline}, Title: sn, Excerpt: sn})
	}
	r.Matches = len(r.Articles)
	return r, nil
}

// No word of an outlet, and no word of a reader's query, becomes markup, and no link leads to a script (XSS-02, XSS-04, XSS-08).
func TestXSS02_lists(t *testing.T) {
	const active = "script, iframe, img, object, embed, base"
	clean := visit(t, newServer(t, hits{hostileLibrary("plain words")}, 0), "/about", 200).Find(active).Length()
	for _, text := range []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `</title><svg onload=alert(1)>`,
		`<!--<img src=x onerror=alert(1)>-->`, `]]><script>alert(1)</script>`, `&lt;script&gt;alert(1)&lt;/script&gt;`, "\u2028<iframe srcdoc=x>", `{{template "foot"}}`,
	} {
		s := newServer(t, hits{hostileLibrary(text)}, 0)
		for _, path := range []string{"/topics", "/topic/business", "/outlets", "/outlet/harbourpost.example", "/blindspots", "/archive/2026-07-23",
			"/search?q=" + url.QueryEscape(text), "/outlets?q=" + url.QueryEscape(text), "/outlets?country=" + url.QueryEscape(text), "/methodology", "/about"} {
			w := httptest.NewRecorder()
			s.Handler().ServeHTTP(w, httptest.NewRequest("GET", path, nil))
			doc, err := goquery.NewDocumentFromReader(w.Body)
			if err != nil || w.Code >= 500 {
				t.Fatalf("%s with %q: status %d, %v", path, text, w.Code, err)
			}
			if got := doc.Find(active).Length(); got != clean {
				t.Errorf("%s with %q: %d elements that can run or load", path, text, got)
			}
			checkAttributes(t, doc, path+" with "+text)
		}
	}
}

// checkAttributes fails where an attribute can run or where a link leads outside without precautions.
func checkAttributes(t *testing.T, doc *goquery.Document, where string) {
	t.Helper()
	doc.Find("*").Each(func(_ int, e *goquery.Selection) {
		for _, a := range e.Nodes[0].Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc", a.Key == "http-equiv":
				t.Errorf("%s: attribute %s=%q", where, a.Key, a.Val)
			case a.Key == "href" || a.Key == "src" || a.Key == "action":
				if strings.Contains(strings.ToLower(a.Val), "script:") || strings.HasPrefix(a.Val, "//") {
					t.Errorf("%s: %s=%q", where, a.Key, a.Val)
				}
				if outside := strings.HasPrefix(a.Val, "http") && !strings.HasPrefix(a.Val, "https://news.example"); outside && e.AttrOr("rel", "") != "noopener nofollow" {
					t.Errorf("%s: link to %q with rel %q", where, a.Val, e.AttrOr("rel", ""))
				}
			}
		}
	})
}
