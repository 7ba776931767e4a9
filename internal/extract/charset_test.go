package extract

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/unicode/norm"
)

// checkClean fails for text that is not valid, composed UTF-8 free of control characters.
func checkClean(t *testing.T, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !utf8.ValidString(s) || !norm.NFC.IsNormalString(s) || strings.ContainsFunc(s, unicode.IsControl) {
			t.Errorf("%.80q is not clean", s)
		}
	}
}

// charsetSample is a page with letters that the encoding can write.
var charsetSamples = map[string]string{
	"windows-1251": "Мост снова открыт для движения", "koi8-r": "Мост снова открыт для движения", "iso-8859-5": "Мост снова открыт", "ibm866": "Мост снова открыт",
	"windows-1252": "Brücke für Fußgänger gesperrt", "iso-8859-2": "Żółta łódź płynie", "windows-1250": "Żółta łódź płynie", "iso-8859-7": "Η γέφυρα άνοιξε",
	"windows-1253": "Η γέφυρα άνοιξε", "windows-1254": "Köprü yayalara açıldı", "windows-1255": "הגשר נפתח", "iso-8859-8": "הגשר נפתח",
	"windows-1256": "فتح الجسر", "iso-8859-6": "فتح الجسر", "shift_jis": "橋の通行が再開された", "euc-jp": "橋の通行が再開された", "iso-2022-jp": "橋の通行が再開された",
	"gbk": "大桥恢复通行", "gb18030": "大桥恢复通行", "big5": "大橋恢復通行", "euc-kr": "다리가 다시 열렸다", "utf-8": "Мост — Brücke — 橋",
	"windows-874": "สะพานเปิดแล้ว", "windows-1258": "Cau da mo", "iso-8859-15": "Brücke für 5 €",
}

func TestDecode(t *testing.T) {
	for name, sample := range charsetSamples {
		enc, err := htmlindex.Get(name)
		if err != nil {
			t.Fatal(err)
		}
		encode := func(page string) []byte {
			b, err := enc.NewEncoder().Bytes([]byte(page))
			if err != nil {
				t.Fatal(name, err)
			}
			return b
		}
		t.Run(name+" in the page", func(t *testing.T) {
			page := `<html><head><meta http-equiv="Content-Type" content="text/html; charset=` + name + `"><title>` + sample + "</title>"
			if got := decode(encode(page), "text/html; charset=utf-8"); !strings.Contains(got, sample) {
				t.Errorf("got %q", got)
			}
		})
		t.Run(name+" in the header", func(t *testing.T) {
			if got := decode(encode("<title>"+sample+"</title>"), "text/html; charset="+name); !strings.Contains(got, sample) {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestDecode_wrongOrMissing(t *testing.T) {
	long := func(s string) string { return "<title>x</title><p>" + strings.Repeat(s+". ", 40) }
	encoded := func(name, s string) string {
		enc, err := htmlindex.Get(name)
		if err != nil {
			t.Fatal(err)
		}
		b, err := enc.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	russian := "Мост через реку снова открыт для движения, сообщила администрация города"
	for _, c := range []struct{ name, body, contentType, want string }{
		{"UTF-8 said to be Latin-1", "<meta charset=iso-8859-1><p>Brücke", "text/html; charset=iso-8859-1", "Brücke"},
		{"UTF-8 with nothing said", "<p>Brücke", "", "Brücke"},
		{"Latin-1 with nothing said", "<p>Br\xfccke f\xfcr Fu\xdfg\xe4nger", "", "Brücke für Fußgänger"},
		{"Latin-1 said to be UTF-8", "<meta charset=utf-8><p>Br\xfccke f\xfcr Fu\xdfg\xe4nger", "", "Brücke für Fußgänger"},
		{"windows-1251 with nothing said", encoded("windows-1251", long(russian)), "", russian},
		{"windows-1251 said to be UTF-8", encoded("windows-1251", long(russian)), "text/html; charset=utf-8", russian},
		{"Shift_JIS with nothing said", encoded("shift_jis", long("橋の通行が再開されたと市が発表した")), "", "橋の通行が再開された"},
		{"one broken byte in UTF-8", "<meta charset=utf-8>" + strings.Repeat("Brücke ", 200) + "\xc3", "", "Brücke"},
		{"an unknown label", "<meta charset=klingon><p>Brücke", "text/html; charset=also-klingon", "Brücke"},
		{"UTF-16 with a mark", "\xff\xfe<\x00p\x00>\x00\xfc\x00", "text/html; charset=utf-8", "<p>ü"},
		{"UTF-16 without one", "<\x00p\x00>\x00\xfc\x00", "", "<p>ü"},
		{"UTF-16 claimed by ASCII", "<meta charset=utf-16><p>Bridge", "", "Bridge"},
		{"UTF-7 is no charset", "<meta charset=utf-7><p>+ADw-script+AD4-", "", "+ADw-script+AD4-"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := decode([]byte(c.body), c.contentType); !strings.Contains(got, c.want) {
				t.Errorf("got %.200q, want %q", got, c.want)
			}
		})
	}
}

// CHAR-01: every encoding of the standard with every kind of damage gives clean text and ends.
func TestCHAR01_damage(t *testing.T) {
	labels := []string{"replacement", "x-user-defined", "utf-16be", "utf-16le", "x-mac-cyrillic", "macintosh", "koi8-u", "iso-8859-3", "iso-8859-4", "iso-8859-10",
		"iso-8859-13", "iso-8859-14", "iso-8859-16", "iso-8859-8-i", "windows-1257"}
	for name := range charsetSamples {
		labels = append(labels, name)
	}
	damage := map[string]func(string) string{
		"whole":           func(s string) string { return s },
		"cut off":         func(s string) string { return s[:len(s)-1] },
		"wrong mark":      func(s string) string { return "\xfe\xff" + s },
		"lone surrogates": func(s string) string { return s + "\xed\xa0\x80\xed\xb0\x80" },
		"overlong":        func(s string) string { return s + "\xc0\xbc\xe0\x80\xbcscript>" },
		"zero bytes":      func(s string) string { return s + "\x00\x00<\x00p>" },
		"mixed":           func(s string) string { return s + "Brücke\xfc橋\xff\x1b$B!!\x1b(J\x8e\xa1" },
	}
	for _, label := range labels {
		for kind, damaged := range damage {
			t.Run(label+" "+kind, func(t *testing.T) {
				body := damaged("<title>Bridge \x81\x40\x93\xfa\xe9 open</title><p>" + strings.Repeat("The bridge is open \xe9\xa9\x81\x40. ", 20))
				r, err := Options{Timeout: time.Hour}.Page([]byte(body), "text/html; charset="+label, "https://a.example/")
				if err != nil {
					t.Fatal(err)
				}
				checkClean(t, r.Title, strings.ReplaceAll(r.Text, "\n", " "))
			})
		}
	}
}
