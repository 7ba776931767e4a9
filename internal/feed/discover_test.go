package feed

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiscover(t *testing.T) {
	page := `<!DOCTYPE html><html><head><title>Post</title>
<link rel="alternate" type="application/rss+xml" title="Post &raquo; Comments Feed" href="https://post.example/comments/feed/">
<link rel="alternate" type="application/rss+xml" title="Sport" href="/category/sport/feed/">
<LINK REL="ALTERNATE" TYPE="application/rss+xml; charset=utf-8" TITLE="Post &raquo; Feed" HREF="/feed/">
<link rel=alternate type=application/atom+xml href=atom.xml>
<link rel="alternate" hreflang="de" href="https://post.example/de/">
<link rel="alternate" type="application/json" href="https://post.example/wp-json/wp/v2/pages/2">
<link rel="alternate" type="application/json+oembed" href="https://post.example/oembed">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="stylesheet" type="text/css" href="/feed.css">
</head><body><a href="/rss/world.xml" title="World">World</a><a href="/about">About</a><a href="/feeding-cats">Cats</a></body></html>`
	got := Discover([]byte(page), "https://post.example/index.html")
	var named []Candidate
	for _, c := range got {
		if !c.Guessed {
			named = append(named, c)
		}
	}
	want := []Candidate{
		{URL: "https://post.example/feed/", Title: "Post » Feed", Format: RSS},
		{URL: "https://post.example/atom.xml", Format: Atom},
		{URL: "https://post.example/category/sport/feed/", Title: "Sport", Format: RSS},
		{URL: "https://post.example/rss/world.xml", Title: "World"},
		{URL: "https://post.example/comments/feed/", Title: "Post » Comments Feed", Format: RSS},
	}
	if diff := cmp.Diff(want, named); diff != "" {
		t.Error(diff)
	}
	if last := got[len(got)-1]; !last.Guessed {
		t.Errorf("the last one is named by the page: %+v", last)
	}
}

func TestDiscover_cases(t *testing.T) {
	for _, tt := range []struct{ name, body, page, first string }{
		{"nothing named", "<p>hello", "https://a.example/news/", "https://a.example/feed/"},
		{"base element", `<base href="https://cdn.example/x/"><link rel=alternate type=application/rss+xml href=f.xml>`, "https://a.example/", "https://cdn.example/x/f.xml"},
		{"own before foreign", `<link rel=alternate type=application/rss+xml href=https://b.example/rss><link rel=alternate type=application/rss+xml href=/rss>`, "https://a.example/", "https://a.example/rss"},
		{"only links in the text", `<a href="https://feeds.a.example/main">x</a>`, "https://a.example/", "https://feeds.a.example/main"},
		{"UTF-8 broken", "\xff\xfe<\x00", "https://a.example/", "https://a.example/feed/"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Discover([]byte(tt.body), tt.page); len(got) == 0 || got[0].URL != tt.first {
				t.Errorf("got %+v", got)
			}
		})
	}
	if got := Discover([]byte("<p>"), "not an address"); got != nil {
		t.Errorf("got %+v", got)
	}
	if got := Discover([]byte(strings.Repeat(`<link rel=alternate type=application/rss+xml href=/a>`, 50_000)+strings.Repeat("<a href=/rss/", 100_000)), "https://a.example/"); len(got) > maxCandidates {
		t.Errorf("%d candidates", len(got))
	}
}
