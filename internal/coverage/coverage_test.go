package coverage

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/parallax-news/parallax/internal/news"
)

const (
	l = news.Left
	c = news.Center
	r = news.Right
	u = news.Unrated
)

func TestCount(t *testing.T) {
	tests := []struct {
		name    string
		sides   []news.Side
		percent []int
		line    string
		counts  string
		note    string
	}{
		{"no outlet", nil, nil, "No rated outlet", "", ""},
		{"unrated only", []news.Side{u, u}, nil, "No rated outlet", "", ""},
		{"one", []news.Side{r, u}, []int{0, 0, 100}, "100% Right", "1 Right", "Small sample: only 1 rated outlet."},
		{"the mock", []news.Side{l, l, c, r}, []int{50, 25, 25}, "50% Left", "2 Left, 1 Center, 1 Right",
			"Small sample: only 4 rated outlets. One more would move a share by up to 15 points."},
		{"two sides lead", []news.Side{l, l, c, c, r}, []int{40, 40, 20}, "Evenly split, Left and Center", "2 Left, 2 Center, 1 Right", ""},
		{"left and right lead", []news.Side{r, l, u}, []int{50, 0, 50}, "Evenly split, Left and Right", "1 Left, 1 Right",
			"Small sample: only 2 rated outlets. One more would move a share by up to 33 points."},
		{"all lead", []news.Side{l, c, r}, []int{34, 33, 33}, "Evenly split, Left, Center and Right", "1 Left, 1 Center, 1 Right",
			"Small sample: only 3 rated outlets. One more would move a share by up to 17 points."},
		{"largest remainder", []news.Side{l, l, l, l, l, c, r}, []int{72, 14, 14}, "72% Left", "5 Left, 1 Center, 1 Right", ""},
		{"a side beyond the scale is unrated", []news.Side{l, 7, -1}, []int{100, 0, 0}, "100% Left", "1 Left", "Small sample: only 1 rated outlet."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Count(test.sides, news.DefaultScale)
			if got.Total != len(test.sides) {
				t.Errorf("total is %d, want %d", got.Total, len(test.sides))
			}
			if d := cmp.Diff(test.percent, got.Percent); d != "" {
				t.Errorf("percent (-want +got):\n%s", d)
			}
			if got.Line != test.line {
				t.Errorf("line is %q, want %q", got.Line, test.line)
			}
			if s := Counts(got, news.DefaultScale); s != test.counts {
				t.Errorf("counts are %q, want %q", s, test.counts)
			}
			if s := SampleNote(got); s != test.note {
				t.Errorf("note is %q, want %q", s, test.note)
			}
		})
	}
}

