package web

import (
	"fmt"
	"strings"

	"github.com/parallax-news/parallax/internal/news"
)

// ScaleChart draws where an outlet stands on the edition's scale, from -1 to 1.
type ScaleChart struct {
	Label  string // what it says, in words
	Parts  []ScalePart
	Edges  []ScaleText // limits between steps
	Mean   ScaleText
	Raters []string // x of each rating
	First  string   // name of the end at -1
	Last   string
}

// ScalePart is a step of the scale.
type ScalePart struct{ Fill, X, Width string }

// ScaleText is a place on the scale with its label.
type ScaleText struct{ X, Text, Anchor string }

// scaleChart draws an outlet's ratings; nil where there is none.
func (s *Server) scaleChart(v *news.OutletView) *ScaleChart {
	if v.Position == nil {
		return nil
	}
	steps := s.edition.Scale.Steps
	at := func(position float64) float64 { return 50 * (position + 1) }
	c := &ScaleChart{First: "−1 " + steps[0].Name, Last: "+1 " + steps[len(steps)-1].Name}
	from := -1.0
	for i, step := range steps {
		to := step.Below
		if i == len(steps)-1 {
			to = 1
		} else {
			c.Edges = append(c.Edges, ScaleText{X: percent(at(to)), Text: signed(to)})
		}
		c.Parts = append(c.Parts, ScalePart{Fill: "s" + s.leans[i+1].Side, X: percent(at(from)), Width: percent(at(to) - at(from))})
		from = to
	}
	mean := fmt.Sprintf("mean %s, %s", signed(*v.Position), s.lean(v.Side).Name)
	c.Mean = ScaleText{X: percent(at(*v.Position)), Text: mean, Anchor: "middle"}
	switch x := at(*v.Position); {
	case x < 15:
		c.Mean.Anchor = "start"
	case x > 85:
		c.Mean.Anchor = "end"
	}
	var said []string
	for _, r := range v.Ratings {
		if r.Kind == news.RatingLean && r.Position != nil {
			c.Raters = append(c.Raters, percent(at(*r.Position)))
			said = append(said, signed(*r.Position))
		}
	}
	c.Label = fmt.Sprintf("Ratings on the scale from −1, %s, to +1, %s: %s. The %s.",
		steps[0].Name, steps[len(steps)-1].Name, strings.Join(said, ", "), mean)
	return c
}
