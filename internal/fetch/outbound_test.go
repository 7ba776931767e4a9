package fetch

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// SSRF-01: whatever a feed or page names, in whatever notation, nothing on this machine is connected to, and a proxy never hears of it.
func TestSSRF01_canarySeesNothing(t *testing.T) {
	port, connections := canary(t, "0.0.0.0:0")
	port6, connections6 := canary(t, "[::1]:0")
	web := client(t, func(o *Options) { o.Allow = nil })
	proxied, requests := proxy(t, func(http.ResponseWriter, *http.Request) {})
	for _, host := range []string{
		"127.0.0.1", "127.0.0.2", "127.1", "0x7f.1", "2130706433", "0177.0.0.1", "0.0.0.0", "0", "localhost", "feeds.localhost", "[::1]", "[::]",
		"[::ffff:127.0.0.1]", "[::127.0.0.1]", "１２７.0.0.1", "127。0。0。1", "169.254.169.254", "[fe80::1%25lo]",
	} {
		for _, at := range []string{"", ":" + port, ":" + port6, ":8080"} {
			for _, kind := range []Kind{Feed, Page, Robots} {
				r := Request{URL: "http://" + host + at + "/latest/meta-data/", Kind: kind}
				wantFailure(t, web, r, Refused)
				wantFailure(t, proxied, r, Refused)
			}
		}
	}
	if n := connections.Load() + connections6.Load(); n != 0 {
		t.Errorf("%d connections to the canaries; want 0", n)
	}
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests to the proxy; want 0", n)
	}
}

// SSRF-02: what the environment allows one client, another does not get, and an operator's proxy may stand where targets may not.
func TestSSRF02_allowListIsTheClients(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "inner") })
	get(t, client(t), s.URL)
	wantFailure(t, client(t, func(o *Options) { o.Allow = nil }), Request{URL: s.URL}, Refused)
	wantFailure(t, client(t, func(o *Options) { o.Allow = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")} }), Request{URL: s.URL}, Refused)

	proxied, requests := proxy(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL) })
	if got := string(get(t, proxied, "http://paper.example/feed").Body); got != "http://paper.example/feed" {
		t.Errorf("through the proxy: %q", got)
	}
	wantFailure(t, proxied, Request{URL: s.URL}, Refused)
	if n := requests.Load(); n != 1 {
		t.Errorf("%d requests to the proxy; want 1", n)
	}
}

// SSRF-02: hosts that are asked without the proxy are dialled under the guard.
func TestSSRF02_noProxyIsGuarded(t *testing.T) {
	port, connections := canary(t, "127.0.0.2:0")
	names := newNames(t, map[string][]string{"inner.example.": {"127.0.0.2"}})
	c := client(t, func(o *Options) {
		o.HTTPProxy, o.NoProxy, o.Resolver = "http://127.0.0.1:9", "inner.example", names
	})
	wantFailure(t, c, Request{URL: "http://inner.example:" + port}, Refused)
	if n := connections.Load(); n != 0 {
		t.Errorf("%d connections to the canary; want 0", n)
	}
}

// SSRF-05: redirects lead nowhere that a first request could not go, and no further than 5 hops.
func TestSSRF05_redirects(t *testing.T) {
	port, connections := canary(t, "127.0.0.2:0")
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		var left int
		to := r.URL.Query().Get("to")
		if _, err := fmt.Sscanf(r.URL.Path, "/%d", &left); err != nil {
			fmt.Fprint(w, `<meta http-equiv="refresh" content="0;url=`+to+`">`)
			return
		}
		if left > 1 {
			to = fmt.Sprintf("/%d?to=%s", left-1, url.QueryEscape(to))
		}
		w.Header()["Location"] = []string{to}
		w.WriteHeader(http.StatusFound)
	})
	c := client(t)
	hop := func(n int, to string) Request {
		return Request{URL: fmt.Sprintf("%s/%d?to=%s", s.URL, n, url.QueryEscape(to))}
	}
	inner := "http://127.0.0.2:" + port + "/"
	for n := 1; n <= 10; n++ {
		want := Refused
		if n > 5 {
			want = Redirects
		}
		wantFailure(t, c, hop(n, inner), want)
	}
	for _, to := range []string{
		"file:///etc/passwd", "gopher://127.0.0.1:6379/_INFO", "ftp://paper.example/", "data:text/html,x", "javascript:alert(1)",
		"http://user:secret@127.0.0.1/", "http://exa\tmple.org/", "http:\\\\127.0.0.2\\", "http://127.0.0.1\\@127.0.0.2:" + port, "//127.0.0.2:" + port,
		"http://0x7f000002:" + port, "http://[::ffff:127.0.0.2]:" + port, "http://169.254.169.254/latest", "http://8.8.8.8:25/",
	} {
		t.Run(to, func(t *testing.T) {
			e := wantFailure(t, c, hop(1, to), Refused)
			if strings.Contains(e.Error(), "secret") {
				t.Errorf("the error tells a password: %v", e)
			}
		})
	}
	if resp := get(t, c, hop(5, s.URL+"/end").URL); resp.URL != s.URL+"/end" {
		t.Errorf("after 5 redirects: %s", resp.URL)
	}
	if resp := get(t, c, s.URL+"/page?to="+inner); !strings.Contains(string(resp.Body), "refresh") {
		t.Errorf("meta refresh: body %q", resp.Body)
	}
	wantFailure(t, c, hop(6, s.URL+"/end"), Redirects)
	if n := connections.Load(); n != 0 {
		t.Errorf("%d connections to the canary; want 0", n)
	}
}

