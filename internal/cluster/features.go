package cluster

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parallax-news/parallax/internal/text"
)

// Limits of what is read of an article: what comes later costs time and gains no quality.
const (
	maxTitle = 300  // bytes
	maxBody  = 3000 // bytes
	maxTerms = 48   // heaviest terms kept
	lead     = 50   // words of the body that count as its lead
)

// kind tells where a term stands and what it is; kinds add up.
type kind uint8

const (
	inTitle  kind = 1 << iota
	isName        // written with a capital inside of a sentence
	isNumber      // begins with a digit
)

// term is a word of an article as it is compared: 8 bytes, because a busy week holds fifty million.
type term struct {
	key    uint32 // hash of the stem
	rarity uint8  // inverse document frequency when the article came, in sixteenths of a nat
	weight uint8  // damped frequency in title and body, in eighths
	kind   kind
}

// mass is what the term counts for in its article.
func (t term) mass() uint32 { return uint32(t.rarity) * uint32(t.weight) }

// counted is a term while its article is read.
type counted struct {
	body int // occurrences in the body
	kind kind
	lead bool
}

// reader turns articles into terms. It keeps what it allocates from one article to the next.
type reader struct {
	lang    string
	counts  map[uint32]counted
	keys    map[string]uint32 // by word: stemming is the dearest part
	ignored map[string]bool
	words   int
	print   text.Printer
}

func newReader() *reader {
	return &reader{counts: map[uint32]counted{}, keys: map[string]uint32{}, ignored: dayNames()}
}

// maxKeys bounds the memory of reader.keys.
const maxKeys = 1 << 18

// dayNames are words that date an article and say nothing of its subject.
func dayNames() map[string]bool {
	names := map[string]bool{}
	for _, w := range strings.Fields(`monday tuesday wednesday thursday friday saturday sunday january february march april june july
		august september october november december today yesterday tomorrow`) {
		names[w] = true
	}
	return names
}

// read counts the terms of an article; the counts are valid until the next read.
func (r *reader) read(it Item) {
	if it.Language != r.lang {
		r.lang = it.Language
		clear(r.keys)
	}
	clear(r.counts)
	r.words, r.print = 0, text.Printer{}
	title := cut(it.Title, maxTitle)
	r.scan(title, true, titleCase(title))
	r.scan(cut(it.Text, maxBody), false, false)
}

// cut shortens s to at most n bytes of whole runes.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func (r *reader) scan(s string, title, capitals bool) {
	end := 0
	place := 0
	for t := range text.Tokens(s) {
		gap := s[min(end, t.At):t.At]
		end = t.At + len(t.Raw)
		initial := place == 0 || strings.ContainsAny(gap, ".!?:\n\"“”‘«»—–|")
		place++
		r.words++
		r.print.Add(t.Word)
		k := r.key(t.Word)
		if k == 0 {
			continue
		}
		c := r.counts[k]
		if first, _ := utf8.DecodeRuneInString(t.Raw); unicode.IsDigit(first) {
			c.kind |= isNumber
		} else if !initial && !capitals && unicode.IsUpper(first) {
			c.kind |= isName
		}
		if title {
			c.kind |= inTitle
		} else {
			c.body++
			c.lead = c.lead || place <= lead
		}
		r.counts[k] = c
	}
}

// key is the hash of a folded word's stem, 0 for words that carry no subject.
func (r *reader) key(word string) uint32 {
	k, ok := r.keys[word]
	if ok {
		return k
	}
	if !text.StopWord(word, r.lang) && !r.ignored[word] && (len(word) > 1 || word[0] >= utf8.RuneSelf) {
		k = hash(text.Stem(word, r.lang))
	}
	if len(r.keys) >= maxKeys {
		clear(r.keys)
	}
	r.keys[strings.Clone(word)] = k
	return k
}

// hash is FNV-1a of 32 bits; 0 is kept free.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return max(h, 1)
}

// titleCase reports whether a headline is Written In Capitals Like This, so that they tell nothing.
func titleCase(s string) bool {
	capital, small := 0, 0
	for t := range text.Tokens(s) {
		switch first, _ := utf8.DecodeRuneInString(t.Raw); {
		case unicode.IsUpper(first):
			capital++
		case unicode.IsLower(first) && len(t.Raw) > 3:
			small++
		}
	}
	return capital > 2 && capital > 2*small
}

// Weights of a term's places, found by sweeps over the development files; quality is flat around them.
const (
	titleWeight = 3.0
	leadWeight  = 0.5
	nameWeight  = 1.25
)

// terms makes terms of the counts: the heaviest maxTerms, in order of their keys. rarity is in nats.
func (r *reader) terms(rarity func(key uint32) float64) []term {
	ts := make([]term, 0, len(r.counts))
	for k, c := range r.counts {
		w := 0.0
		if c.kind&inTitle != 0 {
			w = titleWeight
		}
		if c.body > 0 {
			w += 1 + math.Log(float64(c.body))
		}
		if c.lead {
			w += leadWeight
		}
		if c.kind&isName != 0 {
			w *= nameWeight
		}
		t := term{key: k, rarity: quantum(16 * rarity(k)), weight: quantum(8 * w), kind: c.kind}
		ts = append(ts, t)
	}
	if len(ts) > maxTerms {
		slices.SortFunc(ts, heavier)
		ts = ts[:maxTerms:maxTerms]
	}
	slices.SortFunc(ts, func(a, b term) int { return cmp.Compare(a.key, b.key) })
	return slices.Clone(ts)
}

func quantum(x float64) uint8 { return uint8(min(255, math.Round(x))) }

// heavier orders terms by mass, the heaviest first.
func heavier(a, b term) int {
	if d := cmp.Compare(b.mass(), a.mass()); d != 0 {
		return d
	}
	return cmp.Compare(a.key, b.key)
}
