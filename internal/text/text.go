// Package text knows words: cleaning, languages, tokens, stems, sentences, names and fingerprints of texts.
//
// All functions are pure, accept any string (also invalid UTF-8 and other people's markup) and are safe for use by
// several goroutines. Words follow Unicode (UAX #29); scripts that are written without spaces are indexed by overlapping pairs
// of characters, so Thai, Lao, Khmer and Burmese, which neither rule serves, are only split at the boundaries that UAX #29 gives.
package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Clean makes one line of plain text: NFC, without control, bidi-control and zero-width characters (the joiners
// U+200C and U+200D stay, scripts and emoji need them), white space collapsed to single spaces, trimmed.
func Clean(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	space := false
	for _, r := range norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD")) {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
		case invisible(r):
		default:
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isClean reports whether Clean has nothing to do; it may miss some clean texts that are not ASCII.
func isClean(s string) bool {
	space := true // so that a leading space is found
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7f || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space || s == ""
}

// invisible reports characters that change how text looks without being seen: controls, marks and overrides of direction,
// zero-width spaces, soft hyphens, tags and characters that Unicode does not assign to text.
func invisible(r rune) bool {
	switch {
	case r == '\u200c' || r == '\u200d':
		return false
	case r == '\u00ad', r == '\u034f', r == '\u115f', r == '\u1160', r == '\u3164', r == '\uffa0':
		return true
	case unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r) && !arabicSign(r):
		return true
	}
	return false
}

// arabicSign reports format characters that are drawn: Arabic and Syriac signs that stand over numbers and words.
func arabicSign(r rune) bool {
	return r >= 0x600 && r <= 0x605 || r == 0x6dd || r == 0x70f || r == 0x890 || r == 0x891 || r == 0x8e2
}

// CleanLines is Clean for texts of several paragraphs: each line is cleaned, empty lines are dropped.
func CleanLines(s string) string {
	if !strings.ContainsAny(s, "\n\r\u2028\u2029") {
		return Clean(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for line := range strings.FieldsFuncSeq(s, lineBreak) {
		if line = Clean(line); line == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(line)
	}
	return b.String()
}

func lineBreak(r rune) bool {
	return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029'
}

// Cut shortens s to at most n runes, "…" included, at a word boundary where one lies in the second half.
// With n < 1 nothing is left.
func Cut(s string, n int) string {
	if n < 1 {
		return ""
	}
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	end, count, space := len(s), 0, -1
	for i, r := range s {
		if count == n-1 {
			end = i
			if unicode.IsSpace(r) {
				space = i
			}
			break
		}
		if unicode.IsSpace(r) && count >= n/2 {
			space = i
		}
		count++
	}
	if space >= 0 {
		end = space
	}
	return strings.TrimRightFunc(s[:end], func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;:.–—-(", r)
	}) + "…"
}

// Fold makes names comparable: compatibility forms made equal (NFKC), lower case, Latin letters without their marks,
// Arabic without vowel signs. Folding twice changes nothing.
func Fold(s string) string {
	ascii, lower := true, true
	for i := range len(s) {
		c := s[i]
		ascii = ascii && c < utf8.RuneSelf
		lower = lower && (c < 'A' || c > 'Z')
	}
	switch {
	case ascii && lower:
		return s
	case ascii:
		return strings.ToLower(s)
	}
	s = norm.NFKC.String(strings.ToLower(norm.NFKC.String(strings.ToValidUTF8(s, "\uFFFD"))))
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		foldRune(&b, r)
	}
	return b.String()
}

// foldRune writes what is left of a lower-case rune in normal form.
func foldRune(b *strings.Builder, r rune) {
	switch {
	case r < utf8.RuneSelf:
		b.WriteByte(byte(r))
	case r == 'ß':
		b.WriteString("ss")
	case r == 'æ':
		b.WriteString("ae")
	case r == 'œ':
		b.WriteString("oe")
	case r == 'ø':
		b.WriteByte('o')
	case r == 'ł':
		b.WriteByte('l')
	case r == 'đ', r == 'ð':
		b.WriteByte('d')
	case r == 'ı':
		b.WriteByte('i')
	case r == '’', r == 'ʼ':
		b.WriteByte('\'')
	case r == 'ё':
		b.WriteRune('е')
	case r == 'أ', r == 'إ', r == 'آ', r == 'ٱ':
		b.WriteRune('ا')
	case r == 'ـ', r >= 0x64b && r <= 0x65f, r >= 0x300 && r <= 0x36f:
	default:
		if base := baseLetter(r); base != r {
			foldRune(b, base)
			return
		}
		b.WriteRune(r)
	}
}

// baseLetter is a Latin letter without its marks, any other rune as it is.
func baseLetter(r rune) rune {
	if !unicode.Is(unicode.Latin, r) {
		return r
	}
	var in [utf8.UTFMax]byte
	d := norm.NFD.Properties(in[:utf8.EncodeRune(in[:], r)]).Decomposition()
	if len(d) == 0 {
		return r
	}
	base, _ := utf8.DecodeRune(d)
	return base
}
