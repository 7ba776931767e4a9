package web

import (
	"fmt"
	"net/http"
	"time"

	"github.com/parallax-news/parallax/internal/coverage"
	"github.com/parallax-news/parallax/internal/news"
)

// MethodologyPage says what stands behind every number. Figures in it come from the code that uses them.
type MethodologyPage struct {
	Page
	Contents    []Link
	Limits      []ScaleLimit
	Outlets     string // how many are in the catalogue
	Followed    string
	Example     Bar // four outlets
	ExampleLine Line
	Shift       string
	Small       int // fewer rated outlets than this are a small sample
	FewestRated int
	HalfLife    string
}

// ScaleLimit is a step of the edition's scale with the outlets on it.
type ScaleLimit struct {
	Range   string
	Lean    Lean
	Outlets string
}

func (s *Server) methodology(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	counts, err := s.lib.CountOutlets(ctx, news.OutletFilter{})
	if err != nil {
		return err
	}
	followed, err := s.lib.CountOutlets(ctx, news.OutletFilter{Followed: true})
	if err != nil {
		return err
	}
	scale := s.edition.Scale
	four := coverage.Count(exampleSides(len(scale.Steps)), scale)
	p := MethodologyPage{
		Contents: []Link{
			{"Counting", "#counting"}, {"Leans and raters", "#leans"}, {"Stories", "#stories"}, {"Summaries", "#evidence"},
			{"Importance", "#importance"}, {"Blindspots", "#blindspots"}, {"Manners", "#manners"}, {"Data", "#data"},
		},
		Limits: s.scaleLimits(counts), Outlets: number(sum(counts)), Followed: number(sum(followed)),
		Example: s.bar(four, barFull), ExampleLine: Line{Strong: four.Line, Rest: ofRated(four)},
		Shift: fmt.Sprintf("%.0f", 100*coverage.SampleShift(four)), Small: 5, FewestRated: coverage.FewestRated,
		HalfLife: fmt.Sprintf("%.0f hours", float64(coverage.HalfLife)/float64(time.Hour)),
	}
	if p.Page, err = s.page(ctx, "", s.links.To("/methodology"), "How we measure", "What stands behind every number on these pages"); err != nil {
		return err
	}
	return s.render(w, "methodology", p)
}

// exampleSides are four outlets: two on the first side, one on each of the next two that there are.
func exampleSides(steps int) []news.Side {
	return []news.Side{1, 1, 2, news.Side(min(3, steps))}
}

func sum(counts map[news.Side]int) (total int) {
	for _, n := range counts {
		total += n
	}
	return total
}

// scaleLimits lists the steps of the scale with their limits, Unrated last.
func (s *Server) scaleLimits(counts map[news.Side]int) []ScaleLimit {
	steps := s.edition.Scale.Steps
	var limits []ScaleLimit
	for i, step := range steps {
		l := ScaleLimit{Lean: s.leans[i+1], Outlets: number(counts[news.Side(i+1)])}
		switch {
		case i == 0:
			l.Range = "below " + signed(step.Below)
		case i == len(steps)-1:
			l.Range = "above " + signed(steps[i-1].Below)
		default:
			l.Range = signed(steps[i-1].Below) + " to " + signed(step.Below)
		}
		limits = append(limits, l)
	}
	return append(limits, ScaleLimit{Range: "no rater", Lean: s.lean(news.Unrated), Outlets: number(counts[news.Unrated])})
}
