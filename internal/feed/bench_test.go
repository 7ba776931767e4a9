package feed

import (
	"fmt"
	"strings"
	"testing"
)

// newsFeed is a feed of 50 items and about 118 KB, half of it content.
func newsFeed() []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>N</title><link>https://n.example/</link>`)
	for i := range 50 {
		fmt.Fprintf(&b, `<item><title>Minister visits town number %d &amp;amp; talks</title><link>https://n.example/%d?utm_source=rss</link><guid isPermaLink="false">n-%d</guid>
<pubDate>Sun, 01 Mar 2026 12:%02d:00 +0000</pubDate><dc:creator>Ada Quay</dc:creator><category>Politics</category>
<description>&lt;p&gt;%s&lt;/p&gt;</description><content:encoded><![CDATA[%s]]></content:encoded></item>`,
			i, i, i, i, strings.Repeat("A summary that says little. ", 10), strings.Repeat("<p>A paragraph with <a href=\"https://n.example/\">a link</a> and an &eacute;.</p>\n", 21))
	}
	b.WriteString("</channel></rss>")
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	body := newsFeed()
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		doc, err := Parse(body, "application/rss+xml", "https://n.example/feed")
		if err != nil || len(doc.Entries) != 50 {
			b.Fatal(err, doc)
		}
	}
}

func BenchmarkMend(b *testing.B) {
	body := newsFeed()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, _, err := mend(body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDate(b *testing.B) {
	for _, s := range []string{"Sun, 01 Mar 2026 12:00:00 +0000", "Sun, 1 Mar 2026 8:30:00 EST", "mar., 01 oct. 2024 08:30:00 +0200"} {
		b.Run(s, func(b *testing.B) {
			for b.Loop() {
				if Date(s).IsZero() {
					b.Fatal(s)
				}
			}
		})
	}
}

func BenchmarkCanonical(b *testing.B) {
	for b.Loop() {
		if _, err := Canonical("https://www.News.example/politics/a-long-title-of-an-article?utm_source=rss&utm_medium=feed&id=17#top"); err != nil {
			b.Fatal(err)
		}
	}
}
