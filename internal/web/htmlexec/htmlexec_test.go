package htmlexec

import (
	"bytes"
	"html/template"
	"reflect"
	"strings"
	"testing"
)

type inner struct {
	Text  string
	Other *inner
}

type kind string

type named string

func (n named) String() string { return "named " + string(n) }

type embedded struct{ Deep string }

type data struct {
	embedded2
	Text, URL string
	N         int
	Yes, No   bool
	Named     kind
	List      []inner
	Words     []string
	None      []string
	In        inner
	Pointer   *inner
	Nil       *inner
}

type embedded2 struct{ Embedded embedded }

var funcs = template.FuncMap{"twice": func(s string) string { return s + s }}

// sources are templates that use all that is supported.
var sources = map[string]string{
	"text":      `<p>{{.Text}}</p>`,
	"attribute": `<p title="{{.Text}}" class='{{.Text}}'>{{.N}}</p>`,
	"title":     `<title>{{.Text}}</title><textarea>{{.Text}}</textarea>`,
	"address":   `<a href="{{.URL}}">x</a><a href="{{.Text}}/about#part">x</a><a href="/x/{{.Text}}">x</a><form action="{{.URL}}"></form><link rel="x" href='{{.Text}}'>`,
	"if":        `{{if .Yes}}a{{else}}b{{end}}{{if .No}}a{{else if .Text}}b{{else}}c{{end}}{{if .None}}a{{end}}{{if .In}}s{{end}}{{if .Nil}}n{{end}}{{if .N}}i{{end}}`,
	"with":      `{{with .Pointer}}{{.Text}}{{$.N}}{{end}}{{with .Nil}}{{.Text}}{{else}}none{{end}}{{with .Text}}{{.}}{{else with .N}}{{.}}{{end}}`,
	"range":     `{{range .Words}}[{{.}}]{{end}}{{range $i, $w := .Words}}{{if $i}}, {{end}}{{$w}}{{end}}{{range $v := .List}}{{$v.Text}}{{.Text}}{{end}}{{range .None}}x{{else}}empty{{end}}`,
	"nested":    `{{range $a := .List}}{{range $b := $.Words}}{{$a.Text}}{{$b}}{{end}}{{end}}`,
	"variable":  `{{$x := .Text}}{{range .Words}}{{$x}}{{end}}{{$y := .In}}{{$y.Text}}`,
	"template":  `{{define "item"}}<li>{{.Text}}{{$.Text}}</li>{{end}}{{define "bare"}}<hr>{{end}}{{range .List}}{{template "item" .}}{{end}}{{template "item" .Pointer}}{{template "bare"}}{{.Text}}`,
	"recursive": `{{define "tree"}}<i>{{.Text}}</i>{{with .Other}}{{template "tree" .}}{{end}}{{end}}{{template "tree" .Pointer}}`,
	"functions": `{{if and .Yes .Text}}1{{end}}{{if or .No .None .Text}}2{{end}}{{if not .No}}3{{end}}{{if not (and .Yes (or .No .N))}}4{{end}}`,
	"constant":  `{{twice "<x"}}<a href="{{twice "/a b"}}">{{"text"}}</a>`,
	"kinds":     `{{.N}} {{.Named}} {{.Embedded.Deep}} <b title="{{.N}}">{{.Pointer.Other.Text}}</b>`,
	"comment":   `a {{- /* nothing */ -}} b`,
}

func sample(text, address string, n int) data {
	d := data{Text: text, URL: address, N: n, Yes: true, Named: kind(text), Words: []string{text, "a", address},
		List: []inner{{Text: text}, {Text: address}}, In: inner{Text: text}, Pointer: &inner{Text: text, Other: &inner{Text: address}}}
	d.Embedded.Deep = text
	return d
}

// check compares the two ways of executing a template.
func check(t *testing.T, name string, d data) {
	t.Helper()
	set := template.Must(template.New(name).Funcs(funcs).Parse(sources[name]))
	var want, got bytes.Buffer
	if err := set.Execute(&want, d); err != nil {
		t.Fatal(err)
	}
	p, err := Compile(set, name, reflect.TypeFor[data](), funcs)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Execute(&got, d); err != nil {
		t.Fatal(err)
	}
	if got.String() != want.String() {
		t.Errorf("%s of %q, %q, %d:\n got %s\nwant %s", name, d.Text, d.URL, d.N, &got, &want)
	}
}

func TestExecute_likeHTMLTemplate(t *testing.T) {
	for name := range sources {
		t.Run(name, func(t *testing.T) {
			check(t, name, sample("a", "https://x.example/?a=b&c=d", 3))
			check(t, name, sample(`<script>"'&+`+"\x00\xff", "javascript:alert(1)", 0))
			check(t, name, sample("", "", -1))
		})
	}
}

func FuzzExecute(f *testing.F) {
	f.Add("text", "https://x.example/a%20b", 1)
	f.Add(`<img src=x onerror="x">`, "JaVaScRiPt:x", 0)
	f.Add("\u2028\x00%zz", "//x.example/%", -5)
	f.Fuzz(func(t *testing.T, text, address string, n int) {
		for name := range sources {
			check(t, name, sample(text, address, n))
		}
	})
}

type trustedData struct {
	HTML  template.HTML
	Any   any
	Map   map[string]string
	Maps  []map[string]string
	Array [2]string
	F     float64
	S     string
	Named named
	B     bool
}

func (*trustedData) Method() string { return "" }

func TestCompile_refuses(t *testing.T) {
	for name, source := range map[string]string{
		"trusted type":      `{{.HTML}}`,
		"interface":         `{{.Any}}`,
		"map":               `{{range .Map}}x{{end}}`,
		"unknown field":     `{{.Nope}}`,
		"script":            `<script>var x = {{.S}}</script>`,
		"style":             `<p style="color:{{.S}}">`,
		"unquoted":          `<p title={{.S}}>`,
		"break":             `{{range .S}}{{break}}{{end}}`,
		"function of field": `{{twice .S}}`,
		"printing logic":    `{{or .S "x"}}`,
		"query of address":  `<a href="/x?q={{.S}}">x</a>`,
		"fraction":          `{{.F}}`,
		"truth of fraction": `{{if .F}}x{{end}}`,
		"truth of map":      `{{if .Map}}x{{end}}`,
		"printing a truth":  `{{.B}}`,
		"array":             `{{range .Array}}x{{end}}`,
		"list of maps":      `{{range .Maps}}{{if .}}x{{end}}{{end}}`,
		"String method":     `{{.Named}}`,
		"method":            `{{.Method}}`,
		"comparison":        `{{if eq .S "x"}}x{{end}}`,
		"length":            `{{len .S}}`,
		"declaration in if": `{{if $x := .S}}x{{end}}`,
		"number":            `{{if 5}}x{{end}}`,
	} {
		t.Run(name, func(t *testing.T) {
			set := template.Must(template.New("t").Funcs(funcs).Parse(source))
			if _, err := Compile(set, "t", reflect.TypeFor[trustedData](), funcs); err == nil {
				t.Errorf("Compile accepts %s", source)
			}
		})
	}
}

func TestExecute_nilPointer(t *testing.T) {
	set := template.Must(template.New("t").Parse(`{{.Nil.Text}}`))
	p, err := Compile(set, "t", reflect.TypeFor[data](), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Execute(new(bytes.Buffer), data{}); err == nil || !strings.Contains(err.Error(), "nil pointer") {
		t.Errorf("error %v, want one that names the nil pointer", err)
	}
}
