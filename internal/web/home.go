package web

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// HomePage is the front page. It is finite: it says when the reader has seen it.
type HomePage struct {
	Page
	Lead       *Lead // nil before the first story
	Top        []StoryItem
	More       []StoryItem
	Latest     []LatestItem
	Blindspots []BlindspotItem
	AllBlind   string // number of blindspots
	Topics     []TopicCount
	Outlets    *OutletsRead // nil when none is read
	End        string       // "24 stories of 312. ..."
	Rest       bool         // there are more than these
	Empty      *EmptyHome
}

// Lead is the most important story, with its summary.
type Lead struct {
	Topic    Link
	Place    string
	Headline string
	Lang     Lang // of headline and summary
	Href     string
	Updated  Moment
	Summary  []SentenceItem // its first two sentences
	Bar      Bar
	Line     Line
	Heads    []HeadItem
}

// HeadItem is one side's headline.
type HeadItem struct {
	Lean  Lean
	Name  string
	Title string
	Lang  Lang   // of the title
	Href  string // "" not known
}

// LatestItem is a story that changed just now.
type LatestItem struct {
	When     Moment
	Headline string
	Lang     Lang // of the headline
	Href     string
}

// TopicCount is a topic with its stories of the last day.
type TopicCount struct {
	Name  string
	Href  string
	Count string
}

// OutletsRead tells whom this instance reads: readers weigh what they see by it.
type OutletsRead struct {
	Total string // "24 outlets"
	Bar   Bar
	Sides []SideCount
}

// SideCount is a side with the number of its outlets.
type SideCount struct {
	Lean  Lean
	Href  string
	Count string
}

// EmptyHome tells the operator of a new instance what happens next.
type EmptyHome struct {
	Heading string
	Text    string
	Facts   []Fact
}

// How many stories of each kind the front page shows at most.
const homeTop, homeMore, homeLatest, homeBlind, homeTopics = 6, 10, 8, 3, 12

func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	ctx, now := r.Context(), s.now()
	page, err := s.page(ctx, "/", s.links.To("/"), "", "The news of many outlets as stories: what happened, who covers it, and what each side leaves out.")
	if err != nil {
		return err
	}
	page.Feeds = s.feedLinks("/")
	p := HomePage{Page: page}
	stories, err := s.lib.Stories(ctx, news.StoryFilter{Limit: 1 + homeTop + homeMore})
	if err != nil {
		return err
	}
	if len(stories) == 0 {
		if p.Empty, err = s.emptyHome(ctx); err != nil {
			return err
		}
		return s.render(w, "home", p)
	}
	if p.Lead, err = s.lead(ctx, &stories[0], now); err != nil {
		return err
	}
	items := s.storyItems(stories[1:], now)
	p.Top, p.More = items[:min(homeTop, len(items))], items[min(homeTop, len(items)):]
	if err := s.homeSide(ctx, &p, stories, now); err != nil {
		return err
	}
	if p.Outlets, err = s.outletsRead(ctx); err != nil {
		return err
	}
	if p.End, p.Rest, err = s.homeEnd(ctx, len(stories)+len(p.Latest), now); err != nil {
		return err
	}
	return s.render(w, "home", p)
}

// homeSide fills what stands beside the stories: the latest, blindspots and topics.
func (s *Server) homeSide(ctx context.Context, p *HomePage, shown []news.Story, now time.Time) error {
	latest, err := s.lib.Stories(ctx, news.StoryFilter{Order: news.ByUpdated, Limit: len(shown) + homeLatest})
	if err != nil {
		return err
	}
	for i := range latest {
		st := &latest[i]
		if len(p.Latest) < homeLatest && !slices.ContainsFunc(shown, func(t news.Story) bool { return t.ID == st.ID }) {
			p.Latest = append(p.Latest, LatestItem{clockTime(st.Updated, now), unbroken(st.Headline), lang(st.Language), s.links.Story(st)})
		}
	}
	since := now.Add(-blindspotDays)
	blind, err := s.lib.Stories(ctx, news.StoryFilter{Blindspot: true, From: since, Limit: homeBlind})
	if err != nil {
		return err
	}
	for i := range blind {
		p.Blindspots = append(p.Blindspots, s.blindspotItem(&blind[i], blind[i].Blindspots[0], now))
	}
	f, err := s.frame.get(ctx)
	if err != nil {
		return err
	}
	p.AllBlind = number(f.blindspots)
	counts, err := s.lib.TopicCounts(ctx, now.Add(-24*time.Hour))
	if err != nil {
		return err
	}
	topics := slices.Clone(news.Topics)
	slices.SortStableFunc(topics, func(a, b news.Topic) int { return cmp.Compare(counts[b.Key], counts[a.Key]) })
	for _, t := range topics[:min(homeTopics, len(topics))] {
		if counts[t.Key] > 0 {
			p.Topics = append(p.Topics, TopicCount{t.Name, s.links.Topic(t.Key), number(counts[t.Key])})
		}
	}
	return nil
}

