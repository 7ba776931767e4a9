package web

import (
	"bytes"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/parallax-news/parallax/internal/web/webtest"
)

// texts are what a page's strings are filled with: all that escaping treats in a way of its own.
var texts = []string{
	"", "Plain words", "/story/1/a-b?x=1&y=2#part", "https://outlet.example/a%20b?c=d&e=\"f\"", "javascript:alert(1)", "JaVaScRiPt:x", "mailto:a@b.example",
	"data:text/html,<p>", "//outlet.example/é ü", "a:b/c", "<script>alert('1')</script>", `"><img src=x onerror=alert(1)>`, "' onfocus='x", "a+b=c & <d> \"e\" 'f'",
	"\x00\x01\x7f", "\xff\xfe broken", "\u2028\u2029\u202e\ufeff", "日本語 العربية", "&amp;&#39;", "100%", "%zz%41", "{{.X}}", "`x`", "\\\"", "\r\n\t",
}

// fill sets a value at random: every string one of texts, every list short, every pointer there or not.
func fill(v reflect.Value, r *rand.Rand) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(texts[r.IntN(len(texts))])
	case reflect.Bool:
		v.SetBool(r.IntN(2) == 0)
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(r.IntN(5) - 1))
	case reflect.Float64:
		v.SetFloat(float64(r.IntN(1000)-500) / 7)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), r)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), r.IntN(4), 4))
		for i := range v.Len() {
			fill(v.Index(i), r)
		}
	case reflect.Pointer:
		if r.IntN(4) > 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), r)
		}
	}
}

// filled is a page's struct, or the pointer to it that the page is rendered from, filled at random.
func filled(page any, r *rand.Rand) any {
	t := reflect.TypeOf(page)
	if t.Kind() == reflect.Pointer {
		v := reflect.New(t.Elem())
		fill(v.Elem(), r)
		return v.Interface()
	}
	v := reflect.New(t).Elem()
	fill(v, r)
	return v.Interface()
}

// compareExecutions renders a page by html/template and by its compiled program, which must not differ in a byte.
func compareExecutions(t *testing.T, p *pageTemplate, page any) (size int) {
	t.Helper()
	var want, got bytes.Buffer
	prog, err := p.program(reflect.TypeOf(page))
	if err != nil {
		t.Fatal(err)
	}
	wantErr := p.set.ExecuteTemplate(&want, "layout", page)
	gotErr := prog.Execute(&got, page)
	if (wantErr == nil) != (gotErr == nil) {
		t.Fatalf("html/template gives the error %v, the program %v", wantErr, gotErr)
	}
	if wantErr == nil && !bytes.Equal(want.Bytes(), got.Bytes()) {
		at := 0
		for at < min(want.Len(), got.Len()) && want.Bytes()[at] == got.Bytes()[at] {
			at++
		}
		from := max(at-80, 0)
		t.Fatalf("differ at byte %d:\n got %q\nwant %q", at, got.Bytes()[from:min(at+80, got.Len())], want.Bytes()[from:min(at+80, want.Len())])
	}
	return got.Len()
}

// Whatever a page's struct holds, its compiled program writes what html/template writes, byte for byte. That is what all
// escaping rests on.
func TestRender_likeHTMLTemplate(t *testing.T) {
	const fillings = 40
	s := newServer(t, webtest.New(clock), 0)
	for name, page := range pageStructs {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i := range uint64(fillings) {
				compareExecutions(t, s.pages[name], filled(page, rand.New(rand.NewPCG(i, 0))))
			}
			if compareExecutions(t, s.pages[name], page) == 0 {
				t.Error("the empty page is empty")
			}
		})
	}
}

func FuzzRender(f *testing.F) {
	s := newServer(f, webtest.New(clock), 0)
	f.Add("plain", uint64(1))
	f.Add("javascript:alert(1)", uint64(2))
	f.Add("\"'<>&\x00\xff", uint64(3))
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		for name, page := range pageStructs {
			data := reflect.New(reflect.TypeOf(page))
			data.Elem().Set(reflect.ValueOf(filled(page, rand.New(rand.NewPCG(seed, 0)))))
			poison(data, text)
			compareExecutions(t, s.pages[name], data.Elem().Interface())
		}
	})
}

// The two ways to render a story's page of 30 articles: what htmlexec is for.
func BenchmarkRender(b *testing.B) {
	lib := webtest.New(clock)
	lib.Views = append(webtest.Many(clock, 6), thirty())
	s := newServer(b, lib, 0)
	page, err := s.storyPage(b.Context(), &lib.Views[6], storyState{show: showFirst})
	if err != nil {
		b.Fatal(err)
	}
	p := s.pages["story"]
	prog, err := p.program(reflect.TypeOf(page))
	if err != nil {
		b.Fatal(err)
	}
	var out bytes.Buffer
	for name, execute := range map[string]func() error{
		"htmlexec":      func() error { return prog.Execute(&out, page) },
		"html/template": func() error { return p.set.ExecuteTemplate(&out, "layout", page) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				out.Reset()
				if err := execute(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
