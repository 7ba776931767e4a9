package storetest

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/news"
	"github.com/parallax-news/parallax/internal/pipeline"
)

func testViews(t *testing.T, w *world) {
	f := w.feed("a.example")
	a := w.article(f, "A")
	w.poll(f, a)
	w.group(decide(a, a.ID))
	_, err := w.Story(w.ctx, a.ID)
	equal(t, "not analysed", errors.Is(err, news.ErrNotFound), true)
	shards := [2][]pipeline.StoryRef{must(w.Changed(w.ctx, 0, 2, 10))(w), must(w.Changed(w.ctx, 1, 2, 10))(w)}
	equal(t, "in one share", len(shards[a.ID%2]) == 1 && len(shards[(a.ID+1)%2]) == 0, true)

	v := w.show(a.ID)
	got := must(w.Story(w.ctx, a.ID))(w)
	equal(t, "page", asJSON(t, got), asJSON(t, v))
	equal(t, "version", must(w.StoryVersion(w.ctx, a.ID))(w), v.Story.Version)
	equal(t, "changed", len(must(w.Changed(w.ctx, 0, 1, 10))(w)), 0)

	b := w.article(f, "B")
	w.poll(f, b)
	v = w.view(a.ID)
	w.group(decide(b, a.ID))
	w.ok(w.SaveView(w.ctx, v, nil))
	refs := must(w.Changed(w.ctx, 0, 1, 10))(w)
	equal(t, "a change during the analysis stays marked", len(refs) == 1 && refs[0].Version == v.Story.Version+1, true)

	w.pass(time.Minute)
	c := w.article(f, "C")
	w.poll(f, c)
	w.group(decide(c, c.ID))
	refs = must(w.Changed(w.ctx, 0, 1, 10))(w)
	equal(t, "oldest change first", len(refs) == 2 && refs[0].ID == a.ID, true)
	equal(t, "limit", len(must(w.Changed(w.ctx, 0, 1, 1))(w)), 1)
}

func testSlug(t *testing.T, w *world) {
	id, _ := w.story("A")
	first := must(w.Material(w.ctx, id))(w).Slug
	equal(t, "slug", first, "slug-"+id.String())
	w.show(id, func(v *news.StoryView) { v.Story.Slug = "other" })
	equal(t, "it stays", must(w.Material(w.ctx, id))(w).Slug, first)
}

func testOldView(t *testing.T, w *world) {
	id, articles := w.story("A", "B")
	old := w.view(id)
	old.Story.Headline = "old"
	f := w.feed("z.example")
	a := w.article(f, "C")
	w.poll(f, a)
	w.group(decide(a, id))
	w.show(id, func(v *news.StoryView) { v.Story.Headline = "new" })
	w.ok(w.SaveView(w.ctx, old, nil))
	equal(t, "an older view does not replace a newer", must(w.Story(w.ctx, id))(w).Story.Headline, "new")

	view := w.view(id)
	other, _ := w.story("D")
	w.ok(w.MergeStories(w.ctx, edit("merge"), id, other))
	w.ok(w.SaveView(w.ctx, view, nil))
	var moved *news.Moved
	_, err := w.Story(w.ctx, id)
	equal(t, "a view of a merged story is dropped", errors.As(err, &moved), true)
	equal(t, "articles", len(articles), 2)
}

