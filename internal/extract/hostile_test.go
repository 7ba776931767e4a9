package extract

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// hostileShapes are pages made to cost a reader far more than they cost their maker, each filled up to about n bytes.
func hostileShapes(n int) map[string]string {
	fill := func(before, unit, after string) string {
		return before + strings.Repeat(unit, max(n/len(unit), 1)) + after
	}
	return map[string]string{
		"nested divs":             fill("<title>Deep</title>", "<div>", "text"),
		"nested formatting":       fill("<title>T</title><p>", "<b><i>", "text"),
		"adoption agency":         fill("<title>T</title>", "<a><p>", "text"),
		"flat paragraphs":         fill("<title>T</title><article>", "<p>Twelve words stand in this paragraph, none of which means anything at all.</p>", "</article>"),
		"many options":            fill("<title>T</title><select>", "<option>x", "</select>"),
		"unclosed tables":         fill("<title>T</title>", "<table><tr><td>", "x"),
		"many attributes":         fill("<title>T</title><div ", "a1b=1 ", ">x</div>"),
		"different attributes":    "<title>T</title><div " + manyAttributes(n/8) + ">x</div>",
		"one long word":           fill("<title>T</title><p>", "a", "</p>"),
		"entities":                fill("<title>T</title><p>", "&amp;&#x26;&notit;", "</p>"),
		"open comments":           fill("<title>T</title>", "<!--x--!>", ""),
		"open angle brackets":     fill("<title>T</title><p>", "<", ""),
		"many headings and times": fill("<title>T</title>", "<h1>Head 2020</h1><time>1 May 2020</time>", ""),
		"JSON-LD brackets":        fill("<title>T</title><script type=application/ld+json>", `[{"a":`, "</script>"),
		"JSON-LD open strings":    fill("<title>T</title><script type=application/ld+json>{", `"a":"b"c`, "</script>"),
		"many metas":              fill("<title>T</title>", `<meta name=author content="By By By x">`, ""),
		"links in one block":      fill("<title>T</title><div>", "<a href=/x>y</a> ", "</div>"),
		"line breaks":             fill("<title>T</title><div>", "word<br><br>", "</div>"),
		"nested lists":            fill("<title>T</title>", "<ul><li>x", ""),
	}
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("a")
		for ; i > 0; i /= 26 {
			b.WriteByte(byte('a' + i%26))
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// DOS-07, DOS-08: a hostile page of the greatest size comes back with its title and little text, and leaves no memory
// behind. How long each takes is a benchmark (BenchmarkHostile); here only a reader that never ends fails.
func TestDOS07_hostileShapes(t *testing.T) {
	before := heap()
	for _, n := range []int{MaxBody - 1000, 250_000, 50_000} { // the largest, and those that the readers get whole
		for name, page := range hostileShapes(n) {
			t.Run(fmt.Sprintf("%s of %d", name, n), func(t *testing.T) {
				r, err := Options{Timeout: time.Hour}.Page([]byte(page), "text/html", "https://a.example/x")
				if err != nil {
					t.Fatal(err)
				}
				if want := titleOf(page); r.Title != want {
					t.Errorf("the title is %q, want %q", r.Title, want)
				}
				if len(r.Text) > maxTextBytes {
					t.Errorf("%d bytes of text", len(r.Text))
				}
			})
		}
	}
	if grown := heap() - before; grown > 32<<20 {
		t.Errorf("the heap grew by %d MB", grown>>20)
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// titleOf is what stands in the page's title element.
func titleOf(page string) string {
	_, after, _ := strings.Cut(page, "<title>")
	title, _, _ := strings.Cut(after, "</title>")
	return title
}
