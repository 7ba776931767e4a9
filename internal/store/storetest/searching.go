package storetest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/search"
)

// found searches and lists the titles of the articles.
func (w *world) found(query string) (titles []string) {
	w.t.Helper()
	for _, h := range must(w.Search(w.ctx, search.Parse(query)))(w).Articles {
		titles = append(titles, h.Article.Title)
	}
	return titles
}

func testSearch(t *testing.T, w *world) {
	f := w.feed("a.example")
	texts := map[string]string{
		"Elections in Seoul":       "The president's party won the elections. Don't ask.",
		"Market report":            "Stocks were electing to rise; C++ and O'Neil are words.",
		"Der Präsident in München": "Die Wahlen waren gestern.",
		"東京で首脳会談":                  "日本と韓国の首脳が会談した。",
		"Nothing of interest":      "Plain.",
	}
	for title, body := range texts {
		a := w.article(f, title)
		a.Excerpt, a.Text = "", body
		switch {
		case strings.HasPrefix(title, "Der"):
			a.Language = "de"
		case strings.HasPrefix(title, "東"):
			a.Language = "ja"
		}
		w.poll(f, a)
		must(w.SaveGroups(w.ctx, a.Language, must(w.GroupState(w.ctx, a.Language))(w), nil))(w)
	}
	for query, want := range map[string][]string{
		"election seoul":           {"Elections in Seoul"},
		"ELECTION -market":         {"Elections in Seoul"},
		`"president's party"`:      {"Elections in Seoul"},
		`"party president"`:        nil,
		`"won the election"`:       {"Elections in Seoul"},
		`"seoul the president"`:    nil, // a phrase does not reach from the title into the text
		"präsident":                {"Der Präsident in München"},
		"prasident MUNCHEN":        {"Der Präsident in München"},
		"wahl":                     {"Der Präsident in München"},
		"会談":                       {"東京で首脳会談"},
		"韓国の首脳":                    {"東京で首脳会談"},
		"c++":                      {"Market report"},
		"O'Neil":                   {"Market report"},
		"don't":                    {"Elections in Seoul"},
		"lang:de":                  {"Der Präsident in München"},
		"plain interest":           {"Nothing of interest"},
		"plain -interest":          nil,
		`-"no such phrase" plain`:  {"Nothing of interest"},
		"interest outlet:b.exampl": nil,
		"nosuchword":               nil,
		"":                         nil,
		"-election":                nil,
	} {
		t.Run(query, func(t *testing.T) { equal(t, "found", w.found(query), want) })
	}
	r := must(w.Search(w.ctx, search.Parse("elections")))(w)
	equal(t, "marks", r.Articles[0].Title, search.Snippet{Text: "Elections in Seoul", Marks: []search.Mark{{Start: 0, End: 9}}})
}

func testSearchFilters(t *testing.T, w *world) {
	f, g := w.feed("left.example"), w.feed("right.example")
	w.ok(w.SaveRatings(w.ctx, "pack", []news.Rating{
		{Domain: "left.example", Kind: news.RatingLean, Rater: "X", Position: position(-1), Date: "2026"},
	}))
	day := func(month time.Month) time.Time { return time.Date(2026, month, 10, 0, 0, 0, 0, time.UTC) }
	a, b, c := w.article(f, "Bridge one"), w.article(g, "Bridge two"), w.article(g, "Bridge three")
	a.Published, b.Published, c.Published = day(3), day(4), day(5)
	a.Topics, b.Topics, c.Topics = []string{"sport"}, []string{"politics", "health"}, nil
	w.poll(f, a)
	w.poll(g, b, c)
	for query, want := range map[string]string{
		"bridge":                                 "three two one",
		"bridge outlet:left.example":             "one",
		"outlet:https://www.Left.example/":       "one",
		"bridge -outlet:left.example":            "three two",
		"side:left bridge":                       "one",
		"side:unrated":                           "three two",
		"-side:left bridge":                      "three two",
		"-side:left":                             "",
		"side:sideways":                          "",
		"topic:health":                           "two",
		"topic:health topic:sport":               "two one",
		"-topic:health bridge":                   "three one",
		"after:2026-04":                          "three two",
		"before:2026-04-10":                      "one",
		"bridge after:2026-04 before:2026-05-10": "two",
		"after:never":                            "",
		"lang:EN bridge":                         "three two one",
		"lang:de bridge":                         "",
	} {
		t.Run(query, func(t *testing.T) {
			q := search.Parse(query)
			q.Newest = true
			var got []string
			for _, h := range must(w.Search(w.ctx, q))(w).Articles {
				got = append(got, strings.TrimPrefix(h.Article.Title, "Bridge "))
			}
			equal(t, "found", strings.Join(got, " "), want)
		})
	}
}

