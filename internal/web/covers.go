package web

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// Covers compares what an outlet writes about with all outlets.
type Covers struct {
	Stories string // how many of its newest stories were looked at
	All     string // how many of all outlets
	Rows    []CoverRow
}

// CoverRow is a topic's share of an outlet's stories and of everybody's.
type CoverRow struct {
	Topic    string
	Href     string
	Here     string // "38%"
	All      string
	HereX    string // of the dot
	AllX     string // of the tick
	Distance float64
}

// coversStories is how many of an outlet's newest stories its topics are counted over, coversFewest how many it takes.
const coversStories, coversFewest = 200, 20

// coversRows is how many topics are shown: those in which an outlet differs most.
const coversRows = 8

// covers counts the topics of an outlet's stories. It has no rows where there are too few to say anything.
func (s *Server) covers(ctx context.Context, stories []news.Story, now time.Time) (Covers, error) {
	if len(stories) < coversFewest {
		return Covers{}, nil
	}
	since := now.Add(-month)
	all, err := s.lib.TopicCounts(ctx, since)
	if err != nil {
		return Covers{}, err
	}
	total, err := s.lib.CountStories(ctx, news.StoryFilter{From: since})
	if err != nil || total == 0 {
		return Covers{}, err
	}
	here := map[string]int{}
	for i := range stories {
		for _, t := range stories[i].Topics {
			here[t]++
		}
	}
	c := Covers{Stories: number(len(stories)), All: number(total)}
	most := 0.0
	share := func(n, of int) float64 { return float64(n) / float64(of) }
	for _, t := range news.Topics {
		most = max(most, share(here[t.Key], len(stories)), share(all[t.Key], total))
	}
	for _, t := range news.Topics {
		a, b := share(here[t.Key], len(stories)), share(all[t.Key], total)
		if a == 0 && b == 0 {
			continue
		}
		c.Rows = append(c.Rows, CoverRow{
			Topic: t.Name, Href: s.links.Topic(t.Key), Here: fmt.Sprintf("%.0f%%", 100*a), All: fmt.Sprintf("%.0f%%", 100*b),
			HereX: percent(98 * a / most), AllX: percent(98 * b / most), Distance: math.Abs(a - b),
		})
	}
	slices.SortStableFunc(c.Rows, func(a, b CoverRow) int { return cmp.Compare(b.Distance, a.Distance) })
	c.Rows = c.Rows[:min(coversRows, len(c.Rows))]
	return c, nil
}
