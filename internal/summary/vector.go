package summary

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/parallax-news/parallax/internal/text"
)

// vector is a bag of terms, sorted by number, with weights that scale makes of length one.
type vector struct {
	terms   []weighted
	numbers []int32 // those of the terms that are numbers, sorted
}

type weighted struct {
	term   int32
	weight float64
}

// lexicon numbers the stems of a story's words, so that vectors are compared without looking at letters.
type lexicon struct {
	stems map[string]int32 // by language and word
	terms map[string]int32 // by stem
	df    []int            // how many texts hold the term
	texts int
}

func newLexicon() *lexicon {
	return &lexicon{stems: map[string]int32{}, terms: map[string]int32{}}
}

// stopped is the number of words that carry no meaning.
const stopped = -1

func (l *lexicon) term(w, lang string) int32 {
	key := lang + " " + w
	if t, ok := l.stems[key]; ok {
		return t
	}
	t := int32(stopped)
	if !text.StopWord(w, lang) {
		stem := text.Stem(w, lang)
		var ok bool
		if t, ok = l.terms[stem]; !ok {
			t = int32(len(l.df))
			l.terms[stem] = t
			l.df = append(l.df, 0)
		}
	}
	l.stems[key] = t
	return t
}

// vector counts a text's terms and notes that one more text holds them; names and numbers count double.
func (l *lexicon) vector(s, lang string) vector {
	count := map[int32]float64{}
	var v vector
	for _, w := range text.Words(s) {
		t := l.term(w, lang)
		switch {
		case t == stopped:
		case isNumber(w):
			count[t] += 2
			v.numbers = append(v.numbers, t)
		default:
			count[t]++
		}
	}
	for _, name := range text.Names(s) {
		for _, w := range text.Words(name) {
			if t := l.term(w, lang); count[t] > 0 {
				count[t] = max(count[t], 2)
			}
		}
	}
	l.texts++
	v.terms = make([]weighted, 0, len(count))
	for t, n := range count {
		l.df[t]++
		v.terms = append(v.terms, weighted{t, n})
	}
	slices.SortFunc(v.terms, func(a, b weighted) int { return cmp.Compare(a.term, b.term) })
	slices.Sort(v.numbers)
	return v
}

func isNumber(w string) bool {
	return strings.IndexFunc(w, unicode.IsDigit) == 0
}

// scale weighs the terms by how rare they are among all texts and makes the vector's length one.
func (l *lexicon) scale(v vector) {
	sum := 0.0
	for i, t := range v.terms {
		w := t.weight * math.Log(1+float64(l.texts)/float64(l.df[t.term]))
		v.terms[i].weight = w
		sum += w * w
	}
	if sum == 0 {
		return
	}
	for i := range v.terms {
		v.terms[i].weight /= math.Sqrt(sum)
	}
}

// cosine is the similarity of two scaled vectors, 0 to 1, and the number of terms that both hold.
func (v vector) cosine(w vector) (similarity float64, shared int) {
	i, j := 0, 0
	for i < len(v.terms) && j < len(w.terms) {
		a, b := v.terms[i], w.terms[j]
		switch {
		case a.term == b.term:
			similarity += a.weight * b.weight
			shared++
			i++
			j++
		case a.term < b.term:
			i++
		default:
			j++
		}
	}
	return similarity, shared
}

// contradicts tells whether both hold numbers and none of them agrees: such a sentence may be
// about the same thing, but it is no support.
func (v vector) contradicts(w vector) bool {
	if len(v.numbers) == 0 || len(w.numbers) == 0 {
		return false
	}
	for _, n := range v.numbers {
		if _, ok := slices.BinarySearch(w.numbers, n); ok {
			return false
		}
	}
	return true
}
