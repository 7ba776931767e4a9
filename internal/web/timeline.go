package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// Timeline is the chart of a story's articles over time, by side.
type Timeline struct {
	Note  string // "6 articles by hour, 15 July 2026, UTC. First: Associated Press, 08:12."
	Label string // what the chart says, in words
	Key   []Lean // sides that occur
	Bars  []TimelineBar
	Grid  []TimelineGrid
	Ticks []TimelineTick
	First TimelineTick // who was first
	Table string       // what the table counts: "Articles per hour and side"
	Unit  string       // head of its first column: "Hour"
	Rows  []TimelineRow
}

// TimelineBar is the articles of one side in one step of time. Lengths along are per cent, down are pixels.
type TimelineBar struct{ Fill, Screen, X, Width, Y, Height string }

// TimelineGrid is a line across with its number.
type TimelineGrid struct{ Y, Text string }

// TimelineTick is a place on the time axis with its words.
type TimelineTick struct{ X, Anchor, Text string }

// TimelineRow is a step of time as numbers.
type TimelineRow struct {
	When   string
	Counts []int // in the order of Key
}

// The chart's plan, in pixels: the highest bar begins at chartTop, the axis lies at chartFoot.
const chartTop, chartFoot = 24.0, 90.0

// chartSteps is the greatest number of steps of time that a chart is parted into.
const chartSteps = 24

// timeSteps are the steps that a chart may have, shortest first.
var timeSteps = []struct {
	step       time.Duration
	by, column string
}{
	{15 * time.Minute, "in quarters of an hour", "Time"},
	{30 * time.Minute, "in half hours", "Time"},
	{time.Hour, "by hour", "Hour"},
	{3 * time.Hour, "in steps of three hours", "Time"},
	{6 * time.Hour, "in steps of six hours", "Time"},
	{12 * time.Hour, "in half days", "Time"},
	{24 * time.Hour, "by day", "Day"},
	{7 * 24 * time.Hour, "by week", "Week from"},
	{28 * 24 * time.Hour, "in steps of four weeks", "From"},
}

// timeline draws a story's articles, nil where there are fewer than two.
func (s *Server) timeline(v *news.StoryView) *Timeline {
	if len(v.Articles) < 2 {
		return nil
	}
	sides := make(map[string]news.Side, len(v.Outlets))
	names := make(map[string]string, len(v.Outlets))
	for _, o := range v.Outlets {
		sides[o.Domain], names[o.Domain] = o.Side, o.Name
	}
	first, last := &v.Articles[0], &v.Articles[0]
	for i := range v.Articles {
		a := &v.Articles[i]
		if a.Time().Before(first.Time()) {
			first = a
		}
		if a.Time().After(last.Time()) {
			last = a
		}
	}
	unit, steps, start := timeStep(first.Time().UTC(), last.Time().UTC())
	c := chart{steps: steps, start: start, step: unit.step, counts: make([][]int, steps)}
	for i := range c.counts {
		c.counts[i] = make([]int, len(s.leans))
	}
	for i := range v.Articles {
		a := &v.Articles[i]
		side := sides[a.Outlet]
		if side < 0 || int(side) >= len(s.leans) {
			side = news.Unrated
		}
		at := int(a.Time().Sub(start) / unit.step)
		c.counts[min(max(at, 0), steps-1)][side]++
	}
	t := &Timeline{Unit: unit.column, Table: "Articles " + unit.by + " and side"}
	s.draw(t, &c)
	name := names[first.Outlet]
	if name == "" {
		name = first.Outlet
	}
	x := 100 * first.Time().Sub(start).Seconds() / (unit.step.Seconds() * float64(steps))
	t.First = TimelineTick{X: percent(x), Text: name + " " + first.Time().UTC().Format("15:04")}
	if x > 60 { // the words would leave the chart
		t.First.Anchor = "end"
	}
	t.Note = fmt.Sprintf("%s %s, %s, UTC. First: %s, %s.", count(len(v.Articles), "article"), unit.by, days(first.Time(), last.Time()),
		name, c.label(first.Time().UTC(), true))
	return t
}

