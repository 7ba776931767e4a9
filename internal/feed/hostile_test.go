package feed

import (
	"errors"
	"fmt"
	"net"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/unicode/norm"

	"github.com/parallax-news/parallax/internal/text"
)

// allocated is how many bytes f allocates in all.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// DOS-03: a document may be as deep as it likes, the answer is an error.
func TestDOS03_depth(t *testing.T) {
	for _, depth := range []int{maxDepth + 1, 10_000, 1_000_000} {
		t.Run(fmt.Sprint(depth), func(t *testing.T) {
			deep := strings.Repeat("<x>", depth)
			for _, body := range []string{deep, rssWith("<title>a</title>" + deep), rssWith(deep + strings.Repeat("</x>", depth))} {
				if _, err := Parse([]byte(body), "", ""); err == nil || !strings.Contains(err.Error(), "deeper") {
					t.Errorf("got %v", err)
				}
			}
			if _, err := Parse([]byte(strings.Repeat(`{"a":`, depth)), "", ""); err == nil {
				t.Error("deep JSON was taken for a feed")
			}
		})
	}
}

// DOS-04: entities are not expanded, and nothing outside of the document is opened.
func TestDOS04_entities(t *testing.T) {
	canary, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	called := make(chan struct{})
	go func() {
		defer close(called)
		if c, err := canary.Accept(); err == nil {
			c.Close()
			t.Error("the canary was called")
		}
	}()
	var laughs strings.Builder
	laughs.WriteString(`<!DOCTYPE rss [<!ENTITY l0 "ha">`)
	for i := range 30 {
		fmt.Fprintf(&laughs, `<!ENTITY l%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&l%d;", i), 10))
	}
	laughs.WriteString("]>")
	address := "http://" + canary.Addr().String()
	for name, tt := range map[string]struct{ head, ref string }{
		"billion laughs":      {laughs.String(), "&l30;"},
		"quadratic blow-up":   {`<!DOCTYPE rss [<!ENTITY a "` + strings.Repeat("a", 50_000) + `">]>`, strings.Repeat("&a;", 50_000)},
		"external entity":     {`<!DOCTYPE rss [<!ENTITY x SYSTEM "` + address + `/x">]>`, "&x;"},
		"file":                {`<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>`, "&x;"},
		"parameter entity":    {`<!DOCTYPE rss [<!ENTITY % p SYSTEM "` + address + `/p"> %p;]>`, "x"},
		"external DTD":        {`<!DOCTYPE rss SYSTEM "` + address + `/dtd">`, "x"},
		"XInclude":            {"", `<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>`},
		"stylesheet":          {`<?xml-stylesheet href="` + address + `/s.xsl"?>`, "x"},
		"quotes in the DTD":   {`<!DOCTYPE rss [<!ENTITY a "]>"><!ENTITY b '&a;&a;'>]>`, "&b;"},
		"DTD that never ends": {"", `x</title></item></channel></rss><!DOCTYPE rss [<!ENTITY`},
	} {
		t.Run(name, func(t *testing.T) {
			body := []byte(tt.head + rssWith("<title>"+tt.ref+"</title>"))
			var doc *Document
			used := allocated(func() { doc, err = Parse(body, "", "") })
			if err != nil {
				t.Fatal(err)
			}
			if used > 64<<20 {
				t.Errorf("allocated %d bytes", used)
			}
			if title := doc.Entries[0].Title; strings.Contains(title, "root:") || strings.Contains(title, "haha") || strings.Contains(title, "aaaa") {
				t.Errorf("expanded: %.100q", title)
			}
		})
	}
	canary.Close()
	<-called
}

// DOS-05: attributes and namespaces without number cost little.
func TestDOS05_attributes(t *testing.T) {
	many := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for name, body := range map[string]string{
		"attributes":                    rssWith("<title " + many(` a%d="x"`, 200_000) + ">a</title>"),
		"namespaces":                    rssWith("<title " + many(` xmlns:n%d="urn:x"`, 100_000) + ">a</title>"),
		"nested namespaces":             rssWith("<title>a</title>" + many(`<x%d xmlns:a="1" xmlns:b="2" xmlns:c="3">`, 90)),
		"attribute never ends":          rssWith(`<title a="` + strings.Repeat("x", 5<<20)),
		"attributes never end":          rssWith("<title>a</title><x " + strings.Repeat(`a="`, 100_000)),
		"long name":                     rssWith("<title>a</title><" + strings.Repeat("n", 5<<20) + ">"),
		"end tags":                      rssWith("<title>a</title>" + strings.Repeat("</x>", 500_000)),
		"bare ampersands":               rssWith("<title>a</title><description>" + strings.Repeat("&", 5<<20) + "</description>"),
		"bare less-than":                rssWith("<title>a</title><description>" + strings.Repeat("<", 5<<20) + "</description>"),
		"comments that never end":       rssWith("<title>a</title>" + strings.Repeat("<!--", 500_000)),
		"CDATA that never ends":         rssWith("<title>a</title>" + strings.Repeat("<![CDATA[", 500_000)),
		"instructions":                  rssWith("<title>a</title>" + strings.Repeat("<?", 500_000)),
		"declarations":                  rssWith("<title>a</title>" + strings.Repeat("<![", 500_000)),
		"comments without end mark":     rssWith("<title>a</title>" + strings.Repeat("<!--x>", 500_000)),
		"instructions without end mark": rssWith("<title>a</title>" + strings.Repeat("<?x>", 500_000)),
		"tags in a field":               rssWith("<description>" + strings.Repeat("&lt;a ", 500_000) + "</description>"),
		"quotes":                        rssWith("<title>a</title>" + strings.Repeat(`<a b='`, 200_000)),
	} {
		t.Run(name, func(t *testing.T) {
			used := allocated(func() { Parse([]byte(body), "", "") })
			if used > 256<<20 {
				t.Errorf("allocated %d bytes for %d", used, len(body))
			}
		})
	}
}

// DOS-06: too many items are cut off, and memory stays in bounds.
func TestDOS06_items(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<rss version="2.0"><channel><title>T</title>`)
	for i := range 200_000 {
		fmt.Fprintf(&b, "<item><title>%d</title></item>", i)
	}
	b.WriteString("</channel></rss>")
	var doc *Document
	var err error
	used := allocated(func() { doc, err = Parse([]byte(b.String()), "", "") })
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Entries) != maxItems || doc.Entries[maxItems-1].Title != fmt.Sprint(maxItems-1) {
		t.Errorf("%d entries", len(doc.Entries))
	}
	if used > 256<<20 {
		t.Errorf("allocated %d bytes", used)
	}
	doc, err = Parse([]byte(`{"version":"https://jsonfeed.org/version/1","items":[`+strings.Repeat(`{"id":1},`, 200_000)+`{}]}`), "", "")
	if err != nil || len(doc.Entries) > maxItems {
		t.Errorf("JSON: %v", err)
	}
}

// DOS-06: parses share nothing; the race detector sees this test.
func TestDOS06_parallel(t *testing.T) {
	bodies := []string{rssWith("<title>a</title>"), `<feed xmlns="x"><entry><title>a</title></entry></feed>`, `{"version":"https://jsonfeed.org/version/1","items":[{"title":"a"}]}`, "<rss><x"}
	var wg sync.WaitGroup
	for i := range 1000 {
		wg.Go(func() {
			doc, err := Parse([]byte(bodies[i%4]), "", "https://n.example/")
			if i%4 == 3 {
				return
			}
			if err != nil || len(doc.Entries) != 1 || doc.Entries[0].Title != "a" {
				t.Errorf("%d: %v, %v", i, doc, err)
			}
		})
	}
	wg.Wait()
}

// payloads are ways to get a script into a page, of the kinds that the lists of OWASP, DOMPurify and html5sec have.
var payloads = []string{
	`<script>alert(1)</script>`, `<ScRiPt src=//e.example/x.js></sCrIpT>`, `<script/x>alert(1)</script\n>`, `<script>alert(1)`, `<img src=x onerror=alert(1)>`,
	`<img/src=x/onerror=alert(1)>`, `<svg onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `<svg/onload=alert(1)//`, `<iframe src=javascript:alert(1)></iframe>`,
	`<iframe srcdoc="<script>alert(1)</script>"></iframe>`, `<a href="javascript:alert(1)">x</a>`, `<body onload=alert(1)>`, `<input autofocus onfocus=alert(1)>`,
	`<details open ontoggle=alert(1)>`, `<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></table></mtext></math>`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>`, `<template><script>alert(1)</script></template>`,
	`<style>@import "//e.example/x.css";</style>`, `<link rel=stylesheet href=//e.example/x.css>`, `<meta http-equiv=refresh content="0;url=//e.example/">`,
	`<base href=//e.example/>`, `<form action=//e.example/><button>x</button></form>`, `<object data=data:text/html,x></object>`, `<embed src=//e.example/x.swf>`,
	`<!--><script>alert(1)</script-->`, `<!--<img src="--><img src=x onerror=alert(1)//">`, `<![CDATA[<script>alert(1)</script>]]>`, `<<script>alert(1)//<</script>`,
	`"><script>alert(1)</script>`, `'-alert(1)-'`, `</title><script>alert(1)</script>`, `</textarea><img src=x onerror=alert(1)>`, "<scr\x00ipt>alert(1)</scr\x00ipt>",
	"<img src=x o\x0bnerror=alert(1)>", "<scr\u200bipt>alert(1)</scr\u200bipt>", "<\u200bscript>alert(1)</script>", "<\u00adimg src=x onerror=alert(1)>",
	`<x onclick=alert(1)>`, `<x-y style=a>`, `<xmp><script>alert(1)</script></xmp>`, `<plaintext><script>alert(1)</script>`, `<video><source onerror=alert(1)></video>`,
}

// XSS-02: whatever stands in a field, and however often it is escaped, what comes out would be no markup that can run even
// if a page forgot to escape it.
func TestXSS02_text(t *testing.T) {
	again := html.EscapeString
	wraps := map[string]func(string) string{
		"escaped":       again,
		"escaped twice": func(s string) string { return again(again(s)) },
		"three times":   func(s string) string { return again(again(again(s))) },
		"CDATA":         func(s string) string { return "<![CDATA[" + strings.ReplaceAll(s, "]]>", "]]]]><![CDATA[>") + "]]>" },
		"CDATA escaped": func(s string) string { return "<![CDATA[" + again(s) + "]]>" },
		"bare":          func(s string) string { return s },
		"in words":      func(s string) string { return again("before <b>" + s + "</b> after") },
		"in numbers": func(s string) string {
			var b strings.Builder
			for _, r := range s {
				fmt.Fprintf(&b, "&#%d;", r)
			}
			return b.String()
		},
	}
	for kind, wrap := range wraps {
		t.Run(kind, func(t *testing.T) {
			for _, payload := range payloads {
				p := wrap(payload)
				bodies := []string{
					rssWith("<title>" + p + "</title><description>" + p + "</description><author>" + p + "</author><category>" + p + "</category><guid>" + p + "</guid><link>" + p + "</link>"),
					`<feed xmlns="http://www.w3.org/2005/Atom"><title>` + p + `</title><entry><title type="html">` + p + `</title><summary type="text">` + p + `</summary><content type="xhtml">` + p + `</content></entry></feed>`,
				}
				for _, body := range bodies {
					doc, err := Parse([]byte(body), "", "https://n.example/")
					if err != nil {
						continue
					}
					for _, s := range append(fields(reflect.ValueOf(*doc)), doc.Title) {
						if tag := dangerous(s); tag != "" && !strings.HasPrefix(s, "https://") {
							t.Errorf("%q: <%s> in %q", payload, tag, s)
						}
					}
				}
			}
		})
	}
}

// dangerous names an element that could run, load or send something if s were HTML; GUIDs are never shown and left alone.
func dangerous(s string) string {
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			raw := string(z.Raw())
			if name, _ := z.TagName(); strings.Contains(raw, "=") || strings.Contains(" script style iframe svg math object embed form base meta link template ", " "+string(name)+" ") {
				return string(name)
			}
		}
	}
}

