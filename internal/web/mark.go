package web

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/parallax-news/parallax/internal/news"
)

// Lean is the mark of a side: a slice of the coverage bar with its letter.
type Lean struct {
	Side   string // look: "1" to "5", "u" for Unrated
	Key    string // in addresses: "left"
	Letter string
	Name   string
}

// looks are the colours and shapes of a scale's steps by their number: the first is always 1 and the
// last 3, the middle 2; 4 and 5 are paler forms of 1 and 3 between them.
var looks = map[int][]string{2: {"1", "3"}, 3: {"1", "2", "3"}, 4: {"1", "4", "5", "3"}, 5: {"1", "4", "2", "5", "3"}}

// leans makes the marks of a scale, by side, Unrated first.
func leans(scale news.Scale) []Lean {
	marks := make([]Lean, len(scale.Steps)+1)
	for side := range marks {
		st := scale.Step(news.Side(side))
		look := "u"
		if side > 0 {
			look = looks[len(scale.Steps)][side-1]
		}
		marks[side] = Lean{Side: look, Key: st.Key, Letter: st.Letter, Name: st.Name}
	}
	return marks
}

// lean is the mark of a side; a side that the scale does not have is Unrated.
func (s *Server) lean(side news.Side) Lean {
	if side < 0 || int(side) >= len(s.leans) {
		side = news.Unrated
	}
	return s.leans[side]
}

// OutletMark is an outlet's monogram, which links to its page.
type OutletMark struct {
	Letters string
	Name    string
	Href    string
}

func (s *Server) outletMark(domain, name string) OutletMark {
	return OutletMark{Letters: monogram(name), Name: name, Href: s.links.Outlet(domain)}
}

// monogram makes two letters of a name: the first letters of its first two words, or the first two
// of its only one; "The" is no word.
func monogram(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(words) > 1 && strings.EqualFold(words[0], "the") {
		words = words[1:]
	}
	switch len(words) {
	case 0:
		return "?"
	case 1:
		first, n := utf8.DecodeRuneInString(words[0])
		second, _ := utf8.DecodeRuneInString(words[0][n:])
		if second == utf8.RuneError {
			return string(unicode.ToUpper(first))
		}
		return string(unicode.ToUpper(first)) + string(second)
	default:
		a, _ := utf8.DecodeRuneInString(words[0])
		b, _ := utf8.DecodeRuneInString(words[1])
		return string(unicode.ToUpper(a)) + string(unicode.ToUpper(b))
	}
}
