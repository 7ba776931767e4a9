package search

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/parallax-news/parallax/internal/text"
)

const (
	maxRunes = 100 // of a query that are read
	maxTerms = 8   // words, phrases and filters of a query that are used
	// pageLimit is the most articles of one page.
	pageLimit = 20
)

// Query is a search as Parse reads it. The zero Query finds nothing.
type Query struct {
	Text    string // as typed, at most 100 characters
	Terms   []Term
	Filters []Filter
	After   time.Time // articles of this time or later; zero no limit
	Before  time.Time // articles before this time; zero no limit
	Newest  bool      // newest first in place of best first
	Skip    int       // articles of earlier pages
	Limit   int       // articles, at most 20; 0 means 20
}

// Term is a word or a phrase.
type Term struct {
	Words []string // folded; more than one follow each other
	Not   bool     // must not occur
}

// Filter restricts hits to articles of an outlet, side, topic or language. Of several of a kind one must hold.
type Filter struct {
	Kind  string // "outlet", "side", "topic" or "lang"
	Value string // lower case
	Not   bool   // must not hold
}

// Empty tells whether the query asks for nothing, so that it finds nothing.
func (q Query) Empty() bool {
	for _, t := range q.Terms {
		if !t.Not {
			return false
		}
	}
	for _, f := range q.Filters {
		if !f.Not {
			return false
		}
	}
	return q.After.IsZero() && q.Before.IsZero()
}

func (q Query) limit() int {
	if q.Limit <= 0 || q.Limit > pageLimit {
		return pageLimit
	}
	return q.Limit
}

// Parse reads words, "phrases", -words that must not occur, and the filters outlet:, side:, topic:, lang:, after: and before:
// (a year, month or day). Every string is a query: what is no filter is taken as words. Of a long
// one the first 100 characters and 8 terms are used.
func Parse(s string) Query {
	s = strings.ToValidUTF8(s, " ")
	if utf8.RuneCountInString(s) > maxRunes {
		s = string([]rune(s)[:maxRunes])
	}
	q := Query{Text: strings.TrimSpace(s)}
	for rest := s; ; {
		var p part
		var ok bool
		if p, rest, ok = next(rest); !ok {
			return q
		}
		if len(q.Terms)+len(q.Filters) < maxTerms && !q.filter(p) {
			q.words(p)
		}
	}
}

// part is a piece of a query as typed: [-][key:]value, where the value may be in quotes.
type part struct {
	not    bool
	key    string // lower case, "" none
	value  string
	quoted bool
}

// next takes the first part off a query.
func next(s string) (p part, rest string, ok bool) {
	s = strings.TrimLeftFunc(s, unicode.IsSpace)
	if s == "" {
		return part{}, "", false
	}
	if s[0] == '-' && len(s) > 1 && s[1] != ' ' {
		p.not, s = true, s[1:]
	}
	if i := strings.IndexByte(s, ':'); i > 0 && slices.Contains(keys, strings.ToLower(s[:i])) {
		p.key, s = strings.ToLower(s[:i]), s[i+1:]
	}
	r, size := utf8.DecodeRuneInString(s)
	if closing := quotes[r]; closing != "" {
		p.quoted = true
		end := strings.IndexAny(s[size:], closing)
		if end < 0 { // a quote that is never closed lasts to the end
			p.value = s[size:]
			return p, "", true
		}
		p.value = s[size : size+end]
		_, last := utf8.DecodeRuneInString(s[size+end:])
		return p, s[size+end+last:], true
	}
	end := strings.IndexFunc(s, unicode.IsSpace)
	if end < 0 {
		end = len(s)
	}
	p.value = s[:end]
	return p, s[end:], true
}

// keys are the names of filters.
var keys = []string{"outlet", "side", "topic", "lang", "after", "before"}

// quotes pairs each opening quote with those that may close it.
var quotes = map[rune]string{'"': `"`, '“': `”"`, '„': `“”"`, '«': `»`}

// filter takes a part as a filter; false when it is none.
func (q *Query) filter(p part) bool {
	value := strings.ToLower(strings.TrimSpace(p.value))
	if value == "" {
		return p.key != ""
	}
	switch p.key {
	case "after", "before":
		day, ok := parseDay(value)
		if !ok || p.not {
			return false
		}
		if p.key == "after" {
			q.After = day
		} else {
			q.Before = day
		}
		return true
	case "outlet":
		value = domain(value)
	case "":
		return false
	}
	q.Filters = append(q.Filters, Filter{p.key, value, p.not})
	return true
}

// domain takes what people put around a domain off it.
func domain(s string) string {
	if _, after, ok := strings.Cut(s, "://"); ok {
		s = after
	}
	s, _, _ = strings.Cut(s, "/")
	return strings.TrimPrefix(s, "www.")
}

// parseDay reads 2026, 2026-08 or 2026-08-31 as the beginning of it, UTC.
func parseDay(s string) (time.Time, bool) {
	for _, layout := range []string{"2006", "2006-01", "2006-1", time.DateOnly, "2006-1-2"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// empty tells that nothing is left of a word: a lone accent folds to that.
func empty(word string) bool { return word == "" }

// words takes a part as text: in quotes a phrase, else its words ("twenty-one" is two that follow each other).
func (q *Query) words(p part) {
	value := p.value
	if p.key != "" {
		value = p.key + " " + value
	}
	words := slices.DeleteFunc(text.Words(value), empty)
	if len(words) > 0 {
		q.Terms = append(q.Terms, Term{words, p.not})
	}
}
