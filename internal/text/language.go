package text

import (
	"unicode"

	"github.com/abadojack/whatlanggo"
)

// shortText is the number of letters below which trigrams are too few to overrule a declared language.
const shortText = 60

// scanned is how much of a text, in bytes, is looked at: more does not change the answer.
const scanned = 600

// languages are those that are told apart by trigrams: all that outlets of the catalogue write in any number.
func languages() map[whatlanggo.Lang]bool {
	return map[whatlanggo.Lang]bool{
		whatlanggo.Arb: true, whatlanggo.Ben: true, whatlanggo.Bul: true, whatlanggo.Ces: true, whatlanggo.Cmn: true, whatlanggo.Dan: true,
		whatlanggo.Deu: true, whatlanggo.Ell: true, whatlanggo.Eng: true, whatlanggo.Fin: true, whatlanggo.Fra: true, whatlanggo.Heb: true,
		whatlanggo.Hin: true, whatlanggo.Hrv: true, whatlanggo.Hun: true, whatlanggo.Ind: true, whatlanggo.Ita: true, whatlanggo.Jpn: true,
		whatlanggo.Kor: true, whatlanggo.Nld: true, whatlanggo.Nob: true, whatlanggo.Pes: true, whatlanggo.Pol: true, whatlanggo.Por: true,
		whatlanggo.Ron: true, whatlanggo.Rus: true, whatlanggo.Spa: true, whatlanggo.Srp: true, whatlanggo.Swe: true, whatlanggo.Tam: true,
		whatlanggo.Tel: true, whatlanggo.Tgl: true, whatlanggo.Tha: true, whatlanggo.Tur: true, whatlanggo.Ukr: true, whatlanggo.Urd: true,
		whatlanggo.Vie: true,
	}
}

// Language names the language of s by its BCP 47 primary tag, "" when it cannot be told. prior is the declared
// language of feed or outlet ("" none); it wins when the text is short or the trigrams are unsure, unless s is
// written in a script that the prior is never written in.
func Language(s, prior string) string {
	s = s[:min(len(s), scanned)]
	script, letters := scriptOf(s)
	if letters == 0 {
		return prior
	}
	if lang := oneLanguage(script); lang != "" {
		return lang
	}
	fits := prior != "" && scriptFits(script, prior)
	if fits && letters < shortText {
		return prior
	}
	info := whatlanggo.DetectWithOptions(s, whatlanggo.Options{Whitelist: languages()})
	lang := info.Lang.Iso6391()
	switch {
	case fits && (info.Confidence < whatlanggo.ReliableConfidenceThreshold || lang == ""):
		return prior
	case letters < shortText/3 && info.Confidence < whatlanggo.ReliableConfidenceThreshold/2:
		return ""
	case lang == "no" || lang == "nb":
		return "nb"
	}
	return lang
}

// script is a writing system, as far as languages are told apart by it.
type script int

const (
	other script = iota
	latin
	cyrillic
	arabicScript
	han
	kana
	hangul
	greek
	hebrew
	thai
)

// scriptOf names the script of most letters and counts the letters. Some kana make a text Japanese.
func scriptOf(s string) (script, int) {
	var n [thai + 1]int
	letters := 0
	for _, r := range s {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		n[scriptOfRune(r)]++
	}
	if n[kana]*10 > n[han] && n[kana]+n[han] > letters/2 {
		return kana, letters
	}
	best := other
	for i, count := range n {
		if count > n[best] {
			best = script(i)
		}
	}
	return best, letters
}

func scriptOfRune(r rune) script {
	switch {
	case r < 0x250:
		return latin
	case r >= 0x400 && r < 0x530:
		return cyrillic
	case r >= 0x600 && r < 0x780, r >= 0xfb50 && r < 0xfdff:
		return arabicScript
	case r >= 0x3040 && r < 0x3100:
		return kana
	case r >= 0x4e00 && r < 0xa000, r >= 0x3400 && r < 0x4dc0:
		return han
	case r >= 0xac00 && r < 0xd7b0, r >= 0x1100 && r < 0x1200:
		return hangul
	case r >= 0x370 && r < 0x400:
		return greek
	case r >= 0x590 && r < 0x600:
		return hebrew
	case r >= 0xe00 && r < 0xe80:
		return thai
	case unicode.Is(unicode.Latin, r):
		return latin
	}
	return other
}

// oneLanguage names the language of scripts that only one language of the news is written in.
func oneLanguage(s script) string {
	switch s {
	case han:
		return "zh"
	case kana:
		return "ja"
	case hangul:
		return "ko"
	case greek:
		return "el"
	case hebrew:
		return "he"
	case thai:
		return "th"
	}
	return ""
}

// scriptFits reports whether a language is written in a script.
func scriptFits(s script, lang string) bool {
	switch lang {
	case "ru", "uk", "bg", "be", "mk", "kk", "ky", "mn":
		return s == cyrillic
	case "sr":
		return s == cyrillic || s == latin
	case "ar", "fa", "ur", "ps", "ckb":
		return s == arabicScript
	case "ja", "ko", "zh", "el", "he", "th":
		return false // other scripts than their own reach this point
	case "hi", "bn", "ta", "te", "mr", "gu", "kn", "ml", "pa", "ne", "si", "my", "km", "lo", "ka", "hy", "am":
		return s == other
	}
	return s == latin
}
