package outlet

import "testing"

// POIS-02: names are compared in ASCII and lower case after strict IDNA.
func TestPOIS02_strictNames(t *testing.T) {
	tests := []struct{ host, ascii, registrable, domain string }{
		{"www.BBC.co.uk", "www.bbc.co.uk", "bbc.co.uk", "bbc.co.uk"},
		{"feeds.bbc.co.uk.", "feeds.bbc.co.uk", "bbc.co.uk", "bbc.co.uk"},
		{"lamañana.uy", "xn--lamaana-7za.uy", "xn--lamaana-7za.uy", "xn--lamaana-7za.uy"},
		{"xn--lamaana-7za.uy", "xn--lamaana-7za.uy", "xn--lamaana-7za.uy", "xn--lamaana-7za.uy"},
		{"ＢＢＣ.com", "bbc.com", "bbc.com", "bbc.com"},
		{"вbc.com", "xn--bc-dlc.com", "xn--bc-dlc.com", "xn--bc-dlc.com"},
		{"newsworld.test", "newsworld.test", "newsworld.test", "newsworld.test"},

		{"xn--example-.com", "", "", ""}, // decodes to plain example.com (CVE-2026-39821)
		{"xn--bbc-.co.uk", "", "", ""},
		{"xn--.com", "", "", ""},
		{"-bbc.com", "", "", ""},
		{"b_c.com", "", "", ""},
		{"bbc..com", "", "", ""},
		{"bbc–news.com", "", "", ""},
		{"bbc✓.com", "", "", ""},
		{"bbc.com/evil", "", "", ""},
		{"localhost", "", "", ""},
		{"", "", "", ""},
		{".", "", "", ""},
		{"127.0.0.1", "", "", ""},
		{"[::1]", "", "", ""},
		{"co.uk", "co.uk", "", ""},
		{"blogspot.com", "blogspot.com", "", ""},

		{"abcnews.go.com", "abcnews.go.com", "go.com", "abcnews.go.com"},
		{"m.economictimes.indiatimes.com", "m.economictimes.indiatimes.com", "indiatimes.com", "economictimes.indiatimes.com"},
		{"www.go.com", "www.go.com", "go.com", "go.com"},
		{"go.com", "go.com", "go.com", "go.com"},
		{"evilgo.com", "evilgo.com", "evilgo.com", "evilgo.com"},
		{"someone.substack.com", "someone.substack.com", "substack.com", "someone.substack.com"},
		{"someone.blogspot.com", "someone.blogspot.com", "someone.blogspot.com", "someone.blogspot.com"},
	}
	for _, test := range tests {
		t.Run(test.host, func(t *testing.T) {
			if got := ASCII(test.host); got != test.ascii {
				t.Errorf("ASCII is %q, want %q", got, test.ascii)
			}
			if got := RegistrableDomain(test.host); got != test.registrable {
				t.Errorf("RegistrableDomain is %q, want %q", got, test.registrable)
			}
			if got := Domain(test.host); got != test.domain {
				t.Errorf("Domain is %q, want %q", got, test.domain)
			}
		})
	}
}

func FuzzDomain(f *testing.F) {
	for _, s := range []string{"www.bbc.co.uk", "xn--example-.com", "ＢＢＣ.com", "a.go.com", "1.2.3.4", "lamañana.uy"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, host string) {
		d := Domain(host)
		if d == "" {
			return
		}
		if again := Domain(d); again != d {
			t.Fatalf("%q gives %q, which gives %q", host, d, again)
		}
		if !isASCII(d) || ASCII(d) != d {
			t.Fatalf("%q gives %q, which is not in normal form", host, d)
		}
	})
}

func TestPublisher(t *testing.T) {
	for host, want := range map[string]string{
		"www.gov.uk": "gov.uk", "gov.uk": "gov.uk", "www.bbc.co.uk": "bbc.co.uk", "someone.blogspot.com": "someone.blogspot.com",
		"abcnews.go.com": "abcnews.go.com", "127.0.0.1": "", "localhost": "",
	} {
		if got := Publisher(host); got != want {
			t.Errorf("Publisher(%q) is %q, want %q", host, got, want)
		}
	}
}
