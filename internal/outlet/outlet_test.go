package outlet

import (
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parallax-news/parallax/internal/news"
)

// shared finds a file of the project's shared data, beside the repository; the test is skipped without it.
func shared(t testing.TB, path ...string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("go.mod was not found above the test")
		}
		dir = filepath.Dir(dir)
	}
	name := filepath.Join(append([]string{dir, "..", "shared", "data"}, path...)...)
	if _, err := os.Stat(name); err != nil {
		t.Skipf("the shared data is not here: %v", err)
	}
	return name
}

func TestCatalogue(t *testing.T) {
	outlets, ratings, feeds, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	if len(packed) > 1<<20 {
		t.Errorf("the packed catalogue has %d bytes, over 1 MB", len(packed))
	}
	if len(outlets) < 7000 || len(feeds) < 8000 {
		t.Errorf("%d outlets with %d feeds", len(outlets), len(feeds))
	}
	known := make(map[string]news.Outlet)
	rated := 0
	for i, o := range outlets {
		if Domain(o.Domain) != o.Domain {
			t.Errorf("%q is no outlet's domain", o.Domain)
		}
		if i > 0 && outlets[i-1].Domain >= o.Domain {
			t.Errorf("%s stands after %s", o.Domain, outlets[i-1].Domain)
		}
		if o.Name == "" || strings.TrimSpace(o.Name) != o.Name {
			t.Errorf("%s has the name %q", o.Domain, o.Name)
		}
		if o.Position != nil {
			rated++
			if o.Raters < 2 || o.RatedYear != 2026 || o.Side != news.DefaultScale.Side(*o.Position) {
				t.Errorf("%+v is rated by too few, in no year or on the wrong side", o)
			}
		} else if o.Side != news.Unrated {
			t.Errorf("%s has a side without a position", o.Domain)
		}
		known[o.Domain] = o
	}
	if rated < 1000 {
		t.Errorf("%d outlets are rated", rated)
	}
	for _, r := range ratings {
		if known[r.Domain].Domain == "" || r.Rater == "" || r.Date == "" || r.License == "" || r.Pack != CataloguePack || (r.Kind == news.RatingLean) != (r.Position != nil) {
			t.Errorf("rating %+v misses something", r)
		}
	}
	seen := make(map[string]bool)
	for _, f := range feeds {
		u, err := url.Parse(f.URL)
		if err != nil || u.Host != f.Host || known[f.Outlet].Domain == "" || seen[f.Outlet+" "+f.URL] {
			t.Errorf("feed %+v: %v, or it is nobody's, or twice", f, err)
		}
		seen[f.Outlet+" "+f.URL] = true
	}
	if o := known["nytimes.com"]; o.Side != news.Left || o.Reliability != "high" || o.Owner == "" {
		t.Errorf("the New York Times is %+v", o)
	}
	if o := known["lemonde.fr"]; o.Side != news.Unrated || o.Position != nil {
		t.Errorf("Le Monde is %+v, though nobody rated it", o)
	}
}

func TestRate(t *testing.T) {
	at := func(p float64) *float64 { return &p }
	ratings := []news.Rating{
		{Kind: news.RatingLean, Position: at(-1), Raters: 1, Date: "2024-05"},
		{Kind: news.RatingLean, Position: at(-0.25), Raters: 2, Spread: 0.5, Date: "2025"},
		{Kind: news.RatingLean, Value: "mixed", Date: "2026"},
		{Kind: news.RatingReliability, Value: "High", Raters: 1}, {Kind: news.RatingReliability, Value: "No consensus", Raters: 1},
		{Kind: news.RatingOwner, Value: "Somebody"},
	}
	o := news.Outlet{Domain: "a.example", RatedYear: 1999, Reliability: "low"}
	Rate(&o, ratings, news.DefaultScale)
	if o.Position == nil || *o.Position != -0.5 || o.Raters != 3 || o.Spread != 1 || o.Side != news.Left || o.RatedYear != 2025 || o.Reliability != "mixed" || o.Owner != "Somebody" {
		t.Errorf("got %+v", o)
	}
	Rate(&o, nil, news.DefaultScale)
	if o.Position != nil || o.Side != news.Unrated || o.Raters != 0 || o.Reliability != "" {
		t.Errorf("without ratings it is %+v", o)
	}
}

// The default edition must be balanced as its list promises.
func TestDefaultEdition(t *testing.T) {
	e := Default()
	if err := e.Validate(); err != nil {
		t.Fatal(err)
	}
	outlets, err := e.Outlets()
	if err != nil {
		t.Fatal(err)
	}
	known, _, _, err := Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	sides, countries, languages, owners, other := make(map[news.Side]int), make(map[string]int), make(map[string]int), make(map[string]int), 0
	for _, o := range outlets {
		if _, ok := slices.BinarySearchFunc(known, o.Domain, func(k news.Outlet, d string) int { return strings.Compare(k.Domain, d) }); !ok {
			t.Errorf("%s is not in the catalogue", o.Domain)
		}
		sides[o.Side]++
		countries[o.Country]++
		languages[o.Language]++
		if o.Owner != "" {
			owners[o.Owner]++
		}
		if o.Side == news.Unrated || o.Country != "US" {
			other++
		}
		if o.Country == "" || o.Language == "" || !o.Followed {
			t.Errorf("%+v has no country or language, or is not followed", o)
		}
	}
	if n := len(outlets); n < 140 || n > 165 {
		t.Errorf("it has %d outlets", n)
	}
	for _, side := range []news.Side{news.Left, news.Center, news.Right} {
		if sides[side] < 35 {
			t.Errorf("%d outlets on side %d", sides[side], side)
		}
	}
	if other < 30 || len(countries) < 25 {
		t.Errorf("%d outlets are unrated or from elsewhere than the US, from %d countries", other, len(countries))
	}
	for owner, n := range owners {
		if n > 3 {
			t.Errorf("%d titles of %s", n, owner)
		}
	}
	for _, l := range e.Languages {
		if languages[l] == 0 {
			t.Errorf("no outlet in %s", l)
		}
		delete(languages, l)
	}
	if len(languages) > 0 {
		t.Errorf("languages that the edition does not name: %v", languages)
	}
}

