package fetch

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestRobotsStatus(t *testing.T) {
	closed := []byte("User-agent: *\nDisallow: /\n")
	for status, want := range map[int]bool{0: false, 200: false, 204: false, 301: true, 401: true, 403: true, 404: true, 410: true, 429: true, 500: false, 503: false, 599: false} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			r := ParseRobots(status, closed)
			if got := r.Allowed("Parallax", "/news"); got != want {
				t.Errorf("Allowed = %v; want %v", got, want)
			}
			if open := ParseRobots(status, []byte("User-agent: *\nAllow: /\n")); status/100 != 2 && open.Allowed("Parallax", "/news") != want {
				t.Error("the body of an answer that is no file counts")
			}
			if !r.Allowed("Parallax", "/robots.txt") {
				t.Error("/robots.txt itself is not allowed")
			}
		})
	}
	if (Rules{}).Allowed("Parallax", "/") {
		t.Error("the zero Rules allow something")
	}
	if r := ParseRobots(200, nil); !r.Allowed("Parallax", "/") {
		t.Error("an empty file forbids something")
	}
}

func TestRobotsAllowed(t *testing.T) {
	tests := []struct {
		name, file string
		allowed    []string
		forbidden  []string
	}{
		{"prefix", "User-agent: *\nDisallow: /private", []string{"/", "/public", "/Private"}, []string{"/private", "/private/a", "/privateer?a"}},
		{"nothing forbidden", "User-agent: *\nDisallow:\n", []string{"/", "/a"}, nil},
		{"everything forbidden", "User-agent: *\nDisallow: /", nil, []string{"", "/", "/a?b"}},
		{"star alone", "User-agent: *\nDisallow: *", nil, []string{"/", "/a"}},
		{"longest wins", "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c", []string{"/a/b", "/a/b/d"}, []string{"/a", "/a/c", "/a/b/c"}},
		{"allow wins at equal length", "User-agent: *\nDisallow: /a\nAllow: /a", []string{"/a"}, nil},
		{"order is of no account", "User-agent: *\nAllow: /a/b\nDisallow: /a", []string{"/a/b"}, []string{"/a"}},
		{"end", "User-agent: *\nDisallow: /$", []string{"/news/", "/a"}, []string{"/"}},
		{"wildcard", "User-agent: *\nDisallow: /*/print", []string{"/print", "/a/b"}, []string{"/a/print", "/a/b/printer"}},
		{"wildcard with end", "User-agent: *\nDisallow: /*.pdf$", []string{"/a.pdf?x", "/a.pdfs"}, []string{"/a.pdf", "/.pdf.pdf"}},
		{"anchored at the start", "User-agent: *\nDisallow: /b*/x", []string{"/a/b/x"}, []string{"/b/x", "/bc/d/x"}},
		{"many wildcards", "User-agent: *\nDisallow: /a*b*c***d$", []string{"/abdc", "/abcde"}, []string{"/abcd", "/axbxcxdxd"}},
		{"query", "User-agent: *\nDisallow: /*?print=", []string{"/a?page=1"}, []string{"/a?print=1"}},
		{"encoded letters", "User-agent: *\nDisallow: /%7Efoo/b%61r", nil, []string{"/~foo/bar", "/%7efoo/bar"}},
		{"encoded slash is not a slash", "User-agent: *\nDisallow: /a%2fb", []string{"/a/b"}, []string{"/a%2Fb"}},
		{"beyond ASCII", "User-agent: *\nDisallow: /ü", []string{"/u"}, []string{"/ü", "/%C3%BC", "/%c3%bc"}},
		{"encoded star is a star", "User-agent: *\nDisallow: /a%2Ab", []string{"/axb"}, []string{"/a%2ab"}},
		{"without slash", "User-agent: *\nDisallow: private", []string{"/"}, []string{"/private"}},
		{"comments, case and space", "# all\n  USER-AGENT :  * # everyone\n\tDisAllow:/a # a\n", []string{"/", "/b"}, []string{"/a"}},
		{"line ends", "User-agent: *\rDisallow: /a\r\nDisallow: /b\n\nDisallow: /c", nil, []string{"/a", "/b", "/c"}},
		{"byte order mark", "\ufeffUser-agent: *\nDisallow: /a", nil, []string{"/a"}},
		{"odd lines are left out", "Disallow: /x\nCrawl-delay: soon\nUser-agent: *\n\x00\xff:\nDisallow: /a\nNonsense", []string{"/x"}, []string{"/a"}},
		{"a web page", "<!DOCTYPE html><html><p>Disallow: /</p></html>", []string{"/"}, nil},

		{"own group only", "User-agent: *\nDisallow: /\n\nUser-agent: Parallax\nDisallow: /a", []string{"/b"}, []string{"/a"}},
		{"own group with nothing in it", "User-agent: *\nDisallow: /\n\nUser-agent: parallax\nDisallow:", []string{"/b"}, nil},
		{"own group with version", "User-agent: PARALLAX/2.0\nDisallow: /a", []string{"/b"}, []string{"/a"}},
		{"own groups are one", "User-agent: parallax\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\nUser-agent: Parallax\nDisallow: /b", []string{"/c"}, []string{"/a", "/b"}},
		{"group of many", "User-agent: x\nUser-agent: parallax\nUser-agent: parallax\nDisallow: /a", []string{"/b"}, []string{"/a"}},
		{"other names", "User-agent: ParallaxBot\nDisallow: /\nUser-agent: Para\nDisallow: /\nUser-agent: 360\nDisallow: /", []string{"/"}, nil},
		{"sitemaps do not part a group", "User-agent: *\nSitemap: https://paper.example/s.xml\nDisallow: /a", nil, []string{"/a"}},
		{"a delay ends the names", "User-agent: *\nCrawl-delay: 1\nUser-agent: bad\nDisallow: /", []string{"/"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := ParseRobots(200, []byte(tt.file))
			for _, path := range tt.allowed {
				if !r.Allowed(agent, path) {
					t.Errorf("%q is forbidden", path)
				}
			}
			for _, path := range tt.forbidden {
				if r.Allowed("Parallax", path) {
					t.Errorf("%q is allowed", path)
				}
			}
		})
	}
}

