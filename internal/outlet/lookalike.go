package outlet

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
	"golang.org/x/text/unicode/norm"

	"github.com/parallax-news/parallax/internal/text"
)

// LookAlike warns that a name could be taken for an outlet's.
type LookAlike struct {
	Domain string // the outlet that it resembles
	Why    string // in words
}

// Resemblance finds names that could be taken for one of a set of outlets, rated ones above all. It only
// warns: what a name resembles never gives it a rating.
type Resemblance struct {
	domains map[string]bool
	outlets []brand // by skeleton
}

// brand is an outlet's name in its domain: "washingtonpost" of washingtonpost.com.
type brand struct{ domain, skeleton string }

// NewResemblance prepares a set of outlets' domains.
func NewResemblance(domains []string) *Resemblance {
	r := &Resemblance{domains: make(map[string]bool)}
	for _, d := range domains {
		r.domains[d] = true
		r.outlets = append(r.outlets, brand{d, Skeleton(name(d))})
	}
	slices.SortFunc(r.outlets, func(a, b brand) int {
		return cmp.Or(cmp.Compare(a.skeleton, b.skeleton), cmp.Compare(a.domain, b.domain))
	})
	return r
}

// fewestShown is the length from which on an outlet's name inside a longer one is a warning; shorter ones
// must stand apart (bbc-news, not abbcor).
const fewestShown = 6

// Of lists the outlets that a host's name resembles, nil when it is one of them or resembles none: names that
// look the same letter for letter (the skeleton of UTS 39) or under another ending, that differ by one slip of
// the keyboard (two in names of 9 letters and more), that hold the outlet's name, or whose host puts the outlet's whole
// domain before their own.
func (r *Resemblance) Of(host string) []LookAlike {
	domain := Domain(host)
	if domain == "" || r.domains[domain] {
		return nil
	}
	own := name(domain)
	skeleton, below := Skeleton(own), ASCII(host)
	parts := partsOf(own)
	var found []LookAlike
	for _, b := range r.outlets {
		why := ""
		switch {
		case skeleton == b.skeleton:
			why = "the name looks the same"
		case slip(skeleton, b.skeleton):
			why = "the name differs by a slip of the keyboard"
		case len(b.skeleton) >= fewestShown && strings.Contains(skeleton, b.skeleton), slices.Contains(parts, b.skeleton):
			why = "the name holds the outlet's name"
		case strings.HasPrefix(below, b.domain+".") || strings.Contains(below, "."+b.domain+"."):
			why = "the outlet's domain stands before its own"
		default:
			continue
		}
		found = append(found, LookAlike{b.domain, why})
	}
	return found
}

// affixes are what imitators put before or after a short name.
var affixes = []string{"news", "online", "live", "daily", "24", "tv", "com", "the", "now", "today", "world", "usa", "uk", "official", "media", "press", "breaking"}

// partsOf are the skeletons of what stands between a label's hyphens, and of what is left without an affix.
func partsOf(label string) []string {
	label = strings.ToLower(unicodeName(label))
	parts := strings.Split(label, "-")
	for _, a := range affixes {
		for _, cut := range []func(string, string) (string, bool){strings.CutPrefix, strings.CutSuffix} {
			if rest, ok := cut(label, a); ok && rest != "" {
				parts = append(parts, rest)
			}
		}
	}
	for i := range parts {
		parts[i] = Skeleton(parts[i])
	}
	return parts
}

// name is the label of a domain that its owner chose.
func name(domain string) string {
	suffix, _ := publicsuffix.PublicSuffix(domain)
	rest := strings.TrimSuffix(domain, "."+suffix)
	label, _, _ := strings.Cut(rest, ".")
	return label
}

// unicodeName undoes the encoding of a label in another script.
func unicodeName(label string) string {
	if u, err := idna.Punycode.ToUnicode(label); err == nil {
		return u
	}
	return label
}

// Skeleton writes a label so that labels which look alike are the same, after the confusables of UTS 39 as far as they
// are letters of Latin, Greek, Cyrillic, Armenian and Hebrew script and digits: without marks, hyphens and case.
func Skeleton(label string) string {
	label = norm.NFKD.String(unicodeName(label))
	var b strings.Builder
	for _, r := range label {
		if c, ok := confusable[r]; ok {
			r = c
		}
		for _, c := range text.Fold(string(r)) {
			if c2, ok := confusable[c]; ok {
				c = c2
			}
			if c != '-' && c != '_' && c != '.' && c != '\'' {
				b.WriteRune(c)
			}
		}
	}
	return lookSame.Replace(b.String())
}

// lookSame are groups of letters that look like one.
var lookSame = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d", "ii", "n")

// confusable maps characters to the Latin letter that they look like; l stands for i, I, 1 and |.
var confusable = map[rune]rune{
	'а': 'a', 'ɑ': 'a', 'α': 'a', '4': 'a',
	'в': 'b', 'Ь': 'b', 'ь': 'b', 'ß': 'b', 'β': 'b', '8': 'b',
	'с': 'c', 'ϲ': 'c', 'ç': 'c',
	'ԁ': 'd', 'ɗ': 'd', 'đ': 'd',
	'е': 'e', 'є': 'e', 'ҽ': 'e', 'ε': 'e', '3': 'e',
	'ƒ': 'f', 'ғ': 'f',
	'ɡ': 'g', 'ց': 'g', '9': 'g',
	'һ': 'h', 'հ': 'h', 'н': 'h', 'ħ': 'h',
	'ј': 'j', 'ϳ': 'j',
	'к': 'k', 'κ': 'k',
	'і': 'l', 'ı': 'l', 'ι': 'l', 'i': 'l', '1': 'l', '|': 'l', 'ӏ': 'l', 'ł': 'l', 'ⅼ': 'l',
	'м': 'm',
	'ո': 'n', 'η': 'n', 'п': 'n',
	'о': 'o', 'ο': 'o', 'օ': 'o', '0': 'o', 'ס': 'o', 'ø': 'o', 'σ': 'o',
	'р': 'p', 'ρ': 'p',
	'ԛ': 'q', 'զ': 'q',
	'г': 'r',
	'ѕ': 's', '5': 's', 'ꜱ': 's',
	'т': 't', 'τ': 't', 'ŧ': 't', '7': 't',
	'υ': 'u', 'ս': 'u', 'ц': 'u',
	'ν': 'v', 'ѵ': 'v',
	'ԝ': 'w', 'ω': 'w', 'ѡ': 'w', 'ш': 'w',
	'х': 'x', 'χ': 'x',
	'у': 'y', 'γ': 'y', 'ү': 'y', 'ʏ': 'y',
	'ᴢ': 'z', 'ʐ': 'z', '2': 'z',
}

// slip tells whether one or, in names of 9 letters and more, two slips of the keyboard make one name of the
// other: a letter left out, put in, exchanged, or two swapped (optimal string alignment).
func slip(a, b string) bool {
	x, y := []rune(a), []rune(b)
	most := 1
	if min(len(x), len(y)) >= 9 {
		most = 2
	}
	if max(len(x), len(y))-min(len(x), len(y)) > most || min(len(x), len(y)) < 2 {
		return false
	}
	return distance(x, y) <= most
}

// distance is the optimal string alignment distance of two names.
func distance(x, y []rune) int {
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range row {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
