package web

import (
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/web/webtest"
)

func TestOutlet(t *testing.T) {
	lib := webtest.Full(clock, 400)
	o := &lib.Directory[0]
	o.Ratings = append(o.Ratings, news.Rating{
		Domain: o.Domain, Kind: news.RatingReliability, Rater: "Panel of librarians", Value: "Mostly factual", Date: "2026-05", Link: "https://panel.example/a", License: "CC BY 4.0",
	})
	o.Feeds = append(o.Feeds, news.Feed{URL: "https://harbourpost.example/old", Host: "harbourpost.example", Failures: 4, Status: 503, Interval: 24 * time.Hour})
	s := newServer(t, lib, 0)
	doc := visit(t, s, "/outlet/HarbourPost.example", 200)

	holds(t, doc, "h1", "Harbour Post")
	holds(t, doc, ".stand", "harbourpost.example · English · 2 feeds, 1 broken")
	holds(t, doc, ".facts", "Left"+"mean of 2 raters, 2026")
	holds(t, doc, ".facts", "70%28 of 40")
	holds(t, doc, ".facts", "12%5 of 40; after publication")
	holds(t, doc, "[aria-labelledby=history]", "23 May 2026")
	row := doc.Find("[aria-labelledby=ratings] tbody tr").Eq(1)
	for _, want := range []string{"Panel of librarians", "Reliability", "“Mostly factual”", "May 2026", "CC BY 4.0"} {
		if !strings.Contains(row.Text(), want) {
			t.Errorf("rating %q, want %q in it", row.Text(), want)
		}
	}
	if rel := row.Find("a").AttrOr("rel", ""); rel != "noopener nofollow" {
		t.Errorf("rel of an outside link %q", rel)
	}
	if label := doc.Find("svg.chart[role=img]").AttrOr("aria-label", ""); !strings.Contains(label, "mean −0.50, Left") {
		t.Errorf("chart says %q", label)
	}
	first := doc.Find("[aria-labelledby=feeds] tbody tr").First().Text()
	if !strings.Contains(first, "Broken: answer 503, 4 failures in a row") || !strings.Contains(first, "never") {
		t.Errorf("worst feed %q", first)
	}
	holds(t, doc, "[aria-labelledby=covers] .note", "stories against all 402 of the last 30 days, as of 23 July 2026")
	finds(t, doc, "[aria-labelledby=covers] tbody tr", 7) // as many topics as there are
	finds(t, doc, "[aria-labelledby=latest] .story-item", 6)
}

func TestOutlet_unknownIsItsOwnValue(t *testing.T) {
	lib := webtest.New(clock)
	lib.Directory = []news.OutletView{{Outlet: news.Outlet{Domain: "new.example", Name: "new.example"}}}
	doc := visit(t, newServer(t, lib, 0), "/outlet/new.example", 200)
	holds(t, doc, ".facts", "Unrated"+"no rater")
	holds(t, doc, ".facts", "Not rated")
	holds(t, doc, ".facts", "Not known")
	holds(t, doc, ".facts", "Read by this instanceNo")
	holds(t, doc, "[aria-labelledby=ratings]", "Nobody that we know of has rated it.")
	holds(t, doc, "[aria-labelledby=latest]", "No story in the last 30 days.")
	for _, absent := range []string{"svg.chart", "[aria-labelledby=covers]", "[aria-labelledby=history]", "[aria-labelledby=feeds]"} {
		finds(t, doc, absent, 0)
	}
	if text := doc.Find("main").Text(); strings.Contains(text, "%") {
		t.Errorf("a percentage of nothing: %q", text)
	}
}

func TestOutlet_optedOut(t *testing.T) {
	lib := webtest.New(clock)
	lib.Directory = []news.OutletView{{Outlet: news.Outlet{Domain: "gone.example", Name: "Gone", OptedOut: true}}}
	s := newServer(t, lib, 0)
	holds(t, visit(t, s, "/outlet/gone.example", 410), "h1", "taken down")
	finds(t, visit(t, s, "/outlets?all=1", 200), "tbody tr", 0)
	visit(t, s, "/outlet/nobody.example", 404)
}

