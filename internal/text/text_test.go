package text

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "A plain title", "A plain title"},
		{"spaces", "  two\t words\u00a0here \n", "two words here"},
		{"bidi override", "safe\u202egnp.exe", "safegnp.exe"},
		{"zero width", "zero\u200bwidth\ufeff", "zerowidth"},
		{"joiners stay", "می\u200cخواهم", "می\u200cخواهم"},
		{"controls", "a\x00b\x1bc\u0085d", "abc d"},
		{"decomposed", "Cafe\u0301", "Café"},
		{"invalid", "a\xffb", "a\uFFFDb"},
		{"empty", " \n ", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Clean(c.in); got != c.want {
				t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestCleanLines(t *testing.T) {
	if got, want := CleanLines("One  two\r\n\r\n \nthree\u2029four "), "One two\nthree\nfour"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestCut(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{
		{"short", 10, "short"},
		{"the quick brown fox", 12, "the quick…"},
		{"the quick, brown fox", 12, "the quick…"},
		{"unbreakablelongword", 5, "unbr…"},
		{"日本語の長い見出し", 5, "日本語の…"},
		{"any", 0, ""},
		{"ab", 1, "…"},
	} {
		if got := Cut(c.in, c.n); got != c.want {
			t.Errorf("Cut(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}

func TestFold(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"São Paulo", "sao paulo"},
		{"ÅNGSTRÖM", "angstrom"},
		{"Łódź", "lodz"},
		{"Straße", "strasse"},
		{"ＡＢＣ１２", "abc12"},
		{"Ёлка", "елка"},
		{"Йод", "йод"},
		{"أحمد", "احمد"},
		{"ガ", "ガ"},
		{"ﾊﾟ", "パ"},
		{"plain", "plain"},
	} {
		if got := Fold(c.in); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"english", "Seoul's 3.5% rise, don't panic!", []string{"seoul", "3.5", "rise", "don't", "panic"}},
		{"french", "L’eau d'Évian", []string{"l", "eau", "d", "evian"}},
		{"russian", "Встреча в Москве", []string{"встреча", "в", "москве"}},
		{"japanese", "東京都で地震", []string{"東京", "京都", "都で", "で地", "地震"}},
		{"katakana", "ニュース", []string{"ニュ", "ュー", "ース"}},
		{"korean", "서울 시장", []string{"서울", "시장"}},
		{"chinese and latin", "华为5G手机", []string{"华为", "5g", "手机"}},
		{"one character", "中 x", []string{"中", "x"}},
		{"noise", "-- …", []string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Words(c.in); !reflect.DeepEqual(got, c.want) {
				t.Errorf("Words(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestTerms(t *testing.T) {
	for _, c := range []struct {
		lang, in string
		want     []string
	}{
		{"en", "Elections were held", []string{"elect", "were", "held"}},
		{"de", "Wahlen", []string{"wahl"}},
		{"xx", "Wahlen", []string{"wahlen"}},
		{"en", "2024", []string{"2024"}},
	} {
		if got := Terms(c.in, c.lang); !reflect.DeepEqual(got, c.want) {
			t.Errorf("Terms(%q, %q) = %q, want %q", c.in, c.lang, got, c.want)
		}
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct{ name, in, prior, want string }{
		{"english", "The government said on Monday that it would raise taxes next year, despite the protests in the capital.", "", "en"},
		{"german", "Die Regierung kündigte am Montag an, dass sie die Steuern im nächsten Jahr trotz der Proteste erhöhen werde.", "", "de"},
		{"feed says english, text is french", "Le gouvernement a annoncé lundi qu'il augmenterait les impôts l'année prochaine malgré les manifestations dans la capitale.", "en", "fr"},
		{"short headline keeps the prior", "Bayern gewinnt", "de", "de"},
		{"japanese", "東京で大きな地震がありました", "en", "ja"},
		{"chinese", "中国政府宣布新政策", "", "zh"},
		{"korean", "서울에서 회담이 열렸다", "", "ko"},
		{"russian", "Правительство объявило о повышении налогов в следующем году, несмотря на протесты в столице страны.", "", "ru"},
		{"arabic", "أعلنت الحكومة يوم الاثنين أنها سترفع الضرائب في العام المقبل رغم الاحتجاجات في العاصمة", "", "ar"},
		{"no letters", "123 456", "es", "es"},
		{"nothing known", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Language(c.in, c.prior); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"titles", "Mr. Abe met Sen. J. Smith in the U.S. on Monday. They agreed.", []string{"Mr. Abe met Sen. J. Smith in the U.S. on Monday.", "They agreed."}},
		{"country at the end", "He left the U.S. The trip was long.", []string{"He left the U.S.", "The trip was long."}},
		{"quotes", "“We won.” She smiled.", []string{"“We won.”", "She smiled."}},
		{"lines", "A headline\nThe first sentence. The second!", []string{"A headline", "The first sentence.", "The second!"}},
		{"numbers", "It rose 3.5 percent. Shares fell.", []string{"It rose 3.5 percent.", "Shares fell."}},
		{"japanese", "地震がありました。被害はありません。", []string{"地震がありました。", "被害はありません。"}},
		{"empty", " \n ", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Sentences(c.in); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestNames(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"people and places", "The leader of South Korea called Shinzo Abe's office.", []string{"South Korea", "Shinzo Abe"}},
		{"common first word", "Officials said nothing. The officials left Seoul.", []string{"Seoul"}},
		{"name first", "Obama spoke.", []string{"Obama"}},
		{"joined", "Ursula von der Leyen and the Bank of England", []string{"Ursula von der Leyen", "Bank of England"}},
		{"commas part", "Paris, London and Rome", []string{"Paris", "London", "Rome"}},
		{"none", "nothing here", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Names(c.in); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// lorem makes a text of n different words, so that texts with another seed share none.
func lorem(seed, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("w" + strings.Repeat("x", seed) + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + " ")
	}
	return b.String()
}

func TestFingerprint(t *testing.T) {
	long := lorem(1, 400)
	for _, c := range []struct {
		name, a, b string
		low, high  float64
	}{
		{"same", long, long, 1, 1},
		{"one word changed", long, strings.Replace(long, "wxaa", "other", 1), 0.9, 1},
		{"a sentence added", long, long + lorem(2, 20), 0.85, 1},
		{"half", long, lorem(1, 200) + lorem(2, 200), 0.2, 0.5},
		{"nothing shared", long, lorem(2, 400), 0, 0.08},
		{"capitals and points", "Police Arrest Two Men", "police arrest two men.", 1, 1},
		{"empty", "", "", 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Print(c.a).Similarity(Print(c.b)); got < c.low || got > c.high {
				t.Errorf("similarity %.2f, want %.2f to %.2f", got, c.low, c.high)
			}
		})
	}
}

func TestStopWord(t *testing.T) {
	if !StopWord("the", "en") || !StopWord("the", "") || !StopWord("und", "de") || StopWord("minister", "en") || StopWord("the", "ja") {
		t.Error("a stop word is taken for a word of subject, or the other way round")
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"Mr. Abe's l'eau", "東京で\u202eABC", "\xff\xfe ’ '", "a. B. c.\n\n«D»", "ﷺ ﾊﾟ ﬁ", "서울 2024년"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		clean := Clean(s)
		if Clean(clean) != clean || !utf8.ValidString(clean) || strings.ContainsAny(clean, "\n\u202e\u200b\x00") {
			t.Errorf("Clean(%q) = %q", s, clean)
		}
		if lines := CleanLines(s); CleanLines(lines) != lines {
			t.Errorf("CleanLines(%q) changes when repeated", s)
		}
		if folded := Fold(s); Fold(folded) != folded {
			t.Errorf("Fold(%q) = %q, folded again %q", s, folded, Fold(folded))
		}
		if n := utf8.RuneCountInString(Cut(clean, 20)); n > 20 {
			t.Errorf("Cut left %d runes", n)
		}
		rest := s
		for _, sentence := range Sentences(s) {
			i := strings.Index(rest, sentence)
			if i < 0 || sentence == "" || strings.TrimSpace(sentence) != sentence {
				t.Fatalf("sentence %q is not in its place", sentence)
			}
			rest = rest[i+len(sentence):]
		}
		for tok := range Tokens(s) {
			if tok.Word == "" || tok.Raw == "" || s[tok.At:tok.At+len(tok.Raw)] != tok.Raw {
				t.Errorf("token %+v of %q is empty or not in its place", tok, s)
			}
		}
		for _, name := range Names(s) {
			if !strings.Contains(s, name) || name == "" {
				t.Errorf("name %q is not in %q", name, s)
			}
		}
		Language(s, "")
		Terms(s, "en")
		p := Print(s)
		if sim := p.Similarity(p); sim != 0 && sim != 1 {
			t.Errorf("a text is %v similar to itself", sim)
		}
	})
}

var article = strings.Repeat("The prime minister of South Korea, Kim Min-seok, said on Monday that talks with Japan would resume in 2026 after a call of 25 minutes. ", 16)

func BenchmarkWords(b *testing.B) {
	b.SetBytes(int64(len(article)))
	b.ReportAllocs()
	for b.Loop() {
		Words(article)
	}
}

func BenchmarkTerms(b *testing.B) {
	b.SetBytes(int64(len(article)))
	for b.Loop() {
		Terms(article, "en")
	}
}

func BenchmarkSentences(b *testing.B) {
	b.SetBytes(int64(len(article)))
	for b.Loop() {
		Sentences(article)
	}
}

func BenchmarkNames(b *testing.B) {
	b.SetBytes(int64(len(article)))
	for b.Loop() {
		Names(article)
	}
}

func BenchmarkPrint(b *testing.B) {
	b.SetBytes(int64(len(article)))
	for b.Loop() {
		Print(article)
	}
}

func BenchmarkLanguage(b *testing.B) {
	for b.Loop() {
		Language(article, "")
	}
}