func TestOtherScale(t *testing.T) {
	scale := news.Scale{Steps: []news.Step{{Name: "Coalition", Below: 0}, {Name: "Opposition", Below: 1}}}
	if got := Count([]news.Side{1, 1, 2, 3}, scale); got.Line != "67% Coalition" || got.Sides[0] != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestUnits(t *testing.T) {
	tests := []struct {
		name             string
		articles         []Voice
		outlets          []int // by side, unrated first
		voices, owners   []int
		nVoices, nOwners int
		voiceOf          []int
	}{
		{
			name: "an outlet with five articles counts once",
			articles: []Voice{
				{Article: 1, Outlet: "a.example", Side: l}, {Article: 2, Outlet: "a.example", Side: l}, {Article: 3, Outlet: "a.example", Side: l},
				{Article: 4, Outlet: "a.example", Side: l}, {Article: 5, Outlet: "a.example", Side: l},
			},
			outlets: []int{0, 1, 0, 0}, voices: []int{0, 1, 0, 0}, owners: []int{0, 1, 0, 0}, nVoices: 1, nOwners: 1,
			voiceOf: []int{1, 1, 1, 1, 1},
		},
		{
			name: "a reprint is no voice",
			articles: []Voice{
				{Article: 3, Outlet: "b.example", Side: r, ReprintOf: 1}, {Article: 1, Outlet: "a.example", Side: l}, {Article: 2, Outlet: "c.example"},
			},
			outlets: []int{1, 1, 0, 1}, voices: []int{1, 1, 0, 0}, owners: []int{1, 1, 0, 1}, nVoices: 2, nOwners: 3,
			voiceOf: []int{1, 1, 2},
		},
		{
			name: "an outlet with a text of its own is a voice, reprints or not",
			articles: []Voice{
				{Article: 1, Outlet: "a.example", Side: l}, {Article: 2, Outlet: "b.example", Side: r, ReprintOf: 1}, {Article: 3, Outlet: "b.example", Side: r},
			},
			outlets: []int{0, 1, 0, 1}, voices: []int{0, 1, 0, 1}, owners: []int{0, 1, 0, 1}, nVoices: 2, nOwners: 2,
			voiceOf: []int{1, 1, 2},
		},
		{
			name: "reprints of an article elsewhere are one voice",
			articles: []Voice{
				{Article: 5, Outlet: "a.example", Side: c, ReprintOf: 2}, {Article: 6, Outlet: "b.example", Side: r, ReprintOf: 2},
			},
			outlets: []int{0, 0, 1, 1}, voices: []int{0, 0, 1, 0}, owners: []int{0, 0, 1, 1}, nVoices: 1, nOwners: 2,
			voiceOf: []int{1, 1},
		},
		{
			name: "outlets of one owner with one headline are one voice, of two owners they are not",
			articles: []Voice{
				{Article: 1, Outlet: "a.example", Owner: "X", Side: l, Title: "Bridge closed"},
				{Article: 2, Outlet: "b.example", Owner: "X", Side: c, Title: "Bridge Closed"},
				{Article: 3, Outlet: "d.example", Owner: "Y", Side: c, Title: "Bridge closed"},
			},
			outlets: []int{0, 1, 2, 0}, voices: []int{0, 1, 1, 0}, owners: []int{0, 1, 1, 0}, nVoices: 2, nOwners: 2,
			voiceOf: []int{1, 1, 2},
		},
		{
			name: "an owner stands where most of its rated outlets do",
			articles: []Voice{
				{Article: 1, Outlet: "a.example", Owner: "X"}, {Article: 2, Outlet: "b.example", Owner: "X", Side: l},
				{Article: 3, Outlet: "d.example", Owner: "X", Side: c}, {Article: 4, Outlet: "e.example", Owner: "X", Side: c},
			},
			outlets: []int{1, 1, 2, 0}, voices: []int{1, 1, 2, 0}, owners: []int{0, 0, 1, 0}, nVoices: 4, nOwners: 1,
			voiceOf: []int{1, 2, 3, 4},
		},
		{
			name:     "reprints in a circle",
			articles: []Voice{{Article: 1, Outlet: "a.example", Side: l, ReprintOf: 2}, {Article: 2, Outlet: "b.example", Side: r, ReprintOf: 1}},
			outlets:  []int{0, 1, 0, 1}, voices: []int{0, 1, 0, 0}, owners: []int{0, 1, 0, 1}, nVoices: 1, nOwners: 2,
			voiceOf: []int{1, 1},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for unit, want := range map[Unit][]int{Outlets: test.outlets, Voices: test.voices, Owners: test.owners} {
				got := By(unit, test.articles, news.DefaultScale)
				if d := cmp.Diff(want, got.Sides); d != "" {
					t.Errorf("sides by unit %d (-want +got):\n%s", unit, d)
				}
				if got.Voices != test.nVoices || got.Owners != test.nOwners {
					t.Errorf("unit %d: %d voices and %d owners, want %d and %d", unit, got.Voices, got.Owners, test.nVoices, test.nOwners)
				}
			}
			if d := cmp.Diff(test.voiceOf, VoiceOf(test.articles)); d != "" {
				t.Errorf("voices of the articles (-want +got):\n%s", d)
			}
		})
	}
}

