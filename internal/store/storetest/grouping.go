package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/cluster"
	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
)

// placed reads what a clusterer would be rebuilt from.
func (w *world) placed(since time.Time) (out []pipeline.Placed) {
	w.t.Helper()
	w.ok(w.Grouped(w.ctx, "en", since, func(p pipeline.Placed) bool {
		out = append(out, p)
		return true
	}))
	return out
}

func testGrouping(t *testing.T, w *world) {
	f := w.feed("a.example")
	a, b, c := w.article(f, "A"), w.article(f, "B"), w.article(f, "C")
	w.poll(f, a, b, c)
	equal(t, "mark at first", must(w.GroupState(w.ctx, "en"))(w), int64(0))
	reasons := []news.Reason{{Kind: "names", Terms: []string{"Seoul"}, Weight: 0.5}}
	mark := must(w.SaveGroups(w.ctx, "en", 0, []cluster.Decision{
		decide(b, b.ID),
		{Article: a.ID, Story: b.ID, Features: []byte{0, 255}, Reasons: reasons, ReprintOf: b.ID},
	}))(w)
	equal(t, "mark", must(w.GroupState(w.ctx, "en"))(w), mark)
	equal(t, "waiting", len(must(w.Arrivals(w.ctx, "en", 10))(w)), 1)
	got := w.placed(time.Time{})
	equal(t, "order of grouping", len(got) == 2 && got[0].Item.ID == b.ID && got[1].Item.ID == a.ID, true)
	equal(t, "placed", got[1], pipeline.Placed{
		Item:     cluster.Item{ID: a.ID, Outlet: a.Outlet, Language: "en", URL: a.URL, Title: "A", Published: a.Published, Seen: a.Seen},
		Features: []byte{0, 255}, Story: b.ID,
	})
	m := must(w.Material(w.ctx, b.ID))(w)
	equal(t, "reasons", m.Articles[0].Reasons, reasons)
	equal(t, "reprint", m.Articles[0].ReprintOf, b.ID)
	equal(t, "reprints of the outlet", must(w.Outlet(w.ctx, "a.example"))(w).Reprints, 1)

	if _, err := w.SaveGroups(w.ctx, "en", mark-1, []cluster.Decision{decide(c, c.ID)}); !errors.Is(err, news.ErrConflict) {
		t.Errorf("an old mark: %v", err)
	}
	equal(t, "nothing changed", len(must(w.Arrivals(w.ctx, "en", 10))(w)), 1)
	w.pass(time.Hour)
	must(w.SaveGroups(w.ctx, "en", mark, []cluster.Decision{decide(c, b.ID)}))(w)
	equal(t, "since", len(w.placed(w.now)), 0)
	equal(t, "all", len(w.placed(w.now.Add(-time.Hour))), 3)
	n := 0
	w.ok(w.Grouped(w.ctx, "en", time.Time{}, func(pipeline.Placed) bool { n++; return false }))
	equal(t, "stopped", n, 1)
	_, err := w.Material(w.ctx, w.ids.Next())
	equal(t, "no such story", errors.Is(err, news.ErrNotFound), true)
}

// testGroupingRace lets several clusterers save from one mark: one succeeds, the others change nothing.
func testGroupingRace(t *testing.T, w *world) {
	f := w.feed("a.example")
	a := w.article(f, "A")
	w.poll(f, a)
	for range 5 {
		mark := must(w.GroupState(w.ctx, "en"))(w)
		var won, lost atomic.Int32
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				_, err := w.SaveGroups(w.ctx, "en", mark, []cluster.Decision{decide(a, a.ID)})
				switch {
				case err == nil:
					won.Add(1)
				case errors.Is(err, news.ErrConflict):
					lost.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		group.Wait()
		equal(t, "winners and losers", []int32{won.Load(), lost.Load()}, []int32{1, 3})
	}
}

func testMoves(t *testing.T, w *world) {
	one, first := w.story("One", "Two")
	other, second := w.story("Three")
	third, last := w.story("Four")
	f := w.feed("z.example")
	a := w.article(f, "Bridge")
	w.poll(f, a)
	w.group(cluster.Decision{Article: a.ID, Story: one, Features: []byte("x"), Moves: []cluster.Move{
		{Article: second[0].ID, From: other, To: one},
		{Article: first[1].ID, From: third, To: one}, // it is not there: left alone
	}})
	_, err := w.Story(w.ctx, other)
	var moved *news.Moved
	equal(t, "redirect", errors.As(err, &moved) && moved.To == one, true)
	_, err = w.Material(w.ctx, other)
	equal(t, "material of a merged story", errors.Is(err, news.ErrNotFound), true)
	equal(t, "articles", len(must(w.Material(w.ctx, one))(w).Articles), 4)
	equal(t, "listed no more", len(must(w.Stories(w.ctx, news.StoryFilter{}))(w)), 2)

	b := w.article(f, "Another bridge")
	w.poll(f, b)
	moves := []cluster.Move{}
	for _, x := range []news.ID{first[0].ID, first[1].ID, second[0].ID, a.ID} {
		moves = append(moves, cluster.Move{Article: x, From: one, To: third})
	}
	w.group(cluster.Decision{Article: b.ID, Story: third, Features: []byte("x"), Moves: moves})
	for _, id := range []news.ID{one, other} {
		_, err := w.Story(w.ctx, id)
		equal(t, "chains are flat", errors.As(err, &moved) && moved.To == third, true)
	}
	equal(t, "all together", len(must(w.Material(w.ctx, last[0].ID))(w).Articles), 6)
	for _, ref := range must(w.Changed(w.ctx, 0, 1, 10))(w) {
		equal(t, "only live stories are to be analysed", ref.ID, third)
	}
}

func testComeBack(t *testing.T, w *world) {
	one, _ := w.story("One")
	two, second := w.story("Two")
	slug := must(w.Story(w.ctx, two))(w).Story.Slug
	f := w.feed("z.example")
	a, b := w.article(f, "Joins"), w.article(f, "Splits")
	w.poll(f, a, b)
	w.group(cluster.Decision{Article: a.ID, Story: one, Moves: []cluster.Move{{Article: second[0].ID, From: two, To: one}}})
	w.group(cluster.Decision{Article: b.ID, Story: one, Moves: []cluster.Move{{Article: second[0].ID, From: one, To: two}}})
	_, err := w.Story(w.ctx, two)
	equal(t, "not shown before it is analysed", errors.Is(err, news.ErrNotFound), true)
	w.show(two)
	equal(t, "back under its old address", must(w.Story(w.ctx, two))(w).Story.Slug, slug)
	equal(t, "articles left", len(must(w.Material(w.ctx, one))(w).Articles), 3)
}
