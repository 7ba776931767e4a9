package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// ArticlesPart lists a story's articles.
type ArticlesPart struct {
	Sides Switch
	Note  string // "Newest first, 30 of 64 originals; 54 reprints folded"
	Sort  Link   // the other order
	Items []ArticleItem
	More  Link // leads to more of them; empty when all are there
}

// ArticleItem is one outlet's piece.
type ArticleItem struct {
	Lean       Lean
	Outlet     Link
	Facts      string // "reliability high · owner not known · "
	When       Moment
	Title      string
	Href       string // "" not known
	Lang       Lang   // of title and excerpt
	Excerpt    string
	Opinion    bool
	Paywall    bool
	Language   string // where it is not that of the story, "" else
	Notes      string // "English · first to report"
	Changes    []HeadlineChange
	ChangeText string // "Headline changed once"
	Reprints   []ReprintItem
	FoldText   string // "1 reprint of this text"
	Why        string
}

// ReprintItem is an article whose text is another's.
type ReprintItem struct {
	Lean   Lean
	Outlet Link
	Title  string
	Lang   Lang
	Href   string
	When   Moment
}

// HeadlineChange is a headline and the one that replaced it, word for word.
type HeadlineChange struct {
	Since Moment // when the old one was first seen
	Old   string
	New   []Word
}

// articleList is what listing a story's articles needs to know of it.
type articleList struct {
	view     *news.StoryView
	outlets  map[string]*news.StoryOutlet
	reprints map[news.ID][]*news.StoryArticle // by the original's ID, newest first
	folded   map[news.ID]bool                 // articles that stand under their original
	first    news.ID                          // the earliest article
	now      time.Time
}

func newArticleList(v *news.StoryView, now time.Time) *articleList {
	l := &articleList{view: v, outlets: make(map[string]*news.StoryOutlet, len(v.Outlets)),
		reprints: map[news.ID][]*news.StoryArticle{}, folded: map[news.ID]bool{}, now: now}
	for i := range v.Outlets {
		l.outlets[v.Outlets[i].Domain] = &v.Outlets[i]
	}
	byID := make(map[news.ID]*news.StoryArticle, len(v.Articles))
	var first *news.StoryArticle
	for i := range v.Articles {
		a := &v.Articles[i]
		byID[a.ID] = a
		if first == nil || a.Time().Before(first.Time()) {
			first = a
		}
	}
	if first != nil {
		l.first = first.ID
	}
	for i := range v.Articles {
		a := &v.Articles[i]
		if root := original(a, byID); root != a {
			l.reprints[root.ID] = append(l.reprints[root.ID], a)
			l.folded[a.ID] = true
		}
	}
	return l
}

// original follows reprints of reprints to the text that they come from, as far as it is in the story.
func original(a *news.StoryArticle, byID map[news.ID]*news.StoryArticle) *news.StoryArticle {
	for range 8 { // stored chains are short; a ring must not hold us
		of := byID[a.ReprintOf]
		if a.ReprintOf == 0 || of == nil || of == a {
			return a
		}
		a = of
	}
	return a
}

func (l *articleList) side(a *news.StoryArticle) news.Side {
	if o := l.outlets[a.Outlet]; o != nil {
		return o.Side
	}
	return news.Unrated
}

func (s *Server) articlesPart(v *news.StoryView, state storyState, address string, now time.Time) ArticlesPart {
	l := newArticleList(v, now)
	p := ArticlesPart{Sides: s.sideSwitch(l, state, address)}
	chosen, all := s.edition.Scale.ParseSide(state.side)
	all = !all
	var shown []*news.StoryArticle
	folded := 0
	for i := range v.Articles {
		a := &v.Articles[i]
		switch {
		case all && l.folded[a.ID]:
			folded++
		case all || l.side(a) == chosen:
			shown = append(shown, a)
		}
	}
	order, other := "Newest first", state
	p.Sort.Name = "sort by lean"
	if state.byLean {
		order, p.Sort.Name = "By lean", "newest first"
		slices.SortStableFunc(shown, func(a, b *news.StoryArticle) int { return s.rank(l.side(a)) - s.rank(l.side(b)) })
	}
	other.byLean = !state.byLean
	p.Sort.Href = other.address(address, "articles")

	total := len(shown)
	if total > state.show {
		shown = shown[:state.show]
		more := state
		more.show = min(state.show+showMore, showMost)
		if more.show > state.show {
			p.More = Link{"Show the next " + strconv.Itoa(min(showMore, total-state.show)), more.address(address, "articles")}
		}
	}
	p.Note = order + articlesNote(len(shown), total, folded)
	p.Items = make([]ArticleItem, len(shown))
	for i, a := range shown {
		p.Items[i] = s.articleItem(l, a, all)
	}
	return p
}

// rank orders sides as the scale does, Unrated last.
func (s *Server) rank(side news.Side) int {
	if side == news.Unrated {
		return len(s.leans)
	}
	return int(side)
}