// drawn are articles of a made-up story, each with an ID of its own.
func drawn(t *rapid.T) []Voice {
	articles := make([]Voice, rapid.IntRange(0, 25).Draw(t, "articles"))
	owner := []string{"", "", "X", "Y"}
	for i := range articles {
		o := rapid.IntRange(0, 9).Draw(t, "outlet")
		articles[i] = Voice{
			Article: news.ID(i + 1), ReprintOf: news.ID(rapid.IntRange(-20, 30).Draw(t, "reprint of")),
			Outlet: string(rune('a'+o)) + ".example", Owner: owner[o%4], Side: news.Side(o % 5 % 4),
			Title: rapid.SampledFrom([]string{"", "One", "Two"}).Draw(t, "title"),
			Time:  time.Unix(int64(1_700_000_000+3600*rapid.IntRange(0, 100).Draw(t, "hours")), 0),
		}
		articles[i].ReprintOf = max(articles[i].ReprintOf, 0)
	}
	return articles
}

func TestPercentagesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := rapid.SliceOfN(rapid.IntRange(0, 300), 2, 5).Draw(t, "counts")
		sum := 0
		for _, n := range counts {
			sum += n
		}
		got := percent(counts)
		if sum == 0 {
			if got != nil {
				t.Fatalf("percent of nothing is %v", got)
			}
			return
		}
		total := 0
		for i, p := range got {
			total += p
			if exact := 100 * float64(counts[i]) / float64(sum); math.Abs(float64(p)-exact) >= 1 {
				t.Fatalf("%d of %d became %d%%", counts[i], sum, p)
			}
			for j, q := range got {
				if counts[i] > counts[j] && p < q {
					t.Fatalf("%v became %v: the larger count has the smaller share", counts, got)
				}
			}
		}
		if total != 100 {
			t.Fatalf("%v became %v, which adds up to %d", counts, got, total)
		}
	})
}

func TestOrderOfArticlesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		articles := drawn(t)
		mixed := slices.Clone(articles)
		for i := len(mixed) - 1; i > 0; i-- {
			j := rapid.IntRange(0, i).Draw(t, "swap")
			mixed[i], mixed[j] = mixed[j], mixed[i]
		}
		for _, unit := range []Unit{Outlets, Voices, Owners} {
			a, b := By(unit, articles, news.DefaultScale), By(unit, mixed, news.DefaultScale)
			if d := cmp.Diff(a, b); d != "" {
				t.Fatalf("unit %d:\n%s", unit, d)
			}
			if a.Voices > len(articles) || a.Total < 1 && len(articles) > 0 {
				t.Fatalf("unit %d: %+v of %d articles", unit, a, len(articles))
			}
		}
		if all := Of(articles, news.DefaultScale); all.Voices > all.Total || all.Owners > all.Total {
			t.Fatalf("more voices or owners than outlets: %+v", all)
		}
		voice := make(map[news.ID]int)
		for i, v := range VoiceOf(articles) {
			voice[articles[i].Article] = v
		}
		for i, v := range VoiceOf(mixed) {
			if voice[mixed[i].Article] != v {
				t.Fatalf("article %d has voice %d or %d", mixed[i].Article, voice[mixed[i].Article], v)
			}
		}
		if a, b := Importance(articles, HalfLife), Importance(mixed, HalfLife); a != b {
			t.Fatalf("importance %v or %v", a, b)
		}
	})
}

// SampleShift must be what adding one outlet really does at most.
func TestSampleShift(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var sides []news.Side
		for side, n := range rapid.SliceOfN(rapid.IntRange(0, 5), 4, 4).Draw(t, "counts") {
			for range n {
				sides = append(sides, news.Side(side))
			}
		}
		before := Count(sides, news.DefaultScale)
		n := float64(before.Rated())
		if n == 0 {
			return
		}
		most := 0.0
		for added := l; added <= r; added++ {
			after := Count(append(slices.Clone(sides), added), news.DefaultScale)
			for s := l; s <= r; s++ {
				most = max(most, math.Abs(float64(after.Sides[s])/(n+1)-float64(before.Sides[s])/n))
			}
		}
		if got := SampleShift(before); math.Abs(got-most) > 1e-12 {
			t.Fatalf("shift is %v, trying gives %v", got, most)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	articles := make([]Voice, 150)
	for i := range articles {
		articles[i] = Voice{Article: news.ID(i + 1), Outlet: string(rune('a'+i%100)) + ".example", Side: news.Side(i % 4), Title: "A headline of the usual length about an event"}
		if i%3 == 0 {
			articles[i].ReprintOf = 1
		}
	}
	for b.Loop() {
		Of(articles, news.DefaultScale)
	}
}
