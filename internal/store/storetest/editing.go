package storetest

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
	"github.com/parallax-news/parallax/internal/search"
	"github.com/parallax-news/parallax/internal/store"
)

func edit(reason string) store.Edit { return store.Edit{Editor: "ed", Reason: reason} }

func testEditors(t *testing.T, w *world) {
	one, first := w.story("One", "Two", "Three")
	two, _ := w.story("Four")
	mark := must(w.GroupState(w.ctx, "en"))(w)

	w.ok(w.MergeStories(w.ctx, edit("same event"), two, one))
	var moved *news.Moved
	_, err := w.Story(w.ctx, two)
	equal(t, "merged", errors.As(err, &moved) && moved.To == one, true)
	equal(t, "clusterers rebuild", must(w.GroupState(w.ctx, "en"))(w) > mark, true)
	m := must(w.Material(w.ctx, one))(w)
	equal(t, "articles", len(m.Articles), 4)
	equal(t, "reason", m.Articles[3].Reasons, []news.Reason{{Kind: "editor", Weight: 1}})
	pinned := 0
	for _, p := range w.placed(w.now.Add(-1e12)) {
		if p.Pinned {
			pinned++
		}
	}
	equal(t, "pinned articles", pinned, 1)

	split := must(w.SplitStory(w.ctx, edit("two events"), one, []news.ID{first[1].ID, first[2].ID}))(w)
	equal(t, "id of its first article", split, first[1].ID)
	equal(t, "split off", len(must(w.Material(w.ctx, split))(w).Articles), 2)
	back := must(w.SplitStory(w.ctx, edit("not the same"), one, []news.ID{two}))(w)
	equal(t, "the merged story is back", back, two)
	w.show(two)
	must(w.Story(w.ctx, two))(w)

	w.ok(w.MoveArticle(w.ctx, edit("belongs there"), first[2].ID, one))
	equal(t, "moved", len(must(w.Material(w.ctx, one))(w).Articles), 2)
	w.ok(w.MoveArticle(w.ctx, edit("the last one"), first[1].ID, one))
	_, err = w.Story(w.ctx, split)
	equal(t, "emptied", errors.As(err, &moved) && moved.To == one, true)

	for name, err := range map[string]error{
		"merge into itself": w.MergeStories(w.ctx, edit(""), one, one),
		"merge of nothing":  w.MergeStories(w.ctx, edit(""), w.ids.Next(), one),
		"move to nowhere":   w.MoveArticle(w.ctx, edit(""), first[0].ID, w.ids.Next()),
		"hide nothing":      w.HideStory(w.ctx, edit(""), w.ids.Next(), true),
		"pin nothing":       w.PinStory(w.ctx, edit(""), w.ids.Next(), true),
		"take down nothing": w.Takedown(w.ctx, edit(""), w.ids.Next()),
		"opt nobody out":    w.OptOut(w.ctx, edit(""), "no.example", true),
	} {
		if !errors.Is(err, news.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := w.SplitStory(w.ctx, edit(""), one, []news.ID{first[0].ID}); err == nil {
		t.Error("the founding article was split off")
	}
	testHideAndPin(t, w, one)
}

func testHideAndPin(t *testing.T, w *world, id news.ID) {
	w.show(id)
	w.ok(w.HideStory(w.ctx, edit("wrong"), id, true))
	_, err := w.Story(w.ctx, id)
	equal(t, "hidden", errors.Is(err, news.ErrNotFound), true)
	listed := func() bool {
		return slices.ContainsFunc(must(w.Stories(w.ctx, news.StoryFilter{}))(w), func(s news.Story) bool { return s.ID == id })
	}
	equal(t, "not listed", listed() || len(must(w.StoriesByID(w.ctx, []news.ID{id}))(w)) > 0, false)
	w.show(id)
	equal(t, "still not listed after an analysis", listed(), false)
	w.ok(w.HideStory(w.ctx, edit("right"), id, false))
	equal(t, "listed at once", listed(), true)
	must(w.Story(w.ctx, id))(w)
	w.ok(w.PinStory(w.ctx, edit("important"), id, true))
	equal(t, "pinned", must(w.Material(w.ctx, id))(w).Pinned, true)

	log := must(w.Decisions(w.ctx, 0, 100))(w)
	var actions []string
	for _, d := range log {
		actions = append(actions, d.Action)
	}
	equal(t, "log", actions, []string{"pin", "show", "hide", "move", "move", "split", "split", "merge"})
	equal(t, "entry", log[7], store.Decision{ID: log[7].ID, At: w.now, Editor: "ed", Action: "merge", Subject: log[7].Subject, Detail: id.String(), Reason: "same event"})
	equal(t, "next page", must(w.Decisions(w.ctx, log[5].ID, 1))(w)[0], log[6])
}

func testTakedown(t *testing.T, w *world) {
	id, articles := w.story("Keeps its words", "Secretword in a title")
	bad := articles[1]
	w.ok(w.Takedown(w.ctx, edit("court order"), bad.ID))
	page := asJSON(t, must(w.Story(w.ctx, id))(w))
	equal(t, "gone from the page at once", strings.Contains(page, "Secretword") || strings.Contains(page, bad.URL), false)
	lists := asJSON(t, must(w.Stories(w.ctx, news.StoryFilter{}))(w))
	equal(t, "gone from lists", strings.Contains(lists, "Secretword"), false)
	equal(t, "gone from search", must(w.Search(w.ctx, search.Parse("secretword")))(w).Matches, 0)
	_, err := w.Article(w.ctx, bad.ID)
	equal(t, "gone", errors.Is(err, news.ErrNotFound), true)
	equal(t, "gone from the material", len(must(w.Material(w.ctx, id))(w).Articles), 1)
	equal(t, "to be worked out anew", must(w.Changed(w.ctx, 0, 1, 10))(w)[0].ID, id)
	f := news.Feed{ID: bad.Feed, Outlet: bad.Outlet, URL: "https://" + bad.Outlet + "/feed", Host: bad.Outlet}
	equal(t, "not stored again", w.poll(f, bad), pipeline.PollResult{Known: 1})

	alone, articles := w.story("The only one")
	w.ok(w.Takedown(w.ctx, edit("court order"), articles[0].ID))
	_, err = w.Story(w.ctx, alone)
	equal(t, "a story without articles", errors.Is(err, news.ErrNotFound), true)
	equal(t, "is not analysed", len(must(w.Changed(w.ctx, 0, 1, 10))(w)), 1)
	w.ok(w.PinStory(w.ctx, edit("whatever"), alone, true))
	_, err = w.Material(w.ctx, alone)
	equal(t, "has no material", errors.Is(err, news.ErrNotFound), true)
	equal(t, "and is done with", len(must(w.Changed(w.ctx, 0, 1, 10))(w)), 1)
}

// testTakedownRace saves a view that was worked out before the takedown.
func testTakedownRace(t *testing.T, w *world) {
	id, articles := w.story("Keeps its words", "Secretword in a title")
	old := w.view(id)
	w.ok(w.Takedown(w.ctx, edit("court order"), articles[1].ID))
	w.ok(w.SaveView(w.ctx, old, nil))
	page := asJSON(t, must(w.Story(w.ctx, id))(w))
	equal(t, "it does not come back", strings.Contains(page, "Secretword"), false)
}

func testOptOut(t *testing.T, w *world) {
	id, articles := w.story("Stays", "Optedword goes")
	alone, _ := w.story("Unrelated")
	f := w.feed(articles[1].Outlet)
	solo := w.article(f, "Optedword alone")
	w.poll(f, solo)
	w.group(decide(solo, solo.ID))
	w.show(solo.ID)
	w.ok(w.OptOut(w.ctx, edit("they asked"), articles[1].Outlet, true))

	all := asJSON(t, must(w.Story(w.ctx, id))(w)) + asJSON(t, must(w.Stories(w.ctx, news.StoryFilter{}))(w)) +
		asJSON(t, must(w.Search(w.ctx, search.Parse("optedword")))(w)) + asJSON(t, must(w.Outlets(w.ctx, news.OutletFilter{}))(w))
	equal(t, "nothing of it is shown", strings.Contains(all, "Optedword") || strings.Contains(all, articles[1].Outlet), false)
	_, err := w.Story(w.ctx, solo.ID)
	equal(t, "a story of it alone", errors.Is(err, news.ErrNotFound), true)
	equal(t, "its feed", must(w.Outlet(w.ctx, articles[1].Outlet))(w).Feeds[0].Paused, true)
	must(w.Story(w.ctx, alone))(w)
	w.show(id)
	equal(t, "analysed without it", len(must(w.Story(w.ctx, id))(w).Articles), 1)

	w.ok(w.OptOut(w.ctx, edit("they came back"), articles[1].Outlet, false))
	for _, ref := range must(w.Changed(w.ctx, 0, 1, 10))(w) {
		w.show(ref.ID)
	}
	equal(t, "back", len(must(w.Story(w.ctx, id))(w).Articles), 2)
	must(w.Story(w.ctx, solo.ID))(w)
}
