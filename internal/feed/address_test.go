package feed

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCanonical(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"https://News.Example/a", "https://news.example/a"},
		{"HTTP://news.example:80/a", "http://news.example/a"},
		{"https://news.example:443/a", "https://news.example/a"},
		{"http://news.example:443/a", "http://news.example:443/a"},
		{"https://news.example:8443/a", "https://news.example:8443/a"},
		{"https://news.example", "https://news.example/"},
		{"https://news.example./a", "https://news.example/a"},
		{"https://news.example/a#part", "https://news.example/a"},
		{"https://u:p@news.example/a", "https://news.example/a"},
		{"https://news.example/a?utm_source=x&id=7&UTM_medium=y&b=2", "https://news.example/a?id=7&b=2"},
		{"https://news.example/a?b=2&a=1", "https://news.example/a?b=2&a=1"},
		{"https://news.example/a?fbclid=1&gclid=2&mc_cid=3", "https://news.example/a"},
		{"https://news.example/a?", "https://news.example/a"},
		{"https://news.example/a?q=a%26b&x", "https://news.example/a?q=a%26b&x"},
		{"https://news.example/A%2Fb/../c", "https://news.example/A%2Fb/../c"},
		{"https://news.example/100%-sure%20thing", "https://news.example/100%25-sure%20thing"},
		{"https://news.example/?p=12", "https://news.example/?p=12"},
		{" https://news.example/a\n", "https://news.example/a"},
		{"https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"},
		{"https://[2001:DB8::1]:443/a", "https://[2001:db8::1]/a"},
		{"https://192.0.2.1/a", "https://192.0.2.1/a"},
	} {
		t.Run(tt.in, func(t *testing.T) {
			got, err := Canonical(tt.in)
			if err != nil || got != tt.want {
				t.Errorf("got %q, %v, want %q", got, err, tt.want)
			}
		})
	}
	for _, bad := range []string{
		"", "news.example/a", "/a", "ftp://news.example/", "javascript:alert(1)", "https://", "https:///a", "https://exa_mple.com/", "https://a b/",
		"https://xn--example-.com/", "https://-a.example/", "https://a..example/", "https://" + strings.Repeat("a", 64) + ".example/", "http://[::1", "mailto:a@b.example",
	} {
		t.Run("bad "+bad[:min(len(bad), 30)], func(t *testing.T) {
			if got, err := Canonical(bad); err == nil {
				t.Errorf("got %q", got)
			}
		})
	}
}

// POIS-01, POIS-02: an address belongs to one registrable domain, whatever it looks like.
func TestPOIS02_domain(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"https://www.harbour-post.example/a", "harbour-post.example"},
		{"https://news.BBC.co.uk/a?x=1", "bbc.co.uk"},
		{"feeds.bbci.co.uk", "bbci.co.uk"},
		{"https://bbc.co.uk.evil.example/", "evil.example"},
		{"https://bbc.co.uk@evil.example/", "evil.example"},
		{`https://evil.example\@bbc.co.uk/`, ""},
		{"https://evil.example/bbc.co.uk", "evil.example"},
		{"https://paper.blogspot.com/", "paper.blogspot.com"},
		{"https://someone.github.io/x", "someone.github.io"},
		{"https://newsworld.test/feeds.opml", "newsworld.test"},
		{"https://a.newsworld.test:8080/", "newsworld.test"},
		{"https://bücher.example/", "xn--bcher-kva.example"},
		{"https://BÜCHER.example/", "xn--bcher-kva.example"},
		{"https://xn--bcher-kva.example/", "xn--bcher-kva.example"},
		{"https://ｂｂｃ.com/", "bbc.com"},        // full width is the same name to a browser
		{"https://bbс.com/", "xn--bb-pmc.com"}, // a Cyrillic с is not
		{"https://xn--example-.com/", ""},      // decodes to ASCII only: CVE-2026-39821
		{"https://xn--bbc-.com/", ""},
		{"https://xn--.com/", ""},
		{"https://xn--a.com/", ""},
		{"https://co.uk/", ""},
		{"https://com/", ""},
		{"https://localhost/", ""},
		{"https://192.0.2.1/", ""},
		{"https://[2001:db8::1]/", ""},
		{"https://a_b.example/", ""},
		{"javascript:alert(1)", ""},
		{"ftp://bbc.co.uk/", ""},
		{"", ""},
	} {
		t.Run(tt.in, func(t *testing.T) {
			if got := Domain(tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestCanonical_properties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.StringMatching(`(https?|HTTPS)://[a-zA-Z0-9]{1,9}\.(com|co\.uk|example)(:(80|443|8080))?(/[a-zA-Z0-9%. é]{0,8}){0,3}(\?((utm_source|id|gclid|q|fbclid)=[a-z&%=]{0,6}&?){0,4})?(#[a-z]*)?`).Draw(t, "address")
		once, err := Canonical(in)
		if err != nil {
			return
		}
		if twice, err := Canonical(once); err != nil || twice != once {
			t.Fatalf("%q became %q, then %q, %v", in, once, twice, err)
		}
		if Domain(in) != Domain(once) {
			t.Fatalf("%q and %q have different domains", in, once)
		}
		if strings.Contains(once, "?utm_source=") || strings.Contains(once, "&utm_source=") || strings.Contains(once, "#") {
			t.Fatalf("%q", once)
		}
	})
}
