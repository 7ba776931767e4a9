package coverage

import (
	"math"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

// HalfLife is the age at which a voice counts half in Importance.
const HalfLife = 12 * time.Hour

// Importance says how much a story matters, as a number that never has to be worked out again
// because time passed: all scores sink together, so their order stays (forward decay, Cormode et al.,
// "Forward Decay: A Practical Time Decay Model for Streaming Systems", ICDE 2009).
//
//	importance = log2( Σ w(v) · 2^(t(v)/halfLife) ) + log2(1 + 2^(-age/halfLife)) + ½ log2(sides) + ¼ log2(owners)
//
// The sum runs over independent voices: t is the time of a voice's first article since 1970, w is 1
// for an owner's first voice and half of the one before for each further, so that an owner who
// floods a story never weighs as much as two. The second term is novelty: age is the time from the
// first voice to the newest, and news that just broke gains up to one unit on news that goes on. Sides is
// the effective number of sides, 2 to the entropy of the owners' sides, 1 when none is rated. Owners are
// those of all outlets, so that a reprint adds reach, though no voice. One unit is a doubling, and
// outweighs one half-life of age. Without articles it is -Inf.
func Importance(articles []Voice, halfLife time.Duration) float64 {
	articles = inOrder(articles)
	if len(articles) == 0 {
		return math.Inf(-1)
	}
	lives := func(t time.Time) float64 { return float64(t.UnixMilli()) / float64(halfLife.Milliseconds()) }

	outlets := outletsOf(articles)
	owner := make(map[string]string)
	for _, o := range outlets {
		owner[o.domain] = ownerKey(o.owner, o.domain)
	}
	var starts, logs []float64
	heard, voices := make(map[string]bool), make(map[string]int)
	for i, source := range sources(articles) {
		if heard[source] {
			continue
		}
		heard[source] = true
		t := lives(articles[i].Time)
		starts = append(starts, t)
		logs = append(logs, t-float64(voices[owner[source]]))
		voices[owner[source]]++
	}
	first, last := starts[0], starts[0]
	for _, t := range starts {
		first, last = min(first, t), max(last, t)
	}
	owners := ownersOf(outlets)
	return logSum2(logs) + math.Log2(1+math.Exp2(first-last)) +
		entropy(owners)/2 + math.Log2(float64(len(owners)))/4
}

// logSum2 is log2 of the sum of 2^x, without overflow.
func logSum2(xs []float64) float64 {
	top := math.Inf(-1)
	for _, x := range xs {
		top = max(top, x)
	}
	sum := 0.0
	for _, x := range xs {
		sum += math.Exp2(x - top)
	}
	return top + math.Log2(sum)
}

// entropy of the sides that are rated, in bits; 0 when none is.
func entropy(sides []news.Side) float64 {
	count, rated := make(map[news.Side]int), 0
	for _, s := range sides {
		if s != news.Unrated {
			count[s]++
			rated++
		}
	}
	bits := 0.0
	for _, side := range sides { // each side's share is spread over its owners, in a fixed order
		if n := count[side]; n > 0 {
			bits -= math.Log2(float64(n)/float64(rated)) / float64(rated)
		}
	}
	return bits
}