func testRelated(t *testing.T, w *world) {
	term := func(key string, weight float64) pipeline.Term {
		return pipeline.Term{Text: key, Key: key, Weight: weight, Name: true}
	}
	show := func(title string, terms ...pipeline.Term) news.ID {
		f := w.feed(title + ".example")
		a := w.article(f, title)
		w.poll(f, a)
		w.group(decide(a, a.ID))
		w.ok(w.SaveView(w.ctx, w.view(a.ID), terms))
		return a.ID
	}
	show("one", term("seoul", 1))
	two := show("two", term("seoul", 1), term("tokyo", 1))
	three := show("three", term("seoul", 1), term("tokyo", 1), term("trade", 2))
	terms := []pipeline.Term{term("seoul", 1), term("tokyo", 1), term("trade", 2), term("other", 1)}
	kin := must(w.Related(w.ctx, w.ids.Next(), terms, w.now.Add(-time.Hour), 10))(w)
	equal(t, "related", len(kin) == 2 && kin[0].Story.ID == three && kin[1].Story.ID == two, true)
	equal(t, "shared", kin[1].Shared, []pipeline.Term{term("seoul", 1), term("tokyo", 1)})
	equal(t, "not itself", len(must(w.Related(w.ctx, three, terms, w.now.Add(-time.Hour), 10))(w)), 1)
	equal(t, "limit", len(must(w.Related(w.ctx, w.ids.Next(), terms, w.now.Add(-time.Hour), 1))(w)), 1)
	equal(t, "since", len(must(w.Related(w.ctx, w.ids.Next(), terms, w.now, 10))(w)), 0)
	w.ok(w.SaveView(w.ctx, w.view(two), nil))
	equal(t, "terms are replaced", len(must(w.Related(w.ctx, w.ids.Next(), terms, w.now.Add(-time.Hour), 10))(w)), 1)
}

func testPanel(t *testing.T, w *world) {
	left := -1.0
	var ratings []news.Rating
	for _, domain := range []string{"a.example", "b.example", "c.example"} {
		ratings = append(ratings, news.Rating{Domain: domain, Kind: news.RatingLean, Rater: "R", Position: &left, Date: "2026"})
	}
	a, b, c, d := w.feed("a.example"), w.feed("b.example"), w.feed("c.example"), w.feed("d.example")
	w.ok(w.SaveRatings(w.ctx, "pack", ratings))
	w.poll(a)
	w.poll(d)
	b.Failures, b.Error = 1, "timeout"
	must(w.SavePoll(w.ctx, b, nil))(w)
	names := func(from, to time.Time) (out []string) {
		for _, o := range must(w.Panel(w.ctx, from, to))(w) {
			out = append(out, o.Domain)
		}
		return out
	}
	equal(t, "rated and read", names(w.now.Add(-time.Hour), w.now), []string{"a.example"})
	w.pass(48 * time.Hour)
	w.poll(c)
	equal(t, "read later", names(w.now.Add(-time.Hour), w.now), []string{"c.example"})
	equal(t, "over all", names(w.now.Add(-72*time.Hour), w.now), []string{"a.example", "c.example"})
}

// titles lists the headlines of the stories of a filter.
func (w *world) titles(f news.StoryFilter) (out []string) {
	w.t.Helper()
	stories := must(w.Stories(w.ctx, f))(w)
	for _, st := range stories {
		out = append(out, st.Headline)
	}
	f.After, f.Limit = news.Cursor{}, 0
	if n := must(w.CountStories(w.ctx, f))(w); n < len(out) {
		w.t.Errorf("%d stories are counted, %d listed", n, len(out))
	}
	return out
}