func TestOutlets(t *testing.T) {
	lib := webtest.Full(clock, 3)
	lib.Directory[0].Country, lib.Directory[0].Language = "DE", "de"
	lib.Directory[1].Followed = false
	s := newServer(t, lib, 0)
	for _, test := range []struct {
		query string
		rows  int
		note  string
	}{
		{"", 59, "Outlets: all 59, by domain"},
		{"?all=1", 60, "Outlets: all 60"},
		{"?side=right", 12, "Outlets: all 12"},
		{"?q=POST", 9, "Outlets: all 9"},
		{"?q=post&side=left", 4, "Outlets: all 4"},
		{"?country=germany", 1, "Outlets: all 1"},
		{"?country=de&language=de", 1, "Outlets: all 1"},
		{"?q=nobody", 0, "Outlets: none of 0"},
	} {
		t.Run(test.query, func(t *testing.T) {
			doc := visit(t, s, "/outlets"+test.query, 200)
			finds(t, doc, ".outlets-table tbody tr", test.rows)
			holds(t, doc, ".sortline", test.note)
			if test.rows == 0 {
				holds(t, doc, ".message", "No outlet fits.")
			}
		})
	}
	t.Run("no such country", func(t *testing.T) {
		holds(t, visit(t, s, "/outlets?country=Atlantis", 400), "main", "There is no country called “Atlantis”")
	})
	t.Run("no such side", func(t *testing.T) {
		holds(t, visit(t, s, "/outlets?side=up", 400), "main", "There is no side called “up”")
	})
	t.Run("choices stay when the side changes", func(t *testing.T) {
		doc := visit(t, s, "/outlets?q=post&language=en", 200)
		doc.Find(".switch a").Each(func(_ int, a *goquery.Selection) {
			if href := a.AttrOr("href", ""); !strings.Contains(href, "q=post") || !strings.Contains(href, "language=en") {
				t.Errorf("%q loses what was chosen", href)
			}
		})
	})
}

func TestOutlets_pages(t *testing.T) {
	lib := webtest.New(clock)
	for i := range 230 {
		domain := "o" + string(rune('a'+i/26)) + string(rune('a'+i%26)) + ".example"
		lib.Directory = append(lib.Directory, news.OutletView{Outlet: news.Outlet{Domain: domain, Name: domain, Followed: true}})
	}
	s := newServer(t, lib, 0)
	seen := map[string]bool{}
	notes := []string{}
	for path := "/outlets"; path != ""; {
		doc := visit(t, s, path, 200)
		notes = append(notes, doc.Find(".pager .note").Text())
		doc.Find("tbody th a").Each(func(_ int, a *goquery.Selection) { seen[a.Text()] = true })
		path = doc.Find(".pager a[rel=next]").AttrOr("href", "")
	}
	if len(seen) != 230 || strings.Join(notes, "; ") != "Outlets 1 to 100 of 230; Outlets 101 to 200 of 230; Outlets 201 to 230 of 230" {
		t.Errorf("%d outlets; notes %q", len(seen), notes)
	}
}

func TestScaleChart(t *testing.T) {
	s := newServer(t, webtest.New(clock), 0)
	for _, test := range []struct {
		position  float64
		x, anchor string
	}{{-1, "0%", "start"}, {-0.5, "25%", "middle"}, {0, "50%", "middle"}, {0.98, "99%", "end"}} {
		c := s.scaleChart(&news.OutletView{Outlet: news.Outlet{Position: &test.position}})
		if c.Mean.X != test.x || c.Mean.Anchor != test.anchor {
			t.Errorf("%v: at %s, anchored %s", test.position, c.Mean.X, c.Mean.Anchor)
		}
	}
	if s.scaleChart(&news.OutletView{}) != nil {
		t.Error("a chart of an unrated outlet")
	}
}

func TestFeedState(t *testing.T) {
	for _, test := range []struct {
		feed news.Feed
		want string
		bad  bool
	}{
		{news.Feed{}, "Not read yet", false},
		{news.Feed{Fetched: clock}, "Healthy", false},
		{news.Feed{Fetched: clock, Failures: 1, Status: 500}, "Late: answer 500 at the last try", false},
		{news.Feed{Fetched: clock, Failures: 3}, "Broken: no answer, 3 failures in a row", true},
		{news.Feed{Paused: true, Failures: 9}, "Paused", false},
	} {
		t.Run(test.want, func(t *testing.T) {
			if got, bad := feedState(test.feed); got != test.want || bad != test.bad {
				t.Errorf("%q, %v", got, bad)
			}
		})
	}
}

func TestCountryCode(t *testing.T) {
	for text, want := range map[string]string{"DE": "DE", "de": "DE", "Germany": "DE", "south korea": "KR", "United Kingdom": "GB", "UK": "GB"} {
		if got, ok := countryCode(text); !ok || got != want {
			t.Errorf("%q is %q, %v, want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"Atlantis", "EU", "001", "<script>", "ZZ"} {
		if got, ok := countryCode(text); ok {
			t.Errorf("%q is the country %q", text, got)
		}
	}
}
