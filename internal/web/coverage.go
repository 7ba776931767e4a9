package web

import (
	"strconv"
	"time"

	"github.com/parallax-news/parallax/internal/coverage"
	"github.com/parallax-news/parallax/internal/news"
)

// CoveragePart is the card that counts who covers a story.
type CoveragePart struct {
	Units     Switch
	Line      string // "50% Left"
	Basis     string // "Outlet ratings, 2–3 raters, 2026; share of 4 rated"
	Bar       Bar
	Small     string // warning of a small sample, "" none
	Sides     []OutletColumn
	Unrated   OutletColumn
	Facts     []Fact
	Updated   Moment
	LineBasis string // "of 4 rated outlets"
}

// OutletColumn lists a side's outlets as marks.
type OutletColumn struct {
	Lean  Lean
	Marks []OutletMark
	More  int // outlets that are not shown
}

// Fact is a number with its name.
type Fact struct {
	Name  string
	Value string
}

// marksUpTo is how many outlets of a side stand as marks.
const marksUpTo = 48

// units are the ways of counting coverage, the first the one without a parameter.
var units = []struct {
	key, name, noun, heading string
	unit                     coverage.Unit
}{
	{"", "Outlets", "outlet", "Total news sources", coverage.Outlets},
	{"voices", "Voices", "voice", "Independent voices counted", coverage.Voices},
	{"owners", "Owners", "owner", "Owners counted", coverage.Owners},
}

func (s *Server) coveragePart(v *news.StoryView, state storyState, address string, now time.Time) CoveragePart {
	p := CoveragePart{Updated: moment(v.Story.Updated, now), Units: Switch{Label: "Count coverage by"}}
	c, noun, heading := v.Story.Coverage, "outlet", units[0].heading
	for _, u := range units {
		if u.key == state.unit {
			noun, heading = u.noun, u.heading
			if u.unit != coverage.Outlets {
				c = coverage.By(u.unit, voices(v), s.edition.Scale)
			}
		}
		there := state
		there.unit = u.key
		p.Units.Choices = append(p.Units.Choices, Choice{Name: u.name, Href: there.address(address, "coverage"), Current: u.key == state.unit})
	}
	p.Line, p.Basis, p.Bar, p.Small = c.Line, basis(v.Outlets, c, noun), s.bar(c, barFull), coverage.SampleNote(c)
	if c.Rated() > 0 {
		p.LineBasis = "of " + count(c.Rated(), "rated "+noun)
	}
	p.Facts = append(p.Facts, Fact{heading, number(c.Total)})
	for _, side := range s.order() {
		n := 0
		if int(side) < len(c.Sides) {
			n = c.Sides[side]
		}
		p.Facts = append(p.Facts, Fact{s.lean(side).Name, number(n)})
	}
	if state.unit == "" {
		p.Facts = append(p.Facts, Fact{"Independent voices", number(c.Voices)})
	} else {
		p.Facts = append(p.Facts, Fact{"News sources", number(v.Story.Coverage.Total)})
	}
	p.Sides, p.Unrated = s.outletColumns(v.Outlets)
	return p
}

// voices are the articles as coverage counts them.
func voices(v *news.StoryView) []coverage.Voice {
	byDomain := make(map[string]*news.StoryOutlet, len(v.Outlets))
	for i := range v.Outlets {
		byDomain[v.Outlets[i].Domain] = &v.Outlets[i]
	}
	all := make([]coverage.Voice, len(v.Articles))
	for i := range v.Articles {
		a := &v.Articles[i]
		all[i] = coverage.Voice{Article: a.ID, ReprintOf: a.ReprintOf, Outlet: a.Outlet, Title: a.Title, Time: a.Time()}
		if o := byDomain[a.Outlet]; o != nil {
			all[i].Owner, all[i].Side = o.Owner, o.Side
		}
	}
	return all
}

// basis says whose the labels are: "Outlet ratings, 2–3 raters, 2026; share of 4 rated".
func basis(outlets []news.StoryOutlet, c news.Coverage, noun string) string {
	if c.Rated() == 0 {
		return "No " + noun + " is rated, so there is no percentage"
	}
	least, most, oldest, newest := 0, 0, 0, 0
	for _, o := range outlets {
		if o.Side == news.Unrated {
			continue
		}
		least, most = minPositive(least, o.Raters), max(most, o.Raters)
		oldest, newest = minPositive(oldest, o.RatedYear), max(newest, o.RatedYear)
	}
	text := "Outlet ratings"
	if most > 0 {
		text += ", " + rangeOf(least, most) + " rater"
		if most != 1 {
			text += "s"
		}
	}
	if newest > 0 {
		text += ", " + rangeOf(oldest, newest)
	}
	return text + "; share of " + number(c.Rated()) + " rated"
}

func minPositive(a, b int) int {
	if a == 0 || b > 0 && b < a {
		return b
	}
	return a
}

// rangeOf writes a range of whole numbers: "2–3", or "2".
func rangeOf(from, to int) string {
	if from == to {
		return strconv.Itoa(to)
	}
	return strconv.Itoa(from) + "–" + strconv.Itoa(to)
}

func (s *Server) outletColumns(outlets []news.StoryOutlet) (sides []OutletColumn, unrated OutletColumn) {
	columns := make([]OutletColumn, len(s.leans))
	for side := range columns {
		columns[side].Lean = s.leans[side]
	}
	for _, o := range outlets {
		side := o.Side
		if side < 0 || int(side) >= len(columns) {
			side = news.Unrated
		}
		if col := &columns[side]; len(col.Marks) < marksUpTo {
			col.Marks = append(col.Marks, s.outletMark(o.Domain, o.Name))
		} else {
			col.More++
		}
	}
	return columns[1:], columns[0]
}
