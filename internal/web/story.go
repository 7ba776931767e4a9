package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// StoryPage is the page of a story.
type StoryPage struct {
	Page
	Topic    Link // its first topic; empty when it has none
	Place    string
	Headline string
	Lang     Lang   // of the headline
	Counts   string // "4 sources, 3 independent voices, 6 articles"
	Updated  Moment
	Chips    []Link
	Glance   Bar
	Line     Line
	Summary  SummaryPart
	Coverage CoveragePart
	Articles ArticlesPart
	Timeline *Timeline // nil where one article has no line to draw
	Related  []StoryItem
}

// Link is a link with its words.
type Link struct {
	Name string
	Href string
}

// storyState is what a reader chose on a story's page; it lives in the address.
type storyState struct {
	unit   string // "voices" or "owners"; "" outlets
	side   string // key of a side; "" all
	byLean bool
	show   int // originals
}

// Originals on a story's page: at first, added by each "show more", and at most.
const showFirst, showMore, showMost = 30, 60, 600

func (s *Server) storyState(r *http.Request) storyState {
	q := r.URL.Query()
	st := storyState{byLean: q.Get("sort") == "lean", show: showFirst}
	if u := q.Get("count"); u == "voices" || u == "owners" {
		st.unit = u
	}
	if side, ok := s.edition.Scale.ParseSide(q.Get("side")); ok {
		st.side = s.lean(side).Key
	}
	if n, err := strconv.Atoi(q.Get("show")); err == nil && n > showFirst {
		st.show = min(n, showMost)
	}
	return st
}

// address is the address of a story's page in this state, at one of its parts.
func (st storyState) address(story, part string) string {
	sort, show := "", ""
	if st.byLean {
		sort = "lean"
	}
	if st.show != showFirst {
		show = strconv.Itoa(st.show)
	}
	return withQuery(story, "count", st.unit, "side", st.side, "sort", sort, "show", show) + "#" + part
}

// story answers /story/{id}/{slug}. A story has one address: others lead there for good.
func (s *Server) story(w http.ResponseWriter, r *http.Request) error {
	id, err := news.ParseID(r.PathValue("id"))
	if err != nil {
		return fmt.Errorf("%w: %w", news.ErrNotFound, err)
	}
	view, err := s.views.get(r.Context(), id)
	var moved *news.Moved
	if errors.As(err, &moved) {
		return s.redirectToStory(w, r, moved.To)
	} else if err != nil {
		return err
	}
	if r.PathValue("slug") != view.Story.Slug || r.PathValue("id") != id.String() {
		http.Redirect(w, r, s.links.Story(&view.Story), http.StatusMovedPermanently)
		return nil
	}
	p, err := s.storyPage(r.Context(), view, s.storyState(r))
	if err != nil {
		return err
	}
	return s.render(w, "story", p)
}

func (s *Server) redirectToStory(w http.ResponseWriter, r *http.Request, id news.ID) error {
	stories, err := s.lib.StoriesByID(r.Context(), []news.ID{id})
	if err != nil {
		return err
	}
	to := news.Story{ID: id}
	if len(stories) > 0 {
		to = stories[0]
	}
	http.Redirect(w, r, s.links.Story(&to), http.StatusMovedPermanently)
	return nil
}

func (s *Server) storyPage(ctx context.Context, v *news.StoryView, state storyState) (*StoryPage, error) {
	now := s.now()
	st := &v.Story
	address := s.links.Story(st)
	base, err := s.page(ctx, "", address, st.Headline, description(v))
	if err != nil {
		return nil, err
	}
	related, err := s.related(ctx, v, now)
	if err != nil {
		return nil, err
	}
	p := &StoryPage{
		Page: base, Headline: unbroken(st.Headline), Lang: lang(st.Language),
		Counts:  storyCounts(st),
		Updated: moment(st.Updated, now),
		Glance:  s.bar(st.Coverage, barLead), Line: Line{Strong: st.Coverage.Line, Rest: ofRated(st.Coverage)},
		Summary: s.summaryPart(v, now), Coverage: s.coveragePart(v, state, address, now),
		Articles: s.articlesPart(v, state, address, now), Timeline: s.timeline(v), Related: related,
	}
	p.Article = true
	s.label(p, st)
	return p, nil
}

// label names what the story is about: topic and place above the headline, the rest as chips.
func (s *Server) label(p *StoryPage, st *news.Story) {
	for i, key := range st.Topics {
		l := Link{Name: topicName(key), Href: s.links.Topic(key)}
		if i == 0 {
			p.Topic = l
		} else {
			p.Chips = append(p.Chips, l)
		}
	}
	if len(st.Places) > 0 {
		p.Place = st.Places[0]
	}
	for _, name := range st.Names[:min(5, len(st.Names))] {
		p.Chips = append(p.Chips, Link{Name: name, Href: s.links.Search(`"` + name + `"`)})
	}
}

// description is the first of the summary, for those who list pages.
func description(v *news.StoryView) string {
	if len(v.Summary.Sentences) > 0 {
		return v.Summary.Sentences[0].Text
	}
	return v.Story.Headline
}

// storyCounts writes "4 sources, 3 independent voices, 6 articles".
func storyCounts(st *news.Story) string {
	return count(st.Coverage.Total, "source") + ", " + count(st.Coverage.Voices, "independent voice") + ", " + count(st.Articles, "article")
}

// ofRated says what the bias line is a share of, in one story where small samples are named too.
func ofRated(c news.Coverage) string {
	only := ""
	if c.SmallSample() {
		only = "only "
	}
	if c.Rated() == 0 {
		return " · " + number(c.Total) + " unrated"
	}
	return " of " + only + number(c.Rated()) + " rated · " + number(c.Total-c.Rated()) + " unrated"
}

// related lists the related stories that are still there, each with the reason.
func (s *Server) related(ctx context.Context, v *news.StoryView, now time.Time) ([]StoryItem, error) {
	if len(v.Related) == 0 {
		return nil, nil
	}
	reasons := make(map[news.ID]string, len(v.Related))
	for _, r := range v.Related {
		reasons[r.Story] = relatedReason(r)
	}
	stories, err := s.views.related(ctx, v)
	if err != nil {
		return nil, err
	}
	items := s.storyItems(stories, now)
	for i := range items {
		items[i].Brief, items[i].Reason = true, reasons[stories[i].ID]
	}
	return items, nil
}

func relatedReason(r news.Related) string {
	switch r.Kind {
	case "earlier":
		return "Earlier in this thread"
	case "names":
		return "Same names: " + strings.Join(r.Terms, ", ")
	default:
		return "Same words: " + strings.Join(r.Terms, ", ")
	}
}
