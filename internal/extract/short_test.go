package extract

import "testing"

// TestShort: on a page with little text the article's own words are taken, not what surrounds them.
func TestShort(t *testing.T) {
	around := func(article string) string {
		return `<html lang="en"><head><title>Bridge opens | News</title></head><body>
<nav><ul><li><a href="/">Home</a><li><a href="/world">World</a></ul></nav>
<div class="cookie-banner">We value your privacy. We and our partners store information. <button>Accept</button></div>
<main>` + article + `</main><section id="comments"><h3>Comments</h3><p>Join the conversation.</p></section>
<footer>&copy; News. All rights reserved.</footer></body></html>`
	}
	for _, tt := range []struct{ name, article, want string }{
		{"a line", `<article><header><h1>Bridge opens</h1><p class="byline">By A. Writer</p><time>5 May 2026</time></header><div class="article-body"><p>The bridge over the Tarn opened on Tuesday.</p></div></article>`,
			"The bridge over the Tarn opened on Tuesday."},
		{"nothing", `<article><header><h1>Bridge opens</h1><p class="byline">By A. Writer</p></header><div class="article-body"></div></article>`, ""},
		{"microdata", `<div><h1>Bridge opens</h1><div itemprop="articleBody">The bridge over the <b>Tarn</b> opened.<p>Cars may cross.</p></div></div>`,
			"The bridge over the Tarn opened.\nCars may cross."},
		{"advertisement inside", `<article><h1>Bridge opens</h1><p>The bridge opened on Tuesday.</p><aside class="ad">Sign up now.</aside><p>Cars may cross.</p></article>`,
			"The bridge opened on Tuesday.\nCars may cross."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Page([]byte(around(tt.article)), "text/html; charset=utf-8", "https://news.example/bridge")
			if err != nil {
				t.Fatal(err)
			}
			if r.Text != tt.want {
				t.Errorf("got %q, want %q", r.Text, tt.want)
			}
		})
	}
}
