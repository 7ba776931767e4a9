package search

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/parallax-news/parallax/internal/news"
)

func word(s string) Term { return Term{Words: []string{s}} }

func TestParse(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Query
	}{
		{"", Query{}},
		{"  Two\twords ", Query{Terms: []Term{word("two"), word("words")}}},
		{`"a phrase" word`, Query{Terms: []Term{{Words: []string{"a", "phrase"}}, word("word")}}},
		{`“curly quotes”`, Query{Terms: []Term{{Words: []string{"curly", "quotes"}}}}},
		{`„unten und oben“ «guillemets»`, Query{Terms: []Term{{Words: []string{"unten", "und", "oben"}}, word("guillemets")}}},
		{`"never closed`, Query{Terms: []Term{{Words: []string{"never", "closed"}}}}},
		{`-word -"a phrase"`, Query{Terms: []Term{{Words: []string{"word"}, Not: true}, {Words: []string{"a", "phrase"}, Not: true}}}},
		{"- alone", Query{Terms: []Term{word("alone")}}},
		{"twenty-one", Query{Terms: []Term{{Words: []string{"twenty", "one"}}}}},
		{"Outlet:https://www.Example.org/page", Query{Filters: []Filter{{"outlet", "example.org", false}}}},
		{"side:left -topic:sport LANG:de", Query{Filters: []Filter{{"side", "left", false}, {"topic", "sport", true}, {"lang", "de", false}}}},
		{`topic:"human-interest"`, Query{Filters: []Filter{{"topic", "human-interest", false}}}},
		{"after:2026-08-31 before:2027", Query{After: day(2026, 8, 31), Before: day(2027, 1, 1)}},
		{"after:2026-8", Query{After: day(2026, 8, 1)}},
		{"after:yesterday", Query{Terms: []Term{{Words: []string{"after", "yesterday"}}}}},
		{"outlet: word", Query{Terms: []Term{word("word")}}},
		{"author:smith", Query{Terms: []Term{word("author:smith")}}},
		{"c++", Query{Terms: []Term{word("c")}}},
		{"!!! ???", Query{}},
		{strings.Repeat("x ", 20), Query{Terms: slicesRepeat(word("x"), maxTerms)}},
	} {
		t.Run(c.in, func(t *testing.T) {
			got := Parse(c.in)
			got.Text = ""
			if d := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func slicesRepeat(t Term, n int) (out []Term) {
	for range n {
		out = append(out, t)
	}
	return out
}

func TestEmpty(t *testing.T) {
	for in, want := range map[string]bool{
		"": true, "-word": true, "-side:left": true, "!!": true, "word": false, "side:left": false, "after:2026": false, "-a b": false,
	} {
		if got := Parse(in).Empty(); got != want {
			t.Errorf("%q: empty %v", in, got)
		}
	}
}

func TestExpression(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Expression
	}{
		{"elections", Expression{All: [][]Sequence{{{"elections"}, {"elect"}, {"election"}}}}},
		{"lang:en elections", Expression{All: [][]Sequence{{{"elections"}, {"elect"}}, {{"#lang:en"}}}}},
		{"outlet:a.b outlet:c.d -topic:sport", Expression{All: [][]Sequence{{{"#outlet:a.b"}, {"#outlet:c.d"}}}, None: []Sequence{{"#topic:sport"}}}},
		{"after:2026", Expression{All: [][]Sequence{{{"#all"}}}}},
		{`-"won elections" x`, Expression{All: [][]Sequence{{{"x"}}}, None: []Sequence{{"won", "elections"}, {"won", "elect"}, {"won", "election"}}}},
	} {
		t.Run(c.in, func(t *testing.T) {
			if d := cmp.Diff(c.want, Parse(c.in).Expression([]string{"en", "de"}), cmpopts.EquateEmpty()); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestRank(t *testing.T) {
	now := day(2026, 11, 25)
	article := func(id news.ID, story news.ID, outlet, title, excerpt string, age time.Duration) Matched {
		return Matched{Article: news.Article{ID: id, Story: story, Outlet: outlet, Title: title, Excerpt: excerpt, Language: "en", Seen: now.Add(-age)}}
	}
	found := []Matched{
		article(1, 10, "a", "Other", "body only", time.Hour),
		article(2, 10, "b", "Bridges fall", "", 2*time.Hour),
		article(3, 20, "c", "Other", "The bridge fell", time.Hour),
		article(4, 30, "d", "Bridge of a year ago", "", 365*24*time.Hour),
		article(5, 0, "e", "No story: bridge", "", time.Hour),
	}
	ids := func(hits []ArticleHit) (out []news.ID) {
		for _, h := range hits {
			out = append(out, h.Article.ID)
		}
		return out
	}
	articles, stories, counts := Rank(Parse("bridge"), found, now)
	if d := cmp.Diff([]news.ID{5, 2, 3, 1, 4}, ids(articles)); d != "" {
		t.Errorf("articles (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]news.ID{2, 3, 4}, ids(stories)); d != "" {
		t.Errorf("stories' best articles (-want +got):\n%s", d)
	}
	if counts[10] != 2 || counts[20] != 1 {
		t.Errorf("counts %v", counts)
	}
	if got := articles[1].Title; got.Text[got.Marks[0].Start:got.Marks[0].End] != "Bridges" {
		t.Errorf("marks %v of %q", got.Marks, got.Text)
	}
	q := Parse("bridge")
	q.Newest, q.Skip, q.Limit = true, 1, 2
	articles, _, _ = Rank(q, found, now)
	if d := cmp.Diff([]news.ID{3, 1}, ids(articles)); d != "" {
		t.Errorf("second page of the newest (-want +got):\n%s", d)
	}
}

func TestMark(t *testing.T) {
	for _, c := range []struct{ query, text, want string }{
		{"bridge", "Bridges and a bridge", "[Bridges] and a [bridge]"},
		{`"red bridge"`, "A red bridge is red", "A [red bridge] is red"},
		{`"a b" "b c"`, "a b c", "[a b c]"},
		{"münchen", "In München", "In [München]"},
		{"会談", "東京で首脳会談", "東京で首脳[会談]"},
		{"-bridge x", "A bridge", "A bridge"},
	} {
		t.Run(c.query, func(t *testing.T) {
			got, _ := newMatcher(Parse(c.query), "en").mark(c.text)
			var b strings.Builder
			last := 0
			for _, m := range got.Marks {
				b.WriteString(got.Text[last:m.Start] + "[" + got.Text[m.Start:m.End] + "]")
				last = m.End
			}
			if b.WriteString(got.Text[last:]); b.String() != c.want {
				t.Errorf("got %q, want %q", b.String(), c.want)
			}
		})
	}
}

func TestIndex(t *testing.T) {
	a := news.Article{Outlet: "a.b", Language: "en", Topics: []string{"sport"}, Title: "Bridges", Excerpt: "Fell", Text: strings.Repeat("word ", 10_000)}
	got := Index(&a)
	if d := cmp.Diff([]string{"#all", "#outlet:a.b", "#lang:en", "#topic:sport", "#", "bridg", "#", "fell", "#", "word"}, got[:10]); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if len(got) != maxIndexed {
		t.Errorf("%d entries", len(got))
	}
}

// FuzzParse feeds any string to the query language (SQL-02): it stays within its limits, and its marks within the text.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"a", `"`, "-", "outlet:", "after:2026-1", "side:\x00", "„x", "a\"b\"c", "-outlet:\"x", "日本 韓国", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q := Parse(s)
		if len(q.Terms)+len(q.Filters) > maxTerms || utf8.RuneCountInString(q.Text) > maxRunes {
			t.Errorf("%d terms and filters of %q", len(q.Terms)+len(q.Filters), q.Text)
		}
		for _, any := range q.Expression([]string{"en", "ar"}).All {
			for _, seq := range any {
				if len(seq) == 0 {
					t.Error("an empty sequence")
				}
			}
		}
		snippet, _ := newMatcher(q, "en").mark(s)
		end := 0
		for _, m := range snippet.Marks {
			if m.Start < end || m.End <= m.Start || m.End > len(s) {
				t.Fatalf("marks %v of %q", snippet.Marks, s)
			}
			end = m.End
		}
	})
}