func articlesNote(shown, total, folded int) string {
	note := ""
	switch {
	case shown < total && folded > 0:
		note = ", " + number(shown) + " of " + count(total, "original")
	case shown < total:
		note = ", " + number(shown) + " of " + number(total)
	}
	switch {
	case folded > 0 && note != "":
		note += "; " + count(folded, "reprint") + " folded"
	case folded > 0:
		note = "; " + count(folded, "reprint") + " folded under the originals"
	}
	return note
}

func (s *Server) sideSwitch(l *articleList, state storyState, address string) Switch {
	counts := make([]int, len(s.leans))
	for i := range l.view.Articles {
		if side := l.side(&l.view.Articles[i]); side >= 0 && int(side) < len(counts) {
			counts[side]++
		}
	}
	there := state
	there.side, there.show = "", showFirst
	sw := Switch{Label: "Show articles of", Choices: []Choice{
		{Name: "All", Count: number(len(l.view.Articles)), Href: there.address(address, "articles"), Current: state.side == ""},
	}}
	for _, side := range s.order() {
		mark := &s.leans[side]
		there.side = mark.Key
		sw.Choices = append(sw.Choices, Choice{Name: mark.Name, Lean: mark, Count: number(counts[side]),
			Href: there.address(address, "articles"), Current: state.side == mark.Key})
	}
	return sw
}

func (s *Server) articleItem(l *articleList, a *news.StoryArticle, fold bool) ArticleItem {
	item := ArticleItem{
		Lean: s.lean(l.side(a)), Outlet: Link{a.Outlet, s.links.Outlet(a.Outlet)}, When: s.at(a.Time(), l.now),
		Title: a.Title, Href: outside(a.URL), Lang: lang(a.Language), Excerpt: a.Excerpt, Opinion: a.Opinion, Paywall: a.Paywall,
		Why: why(a.Reasons),
	}
	var notes []string
	if a.Language != "" {
		if a.Language != l.view.Story.Language {
			item.Language = s.languages.name(a.Language)
		} else {
			notes = append(notes, s.languages.name(a.Language))
		}
	}
	if a.ID == l.first {
		notes = append(notes, "first to report")
	}
	reliability, owner := "not rated", "owner not known"
	if o := l.outlets[a.Outlet]; o != nil {
		item.Outlet.Name = o.Name
		if o.Reliability != "" {
			reliability = o.Reliability
		}
		if o.Owner != "" {
			owner = o.Owner
		}
		if o.Articles > 1 {
			notes = append(notes, number(o.Articles)+" articles of this outlet in the story")
		}
	}
	item.Facts = "reliability " + reliability + " · " + owner + " · "
	if fold {
		for _, r := range l.reprints[a.ID] {
			item.Reprints = append(item.Reprints, s.reprintItem(l, r))
		}
		if n := len(item.Reprints); n > 0 {
			item.FoldText = count(n, "reprint") + " of this text"
		}
	} else if a.ReprintOf != 0 {
		notes = append(notes, "reprint")
	}
	item.Notes = strings.Join(notes, " · ")
	s.changes(&item, a, l.now)
	return item
}

func (s *Server) reprintItem(l *articleList, a *news.StoryArticle) ReprintItem {
	r := ReprintItem{
		Lean: s.lean(l.side(a)), Outlet: Link{a.Outlet, s.links.Outlet(a.Outlet)}, Title: a.Title, Lang: lang(a.Language),
		Href: outside(a.URL), When: s.at(a.Time(), l.now),
	}
	if o := l.outlets[a.Outlet]; o != nil {
		r.Outlet.Name = o.Name
	}
	return r
}

// at is a time as articles carry it.
func (s *Server) at(t, now time.Time) Moment {
	return Moment{Text: stamp(t, now), ISO: t.UTC().Format(time.RFC3339)}
}

// changes lists the headlines that an article had before.
func (s *Server) changes(item *ArticleItem, a *news.StoryArticle, now time.Time) {
	for i, h := range a.Headlines {
		next := a.Title
		if i+1 < len(a.Headlines) {
			next = a.Headlines[i+1].Title
		}
		item.Changes = append(item.Changes, HeadlineChange{Since: s.at(h.Seen, now), Old: h.Title, New: compare(h.Title, next)})
	}
	switch n := len(item.Changes); {
	case n == 1:
		item.ChangeText = "Headline changed once"
	case n > 1:
		item.ChangeText = "Headline changed " + number(n) + " times"
	}
}

// why says in words what put an article into its story.
func why(reasons []news.Reason) string {
	var b strings.Builder
	for _, r := range reasons {
		text := ""
		switch r.Kind {
		case "names":
			text = "Same names"
		case "words":
			text = "Same words"
		case "numbers":
			text = "Same figures"
		case "time":
			text = "Published close together"
		case "reprint":
			text = "Prints nearly the same text"
		case "editor":
			text = "An editor put it here"
		default:
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(text)
		if len(r.Terms) > 0 {
			b.WriteString(": " + strings.Join(r.Terms, ", "))
		}
		b.WriteByte('.')
	}
	return b.String()
}
