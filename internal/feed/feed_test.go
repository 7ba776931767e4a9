package feed

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/parallax-news/parallax/internal/news"
)

func TestParse(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, body string
		want       Document
	}{
		{"RSS 2.0", `<?xml version="1.0"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Post</title><link>https://harbour.example/</link><language>en-GB</language><ttl>20</ttl>
<atom:link rel="hub" href="https://hub.example/"/><atom:link rel="self" href="https://harbour.example/feed"/>
<item><title>Ferry &amp;amp; bridge: who pays?</title><link>/news/1</link><guid isPermaLink="false">h-1</guid>
<description>&lt;p&gt;The &lt;b&gt;ferry&lt;/b&gt; stays.&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;</description>
<content:encoded><![CDATA[<p>First.</p><style>p{}</style><p>Second &eacute;.</p>]]></content:encoded>
<dc:creator>Ada Quay</dc:creator><category>Local</category><dc:subject>Ships</dc:subject>
<pubDate>Sun, 01 Mar 2026 13:00:00 +0100</pubDate></item></channel></rss>`,
			Document{Format: RSS, Title: "Harbour Post", Link: "https://harbour.example/", Language: "en", TTL: 20 * time.Minute,
				Hub: "https://hub.example/", Self: "https://harbour.example/feed", Entries: []news.Entry{{
					GUID: "h-1", URL: "https://harbour.example/news/1", Title: "Ferry & bridge: who pays?", Summary: "The ferry stays.",
					Content: "First.\nSecond é.", Author: "Ada Quay", Language: "en", Categories: []string{"Local", "Ships"}, Published: noon}}}},
		{"RSS 1.0", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://r.example/"><title>R</title><link>https://r.example/</link><items><rdf:Seq><rdf:li resource="https://r.example/1"/></rdf:Seq></items></channel>
<item rdf:about="https://r.example/1"><title>One</title><link>https://r.example/1</link><dc:date>2026-03-01T12:00Z</dc:date></item></rdf:RDF>`,
			Document{Format: RSS, Title: "R", Link: "https://r.example/", Entries: []news.Entry{{
				GUID: "https://r.example/1", URL: "https://r.example/1", Title: "One", Published: noon, Updated: noon}}}},
		{"RSS 0.91 without root", `<channel><title>Old</title><item><title>a</title><link>https://old.example/a</link></item></channel>`,
			Document{Format: RSS, Title: "Old", Entries: []news.Entry{{URL: "https://old.example/a", Title: "a"}}}},
		{"CDF", `<CHANNEL HREF="https://cdf.example/"><TITLE>Cast</TITLE><ITEM HREF="https://cdf.example/1"><TITLE>One</TITLE></ITEM></CHANNEL>`,
			Document{Format: RSS, Title: "Cast", Link: "https://cdf.example/", Entries: []news.Entry{{URL: "https://cdf.example/1", Title: "One"}}}},
		{"Atom 1.0", `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de-AT" xml:base="https://atom.example/blog/">
<title type="html">Die &amp;lt;b&amp;gt;Zeitung&amp;lt;/b&amp;gt;</title><link href="/"/><link rel="self" href="feed.xml"/><author><name>Redaktion</name></author>
<entry><id>TAG:Atom.Example,2026:1</id><title type="html">Bahn &amp;amp; Bus</title><link rel="enclosure" href="x.mp3"/><link href="eins.html"/>
<updated>2026-03-01T12:00:00Z</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ein</p><p>Text</p></div></content></entry></feed>`,
			Document{Format: Atom, Title: "Die Zeitung", Link: "https://atom.example/", Language: "de", Self: "https://atom.example/blog/feed.xml",
				Entries: []news.Entry{{GUID: "TAG:Atom.Example,2026:1", URL: "https://atom.example/blog/eins.html", Title: "Bahn & Bus", Author: "Redaktion",
					Content: "Ein\nText", Language: "de", Published: noon, Updated: noon}}}},
		{"JSON Feed", `{"version":"https://jsonfeed.org/version/1.1","title":"J & K","home_page_url":"https://j.example/","language":"fr",
"hubs":[{"type":"WebSub","url":"https://hub.example/"}],"items":[{"id":7,"url":"https://j.example/7","title":"A < B","content_html":"<p>x</p>",
"summary":"s","tags":["t",3],"authors":[{"name":"N"}],"date_published":"2026-03-01T12:00:00Z"},"no item"]}`,
			Document{Format: JSON, Title: "J & K", Link: "https://j.example/", Language: "fr", Hub: "https://hub.example/", Entries: []news.Entry{{
				GUID: "7", URL: "https://j.example/7", Title: "A < B", Summary: "s", Content: "x", Author: "N", Language: "fr",
				Categories: []string{"t", "3"}, Published: noon}}}},
		{"news sitemap", `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://s.example/about</loc></url>
<url><loc>https://s.example/1</loc><news:news><news:publication><news:name>S</news:name><news:language>it</news:language></news:publication>
<news:publication_date>2026-03-01T12:00:00Z</news:publication_date><news:title>Uno</news:title><news:keywords>a, b</news:keywords></news:news></url></urlset>`,
			Document{Format: Sitemap, Title: "S", Language: "it", Entries: []news.Entry{{
				URL: "https://s.example/1", Title: "Uno", Language: "it", Categories: []string{"a", "b"}, Published: noon}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Parse([]byte(tt.body), "", "https://feeds.example/x/feed")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, *got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestParse_noFeed(t *testing.T) {
	for name, body := range map[string]string{
		"empty":             "",
		"white space":       " \r\n\t",
		"page":              `<!DOCTYPE html><html><head><title>x</title></head><body>hello</body></html>`,
		"OPML":              `<opml version="2.0"><body/></opml>`,
		"plain text":        "Not found.",
		"other JSON":        `{"error":"not found"}`,
		"sitemap":           `<urlset><url><loc>https://s.example/</loc></url></urlset>`,
		"index of sitemaps": `<sitemapindex><sitemap><loc>https://s.example/a.xml</loc></sitemap></sitemapindex>`,
	} {
		t.Run(name, func(t *testing.T) {
			if doc, err := Parse([]byte(body), "", "https://x.example/"); !errors.Is(err, ErrNoFeed) {
				t.Errorf("got %+v, %v", doc, err)
			}
		})
	}
}

// rssWith is a feed of one item with what is given inside.
func rssWith(inside string) string {
	return `<rss version="2.0"><channel><title>T</title><link>https://n.example/</link><item>` + inside + `</item></channel></rss>`
}

func TestParse_repair(t *testing.T) {
	item := func(n string) string {
		return `<item><title>` + n + `</title><link>https://n.example/` + n + `</link></item>`
	}
	open := `<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>`
	for _, tt := range []struct {
		name, body string
		titles     []string
	}{
		{"junk before the declaration", "\n\nwarning: x\n" + open + item("a") + `</channel></rss>`, []string{"a"}},
		{"cut in an item", open + item("a") + item("b") + `<item><title>c</title><link>https://n.ex`, []string{"a", "b"}},
		{"cut behind an item", open + item("a") + item("b"), []string{"a", "b"}},
		{"item that never ends", open + `<item><title>a</title>` + item("b") + `</channel></rss>`, []string{"a", "b"}},
		{"empty item in an item", open + `<item><title>a</title><item/><link>https://n.example/a</link></item></channel></rss>`, []string{"a"}},
		{"control characters", rssWith("<title>a\x00b\x0bc\x1b</title>"), []string{"abc"}},
		{"bare ampersands", rssWith("<title>R&D & AT&T &bogus_x; &#38;</title>"), []string{"R&D & AT&T &bogus_x; &"}},
		{"entities of HTML", rssWith("<title>caf&eacute;&nbsp;&mdash; &bogus;</title>"), []string{"café — &bogus;"}},
		{"numbers of Windows", rssWith("<title>it&#146;s &#x2014; &#55296;</title>"), []string{"it’s — \uFFFD"}},
		{"forbidden numbers", rssWith("<title>a&#0;&#1;b</title>"), []string{"a\uFFFDb"}},
		{"bare less-than", rssWith("<title>1 < 2 <3</title>"), []string{"1 < 2 <3"}},
		{"markup in the title", rssWith("<title>a <b>bold</b><br>word</title>"), []string{"a bold word"}},
		{"crossed tags", rssWith("<title>a <b>x<i>y</b>z</title><link>https://n.example/1</link>"), []string{"a xyz"}},
		{"attributes without quotes", rssWith(`<guid isPermaLink=false bare>g</guid><title lang=en>t</title>`), []string{"t"}},
		{"CDATA that never ends", open + item("a") + `<item><title><![CDATA[b`, []string{"a"}},
		{"CDATA with markup of its own end", rssWith(`<title><![CDATA[a ]]]]><![CDATA[> b]]></title>`), []string{"a ]]> b"}},
		{"capitals", `<RSS><CHANNEL><ITEM><TITLE>a</Title></ITEM></CHANNEL></RSS>`, []string{"a"}},
		{"unknown prefix", rssWith(`<x:y>q</x:y><title>a</title>`), []string{"a"}},
		{"twice the same", open + item("a") + item("a") + `</channel></rss>`, []string{"a"}},
		{"generics are no markup", rssWith(`<title>Map&lt;String, Foo&gt; explained</title>`), []string{"Map<String, Foo> explained"}},
		{"a tag that is talked about", rssWith(`<title>A history of the &amp;lt;blink&amp;gt; tag</title>`), []string{"A history of the <blink> tag"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc, err := Parse([]byte(tt.body), "", "")
			if err != nil {
				t.Fatal(err)
			}
			var titles []string
			for _, e := range doc.Entries {
				titles = append(titles, e.Title)
			}
			if diff := cmp.Diff(tt.titles, titles); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// XSS-04: addresses are checked where they come in.
func TestXSS04_links(t *testing.T) {
	for _, tt := range []struct{ link, want string }{
		{"https://n.example/a", "https://n.example/a"},
		{"//n.example/a", "https://n.example/a"},
		{"a?b=1&amp;c=2", "https://base.example/dir/a?b=1&c=2"},
		{"/a", "https://n.example/a"},
		{"https://user:pw@n.example/a", "https://n.example/a"},
		{"javascript:alert(1)", ""},
		{" java\tscript:alert(1)", ""},
		{"&#1;javascript:alert(1)", ""},
		{"JAVASCRIPT&#58;alert(1)", ""},
		{"data:text/html,x", ""},
		{"vbscript:x", ""},
		{"file:///etc/passwd", ""},
		{"feed:javascript:alert(1)", ""},
		{"http:javascript:alert(1)", ""},
		{"http://", ""},
		{"https:///a", ""},
		{"tag:n.example,2026:1", ""},
		{"https://n.example/" + strings.Repeat("a", maxAddress), ""},
	} {
		t.Run(tt.link[:min(len(tt.link), 30)], func(t *testing.T) {
			doc, err := Parse([]byte(rssWith("<title>a</title><link>"+tt.link+"</link>")), "", "https://base.example/dir/feed")
			if err != nil {
				t.Fatal(err)
			}
			if got := doc.Entries[0].URL; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestParse_bounds(t *testing.T) {
	long := strings.Repeat("word ", 100_000)
	doc, err := Parse([]byte(rssWith("<title>"+long+"</title><description><![CDATA["+long+"]]></description><author>"+long+"</author>")), "", "")
	if err != nil {
		t.Fatal(err)
	}
	e := doc.Entries[0]
	if len(e.Title) > 4*maxTitle || len(e.Summary) > maxField || len(e.Author) > 4*maxShort {
		t.Errorf("lengths %d, %d, %d", len(e.Title), len(e.Summary), len(e.Author))
	}
	if !strings.HasSuffix(e.Title, "…") {
		t.Errorf("the title does not show that it was cut: %q", e.Title[len(e.Title)-20:])
	}
}
