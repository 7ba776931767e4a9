package extract

import (
	"strings"
	"testing"
)

func TestHeadline(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"title alone", "<title>Bridge opens to traffic</title>", "Bridge opens to traffic"},
		{"the site's name at the end", "<title>Bridge opens to traffic | The Courier</title>", "Bridge opens to traffic"},
		{"at the start", "<title>Courier: Bridge opens to traffic</title>", "Courier: Bridge opens to traffic"},
		{"before a sign", "<title>The Courier » Bridge opens to traffic</title>", "Bridge opens to traffic"},
		{"section and name", "<title>Bridge opens to traffic - News - The Courier</title>", "Bridge opens to traffic"},
		{"a name that only og:site_name gives", `<meta property="og:site_name" content="Die Zeitung"><title>Brücke offen – Die Zeitung</title>`, "Brücke offen"},
		{"a dash within the headline", "<title>Tesla recalls two million cars — again | Courier</title><h1>Tesla recalls two million cars — again</h1>", "Tesla recalls two million cars — again"},
		{"a dash and no name", "<title>Tesla recalls two million cars — again</title><h1>Tesla recalls two million cars — again</h1>", "Tesla recalls two million cars — again"},
		{"a place before a dash", "<title>Washington – fog covers the city's five bridges</title><h1>Washington – fog covers the city's five bridges</h1>", "Washington – fog covers the city's five bridges"},
		{"h1 says it in full", `<title>Bridge opens to traffic - Courier</title><h1>The Courier</h1><h1>Bridge opens to traffic after two years</h1>`, "Bridge opens to traffic after two years"},
		{"h1 is the site's name", `<meta property="og:title" content="Bridge opens to traffic"><h1>The Courier</h1>`, "Bridge opens to traffic"},
		{"h1 with its section", `<meta property="og:title" content="Bridge opens to traffic"><h1>Traffic | Bridge opens to traffic</h1>`, "Bridge opens to traffic"},
		{"JSON-LD before og:title", `<meta property="og:title" content="You won't believe this bridge"><script type="application/ld+json">{"@type":"Article","headline":"Bridge opens to traffic"}</script>`, "Bridge opens to traffic"},
		{"the article among others", `<title>Bridge opens to traffic</title><script type="application/ld+json">[{"@type":"Article","headline":"Fish prices fall"},{"@type":"Article","headline":"Bridge opens to traffic"}]</script>`, "Bridge opens to traffic"},
		{"only h1", "<h1>Bridge opens to traffic</h1><h1>More news</h1>", "Bridge opens to traffic"},
		{"only h1, the article's", "<h1>Courier</h1><article><h1>Bridge opens to traffic</h1></article>", "Bridge opens to traffic"},
		{"Chinese with the site's name", "<title>大桥恢复通行，市民走上街头庆祝-海港网</title>", "大桥恢复通行，市民走上街头庆祝"},
		{"an icon's title", "<body><svg><title>Menu</title></svg><h1>Bridge opens to traffic</h1>", "Bridge opens to traffic"},
		{"nothing", "<p>Text</p>", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := Page([]byte(c.page), "text/html; charset=utf-8", "https://www.courier.example/x")
			if err != nil {
				t.Fatal(err)
			}
			if r.Title != c.want {
				t.Errorf("got %q, want %q", r.Title, c.want)
			}
		})
	}
}

func TestAuthorNames(t *testing.T) {
	for in, want := range map[string]string{
		"Ida Fenwick":                              "Ida Fenwick",
		"By Ida Fenwick":                           "Ida Fenwick",
		"BY IDA FENWICK AND TOM ALDOUS":            "IDA FENWICK AND TOM ALDOUS",
		"By Ida Fenwick and Tom Aldous":            "Ida Fenwick, Tom Aldous",
		"Ida Fenwick, Tom Aldous, Jon Pell":        "Ida Fenwick, Tom Aldous, Jon Pell",
		"Ida Fenwick, Jr.":                         "Ida Fenwick, Jr.",
		"Von Käthe Lührs und Jan Ohm":              "Käthe Lührs, Jan Ohm",
		"Par Zoé Martin et Luc Roy":                "Zoé Martin, Luc Roy",
		"Por Lucía Ferrán":                         "Lucía Ferrán",
		"Byron Vance":                              "Byron Vance",
		"Vonda Parker":                             "Vonda Parker",
		"By Ida Fenwick - January 10, 2026 21 min": "Ida Fenwick",
		"Ida Fenwick 8 January 2026":               "Ida Fenwick",
		"Ida (Iris) Fenwick":                       "Ida Fenwick",
		"https://social.example/ida":               "",
		"ida@courier.example":                      "",
		"admin":                                    "",
		"42":                                       "",
		"<b>Ida</b> Fenwick":                       "Ida Fenwick",
		"View all posts by Ida Fenwick":            "Ida Fenwick",
	} {
		t.Run(in, func(t *testing.T) {
			if got := strings.Join(authorNames([]string{in}), ", "); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}