func TestEditionFeeds(t *testing.T) {
	e := Edition{Members: []Member{{Domain: "apnews.com"}, {Domain: "bbc.com", Discover: true}, {Domain: "npr.org"}, {Domain: "mine.example", Feeds: []string{"https://mine.example/rss"}}}}
	feeds, err := e.Feeds()
	if err != nil {
		t.Fatal(err)
	}
	of := make(map[string][]news.Feed)
	for _, f := range feeds {
		of[f.Outlet] = append(of[f.Outlet], f)
	}
	for _, domain := range []string{"apnews.com", "bbc.com"} {
		if f := of[domain]; len(f) != 1 || f[0] != HomePage(domain) || f[0].Format != news.FormatDiscover || f[0].URL != "https://"+domain+"/" {
			t.Errorf("%s has %+v", domain, f)
		}
	}
	if f := of["npr.org"]; len(f) == 0 || f[0].Format != "" {
		t.Errorf("npr.org has %+v", f)
	}
	if f := of["mine.example"]; len(f) != 1 || f[0].URL != "https://mine.example/rss" || f[0].Host != "mine.example" {
		t.Errorf("mine.example has %+v", f)
	}
}

func TestReadEdition(t *testing.T) {
	good := `
name: Ours
version: "1"
languages: [en]
scale:
  name: Government
  steps:
    - {key: coalition, name: Coalition, letter: C, below: 0}
    - {key: opposition, name: Opposition, letter: O, below: 1}
outlets:
  - bbc.com
  - domain: mine.example
    name: Mine
    feeds: [https://mine.example/rss]
`
	e, err := ReadEdition(strings.NewReader(good), "ours.yaml")
	if err != nil {
		t.Fatal(err)
	}
	outlets, err := e.Outlets()
	if err != nil {
		t.Fatal(err)
	}
	if len(outlets) != 2 || outlets[0].Name != "BBC News" || outlets[0].Side != 1 || outlets[1].Name != "Mine" || outlets[1].Side != news.Unrated {
		t.Errorf("outlets are %+v", outlets)
	}
	if e, err := ReadEdition(strings.NewReader("name: Small\noutlets: [bbc.com]"), "small.yaml"); err != nil || len(e.Scale.Steps) != 3 {
		t.Errorf("without a scale: %+v, %v", e.Scale, err)
	}
	bad := map[string]struct{ text, want string }{
		"empty":          {"", "EOF"},
		"no name":        {"outlets: [bbc.com]", "no name"},
		"unknown key":    {"name: A\ncolour: red", "colour"},
		"unknown in one": {"name: A\noutlets:\n - {domain: bbc.com, feed: x}", `line 3: unknown key "feed"`},
		"host":           {"name: A\noutlets: [www.bbc.com]", "bbc.com is meant?"},
		"twice":          {"name: A\noutlets: [bbc.com, bbc.com]", "there twice"},
		"no domain":      {"name: A\noutlets: [nonsense]", "no outlet's domain"},
		"feed":           {"name: A\noutlets: [{domain: bbc.com, feeds: ['ftp://x']}]", "no address of a feed"},
		"language":       {"name: A\nlanguages: [English]", "no language tag"},
		"one step":       {"name: A\nscale: {name: S, steps: [{key: a, name: A, letter: A, below: 1}]}", "1 steps"},
		"falling":        {"name: A\nscale: {name: S, steps: [{key: a, name: A, letter: A, below: 0.5}, {key: b, name: B, letter: B, below: 0.2}]}", "step 2 ends at 0.2"},
		"same key":       {"name: A\nscale: {name: S, steps: [{key: a, name: A, letter: A, below: 0.5}, {key: a, name: B, letter: B, below: 1}]}", "same key"},
		"key taken":      {"name: A\nscale: {name: S, steps: [{key: unrated, name: A, letter: A, below: 0.5}, {key: a, name: B, letter: B, below: 1}]}", "is taken"},
	}
	for name, test := range bad {
		t.Run(name, func(t *testing.T) {
			_, err := ReadEdition(strings.NewReader(test.text), "bad.yaml")
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "bad.yaml") {
				t.Errorf("error is %v, want one of bad.yaml with %q", err, test.want)
			}
		})
	}
}

func BenchmarkCatalogue(b *testing.B) {
	for b.Loop() {
		if _, _, _, err := Catalogue(); err != nil {
			b.Fatal(err)
		}
	}
}