func testLists(t *testing.T, w *world) {
	start := w.now
	var ids []news.ID
	var outlets []string
	for i, title := range []string{"one", "two", "three", "four", "five"} {
		w.pass(time.Hour)
		id, articles := w.story(title, title+" again")
		w.show(id, func(v *news.StoryView) {
			v.Story.Importance = []float64{3, 5, 1, 5, 2}[i]
			v.Story.Topics = [][]string{{"politics"}, {"politics", "health"}, {"sport"}, nil, {"health"}}[i]
			v.Story.Language = []string{"en", "de", "en", "en", "de"}[i]
			v.Story.Places = [][]string{{"Seoul"}, nil, {"São Paulo"}, nil, nil}[i]
			v.Story.Coverage.Total = i + 1
			v.Story.Blindspots = [][]news.Blind{{{Side: news.Left}}, nil, {{Side: news.Right}}, nil, nil}[i]
		})
		ids = append(ids, id)
		outlets = append(outlets, articles[1].Outlet)
	}
	for _, c := range []struct {
		name string
		f    news.StoryFilter
		want []string
	}{
		{"by importance", news.StoryFilter{}, []string{"four", "two", "one", "five", "three"}},
		{"by time", news.StoryFilter{Order: news.ByUpdated}, []string{"five", "four", "three", "two", "one"}},
		{"by id", news.StoryFilter{Order: news.ByID}, []string{"five", "four", "three", "two", "one"}},
		{"limit", news.StoryFilter{Limit: 2}, []string{"four", "two"}},
		{"after, by importance", news.StoryFilter{After: news.Cursor{Key: 5, ID: ids[3]}}, []string{"two", "one", "five", "three"}},
		{"after, by time", news.StoryFilter{Order: news.ByUpdated, After: news.Cursor{Key: float64(start.Add(3*time.Hour - time.Minute).UnixMilli()), ID: ids[2]}}, []string{"two", "one"}},
		{"after, by id", news.StoryFilter{Order: news.ByID, After: news.Cursor{ID: ids[1]}}, []string{"one"}},
		{"topic", news.StoryFilter{Topic: "politics"}, []string{"two", "one"}},
		{"outlet", news.StoryFilter{Outlet: outlets[2]}, []string{"three"}},
		{"language", news.StoryFilter{Language: "de", Order: news.ByUpdated}, []string{"five", "two"}},
		{"place", news.StoryFilter{Place: "sao paulo"}, []string{"three"}},
		{"blindspots", news.StoryFilter{Blindspot: true}, []string{"one", "three"}},
		{"blindspots of a side", news.StoryFilter{Blindspot: true, BlindSide: news.Right}, []string{"three"}},
		{"topic and language", news.StoryFilter{Topic: "health", Language: "de", MinOutlets: 3}, []string{"five"}},
		{"outlets", news.StoryFilter{MinOutlets: 4}, []string{"four", "five"}},
		{"from and to", news.StoryFilter{From: start.Add(2 * time.Hour).Add(-time.Minute), To: start.Add(4 * time.Hour).Add(-time.Minute)}, []string{"two", "three"}},
		{"nothing", news.StoryFilter{Topic: "no such topic"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) { equal(t, "stories", w.titles(c.f), c.want) })
	}
	byID := must(w.StoriesByID(w.ctx, []news.ID{ids[4], w.ids.Next(), ids[0], ids[4]}))(w)
	equal(t, "by id", len(byID) == 2 && byID[0].ID == ids[4] && byID[1].ID == ids[0], true)

	w.show(ids[0], func(v *news.StoryView) { v.Story.Topics, v.Story.Importance = []string{"sport"}, 9 })
	equal(t, "moved between lists", w.titles(news.StoryFilter{Topic: "sport"}), []string{"one", "three"})
	equal(t, "gone from the old", w.titles(news.StoryFilter{Topic: "politics"}), []string{"two"})
}

func testCounts(t *testing.T, w *world) {
	start := w.now
	for i := range 3 {
		id, _ := w.story("story")
		w.show(id, func(v *news.StoryView) { v.Story.Topics = []string{"sport", news.Topics[i].Key} })
		w.pass(24 * time.Hour)
	}
	counts := must(w.TopicCounts(w.ctx, start.Add(time.Hour)))(w)
	equal(t, "topics", counts, map[string]int{"sport": 2, news.Topics[1].Key: 1, news.Topics[2].Key: 1})
	days := must(w.Days(w.ctx, start.Add(-time.Hour), w.now))(w)
	midnight := start.Truncate(24 * time.Hour)
	equal(t, "days", days, []news.DayCount{{Day: midnight.Add(48 * time.Hour), Stories: 1}, {Day: midnight.Add(24 * time.Hour), Stories: 1}, {Day: midnight, Stories: 1}})
	equal(t, "count", must(w.CountStories(w.ctx, news.StoryFilter{Topic: "sport"}))(w), 3)
}

