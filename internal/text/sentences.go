package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/sentences"
)

// abbreviations are what a full stop follows without ending a sentence, folded, without the stop.
var abbreviations = set(`mr mrs ms dr prof rev hon sen sens rep reps gov govs gen col lt maj sgt capt cmdr adm pres supt det st mt ft jr sr vs no nos fig
	jan feb mar apr jun jul aug sept sep oct nov dec approx est inc ltd corp co bros dept univ assn ave blvd rd
	hr fr bzw ca evtl ggf inkl nr sog str usw vgl zb mme mlle av env sra srta dna dott sig avv ing mevr dhr drs mw г гг ул стр им`)

// starters are words that begin sentences and are never the next word after an abbreviated name ("in the U.S. The ...").
var starters = set(`the a an in on at it he she they we but and this that these those there when while after before as for if however
	meanwhile his her their its our der die das ein eine le la les un une el los il`)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// Sentences splits s by Unicode's rules (UAX #29), mended where these take an abbreviation for an end. Each
// sentence is an exact substring of s, trimmed, never empty, in order; line breaks always end one.
func Sentences(s string) []string {
	var out []string
	it := sentences.FromString(s)
	start := 0
	for it.Next() {
		end := it.End()
		part := s[start:end]
		if end < len(s) && !strings.HasSuffix(strings.TrimRight(part, " \t\u00a0"), "\n") && continues(part, s[end:]) {
			continue
		}
		start = end
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	if part := strings.TrimSpace(s[start:]); part != "" {
		out = append(out, part)
	}
	return out
}

// continues reports whether what was taken for a sentence goes on: it ends with an abbreviation or an initial.
func continues(part, rest string) bool {
	part = strings.TrimRightFunc(part, unicode.IsSpace)
	if !strings.HasSuffix(part, ".") {
		return false
	}
	part = part[:len(part)-1]
	word := part[strings.LastIndexFunc(part, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("(\"'“‘«", r) })+1:]
	word = strings.TrimLeftFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if abbreviations[Fold(word)] {
		return true
	}
	initials := strings.Contains(word, ".") && len(word) <= 6 && !unicode.IsDigit(firstRune(word)) // "U.S", "z.B"
	single := utf8.RuneCountInString(word) == 1 && unicode.IsUpper(firstRune(word))                // "J"
	if !initials && !single {
		return false
	}
	for t := range Tokens(rest[:min(len(rest), 64)]) {
		return !starters[t.Word]
	}
	return false
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