// fields are the strings of a document, but the GUIDs of its entries.
func fields(v reflect.Value) (all []string) {
	switch v.Kind() {
	case reflect.String:
		return []string{v.String()}
	case reflect.Slice:
		for i := range v.Len() {
			all = append(all, fields(v.Index(i))...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && f.Name != "GUID" {
				all = append(all, fields(v.Field(i))...)
			}
		}
	}
	return all
}

// CHAR-01: bytes of every encoding, good and spoilt, come out as clean text.
func TestCHAR01_encodings(t *testing.T) {
	names := strings.Fields(`utf-8 utf-16le utf-16be ibm866 iso-8859-2 iso-8859-3 iso-8859-4 iso-8859-5 iso-8859-6 iso-8859-7 iso-8859-8 iso-8859-8-i
		iso-8859-10 iso-8859-13 iso-8859-14 iso-8859-15 iso-8859-16 koi8-r koi8-u macintosh windows-874 windows-1250 windows-1251 windows-1252 windows-1253
		windows-1254 windows-1255 windows-1256 windows-1257 windows-1258 x-mac-cyrillic gbk gb18030 big5 euc-jp iso-2022-jp shift_jis euc-kr replacement x-user-defined`)
	spoil := map[string]func([]byte) []byte{
		"good":      func(b []byte) []byte { return b },
		"cut":       func(b []byte) []byte { return b[:len(b)-len(b)/3] },
		"wrong BOM": func(b []byte) []byte { return append([]byte("\xff\xfe"), b...) },
		"surrogate": func(b []byte) []byte { return []byte(strings.ReplaceAll(string(b), "T", "\xed\xa0\x80")) },
		"overlong":  func(b []byte) []byte { return []byte(strings.ReplaceAll(string(b), "T", "\xc0\xbcT\xe0\x80\xaf")) },
		"NUL":       func(b []byte) []byte { return []byte(strings.ReplaceAll(string(b), "T", "T\x00")) },
		"mixed":     func(b []byte) []byte { return append(b, "<!-- \xff\xfe\xe4\xf6 ж -->"...) },
	}
	body := rssWith("<title>Größe, Ελλάδα, Москва, 東京, 서울, עברית e\u0301 \u202eevil\u2066 \u200bx</title>" + strings.Repeat("<category>žluťoučký kůň</category>", 5))
	for _, name := range names {
		enc, err := htmlindex.Get(name)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for kind, f := range spoil {
			t.Run(name+"/"+kind, func(t *testing.T) {
				encoded, err := encoding.ReplaceUnsupported(enc.NewEncoder()).Bytes([]byte(`<?xml version="1.0" encoding="` + name + `"?>` + body))
				if err != nil {
					encoded = []byte(body)
				}
				doc, err := Parse(f(encoded), "application/rss+xml; charset="+name, "https://n.example/")
				if err != nil {
					if kind == "good" && !errors.Is(err, ErrNoFeed) {
						t.Error(err)
					}
					return
				}
				for _, s := range fields(reflect.ValueOf(*doc)) {
					checkClean(t, s)
				}
			})
		}
	}
}

func checkClean(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) || !norm.NFC.IsNormalString(s) {
		t.Errorf("not UTF-8 in NFC: %q", s)
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			t.Errorf("%U in %q", r, s)
		}
	}
	if s != text.CleanLines(s) {
		t.Errorf("not clean: %q", s)
	}
}