func testStatus(t *testing.T, w *world) {
	equal(t, "at first", must(w.Status(w.ctx))(w), news.Status{AsOf: w.now})
	w.story("shown")
	f := w.feed("a.example")
	a, b := w.article(f, "grouped"), w.article(f, "ready")
	w.poll(f, a, b)
	w.group(decide(a, a.ID))
	must(w.SavePoll(w.ctx, f, []pipeline.Incoming{{Article: w.article(f, "unread"), ReadPage: true}}))(w)
	g := w.feed("b.example")
	g.Failures, g.NextPoll = 3, w.now.Add(time.Hour)
	must(w.SavePoll(w.ctx, g, nil))(w)
	st := must(w.Status(w.ctx))(w)
	equal(t, "status", st, news.Status{
		AsOf: w.now, Outlets: 3, Feeds: 3, Due: 1, Failing: 1, Articles: 4, Stories: 1, Pages: 1, Queue: 2,
		Newest: w.now.Add(-time.Minute), NextPoll: w.now, Recent: 1, Sources: 2,
	})
}

func testOutlets(t *testing.T, w *world) {
	w.ok(w.SaveOutlets(w.ctx, []news.Outlet{
		{Domain: "b.example", Name: "Der Bäcker", Country: "DE", Language: "de"},
		{Domain: "a.example", Name: "100% News", Country: "US", Language: "en", Reliability: "high"},
		{Domain: "c_d.example", Country: "US", Language: "en", Followed: true},
	}))
	names := func(f news.OutletFilter) (out []string) {
		for _, o := range must(w.Outlets(w.ctx, f))(w) {
			out = append(out, o.Domain)
		}
		total := 0
		for _, n := range must(w.CountOutlets(w.ctx, f))(w) {
			total += n
		}
		if f.After == "" && f.Limit == 0 {
			equal(t, "count", total, len(out))
		}
		return out
	}
	left := news.Left
	for _, c := range []struct {
		name string
		f    news.OutletFilter
		want []string
	}{
		{"all", news.OutletFilter{}, []string{"a.example", "b.example", "c_d.example"}},
		{"name without accents", news.OutletFilter{Text: "BACKER"}, []string{"b.example"}},
		{"domain", news.OutletFilter{Text: "b.ex"}, []string{"b.example"}},
		{"percent sign", news.OutletFilter{Text: "%"}, []string{"a.example"}},
		{"underscore", news.OutletFilter{Text: "_"}, []string{"c_d.example"}},
		{"country", news.OutletFilter{Country: "US"}, []string{"a.example", "c_d.example"}},
		{"language", news.OutletFilter{Language: "de"}, []string{"b.example"}},
		{"followed", news.OutletFilter{Followed: true}, []string{"c_d.example"}},
		{"side", news.OutletFilter{Side: &left}, nil},
		{"after", news.OutletFilter{After: "a.example", Limit: 1}, []string{"b.example"}},
	} {
		t.Run(c.name, func(t *testing.T) { equal(t, "outlets", names(c.f), c.want) })
	}
	f := w.feed("a.example")
	w.poll(f, w.article(f, "One"), w.article(f, "Two"))
	f.Failures = 3
	must(w.SavePoll(w.ctx, f, nil))(w)
	got := must(w.Outlets(w.ctx, news.OutletFilter{Text: "100"}))(w)[0]
	equal(t, "counts", []int{got.Articles, got.Feeds, got.Failing}, []int{2, 1, 1})
	equal(t, "newest", got.Newest, w.now.Add(-time.Minute))
	w.pass(40 * 24 * time.Hour)
	equal(t, "after a month", must(w.Outlet(w.ctx, "a.example"))(w).Articles, 0)

	w.ok(w.SaveOutlets(w.ctx, []news.Outlet{{Domain: "a.example", Name: "Hundred"}}))
	o := must(w.Outlet(w.ctx, "a.example"))(w)
	equal(t, "changed", o.Name == "Hundred" && o.Followed && o.Country == "", true)
	_, err := w.Outlet(w.ctx, "no.example")
	equal(t, "no such outlet", errors.Is(err, news.ErrNotFound), true)
	w.ok(w.SaveEdition(w.ctx, []news.Outlet{{Domain: "e.example"}}, []news.Feed{{ID: w.ids.Next(), Outlet: "e.example", URL: "https://e.example/feed"}}))
	equal(t, "edition", must(w.Outlet(w.ctx, "e.example"))(w).Feeds[0].Host, "e.example")
}

