package summary

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/parallax-news/parallax/internal/text"
)

// vector is a bag of stems with weights of length one.
type vector struct {
	weight  map[string]float64
	terms   []string // sorted, so that sums are the same in every run
	numbers map[string]bool
}

// terms makes the vector of a sentence: stems without stop words; names and numbers count double.
func terms(s, lang string) vector {
	v := vector{weight: map[string]float64{}, numbers: map[string]bool{}}
	for _, w := range text.Words(s) {
		if text.StopWord(w, lang) {
			continue
		}
		if isNumber(w) {
			v.numbers[w] = true
			v.weight["#"+w] += 2
			continue
		}
		v.weight[text.Stem(w, lang)]++
	}
	for _, name := range text.Names(s) {
		for _, w := range text.Words(name) {
			if t := text.Stem(w, lang); v.weight[t] > 0 {
				v.weight[t] = 2
			}
		}
	}
	for t := range v.weight {
		v.terms = append(v.terms, t)
	}
	slices.Sort(v.terms)
	return v
}

func isNumber(w string) bool {
	return strings.IndexFunc(w, unicode.IsDigit) == 0
}

// scale weighs the stems by how rare they are among n texts and makes the vector's length one.
func (v *vector) scale(df map[string]int, n int) {
	sum := 0.0
	for _, t := range v.terms {
		w := v.weight[t] * math.Log(1+float64(n)/float64(df[t]))
		v.weight[t] = w
		sum += w * w
	}
	if sum == 0 {
		return
	}
	for _, t := range v.terms {
		v.weight[t] /= math.Sqrt(sum)
	}
}

// cosine is the similarity of two scaled vectors, 0 to 1.
func (v vector) cosine(w vector) float64 {
	if len(w.terms) < len(v.terms) {
		v, w = w, v
	}
	sum := 0.0
	for _, t := range v.terms {
		sum += v.weight[t] * w.weight[t]
	}
	return sum
}

// shared counts the stems that both hold.
func (v vector) shared(w vector) int {
	n := 0
	for _, t := range v.terms {
		if _, ok := w.weight[t]; ok {
			n++
		}
	}
	return n
}

// contradicts tells whether both hold numbers and none of them agrees: such a sentence may be
// about the same thing, but it is no support.
func (v vector) contradicts(w vector) bool {
	if len(v.numbers) == 0 || len(w.numbers) == 0 {
		return false
	}
	for n := range v.numbers {
		if w.numbers[n] {
			return false
		}
	}
	return true
}
