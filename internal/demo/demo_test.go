package demo

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/parallax-news/parallax/internal/coverage"
	"github.com/parallax-news/parallax/internal/news"
)

const oldest = 216 * time.Hour // the pages look back nine days

func loaded(t *testing.T) *Edition {
	t.Helper()
	e, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// event is the file an article stands in.
func event(a Article) string { return a.slug[:strings.LastIndexByte(a.slug, '-')] }

// carriers are the outlets of an event.
func carriers(e *Edition, name string) map[string]bool {
	set := map[string]bool{}
	for _, a := range e.Articles {
		if event(a) == name {
			set[a.Outlet] = true
		}
	}
	return set
}

func TestEditionArticles(t *testing.T) {
	e := loaded(t)
	known := map[string]bool{}
	for _, o := range e.Outlets {
		known[o.Domain] = true
	}
	headlines := map[string]string{}
	for _, a := range e.Articles {
		t.Run(a.slug, func(t *testing.T) {
			if !known[a.Outlet] {
				t.Errorf("outlet %s is not in outlets.csv", a.Outlet)
			}
			if a.Section == "" || a.Author == "" {
				t.Errorf("section %q, author %q: neither may be empty", a.Section, a.Author)
			}
			if a.Ago > oldest {
				t.Errorf("published %v ago, want at most %v", a.Ago, oldest)
			}
			if words := len(strings.Fields(a.Body)); words < 60 || words > 170 {
				t.Errorf("body has %d words", words)
			}
			if n := strings.Count(a.Body, "\n\n") + 1; n < 3 || n > 6 {
				t.Errorf("body has %d paragraphs", n)
			}
			if !utf8.ValidString(a.Headline + a.Body) {
				t.Error("text is not UTF-8")
			}
			if a.Changed != "" && (a.Later < 45*time.Second || a.Later > 4*time.Minute || a.Changed == a.Headline) {
				t.Errorf("headline changes after %v to %q", a.Later, a.Changed)
			}
			key := a.Outlet + " " + a.Headline
			if other := headlines[key]; other != "" {
				t.Errorf("%s has the headline %q twice, first in %s", a.Outlet, a.Headline, other)
			}
			headlines[key] = a.slug
		})
	}
	if !slices.IsSortedFunc(e.Articles, func(a, b Article) int { return int(b.Ago - a.Ago) }) {
		t.Error("articles are not oldest first")
	}
}

// Every feature of the pages needs something to show.
func TestEditionShowsEveryFeature(t *testing.T) {
	e := loaded(t)
	count := map[string]int{}
	texts := map[string]map[string]bool{} // event and body: the outlets that print it
	events := map[string]int{}
	for _, a := range e.Articles {
		if a.Opinion {
			count["opinion"]++
		}
		if a.Paywall {
			count["paywall"]++
		}
		if a.Changed != "" {
			count["changed headline"]++
		}
		if a.Ago <= 36*time.Hour {
			count["recent"]++
		}
		events[event(a)]++
		key := event(a) + " " + a.Body
		if texts[key] == nil {
			texts[key] = map[string]bool{}
		}
		texts[key][a.Outlet] = true
	}
	for _, outlets := range texts {
		if len(outlets) > 1 {
			count["reprinted text"]++
		}
	}
	for name, n := range events {
		switch {
		case strings.Contains(name, "singles"):
			count["lone article"] += n
		case n >= 8:
			count["large event"]++
		}
		count["event"]++
	}
	for feature, least := range map[string]int{
		"opinion": 3, "paywall": 5, "changed headline": 5, "reprinted text": 5, "lone article": 10, "large event": 6, "event": 24,
	} {
		if count[feature] < least {
			t.Errorf("%s: %d, want at least %d", feature, count[feature], least)
		}
	}
	if 2*count["recent"] < len(e.Articles) {
		t.Errorf("%d of %d articles are of the last 36 hours, want most", count["recent"], len(e.Articles))
	}
}

// Articles of one event lie so near in time that they are one story.
func TestEditionEventsAreShort(t *testing.T) {
	first, last := map[string]time.Duration{}, map[string]time.Duration{}
	for _, a := range loaded(t).Articles { // oldest first
		name := event(a)
		if strings.Contains(name, "singles") {
			continue
		}
		if _, ok := first[name]; !ok {
			first[name] = a.Ago
		}
		last[name] = a.Ago
	}
	for name := range first {
		if d := first[name] - last[name]; d > 30*time.Hour {
			t.Errorf("%s lasts %v", name, d)
		}
	}
}

// rated gives each outlet the side of its mean position.
func rated(e *Edition) []news.Outlet {
	sum, raters := map[string]float64{}, map[string]float64{}
	for _, r := range e.Ratings {
		sum[r.Domain] += *r.Position
		raters[r.Domain]++
	}
	outlets := slices.Clone(e.Outlets)
	for i, o := range outlets {
		if n := raters[o.Domain]; n > 0 {
			outlets[i].Side = news.DefaultScale.Side(sum[o.Domain] / n)
		}
	}
	return outlets
}

func TestEditionBlindspots(t *testing.T) {
	e := loaded(t)
	left, _ := news.DefaultScale.ParseSide("left")
	right, _ := news.DefaultScale.ParseSide("right")
	for name, want := range map[string]news.Side{"grid-audit": right, "border-sheriffs": left} {
		t.Run(name, func(t *testing.T) {
			set := carriers(e, name)
			got := coverage.Blindspots(1, rated(e), func(domain string) bool { return set[domain] }, news.DefaultScale)
			if len(got) != 1 || got[0].Side != want || got[0].Carry != 0 {
				t.Errorf("blindspots are %+v, want one of side %v that carries nothing", got, want)
			}
		})
	}
}

// The story of the mock: half of four rated outlets are left-rated, and a reprint leaves three voices.
func TestEditionStoryOfTheMock(t *testing.T) {
	e := loaded(t)
	sides := map[string]news.Side{}
	for _, o := range rated(e) {
		sides[o.Domain] = o.Side
	}
	var articles []coverage.Voice
	firstWith := map[string]news.ID{}
	for i, a := range e.Articles {
		if event(a) != "south-korea-japan" {
			continue
		}
		id := news.ID(i + 1)
		articles = append(articles, coverage.Voice{
			Article: id, ReprintOf: firstWith[a.Body], Outlet: a.Outlet, Owner: a.Outlet, Side: sides[a.Outlet], Title: a.Headline,
		})
		if firstWith[a.Body] == 0 {
			firstWith[a.Body] = id
		}
	}
	c := coverage.Of(articles, news.DefaultScale)
	if len(articles) != 6 || c.Total != 4 || c.Voices != 3 || !slices.Equal(c.Sides, []int{0, 2, 1, 1}) || c.Line != "50% Left" {
		t.Errorf("%d articles, coverage %+v; want 6 articles, 4 outlets, 3 voices, 50%% Left", len(articles), c)
	}
}

const outletsHeader = "domain,name,country,language,owner,owner_type,reliability,north,south\n"

func TestLoadReadsAnArticle(t *testing.T) {
	e, err := load(fstest.MapFS{
		"edition/outlets.csv": {Data: []byte(outletsHeader + "a.example,A,US,en,O,private,high,-0.5,\nb.example,B,US,en,,,,,\n")},
		"edition/events/e.txt": {Data: []byte("A note.\n===\noutlet: b.example\nago: 1h\nheadline: Late\n\nOne.\n\nTwo.\n" +
			"===\noutlet: a.example\nago: 2h\nsection: law\nauthor: X\nheadline: Early: a test\nlater: 60s Changed\ntags: opinion, paywall\n\n= b.example\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Outlets) != 2 || len(e.Ratings) != 1 || len(e.Articles) != 2 {
		t.Fatalf("%d outlets, %d ratings, %d articles; want 2, 1, 2", len(e.Outlets), len(e.Ratings), len(e.Articles))
	}
	want := Article{
		Outlet: "a.example", Ago: 2 * time.Hour, Section: "law", Author: "X", Headline: "Early: a test",
		Later: time.Minute, Changed: "Changed", Opinion: true, Paywall: true, Body: "One.\n\nTwo.", slug: "e-2",
	}
	if e.Articles[0] != want {
		t.Errorf("the older article is\n%+v, want\n%+v", e.Articles[0], want)
	}
	if link := e.Articles[0].Link(); link != "http://a.example/law/e-2" {
		t.Errorf("its link is %s", link)
	}
}

func TestLoadNamesTheBadLine(t *testing.T) {
	const outlets = outletsHeader + "a.example,A,US,en,,,,0,\n"
	tests := []struct{ name, outlets, event, want string }{
		{"real domain", outletsHeader + "a.com,A,US,en,,,,,\n", "", "line 2: a.com does not end in .example"},
		{"rating", outletsHeader + "a.example,A,US,en,,,,left,\n", "", "line 2"},
		{"no header", outlets, "===\noutlet a.example\n", "line 2"},
		{"unknown header", outlets, "===\noutlet: a.example\ncolour: red\n", `line 3: unknown header "colour"`},
		{"time", outlets, "===\nago: yesterday\n", "line 2"},
		{"change", outlets, "===\nlater: soon A headline\n", "line 2"},
		{"no body", outlets, "===\noutlet: a.example\nheadline: H\n", "lacks"},
		{"reprint of nothing", outlets, "===\noutlet: a.example\nheadline: H\n\n= b.example\n", "lacks"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := load(fstest.MapFS{
				"edition/outlets.csv":  {Data: []byte(test.outlets)},
				"edition/events/e.txt": {Data: []byte(test.event)},
			})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one with %q", err, test.want)
			}
		})
	}
}
