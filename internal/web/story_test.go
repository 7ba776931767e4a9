package web

import (
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/web/webtest"
)

var update = flag.Bool("update", false, "write the golden files")

// golden compares a page's main part with testdata/name.
func golden(t *testing.T, name, body string) {
	t.Helper()
	_, main, _ := strings.Cut(body, "<main")
	main, _, _ = strings.Cut(main, "</main>")
	// One element a line, so that a difference can be read.
	got := strings.ReplaceAll("<main"+main+"</main>\n", "><", ">\n<")
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; -update writes it anew):\n%s", file, diff)
	}
}

func TestStory_golden(t *testing.T) {
	lib := webtest.Full(clock, 2)
	s := newServer(t, lib, 0)
	for name, v := range map[string]news.StoryView{"story_large.html": lib.Views[0], "story_small.html": lib.Views[1]} {
		t.Run(name, func(t *testing.T) { golden(t, name, get(t, s, v.Story.Path()).Body.String()) })
	}
}

func TestStory_coverage(t *testing.T) {
	lib := webtest.Full(clock, 2)
	s := newServer(t, lib, 0)
	small, large := lib.Views[1].Story.Path(), lib.Views[0].Story.Path()

	t.Run("small", func(t *testing.T) {
		doc := visit(t, s, small, 200)
		holds(t, doc, "h1", lib.Views[1].Story.Headline)
		holds(t, doc, ".story-head .meta", "4 sources, 3 independent voices, 6 articles · as of 15 July 2026, 13:30 UTC, 8 days ago")
		holds(t, doc, ".card-line b", "50% Left")
		holds(t, doc, ".small-sample", "only 4 rated outlets. One more would move a share by up to 15 points.")
		holds(t, doc, ".facts", "Total news sources4Left2Center1Right1Unrated0Independent voices3")
		finds(t, doc, ".outlet-columns .outlet-mark", 4)
		finds(t, doc, "#coverage .coverage-bar .cut", 3+2) // between 4 outlets, between 3 sides
	})
	t.Run("large", func(t *testing.T) {
		doc := visit(t, s, large, 200)
		finds(t, doc, "#coverage .outlet-mark", 46)
		finds(t, doc, ".small-sample", 0)
		finds(t, doc, "#articles .article", showFirst)
		holds(t, doc, "#articles .sortline", "Newest first, 30 of 98 originals; 20 reprints folded")
	})
	t.Run("owners", func(t *testing.T) {
		doc := visit(t, s, small+"?count=owners", 200)
		holds(t, doc, "#coverage .switch [aria-current]", "Owners")
		holds(t, doc, "#coverage .note", "share of")
		holds(t, doc, ".facts", "Owners counted")
	})
}

func TestStory_articles(t *testing.T) {
	lib := webtest.Full(clock, 2)
	s := newServer(t, lib, 0)
	path := lib.Views[1].Story.Path()
	tests := []struct {
		name, query   string
		articles      int
		first, folded string
	}{
		{"all, newest first", "", 5, "Veldmark and Orsa close ranks, with an eye on the strait", "1 reprint of this text"},
		{"by lean", "?sort=lean", 5, "Orsa Bay harbour: five questions", "1 reprint of this text"},
		{"left", "?side=left", 4, "Orsa Bay harbour: five questions", ""},
		{"a reprint stands alone under its side", "?side=center", 1, "Veldmark, Orsa leaders strengthen ties, agree on shared harbour", ""},
		{"unrated", "?side=unrated", 0, "", ""},
		{"nonsense is the default", "?side=up&sort=down&show=-3&count=sheep", 5, "Veldmark and Orsa close ranks, with an eye on the strait", "1 reprint of this text"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			doc := visit(t, s, path+tt.query, 200)
			finds(t, doc, "#articles .article", tt.articles)
			if got := doc.Find("#articles .article h3").First().Text(); got != tt.first {
				t.Errorf("first article is %q, want %q", got, tt.first)
			}
			holds(t, doc, "#articles", tt.folded)
		})
	}
	t.Run("changed headline", func(t *testing.T) {
		doc := visit(t, s, path, 200)
		holds(t, doc, ".headline-history del", "Veldmark, Orsa Agree to Coordinate on Tariffs")
		holds(t, doc, ".headline-history ins", "as Leaders Meet")
		holds(t, doc, "#articles .tag.opinion", "Opinion")
		holds(t, doc, "#articles details", "Same names: Veldmark, Orsa Bay. Same words: treaty, harbour. Published close together.")
	})
	t.Run("show more", func(t *testing.T) {
		large := lib.Views[0].Story.Path()
		more, _ := visit(t, s, large, 200).Find(".more-line a").Attr("href")
		more, _, _ = strings.Cut(more, "#")
		doc := visit(t, s, more, 200)
		finds(t, doc, "#articles .article", showFirst+showMore)
	})
}

