package fetch

import (
	"errors"
	"math/rand/v2"
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

// special are the 49 addresses that hostile pages were seen to use, and more of their kinds: IPv4-mapped and IPv4-compatible,
// with zone, both NAT64 prefixes, 6to4, Teredo, services of clouds.
var special = []string{
	"127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.0.1", "224.0.0.1", "::", "::1",
	"::ffff:127.0.0.1", "::ffff:169.254.169.254", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%lo", "ff02::1", "ff0e::1",
	"0.1.2.3", "100.64.0.1", "100.100.100.200", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.31.196.1", "192.52.193.1",
	"192.88.99.1", "192.175.48.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "240.0.0.1", "255.255.255.255", "168.63.129.16",
	"::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a9fe:a9fe", "100::1", "2001::1", "2001:2::1", "2001:10::1",
	"2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::", "3fff::1", "5f00::1", "fec0::1",

	"10.255.255.255", "100.127.255.255", "172.31.255.255", "198.19.255.255", "239.255.255.255", "::ffff:0.0.0.0", "::ffff:10.0.0.1",
	"::ffff:168.63.129.16", "::ffff:8.8.8.8", "::8.8.8.8", "::ffff:0:127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2002:c0a8:1::1",
	"2001:0:4136:e378:8000:63bf:3fff:fdd2", "2606:4700::1111%eth0", "fd20:ce::254", "2620:4f:8000::1", "febf::1", "ff01::1", "4000::1",
}

// SSRF-03: every special-purpose address is refused, at the dialler and in a URL.
func TestSSRF03_specialAddresses(t *testing.T) {
	g := newGuard(nil)
	for _, text := range special {
		t.Run(text, func(t *testing.T) {
			at := netip.AddrPortFrom(netip.MustParseAddr(text), 443)
			network := "tcp4"
			if at.Addr().Is6() {
				network = "tcp6"
			}
			if err := g.control(network, at.String(), nil); !errors.Is(err, errRefused) {
				t.Errorf("control(%s) = %v; want refused", at, err)
			}
			u := &url.URL{Scheme: "https", Host: at.String(), Path: "/"}
			for _, proxied := range []bool{false, true} {
				if _, err := g.url(u, proxied); !errors.Is(err, errRefused) {
					t.Errorf("url(%s, %v) = %v; want refused", u, proxied, err)
				}
			}
		})
	}
}

// SSRF-03: public addresses are allowed.
func TestSSRF03_publicAddresses(t *testing.T) {
	g := newGuard(nil)
	blocks := []string{
		"1.0.0.0/8", "8.0.0.0/8", "23.0.0.0/8", "52.0.0.0/8", "93.184.0.0/16", "100.0.0.0/10", "104.16.0.0/12", "126.0.0.0/8", "128.0.0.0/8",
		"151.101.0.0/16", "168.62.0.0/16", "172.64.0.0/13", "185.0.0.0/8", "192.169.0.0/16", "198.20.0.0/14", "203.0.114.0/24", "223.0.0.0/8",
		"2001:200::/23", "2001:4860::/32", "2400::/12", "2606:4700::/32", "2620:0:860::/46", "2800::/12", "2a00::/12", "2c00::/12",
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 1000 {
		block := netip.MustParsePrefix(blocks[i%len(blocks)])
		addr := within(block, random)
		network := "tcp4"
		if addr.Is6() {
			network = "tcp6"
		}
		for _, port := range webPorts {
			if err := g.control(network, netip.AddrPortFrom(addr, port).String(), nil); err != nil {
				t.Errorf("control(%s) = %v; want it allowed", addr, err)
			}
		}
	}
}

// within draws an address of a block.
func within(block netip.Prefix, random *rand.Rand) netip.Addr {
	raw := block.Addr().AsSlice()
	for i := range raw {
		if fixed := block.Bits() - 8*i; fixed < 8 {
			raw[i] |= byte(random.Uint32()) & (0xff >> max(fixed, 0))
		}
	}
	addr, _ := netip.AddrFromSlice(raw)
	return addr
}

func TestControl(t *testing.T) {
	allowing := newGuard([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("fd00::/8")})
	tests := []struct {
		name, network, address string
		guard                  *guard
		ok                     bool
	}{
		{"web port", "tcp4", "8.8.8.8:8443", newGuard(nil), true},
		{"mail port", "tcp4", "8.8.8.8:25", newGuard(nil), false},
		{"database port", "tcp6", "[2606:4700::1111]:5432", newGuard(nil), false},
		{"datagrams", "udp4", "8.8.8.8:443", newGuard(nil), false},
		{"local socket", "unix", "/run/docker.sock", newGuard(nil), false},
		{"either family", "tcp", "8.8.8.8:443", newGuard(nil), false},
		{"a name", "tcp4", "example.org:443", newGuard(nil), false},
		{"allowed at any port", "tcp4", "127.0.0.1:9", allowing, true},
		{"allowed, mapped", "tcp6", "[::ffff:127.0.0.1]:9", allowing, true},
		{"allowed, IPv6", "tcp6", "[fd00::1]:80", allowing, true},
		{"allowed network only", "tcp4", "10.0.0.1:80", allowing, false},
		{"public, other port, though something is allowed", "tcp4", "8.8.8.8:25", allowing, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.guard.control(tt.network, tt.address, nil)
			if (err == nil) != tt.ok {
				t.Errorf("control(%s, %s) = %v; want ok %v", tt.network, tt.address, err, tt.ok)
			}
		})
	}
}

// urls are addresses as feeds, pages and redirects may name them.
var urls = []struct {
	url  string
	host string // as it is asked for; "" refused
}{
	{"https://example.org/a?b=c", "example.org"},
	{"http://Example.ORG.:8080/", "example.org."},
	{"https://bücher.example/", "xn--bcher-kva.example"},
	{"https://new_paper.example/", "new_paper.example"},
	{"http://8.8.8.8/", "8.8.8.8"},
	{"http://[2606:4700::1111]/", "2606:4700::1111"},
	{"http://127.0.0.1.nip.example/", "127.0.0.1.nip.example"}, // a name: the dialler decides
	{"http://0xfeed.example/", "0xfeed.example"},

	{"", ""}, {"//example.org/", ""}, {"http://", ""}, {"http:///etc/passwd", ""}, {"http:example.org", ""},
	{"file:///etc/passwd", ""}, {"gopher://example.org/", ""}, {"ftp://example.org/", ""}, {"data:text/html,x", ""}, {"javascript:alert(1)", ""},
	{"http://user@example.org/", ""}, {"http://user:password@example.org/", ""}, {"http://:@example.org/", ""},
	{"http://example.org:25/", ""}, {"http://example.org:0/", ""}, {"http://example.org:65616/", ""}, {"http://8.8.8.8:6379/", ""},
	{"http://127.0.0.1/", ""}, {"http://127.0.0.1./", ""}, {"http://127.1/", ""}, {"http://0x7f.1/", ""}, {"http://0X7F000001/", ""},
	{"http://2130706433/", ""}, {"http://017700000001/", ""}, {"http://0177.0.0.1/", ""}, {"http://127.0.0.001/", ""}, {"http://0/", ""},
	{"http://0x/", ""}, {"http://1.2.3.4.5/", ""}, {"http://256.256.256.256/", ""}, {"http://99999999999999999999/", ""}, {"http://example.0x7f/", ""},
	{"http://127。0。0。1/", ""}, {"http://１２７.０.０.１/", ""}, {"http://①②⑦.0.0.1/", ""}, {"http://[::ffff:127.0.0.1]/", ""}, {"http://[::ffff:7f00:1]/", ""},
	{"http://[::1]/", ""}, {"http://[::127.0.0.1]/", ""}, {"http://[fe80::1%25lo]/", ""}, {"http://[2606:4700::1111%25lo]/", ""}, {"http://[64:ff9b::7f00:1]/", ""},
	{"http://localhost/", ""}, {"http://LOCALHOST./", ""}, {"http://a.localhost/", ""}, {"http://ｌocalhost/", ""}, {"http://printer.local/", ""},
	{"http://metadata.google.internal/", ""}, {"http://metadata/", ""}, {"http://router.home.arpa/", ""}, {"http://localhost.localdomain/", ""},
	{"http://a..b/", ""}, {"http://.example.org/", ""}, {"http://example.org../", ""}, {"http://ex ample.org/", ""}, {"http://example.org\\@127.0.0.1/", ""},
	{"http:\\\\127.0.0.1/", ""}, {"http://exa\tmple.org/", ""}, {"http://a'b.example/", ""},
}

func TestGuardURL(t *testing.T) {
	g := newGuard(nil)
	for _, tt := range urls {
		t.Run(tt.url, func(t *testing.T) {
			u, err := url.Parse(tt.url)
			if err != nil {
				if tt.host != "" {
					t.Fatal(err)
				}
				return
			}
			for _, proxied := range []bool{false, true} {
				host, err := g.url(u, proxied)
				if err != nil && !errors.Is(err, errRefused) {
					t.Errorf("url(%s): error %v is no refusal", u, err)
				}
				if err != nil {
					host = ""
				}
				if host != tt.host {
					t.Errorf("url(%q, %v) = %q, %v; want %q", tt.url, proxied, host, err, tt.host)
				}
			}
		})
	}
}

func TestLongURL(t *testing.T) {
	u := &url.URL{Scheme: "https", Host: "example.org", Path: "/", RawQuery: strings.Repeat("a", maxURL)}
	if _, err := newGuard(nil).url(u, true); !errors.Is(err, errRefused) {
		t.Errorf("an address of %d bytes: %v; want refused", len(u.String()), err)
	}
}

// FuzzGuardURL looks for a URL that passes although its host is, to some reader of numbers, a special address.
func FuzzGuardURL(f *testing.F) {
	for _, tt := range urls {
		f.Add(tt.url)
	}
	g := newGuard(nil)
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := url.Parse(raw)
		if err != nil {
			return
		}
		host, err := g.url(u, true)
		if err != nil {
			return
		}
		for i := range len(host) {
			if host[i] >= 0x80 || host[i] <= ' ' {
				t.Fatalf("url(%q) = %q; not plain ASCII", raw, host)
			}
		}
		if addr, err := netip.ParseAddr(host); err == nil && !addr.IsGlobalUnicast() {
			t.Fatalf("url(%q) = %q; a special address", raw, host)
		}
		again, err := g.url(&url.URL{Scheme: u.Scheme, Host: hostPort(host, u.Port())}, true)
		if err != nil || again != host {
			t.Fatalf("url(%q) = %q, but asked for that host = %q, %v", raw, host, again, err)
		}
	})
}
