package cluster

import (
	"math"
	"slices"

	"github.com/parallax-news/parallax/internal/news"
)

// Limits of what is compared.
const (
	maxCandidates = 8  // stories for an article
	joinSample    = 12 // voices of a story, for an article
	mergeSample   = 6  // voices of a story, for a story
	votes         = 10 // nearest articles that vote

	hopeless = -3.0 // log-odds of the best link below which a story is no candidate
)

// candidate is a story that an article may belong to.
type candidate struct {
	story *story
	links []float64 // log-odds with the article's neighbours there, best first
	votes int
	odds  float64
}

// link is the log-odds that two articles are about one event.
func (e *Engine) link(a, b *article) float64 {
	f := e.feature[Link]
	linkFeatures(f, a, b)
	return max(floor, e.weights.odds(Link, f))
}

// candidates are the stories of the neighbours of an article, nearest first.
func (e *Engine) candidates(a *article, near []*article) []*candidate {
	var found []*candidate
	for rank, b := range near {
		i := slices.IndexFunc(found, func(c *candidate) bool { return c.story == b.story })
		if i < 0 {
			if len(found) == maxCandidates {
				continue
			}
			i = len(found)
			found = append(found, &candidate{story: b.story})
		}
		found[i].links = append(found[i].links, e.link(a, b))
		e.show(Link, e.feature[Link], []*article{a}, []*article{b})
		if rank < votes {
			found[i].votes++
		}
	}
	for _, c := range found {
		slices.SortFunc(c.links, descending)
	}
	return slices.DeleteFunc(found, func(c *candidate) bool { return c.links[0] < hopeless })
}

func descending(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

// choose is the candidate that the article belongs to, nil when none is likely enough.
func (e *Engine) choose(a *article, candidates []*candidate) (best *candidate) {
	for _, c := range candidates {
		c.odds = e.join(a, c, candidates)
		if c.odds > e.weights.Least[Join] && (best == nil || c.odds > best.odds) {
			best = c
		}
	}
	return best
}

// rivals are the best link to any other candidate, and how many others have a likely link.
func rivals(candidates []*candidate, c *candidate) (best, crowd float64) {
	best = floor
	for _, other := range candidates {
		if other == c {
			continue
		}
		best = max(best, other.links[0])
		if other.links[0] > 0 {
			crowd++
		}
	}
	return best, math.Log1p(crowd)
}

// join is the log-odds that the article belongs to the candidate.
func (e *Engine) join(a *article, c *candidate, candidates []*candidate) float64 {
	s := c.story
	rival, crowd := rivals(candidates, c)
	first, latest := s.sample(joinSample)
	mean := e.meanLink(a, first, latest)
	center := s.center()
	all, title := center.cosine(a)
	size := math.Log(float64(len(s.voices)))
	from, to := span(first, latest)
	f := e.feature[Join]
	*(*[15]float64)(f) = [15]float64{
		1, c.links[0], meanOf(c.links, 3), mean, all, math.Sqrt(all), title, size, mean * size,
		center.cohesion(), is(len(s.voices) == 1), rival, float64(c.votes) / votes,
		gapOf(a.time, a.time, from, to), crowd,
	}
	e.show(Join, f, []*article{a}, s.voices)
	return e.weights.odds(Join, f)
}

// show gives a judgement to the observer.
func (e *Engine) show(m Model, f []float64, a, b []*article) {
	if e.observe != nil {
		e.observe(Example{m, slices.Clone(f), ids(a), ids(b)})
	}
}

func ids(list []*article) []news.ID {
	out := make([]news.ID, len(list))
	for i, a := range list {
		out[i] = a.id
	}
	return out
}

func (e *Engine) meanLink(a *article, lists ...[]*article) float64 {
	sum, n := 0.0, 0
	for _, list := range lists {
		for _, b := range list {
			sum += e.link(a, b)
			n++
		}
	}
	return sum / float64(max(1, n))
}

// meanOf is the mean of the first n values, of fewer where there are fewer.
func meanOf(values []float64, n int) float64 {
	n = min(n, len(values))
	sum := 0.0
	for _, v := range values[:n] {
		sum += v
	}
	return sum / float64(max(1, n))
}

func is(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// unite is the log-odds that two stories are one.
func (e *Engine) unite(s, t *story) float64 {
	if len(s.voices) > len(t.voices) {
		s, t = t, s
	}
	sFirst, sLatest := s.sample(mergeSample)
	tFirst, tLatest := t.sample(mergeSample)
	var links []float64
	mean := 0.0
	for _, list := range [2][]*article{sFirst, sLatest} {
		for _, a := range list {
			for _, other := range [2][]*article{tFirst, tLatest} {
				for _, b := range other {
					z := e.link(a, b)
					mean += z
					links = append(links, z)
				}
			}
		}
	}
	mean /= float64(len(links))
	slices.SortFunc(links, descending)
	sCenter, tCenter := s.center(), t.center()
	all, title, between := sCenter.cosines(tCenter)
	cs, ct := sCenter.cohesion(), tCenter.cohesion()
	alone := is(len(s.voices) == 1)
	inner := cs
	if alone == 1 {
		inner = ct
	}
	from, to := span(sFirst, sLatest)
	from2, to2 := span(tFirst, tLatest)
	smaller := math.Log(float64(len(s.voices)))
	f := e.feature[Merge]
	*(*[15]float64)(f) = [15]float64{
		1, mean, meanOf(links, 3), links[0], all, math.Sqrt(all), title, smaller, math.Log(float64(len(t.voices))),
		cs, ct, between / math.Sqrt(inner*ct+1e-3), gapOf(from, to, from2, to2), alone, mean * smaller,
	}
	e.show(Merge, f, s.voices, t.voices)
	return e.weights.odds(Merge, f)
}