func TestCharset(t *testing.T) {
	euro := func(charset, s string) string {
		return `<?xml version="1.0" encoding="` + charset + `"?>` + rssWith("<title>"+s+"</title>")
	}
	wide := func(s string, big bool) string {
		var b strings.Builder
		for _, r := range s {
			if big {
				b.WriteString(string([]byte{byte(r >> 8), byte(r)}))
			} else {
				b.WriteString(string([]byte{byte(r), byte(r >> 8)}))
			}
		}
		return b.String()
	}
	for _, tt := range []struct{ name, contentType, body, want string }{
		{"declared", "", euro("windows-1251", "\xcc\xee\xf1\xea\xe2\xe0"), "Москва"},
		{"header", "text/xml; charset=windows-1251", euro("utf-8", "\xcc\xee\xf1\xea\xe2\xe0"), "Москва"},
		{"not declared", "", rssWith("<title>Caf\xe9 r\xe9sum\xe9</title>"), "Café résumé"},
		{"UTF-16 declared, UTF-8 meant", "", euro("utf-16", "Café"), "Café"},
		{"Latin declared, UTF-8 beyond doubt", "", euro("iso-8859-1", "Größe Zürich Österreich äöü Übung Fuß für"), "Größe Zürich Österreich äöü Übung Fuß für"},
		{"Latin declared, and two bytes pass for UTF-8", "", euro("iso-8859-1", "\xc3\xa9"), "Ã©"},
		{"UTF-8 with a bad byte", "", euro("utf-8", "Größe äöü Österreich \xff."), "Größe äöü Österreich \uFFFD."},
		{"UTF-8 BOM against the header", "text/xml; charset=iso-8859-1", "\xef\xbb\xbf" + euro("iso-8859-1", "é"), "é"},
		{"UTF-16LE BOM", "", "\xff\xfe" + wide(euro("utf-16", "é ж"), false), "é ж"},
		{"UTF-16BE BOM, UTF-8 declared", "", "\xfe\xff" + wide(euro("utf-8", "é ж"), true), "é ж"},
		{"UTF-16BE without BOM", "", wide(euro("utf-16", "é ж"), true), "é ж"},
		{"UTF-16LE without BOM", "", wide(euro("utf-16", "é ж"), false), "é ж"},
		{"seven bits", "", euro("iso-2022-jp", "\x1b$BEl5~\x1b(B"), "東京"},
		{"Shift JIS", "", euro("Shift_JIS", "\x93\x8c\x8b\x9e"), "東京"},
		{"unknown name", "", euro("x-nonsense", "Caf\xe9"), "Café"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse([]byte(tt.body), tt.contentType, "")
			if err != nil {
				t.Fatal(err)
			}
			if got := doc.Entries[0].Title; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
