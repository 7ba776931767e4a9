package coverage

import (
	"fmt"
	"math"
	"strings"

	"github.com/parallax-news/parallax/internal/news"
)

// What makes a blindspot.
const (
	blindP      = 0.01 // probability of so few or fewer by chance, at most
	FewestRated = 6    // rated outlets that carry the story, at least
	blindOwners = 4    // of so many owners, at least
	blindRatio  = 3    // the opposite side's rate over the side's, at least
)

// Blindspots names the sides that carry a story far less than chance would have it. The panel
// are the rated outlets that were fetched successfully in the story's window, each once; carry
// tells which outlets carry it. Of the panel let N be the total, K those of a side, n the
// number that carry the story and k those of the side among them. The side has a blindspot when
// P(X <= k) <= 0.01 for X ~ Hypergeometric(N, K, n), n is at least 6 by at least 4 owners, and the
// opposite side carries it and at no less than 3 times the side's rate. The middle of a scale
// has no opposite, so it has no blindspot. The result is in the order of the scale, nil for none.
func Blindspots(story news.ID, panel []news.Outlet, carry func(domain string) bool, scale news.Scale) []news.Blind {
	steps := len(scale.Steps)
	of, with := make([]int, steps+1), make([]int, steps+1)
	total, carrying := 0, 0
	owners := make(map[string]bool)
	for _, o := range panel {
		if o.Side <= news.Unrated || int(o.Side) > steps {
			continue
		}
		total++
		of[o.Side]++
		if carry(o.Domain) {
			carrying++
			with[o.Side]++
			owners[ownerKey(o.Owner, o.Domain)] = true
		}
	}
	if carrying < FewestRated || len(owners) < blindOwners {
		return nil
	}
	var blind []news.Blind
	for side := 1; side <= steps; side++ {
		opposite := steps + 1 - side
		if opposite == side || with[opposite] == 0 || with[opposite]*of[side] < blindRatio*with[side]*of[opposite] {
			continue
		}
		p := hypergeometric(with[side], total, of[side], carrying)
		if p > blindP {
			continue
		}
		blind = append(blind, news.Blind{
			Story: story, Side: news.Side(side), Opposite: news.Side(opposite),
			Total: total, OfSide: of[side], Carrying: carrying, Carry: with[side],
			Expected: float64(carrying) * float64(of[side]) / float64(total), P: p,
		})
	}
	return blind
}

// hypergeometric is the probability of k or fewer marked balls among n drawn without putting
// back from N balls, K of them marked. It sums in logarithms, so large N do not overflow.
func hypergeometric(k, N, K, n int) float64 {
	sum := 0.0
	all := logChoose(N, n)
	for i := max(0, n-(N-K)); i <= min(k, K, n); i++ {
		sum += math.Exp(logChoose(K, i) + logChoose(N-K, n-i) - all)
	}
	return min(sum, 1)
}

// logChoose is the natural logarithm of the number of ways to choose k of n.
func logChoose(n, k int) float64 { return logFactorial(n) - logFactorial(k) - logFactorial(n-k) }

func logFactorial(n int) float64 {
	l, _ := math.Lgamma(float64(n) + 1)
	return l
}

// Sentence tells a blindspot in words: "2 of 31 right-rated outlets that we follow carry this; by
// chance it would be about 9."
func Sentence(b news.Blind, scale news.Scale) string {
	few, verb := fmt.Sprint(b.Carry), "carry"
	switch b.Carry {
	case 0:
		few, verb = "None", "carries"
	case 1:
		verb = "carries"
	}
	return fmt.Sprintf("%s of %d %s-rated outlets that we follow %s this; by chance it would be about %.0f.",
		few, b.OfSide, strings.ToLower(scale.Step(b.Side).Name), verb, b.Expected)
}
