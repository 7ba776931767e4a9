package extract

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each page of testdata/pages gives what its JSON file says. The pages are invented.
func TestPage_golden(t *testing.T) {
	pages, err := filepath.Glob("testdata/pages/*.html")
	if err != nil || len(pages) == 0 {
		t.Fatal("no pages", err)
	}
	for _, page := range pages {
		name := strings.TrimSuffix(filepath.Base(page), ".html")
		t.Run(name, func(t *testing.T) {
			body, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			r, err := Page(body, "text/html", "https://www.saltmarsh-courier.example/business/2026/"+name)
			if err != nil {
				t.Fatal(err)
			}
			got, err := json.MarshalIndent(r, "", "\t")
			if err != nil {
				t.Fatal(err)
			}
			golden := strings.TrimSuffix(page, ".html") + ".json"
			if *update {
				if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.TrimSpace(string(want)), string(got)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

func TestPage_refused(t *testing.T) {
	for _, c := range []struct {
		name string
		body []byte
		want error
	}{
		{"nothing", nil, ErrEmpty},
		{"white space", []byte(strings.Repeat(" \n", 2000)), ErrEmpty},
		{"too large", make([]byte, MaxBody+1), ErrTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Page(c.body, "text/html", "https://a.example/")
			if !errors.Is(err, c.want) || r != nil {
				t.Errorf("got %v, %v, want %v", r, err, c.want)
			}
		})
	}
}

// DOS-08: a reading that takes too long is abandoned.
func TestPage_deadline(t *testing.T) {
	page := hostileShapes(MaxBody - 1000)["different attributes"]
	if _, err := (Options{Timeout: time.Nanosecond}).Page([]byte(page), "", "https://a.example/"); !errors.Is(err, ErrTimeout) {
		t.Errorf("got %v, want %v", err, ErrTimeout)
	}
}

// DOS-07: what nests deeper than the parser allows keeps its title and metadata.
func TestPage_nesting(t *testing.T) {
	page := `<html lang="en"><title>Deep down | Courier</title><meta name="author" content="Ida Fenwick">
		<script type="application/ld+json">{"@type":"NewsArticle","headline":"Deep down","datePublished":"2026-03-14T06:12:00Z"}</script>` +
		strings.Repeat("<div>", 600) + "<h1>Deep down</h1><p>The text is out of reach.</p>"
	r, err := Page([]byte(page), "text/html", "https://a.example/")
	if err != nil {
		t.Fatal(err)
	}
	want := Result{Title: "Deep down", Author: "Ida Fenwick", Language: "en", Published: time.Date(2026, 3, 14, 6, 12, 0, 0, time.UTC),
		Reservation: Reservation{MaxSnippet: -1}, Incomplete: "nesting"}
	if diff := cmp.Diff(&want, r); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// POIS-01: a page may name another address of its own site as canonical, and never one of another outlet.
func TestPOIS01_canonical(t *testing.T) {
	for _, c := range []struct{ name, page, href, want string }{
		{"same host", "https://www.courier.example/a?x=1", "https://www.courier.example/a", "https://www.courier.example/a"},
		{"other host of the domain", "https://m.courier.example/a", "https://www.courier.example/a", "https://www.courier.example/a"},
		{"relative", "https://www.courier.example/a", "/b#c", "https://www.courier.example/b"},
		{"another outlet", "https://evil.example/a", "https://courier.example/a", ""},
		{"look-alike", "https://courier.example.evil.example/a", "https://courier.example/a", ""},
		{"another site under a public suffix", "https://evil.co.uk/a", "https://courier.co.uk/a", ""},
		{"two blogs of one host", "https://evil.github.io/a", "https://courier.github.io/a", ""},
		{"a script", "https://courier.example/a", "javascript:alert(1)", ""},
		{"a password", "https://courier.example/a", "https://courier.example:x@courier.example/a", ""},
		{"the home page", "https://courier.example/a", "https://courier.example/", ""},
		{"no address", "https://courier.example/a", "http://[", ""},
		{"an IP address", "http://192.0.2.1/a", "http://192.0.2.1/b", "http://192.0.2.1/b"},
		{"IP addresses that end alike", "http://192.0.2.1/a", "http://198.51.2.1/b", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, tag := range []string{`<link rel="canonical" href="` + c.href + `">`, `<meta property="og:url" content="` + c.href + `">`} {
				r, err := Page([]byte("<title>T</title>"+tag), "", c.page)
				if err != nil {
					t.Fatal(err)
				}
				if r.Canonical != c.want {
					t.Errorf("%s: got %q, want %q", tag, r.Canonical, c.want)
				}
			}
		})
	}
}

// Titles, authors and texts hold no markup, no control and no bidi characters, whatever the page's metadata holds.
func TestPage_plainText(t *testing.T) {
	page := `<title>A &lt;script&gt;alert(1)&lt;/script&gt; b</title><script type="application/ld+json">{"@type":"NewsArticle",
		"headline":"\u202eA <b>bold<\/b> claim\u0000 &amp; more","author":"<img src=x> Ida\u200b Fenwick","articleSection":"<i>News</i>"}</script>`
	r, err := Page([]byte(page), "text/html", "https://a.example/")
	if err != nil {
		t.Fatal(err)
	}
	if r.Title != "A bold claim & more" || r.Author != "Ida Fenwick" || r.Section != "News" {
		t.Errorf("title %q, author %q, section %q", r.Title, r.Author, r.Section)
	}
}

func TestPage_opinionAndPaywall(t *testing.T) {
	ld := func(s string) string { return `<title>T</title><script type="application/ld+json">` + s + `</script>` }
	for _, c := range []struct {
		name, url, page  string
		opinion, paywall bool
	}{
		{"plain", "https://a.example/news/x", "<title>T</title>", false, false},
		{"opinion in the path", "https://a.example/opinion/x", "<title>T</title>", true, false},
		{"the last part is a title", "https://a.example/news/opinion", "<title>T</title>", false, false},
		{"section in German", "https://a.example/x", `<title>T</title><meta property="article:section" content="Meinung">`, true, false},
		{"label before the title", "https://a.example/x", "<title>Opinion: what now?</title>", true, false},
		{"type", "https://a.example/x", ld(`{"@type":"OpinionNewsArticle"}`), true, false},
		{"not free", "https://a.example/x", ld(`{"@type":"NewsArticle","isAccessibleForFree":false}`), false, true},
		{"a part is not free", "https://a.example/x", ld(`{"@type":"NewsArticle","isAccessibleForFree":"True","hasPart":[{"@type":"WebPageElement","isAccessibleForFree":"False"}]}`), false, true},
		{"metered", "https://a.example/x", `<title>T</title><meta property="article:content_tier" content="metered">`, false, true},
		{"free", "https://a.example/x", ld(`{"@type":"NewsArticle","isAccessibleForFree":true}`) + `<meta property="article:content_tier" content="free">`, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Page([]byte(c.page), "", c.url)
			if err != nil {
				t.Fatal(err)
			}
			if r.Opinion != c.opinion || r.Paywall != c.paywall {
				t.Errorf("opinion %t, paywall %t", r.Opinion, r.Paywall)
			}
		})
	}
}

func FuzzPage(f *testing.F) {
	f.Add([]byte("<title>T</title><article><p>Some words.</p></article>"), "text/html; charset=utf-8")
	f.Add([]byte("<p><table><a><select><svg><math>"), "text/html; charset=iso-2022-jp")
	f.Add([]byte("\xff\xfe<\x00p\x00>\x00"), "")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		r, err := Options{Timeout: time.Hour}.Page(body, contentType, "https://a.example/b")
		if err != nil && !errors.Is(err, ErrEmpty) {
			t.Fatal(err)
		}
		if err == nil {
			checkClean(t, r.Title, r.Author, r.Description, r.Section, strings.ReplaceAll(r.Text, "\n", " "))
		}
	})
}
