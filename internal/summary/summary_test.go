package summary

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/parallax-news/parallax/internal/news"
)

// ferry is an invented event, told by four outlets; the fourth prints the first one's text.
func ferry() []Article {
	wire := "A ferry with 212 people on board ran aground off Lindholm Island on Tuesday night. " +
		"All passengers were brought ashore by midnight, the coast guard said. " +
		"The captain told investigators that the steering had failed in strong wind."
	return []Article{
		{ID: 1, Outlet: "wire.example", Name: "Wire", Side: news.Center, Title: "Ferry with 212 aboard runs aground off Lindholm", Text: wire, Language: "en", Voice: 1},
		{ID: 2, Outlet: "left.example", Name: "Left", Side: news.Left, Title: "Ferry runs aground off Lindholm Island, 212 rescued", Language: "en", Voice: 2,
			Text: "The ferry ran aground off Lindholm Island late on Tuesday with 212 people on board. It is the third accident this year. Unions blame the operator for skipped inspections of the steering."},
		{ID: 3, Outlet: "right.example", Name: "Right", Side: news.Right, Title: "Passengers safe after ferry accident", Language: "en", Voice: 3,
			Text: "All passengers of the ferry that ran aground were ashore by midnight, according to the coast guard. The operator praised its crew for acting quickly in the storm."},
		{ID: 4, Outlet: "copy.example", Name: "Copy", Side: news.Unrated, Title: "Ferry with 212 aboard runs aground off Lindholm", Text: wire, Language: "en", Voice: 1, ReprintOf: "Wire"},
	}
}

func TestWrite(t *testing.T) {
	s := Write(ferry())
	if len(s.Sentences) < 2 {
		t.Fatalf("got %d sentences: %+v", len(s.Sentences), s)
	}
	if s.Articles != 4 || s.Method != "extractive" {
		t.Errorf("got %d articles by %q", s.Articles, s.Method)
	}
	bodies := map[news.ID]string{}
	for _, a := range ferry() {
		bodies[a.ID] = a.Text
	}
	for _, sentence := range s.Sentences {
		if len(sentence.Evidence) == 0 {
			t.Errorf("%q has no evidence", sentence.Text)
		}
		for _, p := range sentence.Evidence {
			if !strings.Contains(bodies[p.Article], p.Quote) {
				t.Errorf("%q is not in the article of %s", p.Quote, p.Name)
			}
		}
	}
	lead := s.Sentences[0]
	if !strings.Contains(lead.Text, "aground") {
		t.Errorf("the first sentence does not tell the event: %q", lead.Text)
	}
	names := map[string]bool{}
	for _, p := range lead.Evidence {
		names[p.Name] = true
	}
	if !names["Wire"] || !names["Left"] || !names["Copy"] {
		t.Errorf("evidence of %q by %v, want Wire, Left and Copy", lead.Text, names)
	}
}

func TestWriteDoesNotDependOnOrder(t *testing.T) {
	a := ferry()
	b := []Article{a[2], a[3], a[0], a[1]}
	if x, y := Write(a), Write(b); !reflect.DeepEqual(x, y) {
		t.Errorf("got\n%+v\nand\n%+v", x, y)
	}
}

func TestContradictionIsNoEvidence(t *testing.T) {
	a := ferry()[:2]
	a[1].Text = "The ferry ran aground off Lindholm Island late on Tuesday with 240 people on board."
	for _, s := range Write(a).Sentences {
		for _, p := range s.Evidence {
			if strings.Contains(s.Text, "212") && strings.Contains(p.Quote, "240") {
				t.Errorf("%q stands as evidence for %q", p.Quote, s.Text)
			}
		}
	}
}

func TestNoVoiceIsRetold(t *testing.T) {
	long := ""
	for i := range 30 {
		long += fmt.Sprintf("The council voted on item number %d of its long agenda this morning. ", i)
	}
	s := Write([]Article{{ID: 1, Outlet: "a.example", Name: "A", Title: "Council votes", Text: long, Language: "en", Voice: 1}})
	if len(s.Sentences) > perVoice {
		t.Errorf("%d sentences of one voice, at most %d are allowed", len(s.Sentences), perVoice)
	}
}

func TestStandsAlone(t *testing.T) {
	for _, tt := range []struct {
		text, lang string
		want       bool
	}{
		{"The parliament in Seoul passed the budget on Friday.", "en", true},
		{"He said that the budget would pass on Friday morning.", "en", false},
		{"Meanwhile, the opposition walked out of the chamber.", "en", false},
		{"Aber der Haushalt wurde am Freitag verabschiedet, sagte sie.", "de", false},
		{"Der Bundestag hat den Haushalt am Freitag verabschiedet.", "de", true},
		{"“The budget is a disgrace for the whole country, she said.", "en", false},
		{"Read more about the budget of the city here", "en", false},
		{"Short one.", "en", false},
	} {
		if got := standsAlone(tt.text, tt.lang); got != tt.want {
			t.Errorf("standsAlone(%q) = %v", tt.text, got)
		}
	}
}

func TestHeadline(t *testing.T) {
	a := ferry()
	if i := Headline(a); i < 0 || i > 1 {
		t.Errorf("got article %d, want one of the two that name the event", i)
	}
	a[0].Opinion, a[1].Opinion, a[3].Opinion = true, true, true
	if i := Headline(a); i != 2 {
		t.Errorf("got article %d, want 2, the only one that is not opinion", i)
	}
	b := ferry()
	b[0].Title, b[3].Title = "What we know of the ferry with 212 aboard that ran aground off Lindholm Island", "Why the ferry ran aground off Lindholm Island"
	if i := Headline(b); i != 1 {
		t.Errorf("got article %d, want 1: the others explain", i)
	}
	if i := Headline(nil); i != -1 {
		t.Errorf("got %d without articles, want -1", i)
	}
}

func TestWithoutText(t *testing.T) {
	s := Write([]Article{{ID: 1, Title: "Only a headline", Voice: 1, Language: "en"}})
	if s.Sentences == nil || len(s.Sentences) != 0 || s.Articles != 1 {
		t.Errorf("got %+v, want no sentences and one article", s)
	}
}

func FuzzWrite(f *testing.F) {
	f.Add("One sentence about a ferry with 212 people. Another about it.", "The ferry with 212 people. “Unclosed", "en")
	f.Add("", "\xff\xfe", "ja")
	f.Fuzz(func(t *testing.T, a, b, lang string) {
		for _, s := range Write([]Article{{ID: 1, Title: a, Text: a, Language: lang, Voice: 1}, {ID: 2, Title: b, Text: b, Language: lang, Voice: 2}}).Sentences {
			if len(s.Evidence) == 0 {
				t.Errorf("%q has no evidence", s.Text)
			}
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	for _, n := range []int{10, 300} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var articles []Article
			for i := range n {
				a := ferry()[i%3]
				a.ID, a.Voice = news.ID(i+1), i+1
				a.Text = strings.Repeat(a.Text+" ", 5)
				articles = append(articles, a)
			}
			for b.Loop() {
				Write(articles)
			}
		})
	}
}
