package feed

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestReadOPML(t *testing.T) {
	in := `<?xml version="1.0" encoding="iso-8859-1"?><!DOCTYPE opml><opml version="1.1"><head><title>My list</title></head><body>
<outline text="Küste &amp; Meer"><outline text="Harbour" title="Harbour &lt;b&gt;Post&lt;/b&gt;" type="rss" xmlUrl="https://harbour.example/feed?a=1&b=2" htmlUrl="https://harbour.example/" language="en-GB">
</outline><OUTLINE TEXT="Inner"><outline text="J" XMLURL="feed://j.example/f" htmlUrl="javascript:alert(1)"/></OUTLINE></outline>
<outline text="Direct" xmlUrl=https://d.example/rss /></body></opml>`
	got, err := ReadOPML(strings.NewReader(strings.ReplaceAll(in, "ü", "\xfc")))
	if err != nil {
		t.Fatal(err)
	}
	want := []Outline{
		{Title: "Küste & Meer", Outlines: []Outline{
			{Title: "Harbour Post", FeedURL: "https://harbour.example/feed?a=1&b=2", PageURL: "https://harbour.example/", Language: "en"},
			{Title: "Inner", Outlines: []Outline{{Title: "J", FeedURL: "http://j.example/f"}}},
		}},
		{Title: "Direct", FeedURL: "https://d.example/rss"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadOPML_bad(t *testing.T) {
	for name, tt := range map[string]struct{ in, reason string }{
		"empty":             {"", "no element"},
		"a feed":            {rssWith(""), "<rss>"},
		"a page":            {"<html><body><outline text=x></body></html>", "<html>"},
		"script as address": {`<opml><body><outline text="Evil" xmlUrl="javascript:alert(1)"/></body></opml>`, `outline "Evil": feed address "javascript:alert(1)"`},
		"file as address":   {`<opml><body><outline text="Evil" xmlUrl="file:///etc/passwd"/></body></opml>`, "not of http or https"},
		"feed: of a file":   {`<opml><body><outline text="Evil" xmlUrl="feed:file:///etc/passwd"/></body></opml>`, "not of http or https"},
		"deep":              {"<opml><body>" + strings.Repeat(`<outline text="x">`, 100_000), "deeper"},
		"many":              {"<opml><body>" + strings.Repeat(`<outline text="x"/>`, maxOutlines+1), "more than"},
		"large":             {"<opml><body>" + strings.Repeat(" ", maxOPML), "larger than"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ReadOPML(strings.NewReader(tt.in))
			if err == nil || !strings.Contains(err.Error(), tt.reason) || got != nil {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

func TestOPML_roundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var draw func(depth int) []Outline
		draw = func(depth int) (all []Outline) {
			for i := range rapid.IntRange(0, 3).Draw(t, "n") {
				o := Outline{Title: strings.TrimSpace(rapid.StringMatching(`[A-Zäж"']{1,3}( [&<>] )?[a-z]{0,3}`).Draw(t, "title"))}
				o.Title = strings.Join(strings.Fields(o.Title), " ")
				if rapid.Bool().Draw(t, "feed") {
					o.FeedURL, o.Language = fmt.Sprintf("https://f%d.example/?a=1&b=%d", depth, i), "en"
				} else if depth < 4 {
					o.Outlines = draw(depth + 1)
				}
				all = append(all, o)
			}
			return all
		}
		want := draw(0)
		var b bytes.Buffer
		if err := WriteOPML(&b, "List <&>", want); err != nil {
			t.Fatal(err)
		}
		got, err := ReadOPML(&b)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}
