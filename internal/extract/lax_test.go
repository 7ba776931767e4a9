package extract

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestParseLax(t *testing.T) {
	object := func(pairs ...any) []any {
		m := map[string]any{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i].(string)] = pairs[i+1]
		}
		return []any{m}
	}
	for _, c := range []struct {
		name, in string
		want     []any
	}{
		{"nothing", "", nil},
		{"no JSON", "window.x = 1", nil},
		{"valid", `{"a":"b","n":-1.5e3,"t":true,"z":null,"l":["x",{"y":"z"}]}`, object("a", "b", "n", "-1.5e3", "t", "true", "z", "", "l", []any{"x", map[string]any{"y": "z"}})},
		{"escapes", `{"a":"\"q\" \\ \/ \u00e9 \ud83d\ude00"}`, object("a", `"q" \ / é 😀`)},
		{"half a surrogate", `{"a":"\ud83d x"}`, object("a", "\uFFFD x")},
		{"trailing commas", `{"a":["b","c",],}`, object("a", []any{"b", "c"})},
		{"doubled and missing commas", "{\"a\":\"b\",,\"c\":\"d\"\n\"e\":\"f\"}", object("a", "b", "c", "d", "e", "f")},
		{"raw line break", "{\"a\":\"two\nlines\"}", object("a", "two\nlines")},
		{"inner quotes", `{"a":"the "big" one","b":"c"}`, object("a", `the "big" one`, "b", "c")},
		{"comments", "/* x */ {\"a\": // y\n\"b\"} <!-- z -->", object("a", "b")},
		{"CDATA", `//<![CDATA[` + "\n" + `{"a":"b"}` + "\n//]]>", object("a", "b")},
		{"escaped for HTML", `{&quot;a&quot;:&quot;b &amp;amp; c&quot;}`, object("a", "b &amp; c")},
		{"cut off in a string", `{"a":"b","c":"de`, object("a", "b", "c", "de")},
		{"cut off in an array", `{"a":["b",{"c":"d"`, object("a", []any{"b", map[string]any{"c": "d"}})},
		{"single quotes and bare keys", `{a:'b','c':'d'}`, object("a", "b", "c", "d")},
		{"two values", `{"a":"b"}{"c":"d"}`, append(object("a", "b"), object("c", "d")...)},
		{"the first of two keys", `{"a":"b","a":"c"}`, object("a", "b")},
		{"a bracket too many", `{"a":"b"]}`, object("a", "b")},
		{"variable", `var x = {"a":"b"};`, object("a", "b")},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := parseLax(c.in); !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %#v, want %#v", got, c.want)
			}
		})
	}
}

// What nests too deep is dropped, and what is left can be walked.
func TestParseLax_deep(t *testing.T) {
	roots := parseLax(strings.Repeat(`{"a":[`, 100_000))
	depth := 0
	for v := roots[0]; v != nil; depth++ {
		switch x := v.(type) {
		case map[string]any:
			v = x["a"]
		case []any:
			v = nil
			if len(x) > 0 {
				v = x[0]
			}
		}
	}
	if depth > maxLaxDepth+2 {
		t.Errorf("depth is %d", depth)
	}
}

// For valid JSON parseLax says what encoding/json says, numbers and literals as they are written and white space in strings aside.
func FuzzParseLax(f *testing.F) {
	f.Add(`{"a":"b","l":[1,true,null,{"x":"\u00e9\"\\"}]}`)
	f.Add(`{"a":"the "big" one",,}`)
	f.Add(`[[[{`)
	f.Fuzz(func(t *testing.T, s string) {
		parseLax(s) // must end, whatever it is given
		d := json.NewDecoder(strings.NewReader(s))
		d.UseNumber()
		var v any
		if !json.Valid([]byte(s)) || d.Decode(&v) != nil {
			return
		}
		switch v.(type) {
		case map[string]any, []any:
		default:
			return
		}
		if !strings.Contains(s, `"`) || depthOf(v) > maxLaxDepth {
			return
		}
		var b bytes.Buffer
		if json.NewEncoder(&b).Encode(v) != nil { // each key once
			return
		}
		roots := parseLax(b.String())
		if len(roots) != 1 || !reflect.DeepEqual(plainValue(roots[0]), plainValue(v)) {
			t.Errorf("%s: got %#v, want %#v", &b, roots, v)
		}
	})
}

func plainValue(v any) any {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		return map[bool]string{true: "true", false: "false"}[v]
	case json.Number:
		return v.String()
	case string:
		return strings.Join(strings.FieldsFunc(v, func(r rune) bool { return r <= ' ' }), " ")
	case []any:
		out := []any{}
		for _, e := range v {
			out = append(out, plainValue(e))
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for k, e := range v {
			out[plainValue(k).(string)] = plainValue(e)
		}
		return out
	}
	return v
}

func depthOf(v any) int {
	deepest := 0
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			deepest = max(deepest, depthOf(e)+1)
		}
	case map[string]any:
		for _, e := range v {
			deepest = max(deepest, depthOf(e)+1)
		}
	}
	return deepest
}