func TestStory_evidence(t *testing.T) {
	lib := webtest.Full(clock, 2)
	doc := visit(t, newServer(t, lib, 0), lib.Views[1].Story.Path(), 200)
	finds(t, doc, ".news-summary .evidence-mark", 4)
	first := doc.Find(".news-summary .evidence-mark").First()
	if label, _ := first.Attr("aria-label"); label != "L2 C R – evidence for sentence 1: 4 outlets" {
		t.Errorf("mark says %q", label)
	}
	finds(t, doc, ".news-summary .evidence-mark:first-of-type .reprint", 2) // in sentences 1 and 3 the Center has only a reprint
	finds(t, doc, "#ev-1 blockquote", 4)
	holds(t, doc, "#ev-1 li:nth-child(3)", "reprint of Harbour Post")
	holds(t, doc, ".machine-note", "Chosen by us from 6 articles and quoted to the letter")
	holds(t, doc, ".machine-note", "1 sentence left out: no other outlet says so.")
	holds(t, doc, ".sentence .from", "Harbour Post")
}

func TestStory_timelineAndRelated(t *testing.T) {
	lib := webtest.Full(clock, 2)
	doc := visit(t, newServer(t, lib, 0), lib.Views[1].Story.Path(), 200)
	holds(t, doc, "[aria-labelledby=ti] .note", "6 articles in quarters of an hour, 15 July 2026, UTC. First: Harbour Post, 08:12.")
	finds(t, doc, "[aria-labelledby=ti] tbody tr", 6)
	holds(t, doc, "[aria-labelledby=re] .reason", "Same names: Veldmark, Orsa BayEarlier in this thread")
}

func TestStory_addresses(t *testing.T) {
	lib := webtest.Full(clock, 2)
	st := lib.Views[0].Story
	other := lib.Views[1].Story
	lib.Merged[12345], lib.Merged[12346], lib.Gone[12347] = st.ID, 99999, true
	s := newServer(t, lib, 0)
	tests := []struct {
		name, path string
		status     int
		location   string
	}{
		{"canonical", st.Path(), 200, ""},
		{"no slug", "/story/" + st.ID.String(), 301, st.Path()},
		{"another slug", "/story/" + st.ID.String() + "/" + other.Slug, 301, st.Path()},
		{"capitals", "/story/" + strings.ToUpper(st.ID.String()) + "/" + st.Slug, 301, st.Path()},
		{"merged", "/story/" + news.ID(12345).String() + "/old-name", 301, st.Path()},
		{"merged into one that left", "/story/" + news.ID(12346).String() + "/x", 301, "/story/" + news.ID(99999).String()},
		{"taken down", "/story/" + news.ID(12347).String() + "/x", 410, ""},
		{"unknown", "/story/" + news.ID(777).String() + "/x", 404, ""},
		{"no id", "/story/nonsense", 404, ""},
		{"no page", "/stories", 404, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := get(t, s, tt.path)
			if w.Code != tt.status || w.Header().Get("Location") != tt.location {
				t.Errorf("GET %s: status %d to %q, want %d to %q", tt.path, w.Code, w.Header().Get("Location"), tt.status, tt.location)
			}
			if tt.status >= 400 && !strings.Contains(w.Body.String(), `<meta name="robots" content="noindex">`) {
				t.Error("an error page may be indexed")
			}
		})
	}
}

