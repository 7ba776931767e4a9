package coverage

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

var noon = time.Date(2026, 7, 23, 12, 0, 0, 0, time.UTC)

// story makes n articles of outlets of their own, over the three sides, published every gap from start.
func story(n int, start time.Time, gap time.Duration) []Voice {
	articles := make([]Voice, n)
	for i := range articles {
		articles[i] = Voice{Article: news.ID(i + 1), Outlet: fmt.Sprintf("o%d.example", i), Side: news.Side(i%3 + 1), Time: start.Add(time.Duration(i) * gap)}
	}
	return articles
}

// change returns the articles with f done to each.
func change(articles []Voice, f func(i int, v *Voice)) []Voice {
	for i := range articles {
		f(i, &articles[i])
	}
	return articles
}

func TestImportanceOrder(t *testing.T) {
	tests := []struct {
		name       string
		more, less []Voice
	}{
		{"more voices", story(12, noon, time.Minute), story(5, noon, time.Minute)},
		{"three sides over one", story(9, noon, time.Minute), change(story(9, noon, time.Minute), func(_ int, v *Voice) { v.Side = l })},
		{"many owners over one", story(9, noon, time.Minute), change(story(9, noon, time.Minute), func(_ int, v *Voice) { v.Owner = "X" })},
		{"own texts over reprints", story(9, noon, time.Minute), change(story(9, noon, time.Minute), func(i int, v *Voice) { v.ReprintOf = news.ID(min(i, 1)) })},
		{"a reprinted text over one nobody reprints", change(story(9, noon, time.Minute), func(i int, v *Voice) { v.ReprintOf = news.ID(min(i, 1)) }), story(1, noon, 0)},
		{"fresh over stale", story(6, noon, time.Minute), story(6, noon.Add(-24*time.Hour), time.Minute)},
		{"large and a half-life old over small and fresh", story(40, noon.Add(-HalfLife), time.Minute), story(3, noon, time.Minute)},
		{"fresh over large and old", story(6, noon, time.Minute), story(40, noon.Add(-5*24*time.Hour), time.Minute)},
		{"news that broke over news that goes on", story(8, noon, time.Minute), append(story(7, noon, time.Minute),
			Voice{Article: 99, Outlet: "early.example", Side: r, Time: noon.Add(-10 * 24 * time.Hour)})},
		{"a late straggler does not make old news new", story(6, noon, time.Minute), append(story(12, noon.Add(-4*24*time.Hour), time.Minute),
			Voice{Article: 99, Outlet: "late.example", Side: r, Time: noon.Add(time.Hour)})},
		{"four voices over a flood of one owner", story(4, noon, time.Minute), change(story(200, noon, time.Second), func(_ int, v *Voice) { v.Owner = "Flood" })},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			more, less := Importance(test.more, HalfLife), Importance(test.less, HalfLife)
			if !(more > less) {
				t.Errorf("importance %.3f is not above %.3f", more, less)
			}
		})
	}
}

// A flood of one owner may add to a story no more than that owner's second voice would, in the limit.
func TestImportanceOfAFlood(t *testing.T) {
	base := story(5, noon, 0)
	flooded := base
	for i := range 500 {
		flooded = append(flooded, Voice{Article: news.ID(1000 + i), Outlet: fmt.Sprintf("flood%d.example", i), Owner: "Flood", Side: l, Time: noon})
	}
	bound := Importance(append(story(5, noon, 0), Voice{Article: 1000, Outlet: "x.example", Side: l, Time: noon}, Voice{Article: 1001, Outlet: "y.example", Side: l, Time: noon}), HalfLife)
	if got := Importance(flooded, HalfLife); got > bound+0.1 {
		t.Errorf("500 outlets of one owner lift importance to %.3f, two of two owners to %.3f", got, bound)
	}
}

// Moving all times moves the score by as many half-lives and nothing else, so the order never changes with time.
func TestImportanceMovesWithTime(t *testing.T) {
	at, later := Importance(story(7, noon, time.Hour), HalfLife), Importance(story(7, noon.Add(36*time.Hour), time.Hour), HalfLife)
	if math.Abs(later-at-3) > 1e-9 {
		t.Errorf("three half-lives moved the score by %v", later-at)
	}
	if got := Importance(nil, HalfLife); !math.IsInf(got, -1) {
		t.Errorf("importance of nothing is %v", got)
	}
}
