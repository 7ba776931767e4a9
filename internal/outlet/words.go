package outlet

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/parallax-news/parallax/internal/news"
)

// leanWords are the positions of the words that raters use, on [-1, 1], after fold.
//
//	position   words
//	-1         left, far left, extreme left, hyper partisan left
//	-0.5       lean left, left center, center left, left leaning, skews left
//	 0         center, centrist, least biased, middle, neutral, balanced
//	 0.5, 1    the same to the right
//	none       mixed, AllSides (of itself), not rated, n/a, and what is no lean: see noLean
//
// Ad Fontes gives numbers from -42 to 42, see adFontesLean.
var leanWords = leanTable()

func leanTable() map[string]*float64 {
	at := func(p float64) *float64 { return &p }
	words := map[string]*float64{"mixed": nil, "allsides": nil, "not rated": nil, "unrated": nil, "n a": nil}
	for _, w := range []string{"center", "centre", "centrist", "least", "middle", "neutral", "balanced"} {
		words[w] = at(0)
	}
	for side, sign := range map[string]float64{"left": -1, "right": 1} {
		for _, w := range []string{"%s", "far %s", "extreme %s", "alt %s", "hyper partisan %s", "hyperpartisan %s", "most extreme %s"} {
			words[strings.ReplaceAll(w, "%s", side)] = at(sign)
		}
		for _, w := range []string{"lean %s", "leans %s", "%s leaning", "%s center", "center %s", "%s centre", "centre %s", "skews %s", "slight %s", "moderate %s"} {
			words[strings.ReplaceAll(w, "%s", side)] = at(sign / 2)
		}
	}
	return words
}

// noLean are words in a rater's value that say nothing of lean: what kind of outlet it is, or filler.
var noLean = map[string]bool{
	"bias": true, "biased": true, "and": true, "pro": true, "science": true, "conspiracy": true,
	"pseudoscience": true, "psuedoscience": true, "pseusdoscience": true, "quackery": true, "satire": true,
	"fake": true, "junk": true, "news": true, "questionable": true, "source": true, "sources": true,
}

// leanOf is the position of a rater's word; nil where the word is known and says nothing of lean.
func leanOf(value string) (*float64, error) {
	var said []string
	words := strings.Fields(fold(value))
	for _, w := range words {
		if !noLean[w] {
			said = append(said, w)
		}
	}
	if len(said) == 0 && len(words) > 0 {
		return nil, nil
	}
	p, ok := leanWords[strings.Join(said, " ")]
	if !ok {
		return nil, fmt.Errorf("unknown lean %q: known are left, lean left, center, lean right, right and the words of AllSides and Media Bias/Fact Check", value)
	}
	return p, nil
}

// adFontesLean is the position of a bias score of Ad Fontes (-42 to 42) by the bands of its chart: up to 6
// from 0 is the middle (0), up to 18 skews (0.5), beyond is hyper-partisan or extreme (1).
func adFontesLean(value string) (*float64, error) {
	x, err := number(value, -42, 42)
	if err != nil {
		return nil, err
	}
	p := 0.0
	switch size := math.Abs(x); {
	case size > 18:
		p = math.Copysign(1, x)
	case size > 6:
		p = math.Copysign(0.5, x)
	}
	return &p, nil
}

// number reads a finite number of the given range.
func number(value string, lo, hi float64) (float64, error) {
	x, err := strconv.ParseFloat(value, 64)
	if err != nil || !(x >= lo && x <= hi) {
		return 0, fmt.Errorf("%q is no number from %g to %g", value, lo, hi)
	}
	return x, nil
}

// Levels of reliability, the lowest first.
var levels = []string{"low", "mixed", "high"}

// levelWords are the levels of raters' words for reliability, after fold.
var levelWords = map[string]string{
	"very high": "high", "high": "high", "mostly factual": "high", "high credibility": "high", "generally reliable": "high",
	"mixed": "mixed", "medium": "mixed", "medium credibility": "mixed", "no consensus": "mixed",
	"low": "low", "very low": "low", "low credibility": "low", "generally unreliable": "low", "deprecated": "low", "blacklisted": "low",
}

// levelOf is the level of a rater's word or, for Ad Fontes, score from 0 to 64: its chart calls 40 and more
// reliable, below 24 unreliable. It is "" for "n/a" and "not rated".
func levelOf(value string) (string, error) {
	word := fold(value)
	if level, ok := levelWords[word]; ok {
		return level, nil
	}
	if word == "n a" || word == "not rated" {
		return "", nil
	}
	x, err := number(value, 0, 64)
	switch {
	case err != nil:
		return "", fmt.Errorf("unknown reliability %q: known are very high, high, mostly factual, mixed, low, very low, Wikipedia's words and numbers from 0 to 64", value)
	case x >= 40:
		return "high", nil
	case x >= 24:
		return "mixed", nil
	default:
		return "low", nil
	}
}

// Reliability sums up an outlet's ratings of reliability: "high", "mixed" or "low", the level that most
// raters give, the lower one of equally frequent ones; "" where nobody rated it.
func Reliability(ratings []news.Rating) string {
	count := make(map[string]int)
	for _, r := range ratings {
		if r.Kind != news.RatingReliability {
			continue
		}
		if level, err := levelOf(r.Value); err == nil && level != "" {
			count[level] += max(r.Raters, 1)
		}
	}
	best := ""
	for _, level := range levels {
		if count[level] > count[best] {
			best = level
		}
	}
	return best
}

// fold writes a rater's words in lower case, parted by single spaces, without remarks in brackets.
func fold(value string) string {
	value, _, _ = strings.Cut(value, "(")
	return strings.ToLower(strings.Join(strings.FieldsFunc(value, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " "))
}