func TestRobotsDelay(t *testing.T) {
	tests := map[string]time.Duration{
		"User-agent: *\nCrawl-delay: 10":                                         10 * time.Second,
		"User-agent: *\nCrawl-delay: 0.5":                                        500 * time.Millisecond,
		"User-agent: *\nCrawl-delay: 10\nUser-agent: parallax\nCrawl-delay: 3":   3 * time.Second,
		"User-agent: *\nCrawl-delay: 10\n\nUser-agent: parallax\nDisallow: /a":   0,
		"User-agent: *\nCrawl-delay: 1e300":                                      24 * time.Hour,
		"User-agent: *\nCrawl-delay: Inf":                                        24 * time.Hour,
		"User-agent: *\nCrawl-delay: NaN":                                        0,
		"User-agent: *\nCrawl-delay: -1":                                         0,
		"User-agent: *\nCrawl-delay: ten":                                        0,
		"Crawl-delay: 10":                                                        0,
		"User-agent: a\nUser-agent: Parallax\nDisallow: /a\ncrawl-delay : 7 # s": 7 * time.Second,
	}
	for file, want := range tests {
		t.Run(file, func(t *testing.T) {
			if got := ParseRobots(200, []byte(file)).Delay(agent); got != want {
				t.Errorf("Delay = %v; want %v", got, want)
			}
		})
	}
}

func TestRobotsSitemaps(t *testing.T) {
	r := ParseRobots(200, []byte("sitemap: https://paper.example/a.xml\nUser-agent: *\nSITEMAP:https://paper.example/b.xml # news\nSitemap:\n"))
	if want := []string{"https://paper.example/a.xml", "https://paper.example/b.xml"}; !slices.Equal(r.Sitemaps, want) {
		t.Errorf("Sitemaps = %q; want %q", r.Sitemaps, want)
	}
}

// TestRobotsLimit checks that 500 KiB are read, whole lines of them.
func TestRobotsLimit(t *testing.T) {
	var file bytes.Buffer
	file.WriteString("User-agent: *\n")
	for i := 0; file.Len() < 500<<10-40; i++ {
		fmt.Fprintf(&file, "Disallow: /%06d/\n", i)
	}
	file.WriteString("Disallow: /last/")
	file.WriteString(strings.Repeat("x", 100) + "\nDisallow: /beyond\n")
	r := ParseRobots(200, file.Bytes())
	if r.Allowed("Parallax", "/000000/") || r.Allowed("Parallax", "/020000/") {
		t.Error("a rule within the limit is not kept")
	}
	if !r.Allowed("Parallax", "/last/"+strings.Repeat("x", 90)) || !r.Allowed("Parallax", "/beyond") {
		t.Error("a rule that is cut off or beyond the limit counts")
	}
}

func FuzzRobots(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /a*b$\nAllow: /%7e\nCrawl-delay: 3\nSitemap: x"), "/a?b")
	f.Add([]byte("\ufeffuser-agent:parallax/1\r\ndisallow:*"), "")
	f.Add([]byte("Disallow: /%\nUser-agent: *\nDisallow: /%zz%2"), "/%zz%2")
	f.Fuzz(func(t *testing.T, file []byte, path string) {
		r := ParseRobots(200, file)
		if d := r.Delay(agent); d < 0 || d > 24*time.Hour {
			t.Errorf("Delay = %v", d)
		}
		allowed := r.Allowed(agent, path)
		if again := ParseRobots(200, file).Allowed(agent, path); again != allowed {
			t.Error("the same question was answered differently")
		}
		if normal := normalPath(path); normalPath(normal) != normal {
			t.Errorf("normalPath(%q) = %q, which is not its own normal form", path, normal)
		}
		if !allowed && !bytes.Contains(bytes.ToLower(file), []byte("disallow")) {
			t.Errorf("%q is forbidden by a file that forbids nothing", path)
		}
	})
}

// BenchmarkRobots reads the longest file, of rules made to be slow, and asks for a long path.
func BenchmarkRobots(b *testing.B) {
	file := []byte("User-agent: *\n" + strings.Repeat("Disallow: /*a*a*a*b$\n", 24000))
	path := "/" + strings.Repeat("a", 2000)
	b.Run("parse", func(b *testing.B) {
		for b.Loop() {
			ParseRobots(200, file)
		}
	})
	rules := ParseRobots(200, file)
	b.Run("ask", func(b *testing.B) {
		for b.Loop() {
			rules.Allowed(agent, path)
		}
	})
}