func position(f float64) *float64 { return &f }

func testRatings(t *testing.T, w *world) {
	id, articles := w.story("A")
	domain := articles[0].Outlet
	first := w.now
	w.ok(w.SaveRatings(w.ctx, "one", []news.Rating{
		{Domain: domain, Kind: news.RatingLean, Rater: "X", Value: "Left", Position: position(-1), Date: "2024", Link: "https://x.example"},
		{Domain: domain, Kind: news.RatingReliability, Rater: "X", Value: "high", Date: "2024"},
		{Domain: "unknown.example", Kind: news.RatingLean, Rater: "X", Position: position(1), Date: "2024"},
	}))
	o := must(w.Outlet(w.ctx, domain))(w)
	equal(t, "left", o.Side == news.Left && *o.Position == -1 && o.Raters == 1 && o.RatedYear == 2024, true)
	equal(t, "reliability", o.Reliability, "high")
	equal(t, "its story changed", must(w.Changed(w.ctx, 0, 1, 10))(w)[0].ID, id)
	w.show(id)

	w.pass(time.Hour)
	w.ok(w.SaveRatings(w.ctx, "two", []news.Rating{
		{Domain: domain, Kind: news.RatingLean, Rater: "Y", Position: position(1), Raters: 3, Spread: 0.5, Date: "2026-08"},
		{Domain: domain, Kind: news.RatingLean, Rater: "X", Position: position(0), Date: "2025"},
	}))
	o = must(w.Outlet(w.ctx, domain))(w)
	equal(t, "mean over raters, the newest of each", *o.Position, 0.75)
	equal(t, "right", o.Side == news.Right && o.Raters == 4 && o.RatedYear == 2026, true)
	var dates []string
	for _, r := range o.Ratings {
		dates = append(dates, r.Date)
	}
	equal(t, "newest first", dates, []string{"2026-08", "2025", "2024", "2024"})
	equal(t, "history", o.History, []news.OutletHistory{
		{At: w.now, Position: position(0.75), Side: news.Right, Raters: 4, Cause: "two"},
		{At: first, Position: position(-1), Side: news.Left, Raters: 1, Cause: "one"},
	})
	w.pass(time.Hour)
	w.ok(w.SaveRatings(w.ctx, "two", nil))
	equal(t, "a pack can be taken back", must(w.Outlet(w.ctx, domain))(w).Side, news.Left)
	refs := len(must(w.Changed(w.ctx, 0, 1, 10))(w))
	equal(t, "its story changed again", refs, 1)
	w.show(id)
	w.ok(w.SaveRatings(w.ctx, "two", nil))
	equal(t, "no change, no work", len(must(w.Changed(w.ctx, 0, 1, 10))(w)), 0)

	w.feed("unknown.example")
	equal(t, "ratings wait for their outlet", must(w.Outlet(w.ctx, "unknown.example"))(w).Side, news.Right)
}

func testRatingsFail(t *testing.T, w *world) {
	w.feed("a.example")
	good := news.Rating{Domain: "a.example", Kind: news.RatingLean, Rater: "X", Position: position(-1), Date: "2024"}
	w.ok(w.SaveRatings(w.ctx, "pack", []news.Rating{good}))
	before := asJSON(t, must(w.Outlet(w.ctx, "a.example"))(w))
	many := slices.Repeat([]news.Rating{good}, 100)
	for i := range many {
		many[i].Domain = string(rune('b'+i%20)) + "x.example"
		many[i].Rater = w.ids.Next().String()
	}
	ctx, cancel := cancelAfter(w.ctx, 3)
	defer cancel()
	if err := w.SaveRatings(ctx, "pack", many); err == nil {
		t.Fatal("the import was to be cancelled")
	}
	equal(t, "nothing changed", asJSON(t, must(w.Outlet(w.ctx, "a.example"))(w)), before)
}