func testSearchRank(t *testing.T, w *world) {
	shown, articles := w.story("Bridge falls in the city", "Collapse: the bridge is gone")
	f := w.feed("z.example")
	old, body := w.article(f, "Bridge of old"), w.article(f, "City notes")
	old.Published, old.Seen = w.now.Add(-300*24*time.Hour), w.now.Add(-300*24*time.Hour)
	body.Text = "On page two: a bridge."
	w.poll(f, old, body)
	r := must(w.Search(w.ctx, search.Parse("bridge")))(w)
	equal(t, "stories", len(r.Stories) == 1 && r.Stories[0].Story.ID == shown && r.Stories[0].Articles == 2, true)
	var titles []string
	for _, h := range r.Articles {
		titles = append(titles, h.Article.Title)
	}
	equal(t, "articles", titles, []string{articles[1].Title, articles[0].Title, "City notes", "Bridge of old"})
	q := search.Parse("bridge")
	q.Skip, q.Limit = 2, 1
	r = must(w.Search(w.ctx, q))(w)
	equal(t, "second page", len(r.Articles) == 1 && r.Articles[0].Article.Title == "City notes" && len(r.Stories) == 0, true)
	equal(t, "matches", r.Matches, 4)

	edited := articles[0]
	edited.Title = "Viaduct falls in the city"
	feed := news.Feed{ID: edited.Feed, Outlet: edited.Outlet, URL: "https://" + edited.Outlet + "/feed", Host: edited.Outlet}
	w.poll(feed, edited)
	equal(t, "a new title is found", w.found("viaduct"), []string{"Viaduct falls in the city"})
}

// awkward are strings that break query languages, escaping or text columns.
var awkward = []string{
	"C++", "O'Neil", "日\u0301\u0301", "日é-b]日́́", "-a", `"`, `""`, `"a`, "a\"", "'", "''", "a AND", "OR", "NOT", "NEAR(a b)", "a NEAR/2 b", "terms:a", "terms : a", "^a", "a*", "*",
	"(a", "a)", "()", "a:b:c", ":", "outlet:", `outlet:"`, "side:'", "-", "--", "-\"", "- a", "a -", "\x00", "a\x00b", "\xff\xfe", "\u202eabc", "𝔘𝔫𝔦", "é́́",
	"a\\b", `\'`, `\\`, "%", "_", "; DROP TABLE articles; --", "' OR 1=1 --", "$1", "?", "@a", "{a}", "[a]", "a|b", "a&b", "!a", "a<->b", "<2>", "a:*", "a:AB",
	"צה\"ל", "أخبار", "日本語", "한국", "ไทย", "🙂", "\t\n\r", strings.Repeat("a", 10_000), strings.Repeat("a ", 5_000), strings.Repeat("\"", 500),
	"after:", "after:x", "after:9999-99", "before:0000", "-after:2026", "lang:", "topic:\x00", "#all", "#", "#lang:en", "&& ||", "1.5", "3,000", "a.b.c", "a_b", "a@b.c",
	"http://example.org/?a=b&c=d", "ﬀ", "ß", "İ", "ŉ", "a\u00adb", "a\u200db", "“quoted”", "„deutsch“", "«französisch»", "‘single’",
}

// testAnyQuery is SQL-02: every string is a query.
func testAnyQuery(t *testing.T, w *world) {
	f := w.feed("a.example")
	for _, s := range awkward {
		a := w.article(f, "Title "+s)
		a.Text = "Text " + s
		w.poll(f, a)
	}
	r := rand.New(rand.NewPCG(1, 2))
	alphabet := []rune("ab \"'-:()*^+&|!<>\\%_\x00$#{}[]~é日\u202e\u0301" + "\U0001f600")
	random := func() string {
		n := r.IntN(30)
		out := make([]rune, n)
		for i := range out {
			out[i] = alphabet[r.IntN(len(alphabet))]
		}
		if r.IntN(3) == 0 {
			return []string{"outlet:", "side:", "lang:", "topic:", "after:", "-", "\""}[r.IntN(7)] + string(out)
		}
		return string(out)
	}
	count := 10_000
	if testing.Short() {
		count = 500
	}
	for i := range count + len(awkward) {
		s := random()
		if i < len(awkward) {
			s = awkward[i]
		}
		if _, err := w.Search(w.ctx, search.Parse(s)); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
	}
}

// testHostileStrings is the dynamic half of SQL-01: what is stored comes back to the letter, but for what no database takes.
func testHostileStrings(t *testing.T, w *world) {
	clean := strings.NewReplacer("\x00", "", "\xff\xfe", "\uFFFD")
	for i, s := range awkward {
		domain := fmt.Sprintf("o%d.example", i)
		f := w.feed(domain)
		a := w.article(f, s+".")
		a.Author, a.Excerpt, a.GUID, a.Categories = s, s, s, []string{s}
		w.poll(f, a)
		w.group(decide(a, a.ID))
		w.show(a.ID, func(v *news.StoryView) { v.Story.Topics, v.Story.Places = []string{s}, []string{s} })
		m := must(w.Material(w.ctx, a.ID))(w)
		equal(t, "title", m.Articles[0].Title, clean.Replace(s+"."))
		equal(t, "author", m.Articles[0].Author, clean.Replace(s))
		for _, filter := range []news.StoryFilter{{Topic: s}, {Place: s}, {Outlet: s}, {Language: s}} {
			must(w.Stories(w.ctx, filter))(w)
			must(w.CountStories(w.ctx, filter))(w)
		}
		if s != "" {
			equal(t, "topic "+s, len(must(w.Stories(w.ctx, news.StoryFilter{Topic: s}))(w)), 1)
		}
		must(w.Outlets(w.ctx, news.OutletFilter{Text: s, Country: s, Language: s, After: s}))(w)
		must(w.CountOutlets(w.ctx, news.OutletFilter{Text: s}))(w)
		must(w.DueHosts(w.ctx, w.now, 1))(w)
	}
	equal(t, "all are there", must(w.Status(w.ctx))(w).Stories, len(awkward))
}