func TestStory_failure(t *testing.T) {
	lib := webtest.Full(clock, 2)
	path := lib.Views[0].Story.Path()
	lib.Err = os.ErrDeadlineExceeded
	w := get(t, newServer(t, lib, 1<<20), path)
	if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "Something broke on our side") {
		t.Errorf("status %d, want 500 with a page; body %.200s", w.Code, w.Body)
	}
	if strings.Contains(w.Body.String(), os.ErrDeadlineExceeded.Error()) {
		t.Error("the page tells the reader the text of the error")
	}
}

func TestHome(t *testing.T) {
	t.Run("full", func(t *testing.T) {
		doc := visit(t, newServer(t, webtest.Full(clock, 300), 0), "/", 200)
		holds(t, doc, ".story-lead h2", "Assembly passes ferry safety bill")
		finds(t, doc, ".story-lead .evidence-mark", 2)
		finds(t, doc, ".ways li", 3)
		finds(t, doc, ".home-stories > .story-item", homeTop)
		finds(t, doc, ".home-more .story-item", homeMore)
		finds(t, doc, ".latest li", homeLatest)
		holds(t, doc, ".blindspot .says", "2 of 31 right-rated outlets that we follow carry this; by chance it would be about 9.")
		holds(t, doc, ".the-end", "That is the news, as of 09:40 UTC.25 of 302 stories.")
	})
	t.Run("one story", func(t *testing.T) {
		lib := webtest.New(clock)
		lib.Views = []news.StoryView{webtest.Small(clock)}
		lib.State.Stories = 1
		doc := visit(t, newServer(t, lib, 0), "/", 200)
		finds(t, doc, ".story-lead", 1)
		finds(t, doc, ".home-stories, .home-more, .latest, .home-side", 0)
		finds(t, doc, ".story-lead .is-full", 0) // 4 rated outlets get no percentages here
		holds(t, doc, ".the-end", "1 story.")
	})
	empty := []struct {
		name  string
		state news.Status
		want  string
	}{
		{"no feeds", news.Status{}, "No feeds yet."},
		{"reading", news.Status{Feeds: 1412, Due: 1394}, "18 of 1,412 feeds so far."},
		{"grouping", news.Status{Feeds: 20, Articles: 45, Queue: 45}, "45 articles from 20 feeds so far."},
	}
	for _, tt := range empty {
		t.Run(tt.name, func(t *testing.T) {
			lib := webtest.New(clock)
			lib.State = tt.state
			doc := visit(t, newServer(t, lib, 0), "/", 200)
			finds(t, doc, ".home", 0)
			holds(t, doc, "main", tt.want)
		})
	}
}

func TestBasePath(t *testing.T) {
	lib := webtest.Full(clock, 3)
	s, err := New(Needs{
		Library: lib, Edition: Edition{Name: "x", Scale: news.DefaultScale}, Site: Site{Name: "Parallax", URL: "https://news.example/read/"},
		Now: func() time.Time { return clock }, Log: newServer(t, lib, 0).log,
	})
	if err != nil {
		t.Fatal(err)
	}
	doc := visit(t, s, "/read"+lib.Views[1].Story.Path(), 200)
	for _, selector := range []string{"a[href]", "link[href]"} {
		for _, n := range doc.Find(selector).Nodes {
			if href := attr(n, "href"); strings.HasPrefix(href, "/") && !strings.HasPrefix(href, "/read/") {
				t.Errorf("%s leads out of the base path: %s", selector, href)
			}
		}
	}
	if got, _ := doc.Find("link[rel=canonical]").Attr("href"); got != "https://news.example/read"+lib.Views[1].Story.Path() {
		t.Errorf("canonical address %q", got)
	}
}
