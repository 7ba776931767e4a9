package web

import (
	"cmp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/web/webtest"
)

// in returns what an attribute is where a node stands: its own, else that of what it stands in.
func in(n *html.Node, key string) string {
	for ; n != nil; n = n.Parent {
		if v := attr(n, key); v != "" {
			return v
		}
	}
	return ""
}

// spoken is a library whose only story is in a language, with every text of its outlets holding the word.
func spoken(language, word string) *webtest.Library {
	v := webtest.Small(clock)
	v.Story.Headline, v.Story.Language = word+" headline", language
	v.Story.Updated, v.Story.Importance = clock, 1000
	v.Story.Blindspots = []news.Blind{{Story: v.Story.ID, Side: news.Right, Opposite: news.Left, Total: 20, OfSide: 9, Carrying: 7, Carry: 1, Expected: 3, P: 0.001}}
	for i := range v.Articles {
		a := &v.Articles[i]
		a.Language, a.Title, a.Excerpt = language, word+" title", word+" excerpt"
		for j := range a.Headlines {
			a.Headlines[j].Title = word + " earlier"
		}
	}
	v.Summary.Method = methodExtractive
	for i := range v.Summary.Sentences {
		sen := &v.Summary.Sentences[i]
		sen.Text = word + " sentence."
		for j := range sen.Evidence {
			sen.Evidence[j].Quote = word + " quote"
		}
	}
	for i := range v.Story.Heads {
		v.Story.Heads[i].Title = word + " head"
	}
	lib := webtest.New(clock)
	lib.Views = append(webtest.Many(clock, 2), v)
	lib.Views[0].Related = []news.Related{{Story: v.Story.ID, Kind: "names", Terms: []string{"Veldmark"}}}
	lib.Directory = webtest.Full(clock, 0).Directory
	return lib
}

// WCAG 3.1.2: wherever words of an outlet stand, their language is said; and those of languages that are written from the
// right stand from the right.
func TestLang_everywhere(t *testing.T) {
	for language, want := range map[string]Lang{
		"ar": {"ar", "rtl"}, "he": {"he", "rtl"}, "fa": {"fa", "rtl"}, "ur": {"ur", "rtl"}, "de": {"de", "auto"}, "en": {"", "auto"}, "": {"", "auto"},
	} {
		t.Run(language, func(t *testing.T) {
			const word = "BBCXYZ" // of Latin letters, as names in Arabic headlines often are
			lib := spoken(language, word)
			st := lib.Views[2].Story
			s := newServer(t, lib, 0)
			for path, least := range map[string]int{
				"/": 6, st.Path(): 25, st.Path() + "?side=left": 15, lib.Views[0].Story.Path(): 1, "/topic/politics": 1, "/topics": 1, "/blindspots": 1,
				"/search?q=" + word: 6, "/archive/" + st.Updated.Format("2006-01-02"): 1, "/outlet/" + lib.Views[2].Outlets[0].Domain: 1,
			} {
				seen := 0
				for n := range visit(t, s, path, 200).Find("body").Get(0).Descendants() {
					if n.Type != html.TextNode || !strings.Contains(n.Data, word) {
						continue
					}
					seen++
					if got := (Lang{in(n, "lang"), in(n, "dir")}); got != (Lang{cmp.Or(want.Tag, pageLanguage), want.Dir}) {
						t.Errorf("GET %s: %q has %+v, want %+v", path, n.Data, got, want)
					}
				}
				if seen < least {
					t.Errorf("GET %s: the outlets' words stand in %d places, want %d or more", path, seen, least)
				}
			}
		})
	}
}