// chart is the numbers of a timeline.
type chart struct {
	steps  int
	start  time.Time
	step   time.Duration
	counts [][]int // by step, by side
}

// timeStep chooses the shortest step that needs few enough of them. The start is a whole step in UTC.
func timeStep(first, last time.Time) (unit struct {
	step       time.Duration
	by, column string
}, steps int, start time.Time) {
	for _, unit = range timeSteps {
		start = first.Truncate(unit.step)
		if steps = int(last.Sub(start)/unit.step) + 1; steps <= chartSteps {
			break
		}
	}
	// A few steps more than needed, so that two articles in one hour do not fill the chart.
	return unit, min(max(steps, 8), chartSteps), start
}

// draw fills in bars, axis, table and words.
func (s *Server) draw(t *Timeline, c *chart) {
	most := 0
	present := make([]bool, len(s.leans))
	for _, counts := range c.counts {
		sum := 0
		for side, n := range counts {
			sum += n
			present[side] = present[side] || n > 0
		}
		most = max(most, sum)
	}
	var order []news.Side
	for _, side := range s.order() {
		if present[side] {
			order = append(order, side)
			t.Key = append(t.Key, s.leans[side])
		}
	}
	width := 100 / float64(c.steps)
	unit := (chartFoot - chartTop) / float64(max(most, 1))
	var words []string
	for i, counts := range c.counts {
		x, y := float64(i)*width, chartFoot
		row := TimelineRow{When: c.label(c.start.Add(time.Duration(i)*c.step), false)}
		var said []string
		for _, side := range order {
			n := counts[side]
			row.Counts = append(row.Counts, n)
			if n == 0 {
				continue
			}
			height := float64(n) * unit
			y -= height
			t.Bars = append(t.Bars, s.timelineBar(side, x+width/10, width*.8, y, height))
			said = append(said, number(n)+" "+strings.ToLower(s.leans[side].Name))
		}
		if len(said) > 0 {
			t.Rows = append(t.Rows, row)
			words = append(words, row.When+" "+strings.Join(said, ", "))
		}
	}
	t.Label = t.Table + ": " + strings.Join(words, "; ")
	t.Grid = append(t.Grid, TimelineGrid{Y: pixels(chartTop), Text: number(most)})
	if most >= 4 && most%2 == 0 {
		t.Grid = append(t.Grid, TimelineGrid{Y: pixels((chartTop + chartFoot) / 2), Text: number(most / 2)})
	}
	every := (c.steps + 3) / 4
	for i := 0; i < c.steps; i += every {
		tick := TimelineTick{X: percent(float64(i) * width), Text: c.label(c.start.Add(time.Duration(i)*c.step), false)}
		if i > 0 {
			tick.Anchor = "middle"
		}
		t.Ticks = append(t.Ticks, tick)
	}
}

func (s *Server) timelineBar(side news.Side, x, width, y, height float64) TimelineBar {
	b := TimelineBar{Fill: "s" + s.lean(side).Side, Screen: s.screen(side), X: percent(x), Width: percent(width), Y: pixels(y), Height: pixels(max(height-1, .5))}
	if side == news.Unrated {
		b.Fill, b.Screen = "base-u", "screen-u"
	}
	return b
}

// label names a time as finely as the chart needs it: the hour within a day, else the day too.
func (c *chart) label(t time.Time, precise bool) string {
	day := c.step >= 24*time.Hour
	within := time.Duration(c.steps)*c.step <= 24*time.Hour
	switch {
	case day && !precise:
		return t.Format("2 Jan")
	case within:
		return t.Format("15:04")
	default:
		return t.Format("2 Jan 15:04")
	}
}

// days writes the days from first to last: "15 July 2026", "15 July to 2 August 2026".
func days(first, last time.Time) string {
	first, last = first.UTC(), last.UTC()
	const day = "2 January 2006"
	switch {
	case first.Format(day) == last.Format(day):
		return last.Format(day)
	case first.Year() == last.Year():
		return first.Format("2 January") + " to " + last.Format(day)
	default:
		return first.Format(day) + " to " + last.Format(day)
	}
}

// pixels writes a length down the chart.
func pixels(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