// SSRF-05: behind a proxy every hop is checked before the proxy is asked.
func TestSSRF05_redirectsBehindProxy(t *testing.T) {
	for _, to := range []string{"http://127.0.0.1/", "http://2130706433/", "http://localhost/", "http://metadata.google.internal/", "http://[::1]/", "http://db.example:5432/"} {
		t.Run(to, func(t *testing.T) {
			c, requests := proxy(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) })
			wantFailure(t, c, Request{URL: "http://paper.example/"}, Refused)
			if n := requests.Load(); n != 1 {
				t.Errorf("%d requests to the proxy; want 1", n)
			}
		})
	}
}

// SSRF-05: a redirect never takes the protection of TLS away; the other way round is fine.
func TestSSRF05_downgrade(t *testing.T) {
	plain := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
		}
	})
	secure, ca := serveTLS(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/down" {
			http.Redirect(w, r, plain.URL, http.StatusMovedPermanently)
		}
	})
	c := client(t, func(o *Options) { o.CAFile = ca })
	wantFailure(t, c, Request{URL: secure.URL + "/down"}, Refused)
	if resp := get(t, c, plain.URL+"/?to="+url.QueryEscape(secure.URL+"/")); resp.URL != secure.URL+"/" {
		t.Errorf("http to https ended at %s", resp.URL)
	}
}

// SSRF-07: a secret for one host is never told to another, nor to the first again by way of another; Get sends none at all.
func TestSSRF07_credentials(t *testing.T) {
	var told atomic.Int32
	c, requests := proxy(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Referer") != "" || r.URL.Host+r.URL.Path != "a.example/" && (r.Header.Get("Authorization") != "" || r.Header.Get("Cookie") != "") {
			told.Add(1)
		}
		w.Header().Set("Set-Cookie", "id=secret")
		next := map[string]string{"a.example/": "http://b.example/", "b.example/": "http://b.example/2", "b.example/2": "http://a.example/end"}
		if to := next[r.URL.Host+r.URL.Path]; to != "" {
			http.Redirect(w, r, to, http.StatusFound)
		}
	})
	e := wantFailure(t, c, Request{URL: "http://reader:secret@a.example/"}, Refused)
	if strings.Contains(e.Error(), "secret") || strings.Contains(e.Error(), "reader") {
		t.Errorf("the error tells a password: %v", e)
	}
	if n := requests.Load(); n != 0 {
		t.Errorf("%d requests with a password; want 0", n)
	}
	get(t, c, "http://a.example/?no-secret")

	r, err := http.NewRequest(http.MethodGet, "http://a.example/", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth("reader", "secret")
	r.Header.Set("Cookie", "id=secret")
	resp, err := c.HTTP().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	drain(t, resp.Body)
	if n := told.Load(); n != 0 {
		t.Errorf("%d requests told a secret; want 0", n)
	}
}

// TestHTTP checks that other requests get plain answers: net/http would unpack gzip without caps.
func TestHTTP(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || r.Header.Get("Accept-Encoding") != "" {
			t.Errorf("%s with Accept-Encoding %q", r.Method, r.Header.Get("Accept-Encoding"))
		}
	})
	resp, err := client(t).HTTP().Post(s.URL, "text/plain", strings.NewReader("hub.mode=subscribe"))
	if err != nil {
		t.Fatal(err)
	}
	drain(t, resp.Body)
	if resp, err := client(t, func(o *Options) { o.Allow = nil }).HTTP().Post(s.URL, "text/plain", nil); err == nil {
		drain(t, resp.Body)
		t.Error("a post to this machine was answered")
	}
}

