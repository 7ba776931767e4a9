package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"github.com/parallax-news/parallax/internal/search"
	"github.com/parallax-news/parallax/internal/web/webtest"
)

func TestSearch(t *testing.T) {
	s := newServer(t, webtest.Full(clock, 60), 0)
	t.Run("nothing asked", func(t *testing.T) {
		doc := visit(t, s, "/search", 200)
		holds(t, doc, ".message", "What are you looking for?")
		finds(t, doc, ".query-help tbody tr", 9)
		finds(t, doc, "head link[rel=alternate]", 0)
	})
	t.Run("found", func(t *testing.T) {
		doc := visit(t, s, "/search?q=HARBOUR", 200)
		holds(t, doc, ".sortline", "10 stories shown, 44 articles, as of 23 July 2026, 09:40 UTC")
		finds(t, doc, "[aria-labelledby=stories] .story-item", search.StoryHits)
		finds(t, doc, ".found", 20)
		doc.Find(".found mark").Each(func(_ int, m *goquery.Selection) {
			if !strings.EqualFold(m.Text(), "harbour") {
				t.Errorf("marked %q", m.Text())
			}
		})
		holds(t, doc, ".pager .note", "Articles 1 to 20 of 44")
		if got := doc.Find("#q").AttrOr("value", ""); got != "HARBOUR" {
			t.Errorf("the field holds %q", got)
		}
		if got := doc.Find("meta[name=robots]").AttrOr("content", ""); got != "noindex" {
			t.Errorf("robots %q", got)
		}
	})
	t.Run("nothing found", func(t *testing.T) {
		holds(t, visit(t, s, "/search?q=quantum+ferry", 200), ".message", "Nothing for “quantum ferry”.")
	})
}

// The form that narrows a search works without scripts: its fields become part of the query.
func TestSearch_narrow(t *testing.T) {
	s := newServer(t, webtest.Full(clock, 3), 0)
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/search?q=two+words&outlet=+reuters.com&topic=&after=2026-07-20&before=&side=left&side=unrated", nil))
	want := "/search?q=" + url.QueryEscape("two words outlet:reuters.com side:left side:unrated after:2026-07-20")
	if got := w.Header().Get("Location"); w.Code != http.StatusFound || got != want {
		t.Errorf("status %d to %q, want %q", w.Code, got, want)
	}
}

// Where a search leads is always a path of ours (RED-01).
func TestRED01_narrow(t *testing.T) {
	s := newServer(t, webtest.Full(clock, 3), 0)
	for _, value := range []string{"//e.example", `/\e.example`, "\t//e.example", "https:e.example", "%2f%2fe.example", "/..//e.example", "x\r\nLocation: //e.example"} {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/search?outlet="+url.QueryEscape(value)+"&q="+url.QueryEscape(value)+"&sort="+url.QueryEscape(value), nil))
		if got := w.Header().Get("Location"); !strings.HasPrefix(got, "/search?q=") || strings.ContainsAny(got, "\r\n\t\\ ") {
			t.Errorf("%q leads to %q", value, got)
		}
	}
}

// Every string is a search (SQL-02, as far as pages go).
func TestSQL02_anyQueryHasAPage(t *testing.T) {
	s := newServer(t, webtest.Full(clock, 3), 0)
	for _, text := range anyQueries() {
		doc := visit(t, s, "/search?q="+url.QueryEscape(text), 200)
		if doc.Find("#q").Length() != 1 {
			t.Errorf("%q: no field to search again", text)
		}
	}
}

func anyQueries() []string {
	return []string{"", " ", `"`, `""`, "'", "C++", "O'Neil", "-a", "-", "--", "a*", "NEAR(a b)", "title:x", "side:", "side:up", "after:never", "before:9999-99",
		"a OR b AND NOT c", "(", "))", "^", "~", "%", "_", `\`, "\x00", "\xff\xfe", "\u202e", "日本", "שלום", "ﷺ", "🙂", "outlet:<script>", "<script>alert(1)</script>",
		"topic:" + strings.Repeat("x", 5000), strings.Repeat("a ", 5000), "1' OR '1'='1", "; DROP TABLE x", "{{.}}", "${7*7}"}
}

func FuzzSearch(f *testing.F) {
	for _, text := range anyQueries() {
		f.Add(text[:min(len(text), 40)])
	}
	s := newServer(f, webtest.Full(clock, 3), 0)
	f.Fuzz(func(t *testing.T, text string) {
		for _, path := range []string{"/search?q=", "/search/suggest?q=", "/search?outlet=", "/outlets?q=", "/outlets?after=", "/outlets?country=", "/blindspots?after=", "/archive?until="} {
			w := httptest.NewRecorder()
			s.Handler().ServeHTTP(w, httptest.NewRequest("GET", path+url.QueryEscape(text), nil))
			if w.Code >= 500 {
				t.Errorf("%s%q: status %d", path, text, w.Code)
			}
		}
	})
}

func TestSuggest(t *testing.T) {
	s := newServer(t, webtest.Full(clock, 6), 0)
	for _, test := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"heal", []string{"topic:health"}},
		{"quay w", []string{"outlet:quaywire.example"}},
		{"orbiters", []string{"Two orbiters find salt layers (6)"}},
	} {
		t.Run(test.text, func(t *testing.T) {
			w := httptest.NewRecorder()
			s.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/search/suggest?q="+url.QueryEscape(test.text), nil))
			if got := w.Header().Get("Content-Type"); got != "application/x-suggestions+json" {
				t.Errorf("Content-Type %q", got)
			}
			var answer []any
			if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || len(answer) != 2 || answer[0] != test.text {
				t.Fatalf("%s, %v", w.Body, err)
			}
			var got []string
			for _, c := range answer[1].([]any) {
				got = append(got, c.(string))
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestRuns(t *testing.T) {
	for _, test := range []struct {
		name string
		sn   search.Snippet
		want []Run
	}{
		{"none", search.Snippet{Text: "abc"}, []Run{{"abc", false}}},
		{"empty", search.Snippet{}, nil},
		{"middle", search.Snippet{Text: "abcd", Marks: []search.Mark{{Start: 1, End: 3}}}, []Run{{"a", false}, {"bc", true}, {"d", false}}},
		{"all", search.Snippet{Text: "ab", Marks: []search.Mark{{Start: 0, End: 2}}}, []Run{{"ab", true}}},
		{"beyond the text", search.Snippet{Text: "ab", Marks: []search.Mark{{Start: 1, End: 9}}}, []Run{{"ab", false}}},
		{"out of order", search.Snippet{Text: "abc", Marks: []search.Mark{{Start: 2, End: 3}, {Start: 0, End: 1}}}, []Run{{"ab", false}, {"c", true}}},
		{"backwards", search.Snippet{Text: "abc", Marks: []search.Mark{{Start: 2, End: 1}, {Start: -1, End: 1}}}, []Run{{"abc", false}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if d := cmp.Diff(test.want, runs(test.sn)); d != "" {
				t.Error(d)
			}
		})
	}
	if !utf8.ValidString(runs(search.Snippet{Text: "äb"})[0].Text) {
		t.Error("text broken")
	}
}
