package recommend

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/parallax-news/parallax/internal/news"
)

var noon = time.Date(2026, 7, 15, 12, 0, 0, 0, time.UTC)

func name(s string, weight float64) Term { return Term{Text: s, Key: s, Weight: weight, Name: true} }
func word(s string, weight float64) Term { return Term{Text: s, Key: s, Weight: weight} }

// told is a story with a headline, told in the hours after a time.
func told(id news.ID, headline string, from time.Time, hours int) Story {
	return Story{ID: id, Headline: headline, Created: from, Updated: from.Add(time.Duration(hours) * time.Hour)}
}

func TestRelated(t *testing.T) {
	read := told(1, "South Korea and Japan leaders strengthen ties", noon, 6)
	tests := []struct {
		name       string
		candidates []Candidate
		want       []string // id, kind and sentence
	}{
		{"nothing", nil, nil},
		{"names", []Candidate{{told(2, "U.S. pauses tariff rise", noon, 9), []Term{name("Seoul", 2), name("Washington", 3), name("Tokyo", 1)}}},
			[]string{"2 names Same names: Washington, Seoul, Tokyo"}},
		{"words", []Candidate{{told(2, "Fund debated", noon, 9), []Term{word("wartime", 3), word("labour", 2), name("Seoul", 2)}}},
			[]string{"2 words Same words: Seoul, wartime, labour"}},
		{"earlier", []Candidate{{told(2, "North Korea test-fires two missiles", noon.Add(-50*time.Hour), 9), []Term{name("Seoul", 2), name("Tokyo", 2), name("Lee", 2)}}},
			[]string{"2 earlier Earlier in this thread"}},
		{"older with few names in common is no thread", []Candidate{{told(2, "Missiles", noon.Add(-50*time.Hour), 9), []Term{name("Seoul", 2), name("Tokyo", 2)}}},
			[]string{"2 names Same names: Seoul, Tokyo"}},
		{"too little", []Candidate{
			{told(2, "A", noon, 9), []Term{name("Seoul", 9)}},
			{told(3, "B", noon, 9), []Term{word("ties", 9), word("trade", 9)}},
			{told(4, "C", noon, 9), []Term{name("Seoul", 2), name("Seoul", 2)}},
		}, nil},
		{"never itself or another telling of its event", []Candidate{
			{read, []Term{name("Seoul", 2), name("Tokyo", 2)}},
			{told(3, "South Korea, Japan leaders strengthen ties", noon.Add(time.Hour), 9), []Term{name("Seoul", 2), name("Tokyo", 2)}},
		}, nil},
		{"an event once", []Candidate{
			{told(2, "Typhoon forces thousands from homes", noon, 9), []Term{name("Seoul", 2), name("Tokyo", 2)}},
			{told(3, "Typhoon forces thousands from homes in Luzon", noon, 9), []Term{name("Seoul", 3), name("Tokyo", 2)}},
			{told(2, "Typhoon forces thousands from homes", noon, 9), []Term{name("Seoul", 2), name("Tokyo", 2)}},
		}, []string{"3 names Same names: Seoul, Tokyo"}},
		{"the same headline a month apart is another event", []Candidate{
			{told(2, "Central bank holds rates", noon, 9), []Term{name("Seoul", 2), name("Tokyo", 2)}},
			{told(3, "Central bank holds rates", noon.Add(-30*24*time.Hour), 9), []Term{name("Seoul", 2), name("Tokyo", 2)}},
		}, []string{"2 names Same names: Seoul, Tokyo", "3 names Same names: Seoul, Tokyo"}},
		{"most shared first, near ones before far ones", []Candidate{
			{told(2, "Far", noon.Add(-21*24*time.Hour), 1), []Term{name("Seoul", 2), name("Tokyo", 2)}},
			{told(3, "Near", noon, 1), []Term{name("Seoul", 2), name("Tokyo", 2)}},
			{told(4, "Much", noon, 1), []Term{name("Seoul", 2), name("Tokyo", 2), word("call", 1)}},
		}, []string{"4 names Same names: Seoul, Tokyo", "3 names Same names: Seoul, Tokyo", "2 names Same names: Seoul, Tokyo"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, r := range Related(read, test.candidates, 5) {
				got = append(got, fmt.Sprint(int64(r.Story), " ", r.Kind, " ", Sentence(r)))
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestRelatedDoesNotDependOnOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var candidates []Candidate
		for i := range rapid.IntRange(0, 12).Draw(t, "candidates") {
			var shared []Term
			for range rapid.IntRange(0, 6).Draw(t, "shared") {
				k := rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(t, "key")
				shared = append(shared, Term{Text: k, Key: k, Weight: float64(k[0] - '`'), Name: k < "d"})
			}
			headline := rapid.SampledFrom([]string{"One thing happened", "Another thing happened", "Quite different"}).Draw(t, "headline")
			candidates = append(candidates, Candidate{told(news.ID(i+2), headline, noon.Add(time.Duration(-rapid.IntRange(0, 900).Draw(t, "age"))*time.Hour), 5), shared})
		}
		mixed := slices.Clone(candidates)
		slices.Reverse(mixed)
		read, limit := told(1, "The story", noon, 5), rapid.IntRange(0, 6).Draw(t, "limit")
		got := Related(read, candidates, limit)
		if d := cmp.Diff(got, Related(read, mixed, limit), cmpopts.EquateEmpty()); d != "" {
			t.Fatal(d)
		}
		if len(got) > limit {
			t.Fatalf("%d stories, at most %d were wanted", len(got), limit)
		}
		seen := make(map[news.ID]bool)
		for _, r := range got {
			if seen[r.Story] || r.Story == read.ID || len(r.Terms) == 0 {
				t.Fatalf("%+v is twice, the story itself or without a reason", r)
			}
			seen[r.Story] = true
		}
	})
}
