package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/coverage"
	"github.com/parallax-news/parallax/internal/news"
)

// BlindspotsPage lists stories that one side carries far less than chance would have it.
type BlindspotsPage struct {
	Page
	Sides Switch
	Note  string // how many, of how many, since when
	Items []BlindspotItem
	Pager Pager
	P     string // greatest probability, "1%"
	Rated int    // fewest rated outlets
}

// BlindspotItem is a side's blindspot: a sentence, then the count that one can check by eye.
type BlindspotItem struct {
	Lean     Lean
	Kicker   string // "Right-rated outlets · Energy · Midwest"
	Headline string
	Lang     Lang // of the headline
	Href     string
	Says     string
	Strip    Strip
	Bar      Bar
	Line     Line
	Counts   string
	Updated  Moment
	Chance   string // "chance of so few or fewer: 0.1%"
}

// Strip has a cell for each rated outlet of a side, filled where it carries the story, and a tick
// where chance would put it.
type Strip struct {
	Label    string
	Cells    []StripCell
	Expected string // x of the tick
	Tick     string // its label
	TickX    string // of the label
	Anchor   string
	Carry    string // label of the filled cells
}

// widestCell is the most that a cell takes of a strip, per cent.
const widestCell = 6

// StripCell is an outlet.
type StripCell struct{ Fill, X, Width string }

func (s *Server) blindspots(w http.ResponseWriter, r *http.Request) error {
	ctx, now, q := r.Context(), s.now(), r.URL.Query()
	f := news.StoryFilter{Blindspot: true, From: now.Add(-blindspotDays)}
	key := q.Get("side")
	if key == "all" {
		key = ""
	}
	if key != "" {
		side, ok := s.edition.Scale.ParseSide(key)
		if !ok || side == news.Unrated {
			return badRequest(fmt.Sprintf("There is no side called “%s” in this edition.", key))
		}
		f.BlindSide = side
	}
	p := BlindspotsPage{P: "1%", Rated: coverage.FewestRated}
	l, stories, err := s.storyList(ctx, f, q, now, "/blindspots", "side", key)
	if err != nil {
		return err
	}
	p.Pager = l.Pager
	for i := range stories {
		for _, b := range stories[i].Blindspots {
			if f.BlindSide == news.Unrated || b.Side == f.BlindSide {
				p.Items = append(p.Items, s.blindspotItem(&stories[i], b, now))
			}
		}
	}
	if p.Sides, err = s.blindSides(r, f.BlindSide, f.From); err != nil {
		return err
	}
	of, err := s.lib.CountStories(ctx, news.StoryFilter{From: f.From, MinOutlets: coverage.FewestRated})
	if err != nil {
		return err
	}
	p.Note = fmt.Sprintf("%s of %s by %d or more outlets, last 7 days, as of %s", number(l.Total), storyCount(of), coverage.FewestRated, exact(now))
	if p.Page, err = s.page(ctx, "/blindspots", s.links.With("/blindspots", "side", key, "after", q.Get("after")), "Blindspots",
		"Stories that one side carries far less than chance would have it"); err != nil {
		return err
	}
	p.Feeds = s.feedLinks("/blindspots", "side", key)
	return s.render(w, "blindspots", p)
}

// blindSides is the switch between the sides that can have blindspots, with their counts.
func (s *Server) blindSides(r *http.Request, chosen news.Side, from time.Time) (Switch, error) {
	sw := Switch{Label: "Show blindspots of"}
	steps := len(s.edition.Scale.Steps)
	for side := range steps + 1 {
		if 2*side == steps+1 { // the middle has no opposite
			continue
		}
		n, err := s.lib.CountStories(r.Context(), news.StoryFilter{Blindspot: true, BlindSide: news.Side(side), From: from})
		if err != nil {
			return sw, err
		}
		c := Choice{Name: "All", Href: s.links.To("/blindspots"), Count: number(n), Current: news.Side(side) == chosen}
		if side > 0 {
			lean := s.lean(news.Side(side))
			c.Name, c.Lean, c.Href = lean.Name, &lean, s.links.With("/blindspots", "side", lean.Key)
		}
		sw.Choices = append(sw.Choices, c)
	}
	return sw, nil
}

// blindspotItem describes a blindspot of a story.
func (s *Server) blindspotItem(st *news.Story, b news.Blind, now time.Time) BlindspotItem {
	lean := s.lean(b.Side)
	return BlindspotItem{
		Lean: lean, Kicker: strings.Join(nonEmpty(lean.Name+"-rated outlets", kicker(st)), " · "),
		Headline: unbroken(st.Headline), Lang: lang(st.Language), Href: s.links.Story(st), Says: coverage.Sentence(b, s.edition.Scale), Strip: s.strip(b),
		Bar: s.bar(st.Coverage, barList), Line: s.line(st.Coverage), Counts: counts(st.Coverage), Updated: moment(st.Updated, now),
		Chance: "chance of so few or fewer: " + chance(b.P),
	}
}

// strip draws a blindspot.
func (s *Server) strip(b news.Blind) Strip {
	lean := s.lean(b.Side)
	cell := min(100/float64(max(b.OfSide, 1)), widestCell)
	t := Strip{
		Label: fmt.Sprintf("%d of %d %s-rated outlets carry it; about %.0f expected by chance",
			b.Carry, b.OfSide, strings.ToLower(lean.Name), b.Expected),
		Expected: percent(min(b.Expected*cell, 100)), Tick: fmt.Sprintf("expected about %.0f", b.Expected), Anchor: "start",
		Carry: fmt.Sprintf("%d carry it", b.Carry),
	}
	switch b.Carry {
	case 0:
		t.Carry = "none"
	case 1:
		t.Carry = "1 carries it"
	}
	clear := 22.0 // of the label of those that carry it
	if b.Carry > 0 {
		clear = 30
	}
	t.TickX = percent(max(b.Expected*cell, clear))
	if b.Expected*cell > 65 {
		t.TickX, t.Anchor = t.Expected, "end"
	}
	for i := range b.OfSide {
		c := StripCell{Fill: "none", X: percent((float64(i) + 0.08) * cell), Width: percent(0.77 * cell)}
		if i < b.Carry {
			c.Fill = "s" + lean.Side
		}
		t.Cells = append(t.Cells, c)
	}
	return t
}

// chance writes a small probability: "0.4%", "less than 0.1%".
func chance(p float64) string {
	if p < 0.001 {
		return "less than 0.1%"
	}
	return fmt.Sprintf("%.1f%%", 100*p)
}
