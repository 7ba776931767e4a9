package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxName is the greatest number of words in a name.
const maxName = 6

// joiners stand in lower case inside of names: "Bank of England", "Ursula von der Leyen".
var joiners = set(`of de del della der den di da do dos das du des la le el al bin ibn ben van von zu y und`)

// Names lists the runs of capitalised words of s as written ("South Korea", "Shinzo Abe"), in order of appearance, repeated
// ones too. A single word that begins a sentence is left out when it is a stop word or stands in lower case elsewhere in
// s. Scripts without capitals have no names here, and German nouns count as names.
func Names(s string) []string {
	var out []string
	lower := lowerWords(s)
	for _, line := range Sentences(s) {
		out = appendNames(out, line, lower)
	}
	return out
}

// lowerWords are the words that stand in lower case in s.
func lowerWords(s string) map[string]bool {
	out := map[string]bool{}
	for t := range Tokens(s) {
		if unicode.IsLower(firstRune(t.Raw)) {
			out[t.Word] = true
		}
	}
	return out
}

// appendNames adds the names of one sentence.
func appendNames(out []string, sentence string, lower map[string]bool) []string {
	var run struct {
		start, end, words int
		initial           bool // it begins the sentence
	}
	flush := func() {
		if run.words == 0 {
			return
		}
		name := trimName(sentence[run.start:run.end])
		word := Fold(name)
		if run.words > 1 || !StopWord(word, "") && !(run.initial && lower[word]) {
			out = append(out, name)
		}
		run.words = 0
	}
	pos, joined, first := 0, 0, true
	for t := range Tokens(sentence) {
		if run.words > 0 && (t.At < pos || !joins(sentence[pos:t.At])) {
			flush()
		}
		pos = t.At + len(t.Raw)
		switch capital := unicode.IsUpper(firstRune(t.Raw)); {
		case capital && run.words > 0 && run.words < maxName:
			run.end, joined = pos, 0
			run.words++
		case capital:
			flush()
			if !first || !StopWord(t.Word, "") {
				run.start, run.end, run.words, run.initial, joined = t.At, pos, 1, first, 0
			}
		case run.words > 0 && joined < 2 && joiners[t.Word]:
			joined++
		default:
			flush()
		}
		first = false
	}
	flush()
	return out
}

// joins reports whether a gap between two words may lie within a name.
func joins(gap string) bool {
	switch gap {
	case " ", "-", "'", "’", ". ", ".", "\u00a0", " & ":
		return true
	}
	return false
}

// trimName takes a possessive ending off.
func trimName(name string) string {
	for _, ending := range []string{"'s", "’s", "'", "’"} {
		if cut, ok := strings.CutSuffix(name, ending); ok && utf8.RuneCountInString(cut) > 1 {
			return cut
		}
	}
	return name
}
