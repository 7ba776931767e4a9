package cluster

import (
	"cmp"
	"math"
	"slices"
)

// center is the sum of vectors of articles, in whole units so that the order of adding does not matter.
type center struct {
	n           int
	sums        []sum // by key
	square      int64 // squared length of the sum of whole vectors
	titleSquare int64 // and of the titles' vectors
	selves      int64 // sum of the squared lengths of the single vectors
}

type sum struct {
	key        uint32
	all, title int32
}

// add adds (sign 1) or takes off (sign -1) an article's vector.
func (c *center) add(a *article, sign int64) {
	c.n += int(sign)
	merged := make([]sum, 0, len(c.sums)+len(a.terms))
	i := 0
	for _, t := range a.terms {
		for i < len(c.sums) && c.sums[i].key < t.key {
			merged = append(merged, c.sums[i])
			i++
		}
		s := sum{key: t.key}
		if i < len(c.sums) && c.sums[i].key == t.key {
			s = c.sums[i]
			i++
		}
		w, v := a.share(t), a.titleShare(t)
		c.selves += sign * w * w
		w, v = sign*w, sign*v
		c.square += w * (2*int64(s.all) + w)
		c.titleSquare += v * (2*int64(s.title) + v)
		s.all += int32(w)
		s.title += int32(v)
		if s.all != 0 || s.title != 0 {
			merged = append(merged, s)
		}
	}
	c.sums = append(merged, c.sums[i:]...)
}

// cohesion is the mean cosine between two of the articles, 0 for one alone.
func (c *center) cohesion() float64 {
	if c.n < 2 {
		return 0
	}
	return float64(c.square-c.selves) / float64(c.n*(c.n-1)) / (unit * unit)
}

// cosines compares two centers: whole vectors, titles, and the mean cosine between an article of one and one of the other.
func (c *center) cosines(d *center) (all, title, mean float64) {
	var dot, titleDot int64
	for i, j := 0, 0; i < len(c.sums) && j < len(d.sums); {
		x, y := c.sums[i], d.sums[j]
		switch {
		case x.key < y.key:
			i++
		case x.key > y.key:
			j++
		default:
			dot += int64(x.all) * int64(y.all)
			titleDot += int64(x.title) * int64(y.title)
			i++
			j++
		}
	}
	all = ratio(dot, c.square, d.square)
	title = ratio(titleDot, c.titleSquare, d.titleSquare)
	return all, title, float64(dot) / float64(max(1, c.n*d.n)) / (unit * unit)
}

// cosine compares the center with an article.
func (c *center) cosine(a *article) (all, title float64) {
	var dot, titleDot, square, titleSquare int64
	rest := c.sums
	for _, t := range a.terms {
		w, v := a.share(t), a.titleShare(t)
		square += w * w
		titleSquare += v * v
		i := seek(rest, t.key)
		rest = rest[i:]
		if len(rest) > 0 && rest[0].key == t.key {
			dot += w * int64(rest[0].all)
			titleDot += v * int64(rest[0].title)
		}
	}
	return ratio(dot, c.square, square), ratio(titleDot, c.titleSquare, titleSquare)
}

// seek is the place of the first sum with at least the key, found by steps that double.
func seek(sums []sum, key uint32) int {
	high := 1
	for high < len(sums) && sums[high].key < key {
		high *= 2
	}
	low := high / 2
	i, _ := slices.BinarySearchFunc(sums[min(low, len(sums)):min(high+1, len(sums))], key, func(s sum, k uint32) int { return cmp.Compare(s.key, k) })
	return min(low, len(sums)) + i
}

func ratio(dot, a, b int64) float64 {
	if dot <= 0 {
		return 0
	}
	return float64(dot) / math.Sqrt(float64(a)*float64(b))
}
