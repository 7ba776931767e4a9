package cluster

import "math"

// overlap is what two articles share.
type overlap struct {
	dot, titles, forth, back float64 // products of masses and rarities
	names, numbers, all      float64 // sums of the shared terms' rarities, in nats
	rarest                   float64
}

func overlapOf(a, b []term) (o overlap) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		x, y := a[i], b[j]
		switch {
		case x.key < y.key:
			i++
			continue
		case x.key > y.key:
			j++
			continue
		}
		o.dot += float64(x.mass()) * float64(y.mass())
		if x.kind&inTitle != 0 {
			o.forth += float64(x.rarity) * float64(y.mass())
			if y.kind&inTitle != 0 {
				o.titles += float64(x.rarity) * float64(y.rarity)
			}
		}
		if y.kind&inTitle != 0 {
			o.back += float64(y.rarity) * float64(x.mass())
		}
		r := float64(min(x.rarity, y.rarity)) / 16
		o.all += r
		if (x.kind|y.kind)&isName != 0 {
			o.names += r
		}
		if x.kind&isNumber != 0 {
			o.numbers += r
		}
		o.rarest = max(o.rarest, r)
		i++
		j++
	}
	return o
}

// linkFeatures are the features of the Link model, see names.
func linkFeatures(f []float64, a, b *article) {
	o := overlapOf(a.terms, b.terms)
	cosine := o.dot / (a.length * b.length)
	title := o.titles / (a.titleLength * b.titleLength)
	terms := min(a.logTerms, b.logTerms)
	*(*[13]float64)(f) = [13]float64{
		1, cosine, math.Sqrt(cosine), title,
		max(o.forth/(a.titleLength*b.length), o.back/(b.titleLength*a.length)),
		logOf(o.names), logOf(o.numbers), o.rarest / 10, logOf(o.all),
		gapOf(a.time, a.time, b.time, b.time), terms, cosine * terms, title * terms,
	}
}

// logOf is log(1+x), quick for the 0 that is most frequent.
func logOf(x float64) float64 {
	if x == 0 {
		return 0
	}
	return math.Log1p(x)
}

// gapOf is the distance between two spans of time as a feature: the logarithm of 1 + days. An unknown one counts as a day.
func gapOf(from, to, from2, to2 int64) float64 {
	if to == 0 || to2 == 0 {
		return math.Ln2
	}
	return math.Log1p(min(10, float64(max(0, from-to2, from2-to))/86400))
}

// span is the time from the first to the last dated article, 0 and 0 without.
func span(lists ...[]*article) (from, to int64) {
	for _, list := range lists {
		for _, a := range list {
			if a.time == 0 {
				continue
			}
			if from == 0 || a.time < from {
				from = a.time
			}
			to = max(to, a.time)
		}
	}
	return from, to
}
