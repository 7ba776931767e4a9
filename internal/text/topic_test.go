package text_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/text"
)

func TestTopics(t *testing.T) {
	for _, c := range []struct {
		name           string
		sections, tags []string
		title          string
		want           string // the best topic, "" none
	}{
		{"a section", []string{"Sport"}, nil, "Nine things we learned", "sport"},
		{"a section below another", []string{"News", "Health"}, nil, "What we know so far", "health"},
		{"an address", []string{"https://www.courier.example/2026/03/14/business/markets/a-quiet-day"}, nil, "A quiet day", "business"},
		{"a host", []string{"https://sport.courier.example/a-quiet-day"}, nil, "A quiet day", "sport"},
		{"the article's own name is no section", []string{"https://courier.example/politics-of-fear"}, nil, "x", ""},
		{"German section", []string{"Wirtschaft"}, nil, "", "business"},
		{"French path", []string{"/sante/article"}, nil, "", "health"},
		{"Spanish with marks", []string{"Política"}, nil, "", "politics"},
		{"Italian", []string{"Calcio"}, nil, "", "sport"},
		{"Portuguese", []string{"Meio Ambiente"}, nil, "", "environment"},
		{"Dutch", []string{"Binnenland", "Misdaad"}, nil, "", "law"},
		{"Polish", []string{"Gospodarka"}, nil, "", "business"},
		{"two words with a hyphen", []string{"science-and-technology"}, nil, "", "science"},
		{"tags decide without a section", nil, []string{"Premier League", "Transfers", "Rovers"}, "Rovers sign Brook", "sport"},
		{"title words decide alone", nil, nil, "Parliament votes on new election law after minister resigns", "politics"},
		{"title in German", nil, nil, "Erdbeben und Hochwasser: Tausende auf der Flucht", "disaster"},
		{"a vague section yields to the title", []string{"World"}, nil, "Central bank raises interest rates as inflation climbs", "business"},
		{"a vague section decides alone", []string{"World"}, nil, "Seven questions", "world"},
		{"nothing", nil, nil, "", ""},
		{"nothing known", []string{"Qwrtz"}, []string{"Xyzzy"}, "Plugh", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := text.Topics(c.sections, c.tags, c.title)
			if best := append(got, "")[0]; best != c.want {
				t.Errorf("got %q, want %q first", got, c.want)
			}
		})
	}
}

func TestTopics_atMostThreeKnownKeys(t *testing.T) {
	got := text.Topics([]string{"Politics", "Health", "Education", "Religion"}, []string{"Sport", "Weather"}, "Strike at hospital school church")
	if len(got) == 0 || len(got) > 3 {
		t.Errorf("%d topics", len(got))
	}
	for _, key := range got {
		if _, ok := news.TopicByKey(key); !ok {
			t.Errorf("%q is no topic", key)
		}
	}
}

// Every topic can be reached by its own name, and the scores of all topics add up to 1.
func TestRankTopics(t *testing.T) {
	for _, topic := range news.Topics {
		t.Run(topic.Key, func(t *testing.T) {
			ranked := text.RankTopics([]string{topic.Name}, nil, "", "")
			if len(ranked) == 0 || ranked[0].Topic != topic.Key {
				t.Fatalf("%q gives %v", topic.Name, ranked)
			}
			sum := 0.0
			for _, r := range ranked {
				if _, ok := news.TopicByKey(r.Topic); !ok {
					t.Errorf("%q is no topic", r.Topic)
				}
				sum += r.Score
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Errorf("scores add up to %f", sum)
			}
		})
	}
}

func TestRankTopics_sameEveryTime(t *testing.T) {
	sections, tags := []string{"World", "Business"}, []string{"Elections", "Oil", "War"}
	first := text.RankTopics(sections, tags, "Minister quits as troops strike oil terminal", "")
	for range 50 {
		if again := text.RankTopics(sections, tags, "Minister quits as troops strike oil terminal", ""); !slices.Equal(first, again) {
			t.Fatalf("%v, then %v", first, again)
		}
	}
}

func FuzzTopics(f *testing.F) {
	f.Add("https://a.example/sport/x", "War,Oil", "Minister quits")
	f.Add("://", "", "\xff\u0600")
	f.Fuzz(func(t *testing.T, section, tags, title string) {
		if got := text.Topics([]string{section}, strings.Split(tags, ","), title); len(got) > 3 {
			t.Errorf("%d topics", len(got))
		}
	})
}

func BenchmarkTopics(b *testing.B) {
	for b.Loop() {
		text.Topics([]string{"https://www.courier.example/news/politics/a-b-c"}, []string{"Elections", "Minister", "Parliament"}, "Parliament votes on new election law after minister resigns")
	}
}
