package extract

import (
	"net/http"
	"testing"
	"time"
)

// LAW-04: signals of header and page, alone and together, give the expected level; of two the stricter holds.
func TestLAW04_reservations(t *testing.T) {
	robots := func(s string) string { return `<meta name="robots" content="` + s + `">` }
	header := func(pairs ...string) http.Header {
		h := http.Header{}
		for i := 0; i < len(pairs); i += 2 {
			h.Add(pairs[i], pairs[i+1])
		}
		return h
	}
	for _, c := range []struct {
		name    string
		page    string
		header  http.Header
		level   Level
		snippet int
	}{
		{"nothing", "", nil, Open, -1},
		{"index, follow", robots("index, follow"), nil, Open, -1},
		{"all", robots("all"), nil, Open, -1},
		{"nofollow", robots("nofollow"), nil, Open, -1},
		{"noarchive: we serve no copies", robots("noarchive"), nil, Open, -1},
		{"large images", robots("max-image-preview:large, max-snippet:-1, max-video-preview:-1"), nil, Open, -1},
		{"noindex", robots("noindex"), nil, HeadlineOnly, 0},
		{"none", robots("none"), nil, HeadlineOnly, 0},
		{"NOINDEX in capitals", robots("NOINDEX,NOFOLLOW"), nil, HeadlineOnly, 0},
		{"nosnippet", robots("nosnippet"), nil, IndexOnly, 0},
		{"max-snippet 0", robots("max-snippet:0"), nil, IndexOnly, 0},
		{"max-snippet 50", robots("max-snippet:50"), nil, Open, 50},
		{"max-snippet with a space", robots("max-snippet: 50"), nil, Open, 50},
		{"max-snippet without number", robots("max-snippet:lots"), nil, Open, -1},
		{"two max-snippets", robots("max-snippet:90, max-snippet:50"), nil, Open, 50},
		{"two metas", robots("max-snippet:50") + robots("nosnippet"), nil, IndexOnly, 0},
		{"noai", robots("noai, noimageai"), nil, NoModel, -1},
		{"noimageai alone", robots("noimageai"), nil, Open, -1},
		{"expired", robots("unavailable_after: 2026-01-01"), nil, HeadlineOnly, 0},
		{"expired, RFC 850", robots("unavailable_after: 25-Jun-2025 15:00:00 PST"), nil, HeadlineOnly, 0},
		{"not yet expired", robots("unavailable_after: 2027-01-01"), nil, Open, -1},
		{"for another robot", `<meta name="googlebot" content="noindex">`, nil, Open, -1},
		{"for us", `<meta name="parallaxbot" content="noindex">`, nil, HeadlineOnly, 0},
		{"for us in other letters", `<META NAME="ParallaxBot" CONTENT="nosnippet">`, nil, IndexOnly, 0},
		{"tdm meta", `<meta name="tdm-reservation" content="1">`, nil, HeadlineOnly, 0},
		{"tdm meta 0", `<meta name="tdm-reservation" content="0">`, nil, Open, -1},
		{"header noindex", "", header("X-Robots-Tag", "noindex"), HeadlineOnly, 0},
		{"header nosnippet", "", header("X-Robots-Tag", "nosnippet"), IndexOnly, 0},
		{"header max-snippet", "", header("X-Robots-Tag", "max-snippet:20"), Open, 20},
		{"header for another robot", "", header("X-Robots-Tag", "otherbot: noindex, nofollow"), Open, -1},
		{"header for us", "", header("X-Robots-Tag", "parallaxbot: noindex"), HeadlineOnly, 0},
		{"header for all after another", "", header("X-Robots-Tag", "otherbot: noindex", "X-Robots-Tag", "nosnippet"), IndexOnly, 0},
		{"header expired", "", header("X-Robots-Tag", "unavailable_after: 25 Jun 2025 15:00:00 GMT"), HeadlineOnly, 0},
		{"header tdm", "", header("TDM-Reservation", "1"), HeadlineOnly, 0},
		{"header tdm 0", "", header("TDM-Reservation", "0"), Open, -1},
		{"usage against training", "", header("Content-Usage", "train-ai=n"), NoModel, -1},
		{"usage for all", "", header("Content-Usage", "train-ai=y, search=y"), Open, -1},
		{"usage against search", "", header("Content-Usage", "search=n"), HeadlineOnly, 0},
		{"signal against input", "", header("Content-Signal", "search=yes, ai-input=no, ai-train=no"), NoModel, -1},
		{"header open, page strict", robots("nosnippet"), header("X-Robots-Tag", "all"), IndexOnly, 0},
		{"header strict, page open", robots("all"), header("X-Robots-Tag", "noindex"), HeadlineOnly, 0},
		{"tdm against an open page", robots("max-snippet:-1"), header("TDM-Reservation", "1"), HeadlineOnly, 0},
		{"tdm 0 lifts nothing", robots("noindex"), header("TDM-Reservation", "0"), HeadlineOnly, 0},
		{"noai and a limit", robots("noai, max-snippet:40"), nil, NoModel, 40},
		{"noai and nosnippet", robots("noai"), header("X-Robots-Tag", "nosnippet"), IndexOnly, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := Options{Header: c.header, Agent: "ParallaxBot", Now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
			r, err := o.Page([]byte("<title>T</title>"+c.page), "", "https://a.example/x")
			if err != nil {
				t.Fatal(err)
			}
			if r.Level != c.level || r.MaxSnippet != c.snippet {
				t.Errorf("got %v and %d, want %v and %d", r.Level, r.MaxSnippet, c.level, c.snippet)
			}
		})
	}
}

// LAW-04: what a page keeps from snippets is not in the text.
func TestLAW04_dataNosnippet(t *testing.T) {
	page := `<title>T</title><article><p>The first paragraph of this article may be shown to whoever wants to read it, in whole or in part.</p>
		<div data-nosnippet><p>The second paragraph is kept from snippets by its publisher, and so it is kept from us as well.</p></div></article>`
	r, err := Page([]byte(page), "", "https://a.example/x")
	if err != nil {
		t.Fatal(err)
	}
	if want := "The first paragraph of this article may be shown to whoever wants to read it, in whole or in part."; r.Text != want {
		t.Errorf("got %q", r.Text)
	}
}
