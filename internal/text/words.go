package text

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

// maxWord is the longest word that is kept, in bytes: longer ones are addresses, keys and noise.
const maxWord = 64

// Token is a word of a text as written and as it is compared.
type Token struct {
	Raw  string // as written; for the scripts without spaces a pair of characters
	Word string // folded
	At   int    // where Raw begins, in bytes
}

// Words lists the words of s, folded: Unicode words (UAX #29) with a letter or digit, possessive endings and elided articles
// taken off. Han, kana and Hangul become overlapping pairs of characters.
func Words(s string) []string {
	out := make([]string, 0, len(s)/6)
	for t := range Tokens(s) {
		out = append(out, t.Word)
	}
	return out
}

// Tokens yields the words that Words lists, with how they were written.
func Tokens(s string) iter.Seq[Token] {
	return func(yield func(Token) bool) {
		run := -1 // start of a run of characters to be paired
		it := words.FromString(s)
		for it.Next() {
			raw, at := it.Value(), it.Start()
			if paired(raw) {
				if run < 0 {
					run = at
				}
				continue
			}
			if run >= 0 {
				if !pairs(run, s[run:at], yield) {
					return
				}
				run = -1
			}
			if wordy(raw) && len(raw) <= maxWord && !yieldWord(at, raw, yield) {
				return
			}
		}
		if run >= 0 {
			pairs(run, s[run:], yield)
		}
	}
}

// wordy reports whether a token holds a letter or a digit.
func wordy(token string) bool {
	r, size := utf8.DecodeRuneInString(token)
	if unicode.IsLetter(r) || unicode.IsDigit(r) {
		return true
	}
	return size < len(token) && strings.ContainsFunc(token[size:], func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r)
	})
}

// paired reports whether a token is of a script that is indexed by pairs of characters.
func paired(token string) bool {
	if token[0] < 0xe1 { // below U+1000
		return false
	}
	r, _ := utf8.DecodeRuneInString(token)
	return r >= 0x1100 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r == 'ー'
}

// pairs yields the overlapping pairs of a run; a run of one character is yielded as it is.
func pairs(at int, run string, yield func(Token) bool) bool {
	_, first := utf8.DecodeRuneInString(run)
	if first == len(run) {
		return yield(Token{run, Fold(run), at})
	}
	for start, mid := 0, first; mid < len(run); {
		_, size := utf8.DecodeRuneInString(run[mid:])
		raw := run[start : mid+size]
		if !yield(Token{raw, Fold(raw), at + start}) {
			return false
		}
		start, mid = mid, mid+size
	}
	return true
}

// yieldWord folds a word; "l'eau" becomes "l" and "eau", "Seoul's" becomes "seoul".
func yieldWord(at int, raw string, yield func(Token) bool) bool {
	word := strings.Trim(Fold(raw), "'")
	i := strings.IndexByte(word, '\'')
	switch {
	case word == "":
		return true
	case i < 0:
		return yield(Token{raw, word, at})
	}
	before, after := word[:i], strings.TrimLeft(word[i+1:], "'")
	switch j := strings.IndexAny(raw, "'’ʼ＇"); {
	case after == "s":
		return yield(Token{raw, before, at})
	case j > 0 && elided(before):
		_, size := utf8.DecodeRuneInString(raw[j:])
		return yield(Token{raw[:j], before, at}) && yield(Token{raw[j+size:], after, at + j + size})
	}
	return yield(Token{raw, word, at})
}

// elided reports articles and particles that French and Italian (and Irish names) join to the next word.
func elided(s string) bool {
	if len(s) <= 2 {
		return true
	}
	switch s {
	case "all", "dell", "nell", "sull", "dall", "un", "quest", "jusqu", "lorsqu", "puisqu", "quelqu", "aujourd":
		return true
	}
	return false
}

// Terms lists the words of s, stemmed: what the full-text search indexes and what queries are made of.
func Terms(s, lang string) []string {
	out := Words(s)
	for i, w := range out {
		out[i] = Stem(w, lang)
	}
	return out
}
