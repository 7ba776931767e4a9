package web

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/parallax-news/parallax/internal/coverage"
	"github.com/parallax-news/parallax/internal/news"
)

// Bar is the coverage bar as SVG: x and width in per cent, heights in pixels. Widths are shares of
// all outlets; the order is that of the scale, then Unrated.
type Bar struct {
	Size   string // "hair", "list", "lead", "full"
	Height int    // of the drawing, with the room for labels
	Label  string // what it says, in words; "" where a sentence beside it says the same
	Parts  []BarPart
	Cuts   []BarCut
}

// BarPart is a side's part of a bar.
type BarPart struct {
	Fill     string // class of the ground
	Screen   string // name of the pattern on it, "" none
	Frame    string // class of a frame, "" none
	X, Width string // "32.609%"
	Y, Tall  string
	FrameY   string
	FrameH   string

	Word    string // label above, "Center "; "" when the part is too narrow
	Figure  string // "28%"
	Narrow  bool   // the word goes where the bar is narrow
	Unrated bool
	DX      int    // of the label
	Letter  string // in the part, "" none
	On      string // class of the letter
	BoxX    int    // of the letter's ground
	LetterX int
}

// BarCut is a line of paper between two cells or parts.
type BarCut struct {
	X      string
	Y1, Y2 int
	Width  string
}

// barSize is what differs between the sizes of the bar.
type barSize struct {
	name    string
	height  int     // of the bar
	above   int     // room for labels
	floor   float64 // least width of a part, per cent
	screens bool
	cell    string // width of the cut between outlets, "" none
	side    string // between sides
	unrated string // before Unrated
}

var (
	barHair = barSize{name: "hair", height: 3, floor: 5, side: "2", unrated: "4"}
	barList = barSize{name: "list", height: 6, floor: 5, cell: "1", side: "2", unrated: "4"}
	barLead = barSize{name: "lead", height: 12, floor: 2.6, screens: true, cell: "1.5", side: "3", unrated: "7"}
	barFull = barSize{name: "full", height: 28, above: 22, floor: 2.6, screens: true, cell: "1.5", side: "3", unrated: "7"}
)

// cellsUpTo is the greatest number of outlets that are drawn as cells of their own.
const cellsUpTo = 12

// labelFrom is the least width of a labelled part, wordFrom that of one whose word always fits, per cent.
const labelFrom, wordFrom = 9, 24

// bar draws a coverage in a size.
func (s *Server) bar(c news.Coverage, size barSize) Bar {
	b := Bar{Size: size.name, Height: size.above + size.height}
	if size.above > 0 {
		b.Label = s.barLabel(c)
	}
	if c.Total <= 0 || len(c.Sides) == 0 {
		return b
	}
	y1, y2 := size.above, b.Height
	if size.above > 0 {
		y1, y2 = y1-1, y2+1
	}
	if size.cell != "" && c.Total <= cellsUpTo {
		for i := 1; i < c.Total; i++ {
			b.Cuts = append(b.Cuts, BarCut{X: percent(100 * float64(i) / float64(c.Total)), Y1: y1, Y2: y2, Width: size.cell})
		}
	}
	widths := shares(c, size.floor)
	x := 0.0
	for _, side := range s.order() {
		if int(side) >= len(c.Sides) || c.Sides[side] == 0 {
			continue
		}
		if x > 0 {
			width := size.side
			if side == news.Unrated {
				width = size.unrated
			}
			b.Cuts = append(b.Cuts, BarCut{X: percent(x), Y1: y1, Y2: y2, Width: width})
		}
		b.Parts = append(b.Parts, s.barPart(c, side, x, widths[side], size))
		x += widths[side]
	}
	return b
}

// order lists the sides as bars draw them: the scale's, then Unrated.
func (s *Server) order() []news.Side {
	sides := make([]news.Side, 0, len(s.leans))
	for i := 1; i < len(s.leans); i++ {
		sides = append(sides, news.Side(i))
	}
	return append(sides, news.Unrated)
}

