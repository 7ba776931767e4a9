package pipeline

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

var noon = time.Date(2026, 7, 15, 12, 0, 0, 0, time.UTC)

// council is an invented story: three texts, one of them printed twice, by four outlets.
func council() Material {
	at := func(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }
	text := "The council of Lindholm voted 12 to 9 for a new bridge over the Tarn on Tuesday. Mayor Ines Calder said that work would begin in spring."
	return Material{
		Ref: StoryRef{ID: 10, Version: 3},
		Articles: []news.Article{
			{ID: 10, Outlet: "copy.example", Title: "Lindholm council votes for bridge", Text: text, Language: "en", Published: at(30), Seen: at(60), Topics: []string{"politics"}},
			{ID: 11, Outlet: "wire.example", Title: "Lindholm council votes for bridge", Text: text, Language: "en", Published: at(0), Seen: at(61), ReprintOf: 10, Topics: []string{"politics"}},
			{ID: 12, Outlet: "left.example", Title: "Lindholm votes 12 to 9 for bridge as flats wait", Language: "en", Published: at(20), Seen: at(62), Topics: []string{"politics", "society"},
				Text: "A new bridge over the Tarn was backed by the council of Lindholm, 12 to 9, on Tuesday. Tenants asked Ines Calder why flats must wait."},
			{ID: 13, Outlet: "right.example", Title: "Taxpayers to carry Lindholm bridge", Language: "en", Published: at(40), Seen: at(63), Topics: []string{"business"},
				Text: "Taxpayers will pay for the bridge over the Tarn that the council of Lindholm voted for on Tuesday, Mayor Ines Calder said."},
		},
		Outlets: map[string]news.Outlet{
			"wire.example":  {Domain: "wire.example", Name: "Wire", Side: news.Center, Raters: 2},
			"copy.example":  {Domain: "copy.example", Name: "Copy"},
			"left.example":  {Domain: "left.example", Name: "Left", Side: news.Left, Raters: 2},
			"right.example": {Domain: "right.example", Name: "Right", Side: news.Right, Raters: 2},
		},
	}
}

func TestView(t *testing.T) {
	v, terms := View(council(), news.DefaultScale, noon.Add(2*time.Hour))
	s := v.Story
	if c := s.Coverage; c.Total != 4 || !slices.Equal(c.Sides, []int{1, 1, 1, 1}) || c.Voices != 3 || c.Line != "Evenly split, Left, Center and Right" {
		t.Errorf("coverage is %+v", c)
	}
	if !s.Created.Equal(noon) || !s.Updated.Equal(noon.Add(40*time.Minute)) {
		t.Errorf("from %s to %s", s.Created, s.Updated)
	}
	if s.Language != "en" || s.Topics[0] != "politics" || s.Slug == "" || s.Articles != 4 || s.Version != 3 {
		t.Errorf("story is %+v", s)
	}
	if !slices.Contains(s.Names, "Ines Calder") && !slices.Contains(s.Names, "Mayor Ines Calder") {
		t.Errorf("names are %q", s.Names)
	}
	if slices.Contains(s.Names, "Tuesday") {
		t.Errorf("a weekday is among the names: %q", s.Names)
	}
	if len(s.Heads) != 3 || s.Heads[0].Side != news.Left || s.Heads[2].Name != "Right" {
		t.Errorf("headlines by side are %+v", s.Heads)
	}
	if len(v.Summary.Sentences) == 0 || len(s.Lede) == 0 || s.Lede[0] != v.Summary.Sentences[0].Text {
		t.Errorf("summary is %+v, lede %q", v.Summary, s.Lede)
	}
	if len(terms) == 0 || !terms[0].Name {
		t.Errorf("terms are %+v", terms)
	}
	for _, a := range v.Articles {
		if a.Text != "" {
			t.Errorf("the page of %s would carry the article's text", a.Outlet)
		}
	}
	if !slices.IsSortedFunc(v.Articles, func(a, b news.StoryArticle) int { return b.Seen.Compare(a.Seen) }) {
		t.Error("the articles are not newest first")
	}
}

// TestOriginals: the original of a text is who published it first, not who came to us first.
func TestOriginals(t *testing.T) {
	m := council()
	v, _ := View(m, news.DefaultScale, noon)
	of := map[string]news.ID{}
	for _, a := range v.Articles {
		of[a.Outlet] = a.ReprintOf
	}
	if want := map[string]news.ID{"copy.example": 11, "wire.example": 0, "left.example": 0, "right.example": 0}; !reflect.DeepEqual(of, want) {
		t.Errorf("reprints are %v, want %v", of, want)
	}
	if m.Articles[1].ReprintOf != 10 {
		t.Error("the material was changed")
	}
	for _, o := range v.Outlets {
		if o.Reprint != (o.Domain == "copy.example") {
			t.Errorf("%s: reprint is %v", o.Domain, o.Reprint)
		}
	}
	elsewhere := []news.Article{{ID: 5, ReprintOf: 1, Seen: noon}}
	if got := originals(elsewhere); got[0].ReprintOf != 1 {
		t.Errorf("a reprint of an article that is not in the story lost its original: %v", got[0].ReprintOf)
	}
	circle := []news.Article{{ID: 5, ReprintOf: 6, Seen: noon}, {ID: 6, ReprintOf: 5, Seen: noon}}
	originals(circle) // must end
}

func TestSlug(t *testing.T) {
	for headline, want := range map[string]string{
		"Senate passes rail bill, 61–38":    "senate-passes-rail-bill-61-38",
		"Typhoon drives 200,000 from homes": "typhoon-drives-200000-from-homes",
		"Für Bücher: ein Fest":              "fur-bucher-ein-fest",
		"日本と韓国":                             "story",
		"":                                  "story",
		"A very long headline that goes on and on until nobody reads it any more at all": "a-very-long-headline-that-goes-on-and-on-until-nobody-reads-it-any",
	} {
		if got := slug(headline); got != want {
			t.Errorf("slug(%q) is %q, want %q", headline, got, want)
		}
	}
}

func BenchmarkView(b *testing.B) {
	m := council()
	for b.Loop() {
		View(m, news.DefaultScale, noon)
	}
}
