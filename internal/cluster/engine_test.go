package cluster_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/parallax-news/parallax/internal/cluster"
	"github.com/parallax-news/parallax/internal/news"
)

var monday = time.Date(2026, 3, 2, 6, 0, 0, 0, time.UTC)

// invent makes n articles of invented events, own of ten words the event's and the rest common: with 6 the events
// are easily told apart, with 2 hardly. Some articles are reprints. The URL names the event.
func invent(seed uint64, n, own int) []cluster.Item {
	rng := rand.New(rand.NewPCG(seed, 7))
	common := strings.Fields(`police minister court talks market storm company players budget hospital border vote train school report deal union city river
		plan people government week year country group party leader public service home work team power law money family office news member
		region former national local major early late high long large small great part place case point number world life hand side`)
	syllables := strings.Fields("ba ko ri mun tel var so lin dra pe gor ha zu mi fen")
	word := func() string {
		var b strings.Builder
		for range 3 + rng.IntN(2) {
			b.WriteString(syllables[rng.IntN(len(syllables))])
		}
		return b.String()
	}
	type event struct {
		id           int
		names, words []string
		at           time.Time
	}
	var events []event
	var items []cluster.Item
	for i := range n {
		if len(events) == 0 || rng.IntN(3) == 0 {
			ev := event{id: len(events), at: monday.Add(time.Duration(i) * 20 * time.Minute)}
			for range 6 {
				ev.names = append(ev.names, strings.ToUpper(word()[:1])+word())
				ev.words = append(ev.words, word())
			}
			events = append(events, ev)
		}
		ev := events[max(0, len(events)-1-rng.IntN(6))]
		pick := func(list []string) string { return list[rng.IntN(len(list))] }
		it := cluster.Item{
			ID: news.ID(1000 + i), URL: fmt.Sprint("event ", ev.id), Outlet: fmt.Sprintf("outlet%d.example", rng.IntN(12)), Language: "en",
			Title: fmt.Sprintf("%s %s near %s", pick(ev.names), pick(ev.words), pick(common)),
			Seen:  monday.Add(time.Duration(i) * 20 * time.Minute),
		}
		var body []string
		for range 30 {
			switch r := rng.IntN(10); {
			case r >= own:
				body = append(body, pick(common))
			case r%3 == 0:
				body = append(body, pick(ev.words))
			default:
				body = append(body, "of "+pick(ev.names))
			}
		}
		it.Text = strings.Join(body, " ") + "."
		switch {
		case i > 5 && rng.IntN(10) == 0:
			it.Text, it.Title, it.URL = items[i-2].Text, items[i-2].Title, items[i-2].URL
		case rng.IntN(5) > 0:
			it.Published = ev.at.Add(time.Duration(rng.IntN(300)) * time.Minute)
		}
		items = append(items, it)
	}
	return items
}

// state is what a store keeps: every article with its features and its present story.
type state struct {
	items    []cluster.Item
	features [][]byte
	story    map[news.ID]news.ID
}

func (s *state) add(it cluster.Item, d cluster.Decision) {
	s.items = append(s.items, it)
	s.features = append(s.features, d.Features)
	for _, m := range d.Moves {
		s.story[m.Article] = m.To
	}
	s.story[it.ID] = d.Story
}

// restore makes an engine of what is stored, without texts, as after they were purged, and whatever became of the times.
func (s *state) restore(o cluster.Options) *cluster.Engine {
	e := cluster.New(o)
	for i, it := range s.items {
		it.Text, it.Title, it.Published = "", "", time.Time{}
		e.Restore(it, s.features[i], s.story[it.ID], false)
	}
	return e
}

// An engine that is stopped and rebuilt at any points decides as one that never stopped.
func TestRestart_sameDecisions(t *testing.T) {
	for _, window := range []time.Duration{0, 30 * time.Hour} {
		t.Run(fmt.Sprint("window ", window), func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				items := invent(rapid.Uint64().Draw(t, "seed"), 70, 2)
				stops := rapid.SliceOfN(rapid.IntRange(1, len(items)-1), 1, 6).Draw(t, "stops")
				o := cluster.Options{Window: window}
				whole, parts := cluster.New(o), cluster.New(o)
				kept := &state{story: map[news.ID]news.ID{}}
				for i, it := range items {
					for _, stop := range stops {
						if i == stop {
							parts = kept.restore(o)
						}
					}
					want, got := whole.Add(it), parts.Add(it)
					if !reflect.DeepEqual(got, want) {
						t.Fatalf("article %d after restarts at %v:\n got %+v\nwant %+v", i, stops, got, want)
					}
					kept.add(it, got)
				}
			})
		})
	}
}

// Moves tell the whole truth: applied one after the other they give the engine's own stories, and each says where the article was.
func TestMoves_consistent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := cluster.New(cluster.Options{})
		story := map[news.ID]news.ID{}
		items := invent(rapid.Uint64().Draw(t, "seed"), 80, 2)
		for _, it := range items {
			d := e.Add(it)
			for _, m := range d.Moves {
				if story[m.Article] != m.From || m.From == m.To {
					t.Fatalf("move %+v, but the article was in %v", m, story[m.Article])
				}
				story[m.Article] = m.To
			}
			story[it.ID] = d.Story
		}
		for _, it := range items {
			if d := e.Add(it); d.Story != story[it.ID] || d.Moves != nil {
				t.Fatalf("article %v: engine says %v, moves say %v", it.ID, d.Story, story[it.ID])
			}
		}
	})
}

func TestRestore_damagedFeatures(t *testing.T) {
	e := cluster.New(cluster.Options{})
	items := invent(1, 3, 6)
	whole := cluster.New(cluster.Options{}).Add(items[0]).Features
	for i, b := range [][]byte{nil, {}, {99}, {1}, whole[:20], whole[:len(whole)-1], bytes.Repeat([]byte{255}, 400)} {
		it := items[0]
		it.ID = news.ID(i + 1)
		e.Restore(it, b, 7, false)
		if d := e.Add(it); d.Story != 7 {
			t.Errorf("features %d: article is in story %v, want 7", i, d.Story)
		}
	}
	if d := e.Add(items[1]); d.Article != items[1].ID {
		t.Errorf("the engine does not go on: %+v", d)
	}
}

func FuzzEngine(f *testing.F) {
	f.Add("A title", "A text of some words.", []byte{1, 2, 3})
	f.Add("東京で地震", "気象庁は25日", []byte{})
	f.Add("\xff\u202e", strings.Repeat("a ", 9000), []byte("\x01\x05\x03"))
	f.Fuzz(func(t *testing.T, title, body string, features []byte) {
		e := cluster.New(cluster.Options{})
		e.Restore(cluster.Item{ID: 1}, features, 1, false)
		it := cluster.Item{ID: 2, Title: title, Text: body, Language: "en"}
		first := e.Add(it)
		it.ID = 3
		e.Add(it)
		again := cluster.New(cluster.Options{})
		again.Restore(cluster.Item{ID: 1}, features, 1, false)
		again.Restore(cluster.Item{ID: 2}, first.Features, first.Story, false)
		it.ID = 4
		if d := again.Add(it); d.Article != 4 || d.Story == 0 {
			t.Errorf("decision %+v", d)
		}
	})
}