func TestErrorsKeepSecrets(t *testing.T) {
	c := client(t)
	for _, raw := range []string{
		"http://reader:s3cret@paper.example/", "http://reader:s3cret@pa per.example/", "https://s3cret@127.0.0.2/", "http://a:s3cret@[::1", "ftp://a:s3cret@b.example/",
		"mailto:s3cret@paper.example", "http://reader:s3cret", "http://reader:s3cret@paper.example:99999/%zz",
	} {
		t.Run(raw, func(t *testing.T) {
			e := wantFailure(t, c, Request{URL: raw}, Refused)
			if strings.Contains(raw, "@") && strings.Contains(e.Error(), "s3cret") {
				t.Errorf("the error tells a secret: %v", e)
			}
		})
	}
}

// TestProxyTLS fetches through CONNECT, with an extra CA file.
func TestProxyTLS(t *testing.T) {
	secure, ca := serveTLS(t, func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Host) })
	var tunnels atomic.Int32
	tunnel := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect || r.Header.Get("User-Agent") != agent {
			t.Errorf("proxy was asked %s with User-Agent %q", r.Method, r.Header.Get("User-Agent"))
		}
		tunnels.Add(1)
		join(t, w, secure.Listener.Addr().String())
	})
	c := client(t, func(o *Options) { o.Allow, o.HTTPSProxy, o.CAFile = nil, tunnel.URL, ca })
	for range 3 {
		if got := string(get(t, c, "https://example.com/").Body); got != "example.com" {
			t.Errorf("body %q", got)
		}
	}
	if n := tunnels.Load(); n != 1 {
		t.Errorf("%d tunnels for 3 requests; want 1", n)
	}
	untrusting := client(t, func(o *Options) { o.HTTPSProxy = tunnel.URL })
	wantFailure(t, untrusting, Request{URL: "https://example.com/"}, Network)
}

// join answers a CONNECT with a connection to address.
func join(t *testing.T, w http.ResponseWriter, address string) {
	out, err := net.Dial("tcp", address)
	if err != nil {
		t.Error(err)
		return
	}
	in, buffered, err := w.(http.Hijacker).Hijack()
	if err != nil {
		t.Error(err)
		return
	}
	fmt.Fprint(in, "HTTP/1.1 200 OK\r\n\r\n")
	done := make(chan struct{})
	go func() {
		defer close(done)
		bufio.NewReader(out).WriteTo(in)
		in.Close()
	}()
	buffered.WriteTo(out)
	out.Close()
	<-done
}

func TestNewRefusesOptions(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.pem")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		o    Options
		want string
	}{
		{"no user agent", Options{}, "user agent"},
		{"user agent without contact", Options{UserAgent: "Parallax/1.0"}, "contact"},
		{"user agent of two lines", Options{UserAgent: agent + "\r\nCookie: a"}, "user agent"},
		{"from of two lines", Options{UserAgent: agent, From: "a@b\n"}, "from"},
		{"proxy without host", Options{UserAgent: agent, HTTPProxy: "http://"}, "HTTP proxy"},
		{"proxy scheme", Options{UserAgent: agent, HTTPSProxy: "ftp://reader:secret@proxy.example"}, "HTTPS proxy"},
		{"proxy that does not parse", Options{UserAgent: agent, HTTPSProxy: "http://reader:secret@pro xy"}, "HTTPS proxy"},
		{"missing CA file", Options{UserAgent: agent, CAFile: "no/such/file"}, "no/such/file"},
		{"empty CA file", Options{UserAgent: agent, CAFile: empty}, "no certificate"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := New(tt.o)
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("New() error = %v; want one about %q", err, tt.want)
			}
		})
	}
	if _, err := New(Options{UserAgent: agent, HTTPProxy: "proxy.example:3128", HTTPSProxy: "socks5://127.0.0.1:1080"}); err != nil {
		t.Errorf("New() with good proxies: %v", err)
	}
}

// TestCallersContext ends two requests, one on its way and one that waits for the other's slot.
func TestCallersContext(t *testing.T) {
	release := make(chan struct{})
	arrived := make(chan struct{}, 1)
	s := serve(t, func(http.ResponseWriter, *http.Request) { arrived <- struct{}{}; <-release })
	t.Cleanup(func() { close(release) })
	c := client(t, func(o *Options) { o.InFlight = 1 })
	ctx, cancel := context.WithCancel(context.Background())
	errs := make(chan error, 2)
	ask := func() { _, err := c.Get(ctx, Request{URL: s.URL}); errs <- err }
	go ask()
	<-arrived
	if n := len(c.slots); n != 1 {
		t.Errorf("%d slots taken by one request", n)
	}
	go ask() // waits for the only slot
	cancel()
	for range 2 {
		if err := <-errs; !errors.Is(err, context.Canceled) {
			t.Errorf("Get() error = %v; want context.Canceled", err)
		}
	}
}
