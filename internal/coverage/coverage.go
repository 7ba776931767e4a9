// Package coverage counts how a story's outlets spread over the sides of an edition's scale, and
// judges from that how much the story matters and which side leaves it out. It counts outlets,
// voices and owners, never articles. All of it is pure: the same articles in any order give the
// same numbers.
package coverage

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// Voice is an article of a story as counting sees it.
type Voice struct {
	Article   news.ID // unique in the story; smaller is earlier
	ReprintOf news.ID // the article whose text this one prints, 0 its own; it need not be among the story's articles
	Outlet    string  // domain
	Owner     string  // of the outlet, "" not known
	Side      news.Side
	Title     string    // tells that outlets of one owner print one text where no text was read
	Time      time.Time // when it counts as published; only Importance reads it
}

// Unit is what coverage counts.
type Unit int

// Units of counting.
const (
	Outlets Unit = iota // each outlet once
	Voices              // each independent voice once, on the side of the outlet that had the text first
	Owners              // each owner once; an outlet of unknown owner is its own
)

// Of counts a story's coverage by outlets.
func Of(articles []Voice, scale news.Scale) news.Coverage { return By(Outlets, articles, scale) }

// By counts a story's coverage by the given unit. Voices and Owners of the result do not depend
// on the unit.
func By(unit Unit, articles []Voice, scale news.Scale) news.Coverage {
	articles = inOrder(articles)
	outlets := outletsOf(articles)
	voices := voicesOf(articles, outlets)
	owners := ownersOf(outlets)

	var sides []news.Side
	switch unit {
	case Voices:
		sides = voices
	case Owners:
		sides = owners
	default:
		for _, o := range outlets {
			sides = append(sides, o.side)
		}
	}
	c := Count(sides, scale)
	c.Voices, c.Owners = len(voices), len(owners)
	return c
}

// Count sums up sides that were counted already, one element for each unit. A side beyond the
// scale counts as unrated.
func Count(sides []news.Side, scale news.Scale) news.Coverage {
	c := news.Coverage{Total: len(sides), Sides: make([]int, len(scale.Steps)+1)}
	for _, s := range sides {
		if s < 0 || int(s) > len(scale.Steps) {
			s = news.Unrated
		}
		c.Sides[s]++
	}
	c.Percent = percent(c.Sides[1:])
	c.Line = line(c, scale)
	return c
}

// percent rounds shares of a sum to whole numbers that add up to 100, by largest remainder
// (Hamilton's method); equal remainders go to the larger count, then to the earlier step.
// It is nil when the sum is 0.
func percent(counts []int) []int {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	if sum == 0 {
		return nil
	}
	shares, order, left := make([]int, len(counts)), make([]int, len(counts)), 100
	for i, n := range counts {
		shares[i], order[i] = n*100/sum, i
		left -= shares[i]
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if d := counts[b]*100%sum - counts[a]*100%sum; d != 0 {
			return d
		}
		return counts[b] - counts[a]
	})
	for _, i := range order[:left] {
		shares[i]++
	}
	return shares
}

// line is the bias line: the largest share of the rated outlets, or the sides that share the lead.
func line(c news.Coverage, scale news.Scale) string {
	if c.Rated() == 0 {
		return "No rated outlet"
	}
	most := slices.Max(c.Sides[1:])
	var lead []string
	percent := 0
	for i, n := range c.Sides[1:] {
		if n == most {
			lead = append(lead, scale.Steps[i].Name)
			percent = c.Percent[i]
		}
	}
	if len(lead) == 1 {
		return fmt.Sprintf("%d%% %s", percent, lead[0])
	}
	last := len(lead) - 1
	return "Evenly split, " + strings.Join(lead[:last], ", ") + " and " + lead[last]
}

// Counts is the line of lists where fewer than 5 outlets are rated: "2 Left, 1 Center".
// It is "" without a rated outlet.
func Counts(c news.Coverage, scale news.Scale) string {
	var parts []string
	for i, step := range scale.Steps {
		if i+1 < len(c.Sides) && c.Sides[i+1] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", c.Sides[i+1], step.Name))
		}
	}
	return strings.Join(parts, ", ")
}

// SampleShift is how far one more rated outlet would move a share at most, from 0 to 1:
// of k among n outlets, max(k, n-k)/n/(n+1). It is 1 without a rated outlet.
func SampleShift(c news.Coverage) float64 {
	n := c.Rated()
	if n == 0 {
		return 1
	}
	most := 0
	for _, k := range c.Sides[1:] {
		most = max(most, k, n-k)
	}
	return float64(most) / float64(n) / float64(n+1)
}

// SampleNote warns where fewer than 5 outlets are rated: "Small sample: only 4 rated outlets.
// One more would move a share by up to 15 points." It is "" for larger samples and without a
// rated outlet, where there is no share to warn of.
func SampleNote(c news.Coverage) string {
	switch n := c.Rated(); {
	case n == 0 || !c.SmallSample():
		return ""
	case n == 1:
		return "Small sample: only 1 rated outlet."
	default:
		return fmt.Sprintf("Small sample: only %d rated outlets. One more would move a share by up to %.0f points.",
			n, 100*SampleShift(c))
	}
}
