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
		if a, b := parseLink(in), parseLink(once); a == nil || b == nil || !strings.EqualFold(a.Hostname(), b.Hostname()) {
			t.Fatalf("%q and %q have different hosts", in, once)
		}
		if strings.Contains(once, "?utm_source=") || strings.Contains(once, "&utm_source=") || strings.Contains(once, "#") {
			t.Fatalf("%q", once)
		}
	})
}
