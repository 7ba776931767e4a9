package outlet

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/parallax-news/parallax/internal/news"
)

// leanWords are the positions of the words that raters use, on [-1, 1], after fold and without noLean: far and plain
// left stand at -1, lean left at -0.5, least biased and center at 0. Ad Fontes gives numbers, see adFontesLean.
var leanWords = map[string]float64{
	"left": -1, "far left": -1, "extreme left": -1, "alt left": -1,
	"hyper partisan left": -1, "hyperpartisan left": -1, "most extreme left": -1,
	"lean left": -0.5, "leans left": -0.5, "left leaning": -0.5, "left center": -0.5, "center left": -0.5,
	"left centre": -0.5, "centre left": -0.5, "skews left": -0.5, "slight left": -0.5, "moderate left": -0.5,
	"center": 0, "centre": 0, "centrist": 0, "least": 0, "middle": 0, "neutral": 0, "balanced": 0,
	"right": 1, "far right": 1, "extreme right": 1, "alt right": 1,
	"hyper partisan right": 1, "hyperpartisan right": 1, "most extreme right": 1,
	"lean right": 0.5, "leans right": 0.5, "right leaning": 0.5, "right center": 0.5, "center right": 0.5,
	"right centre": 0.5, "centre right": 0.5, "skews right": 0.5, "slight right": 0.5, "moderate right": 0.5,
}

// noLean are words in a rater's value that say nothing of lean: filler, what kind of outlet it is, or that it was
// not placed (AllSides calls some outlets mixed, and itself by its name).
var noLean = map[string]bool{
	"bias": true, "biased": true, "and": true, "pro": true, "science": true, "conspiracy": true,
	"pseudoscience": true, "psuedoscience": true, "pseusdoscience": true, "quackery": true, "satire": true,
	"fake": true, "junk": true, "news": true, "questionable": true, "source": true, "sources": true,
	"mixed": true, "allsides": true, "not": true, "rated": true, "unrated": true, "n": true, "a": true,
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
	return &p, nil
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