func (s *Server) barPart(c news.Coverage, side news.Side, x, width float64, size barSize) BarPart {
	mark := s.lean(side)
	p := BarPart{Fill: "s" + mark.Side, X: percent(x), Width: percent(width), Y: strconv.Itoa(size.above), Tall: strconv.Itoa(size.height)}
	if side == news.Unrated {
		p.Fill, p.Unrated = "base-u", true
		p.Screen, p.Frame = "screen-thin-u", ""
		if size.screens {
			p.Screen, p.Frame = "screen-u", "u-frame"
		}
	} else if size.screens {
		p.Screen = s.screen(side)
		if p.Screen == "screen-2" {
			p.Frame = "c-frame"
		}
	}
	if p.Frame != "" {
		p.FrameY, p.FrameH = strconv.Itoa(size.above)+".5", strconv.Itoa(size.height-1)
	}
	if size.above > 0 && width >= 5.6 {
		p.Letter, p.On, p.BoxX, p.LetterX = mark.Letter, "on"+mark.Side, 5, 10
		if x == 0 {
			p.BoxX, p.LetterX = 4, 9
		}
	}
	if size.above > 0 && width >= labelFrom {
		p.Word, p.Narrow = mark.Name+" ", width < wordFrom && x > 0
		switch {
		case side == news.Unrated:
			p.Figure, p.Narrow = number(c.Sides[side]), false
		case int(side) <= len(c.Percent):
			p.Figure = strconv.Itoa(c.Percent[side-1]) + "%"
		}
		if x > 0 {
			p.DX = 2
			if side == news.Unrated {
				p.DX = 4
			}
		}
	}
	return p
}

// screen is the engraver's pattern of a side: lines along for the first, lines across for the last,
// dots for the middle, none for the steps between.
func (s *Server) screen(side news.Side) string {
	switch look := s.lean(side).Side; look {
	case "1", "2", "3":
		return "screen-" + look
	}
	return ""
}

// shares are the widths of the sides in per cent of all outlets. A side that is there has at least
// floor, taken from the widest.
func shares(c news.Coverage, floor float64) []float64 {
	widths := make([]float64, len(c.Sides))
	for side, n := range c.Sides {
		widths[side] = 100 * float64(n) / float64(c.Total)
	}
	for side, n := range c.Sides {
		if n > 0 && widths[side] < floor {
			widest := slices.Index(widths, slices.Max(widths))
			widths[widest] -= floor - widths[side]
			widths[side] = floor
		}
	}
	return widths
}

// percent writes a length for SVG, to a thousandth: "32.609%".
func percent(v float64) string {
	return strconv.FormatFloat(math.Round(v*1000)/1000, 'f', -1, 64) + "%"
}

// barLabel says a bar in words: "Coverage by 46 outlets. Of 32 rated: Left 15, 47%; ... Unrated: 14."
func (s *Server) barLabel(c news.Coverage) string {
	unrated := c.Total - c.Rated()
	if c.Rated() == 0 || len(c.Percent) == 0 {
		return fmt.Sprintf("Coverage by %s. None is rated. Unrated: %s.", count(c.Total, "outlet"), number(unrated))
	}
	var sides []string
	for side := 1; side < len(s.leans) && side < len(c.Sides) && side <= len(c.Percent); side++ {
		sides = append(sides, fmt.Sprintf("%s %s, %d%%", s.leans[side].Name, number(c.Sides[side]), c.Percent[side-1]))
	}
	return fmt.Sprintf("Coverage by %s. Of %s rated: %s. Unrated: %s.",
		count(c.Total, "outlet"), number(c.Rated()), strings.Join(sides, "; "), number(unrated))
}

// Line says a coverage beside its bar: what stands out, then what it is a share of.
type Line struct {
	Strong string // "47% Left", "2 Left, 1 Center"
	Rest   string // " of 32 rated · 14 unrated"
}

// line is the sentence of a list. Where fewer than 5 outlets are rated it counts and gives no percentage.
func (s *Server) line(c news.Coverage) Line {
	unrated := ""
	if n := c.Total - c.Rated(); n > 0 {
		unrated = " · " + number(n) + " unrated"
	}
	switch {
	case c.Rated() == 0:
		return Line{Strong: "No rated outlet", Rest: unrated}
	case c.SmallSample():
		return Line{Strong: coverage.Counts(c, s.edition.Scale), Rest: unrated + " · small sample"}
	default:
		return Line{Strong: c.Line, Rest: " of " + number(c.Rated()) + " rated" + unrated}
	}
}