// outletsRead counts the outlets that this instance reads, by side.
func (s *Server) outletsRead(ctx context.Context) (*OutletsRead, error) {
	counts, err := s.lib.CountOutlets(ctx, news.OutletFilter{Followed: true})
	if err != nil {
		return nil, err
	}
	c := news.Coverage{Sides: make([]int, len(s.leans))}
	for side, n := range counts {
		c.Sides[side] = n
		c.Total += n
	}
	if c.Total == 0 {
		return nil, nil
	}
	read := &OutletsRead{Total: count(c.Total, "outlet"), Bar: s.bar(c, barLead)}
	for _, side := range s.order() {
		l := s.lean(side)
		read.Sides = append(read.Sides, SideCount{l, s.links.With("/outlets", "side", l.Key), number(c.Sides[side])})
	}
	return read, nil
}

// lead describes the first story. It may have left the library since it was listed; then its summary is missing.
func (s *Server) lead(ctx context.Context, st *news.Story, now time.Time) (*Lead, error) {
	l := &Lead{
		Headline: unbroken(st.Headline), Lang: lang(st.Language), Href: s.links.Story(st), Updated: moment(st.Updated, now),
		Bar: s.bar(st.Coverage, barFull), Line: s.line(st.Coverage),
	}
	if st.Coverage.SmallSample() { // a front page gives no percentage of so few
		l.Bar = s.bar(st.Coverage, barLead)
	}
	l.Line.Rest += " · " + count(st.Coverage.Total, "outlet") + " · " + count(st.Coverage.Voices, "independent voice") + " · " + count(st.Articles, "article")
	if len(st.Topics) > 0 {
		l.Topic = Link{topicName(st.Topics[0]), s.links.Topic(st.Topics[0])}
	}
	if len(st.Places) > 0 {
		l.Place = st.Places[0]
	}
	for _, h := range st.Heads {
		l.Heads = append(l.Heads, HeadItem{s.lean(h.Side), h.Name, quoted(h.Title), Lang{Dir: "auto"}, outside(h.URL)})
	}
	view, err := s.views.get(ctx, st.ID)
	if err != nil {
		return l, ignoreMissing(err)
	}
	for i, h := range st.Heads {
		for j := range view.Articles {
			if a := &view.Articles[j]; a.URL == h.URL {
				l.Heads[i].Lang = lang(a.Language)
			}
		}
	}
	sentences := s.summaryPart(view, now).Sentences
	l.Summary = sentences[:min(2, len(sentences))]
	return l, nil
}

// homeEnd says that this is all, and whether there are older stories.
func (s *Server) homeEnd(ctx context.Context, shown int, now time.Time) (text string, rest bool, err error) {
	f, err := s.frame.get(ctx)
	if err != nil {
		return "", false, err
	}
	seen := storyCount(shown)
	if rest = f.status.Stories > shown; rest {
		seen = number(shown) + " of " + storyCount(f.status.Stories)
	}
	text = fmt.Sprintf("%s. You have seen what was here at %s", seen, now.UTC().Format("15:04"))
	if next := f.status.NextPoll.UTC(); next.After(now) {
		text += "; the next reading is at " + next.Format("15:04")
	}
	return text + ".", rest, nil
}

// emptyHome says where a new instance stands.
func (s *Server) emptyHome(ctx context.Context) (*EmptyHome, error) {
	f, err := s.frame.get(ctx)
	if err != nil {
		return nil, err
	}
	st := f.status
	e := &EmptyHome{Facts: []Fact{
		{"Feeds", number(st.Feeds)}, {"Feeds that fail", number(st.Failing)}, {"Articles so far", number(st.Articles)},
		{"Pages still to be read", number(st.Pages)}, {"Articles still to be grouped", number(st.Queue)},
	}}
	switch {
	case st.Feeds == 0:
		e.Heading, e.Text = "No feeds yet.", "This instance does not read any outlet. The operator adds them with “parallax outlets add” or “parallax feeds import”."
	case st.Articles == 0:
		e.Heading = "The first feeds are being read."
		e.Text = fmt.Sprintf("%s of %s feeds so far. The first stories appear some minutes after the first articles.", number(st.Feeds-st.Due), number(st.Feeds))
	default:
		e.Heading = "The first articles are being put together."
		e.Text = fmt.Sprintf("%s from %s so far. A story appears as soon as its articles are read and compared, usually within some minutes.",
			count(st.Articles, "article"), count(st.Feeds-st.Due, "feed"))
	}
	return e, nil
}

// clockTime is a time of today as its hour, an earlier one as its day.
func clockTime(t, now time.Time) Moment {
	m := moment(t, now)
	m.Text = t.UTC().Format("15:04")
	if t.UTC().Format(time.DateOnly) != now.UTC().Format(time.DateOnly) {
		m.Text = t.UTC().Format("2 Jan")
	}
	return m
}
