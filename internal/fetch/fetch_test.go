package fetch

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestGetHeaders(t *testing.T) {
	var got http.Header
	s := serve(t, func(w http.ResponseWriter, r *http.Request) { got = r.Header })
	c := client(t, func(o *Options) { o.From = "desk@news.example" })
	tests := []struct {
		name string
		r    Request
		want map[string]string
	}{
		{"feed", Request{Kind: Feed}, map[string]string{"Accept": Feed.accept(), "If-None-Match": "", "If-Modified-Since": "", "Cookie": "", "Referer": ""}},
		{"page", Request{Kind: Page}, map[string]string{"Accept": Page.accept(), "User-Agent": agent, "From": "desk@news.example"}},
		{"robots", Request{Kind: Robots}, map[string]string{"Accept": Robots.accept(), "Accept-Encoding": "gzip, br"}},
		{"own accept", Request{Accept: "application/json"}, map[string]string{"Accept": "application/json"}},
		{"weak validator", Request{ETag: `W/"a\b é,"`, LastModified: "yesterday at noon"}, map[string]string{"If-None-Match": `W/"a\b é,"`, "If-Modified-Since": "yesterday at noon"}},
		{"unquoted validator", Request{ETag: "abc", LastModified: "Tue, 24 Nov 2026 08:00:00 +0000"}, map[string]string{"If-None-Match": "abc", "If-Modified-Since": "Tue, 24 Nov 2026 08:00:00 +0000"}},
		{"validator of two lines", Request{ETag: "a\r\nCookie: b"}, map[string]string{"If-None-Match": "", "Cookie": ""}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.r.URL = s.URL
			if _, err := c.Get(context.Background(), tt.r); err != nil {
				t.Fatal(err)
			}
			for name, want := range tt.want {
				if got.Get(name) != want {
					t.Errorf("%s: %q; want %q", name, got.Get(name), want)
				}
			}
		})
	}
}

func TestConditional(t *testing.T) {
	const etag, modified = `W/"1-é"`, "Tue, 24 Nov 2026 08:00:00 GMT"
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		switch r.URL.Path {
		case "/silent": // a 304 need not repeat the validators
		case "/new":
			h["Etag"], h["Last-Modified"] = []string{`"2"`}, []string{"Wed, 25 Nov 2026 08:00:00 GMT"}
		case "/odd":
			h["Etag"] = []string{strings.Repeat("x", 2000)}
		case "/moved":
			http.Redirect(w, r, "/feed", http.StatusFound)
			return
		default:
			h["Etag"], h["Last-Modified"] = []string{etag}, []string{modified}
		}
		if r.Header.Get("If-None-Match") == etag && r.Header.Get("If-Modified-Since") == modified {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, "news")
	})
	c := client(t)
	tests := []struct {
		name, path, etag, modified string // what is sent
		notModified                bool
		wantETag, wantModified     string
	}{
		{"first time", "/feed", "", "", false, etag, modified},
		{"unchanged", "/feed", etag, modified, true, etag, modified},
		{"changed", "/feed", `"0"`, modified, false, etag, modified},
		{"304 without validators", "/silent", etag, modified, true, etag, modified},
		{"304 with new validators", "/new", etag, modified, true, `"2"`, "Wed, 25 Nov 2026 08:00:00 GMT"},
		{"validator too long to keep", "/odd", "", "", false, "", ""},
		{"after a redirect", "/moved", etag, modified, true, etag, modified},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			resp, err := c.Get(context.Background(), Request{URL: s.URL + tt.path, ETag: tt.etag, LastModified: tt.modified})
			if err != nil {
				t.Fatal(err)
			}
			if resp.NotModified != tt.notModified || (resp.Status == http.StatusNotModified) != tt.notModified || (len(resp.Body) == 0) != tt.notModified {
				t.Errorf("status %d, NotModified %v, body %q", resp.Status, resp.NotModified, resp.Body)
			}
			if resp.ETag != tt.wantETag || resp.LastModified != tt.wantModified {
				t.Errorf("validators %q, %q; want %q, %q", resp.ETag, resp.LastModified, tt.wantETag, tt.wantModified)
			}
		})
	}
}

func TestMoved(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		// /301/302/200 answers 301 to /302/200 and so on.
		var status int
		first, rest, _ := strings.Cut(r.URL.Path[1:], "/")
		if _, err := fmt.Sscan(first, &status); err != nil {
			t.Error(err)
		}
		if status/100 == 3 && rest != "" {
			w.Header().Set("Location", "/"+rest+"#top")
		}
		w.WriteHeader(status)
	})
	c := client(t)
	tests := []struct {
		path      string
		status    int
		permanent string
	}{
		{"/200", 200, ""}, {"/301/200", 200, "/200"}, {"/308/200", 200, "/200"}, {"/301/308/301/200", 200, "/200"},
		{"/302/200", 200, ""}, {"/307/200", 200, ""}, {"/303/200", 200, ""}, {"/301/302/200", 200, ""}, {"/302/301/200", 200, ""},
		{"/301/404", 404, ""}, {"/301/500", 500, ""}, {"/301/304", 304, "/304"}, {"/301", 301, ""}, {"/410", 410, ""},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			resp := get(t, c, s.URL+tt.path)
			want := tt.permanent
			if want != "" {
				want = s.URL + want
			}
			if resp.Status != tt.status || resp.Permanent != want {
				t.Errorf("status %d, permanent %q; want %d, %q", resp.Status, resp.Permanent, tt.status, want)
			}
			if strings.Contains(resp.URL, "#") {
				t.Errorf("URL %s has a fragment", resp.URL)
			}
		})
	}
}

func TestStatusIsNoError(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprint(w, "slow down")
	})
	resp := get(t, client(t), s.URL)
	if resp.Status != http.StatusTooManyRequests || resp.RetryAfter != 2*time.Minute || resp.Body != nil {
		t.Errorf("status %d, retry after %v, body %q", resp.Status, resp.RetryAfter, resp.Body)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)
	tests := []struct {
		value string
		want  time.Duration
	}{
		{"", 0}, {"0", 0}, {"120", 2 * time.Minute}, {" 120 ", 2 * time.Minute}, {"86400", 24 * time.Hour}, {"86401", 24 * time.Hour},
		{"99999999999999999999999", 24 * time.Hour}, {"9223372036854775807", 24 * time.Hour}, {"-5", 0}, {"+5", 0}, {"1.5", 0}, {"soon", 0},
		{"Wed, 25 Nov 2026 08:01:00 GMT", time.Minute}, {"Wednesday, 25-Nov-26 08:01:00 GMT", time.Minute}, {"Wed Nov 25 08:01:00 2026", time.Minute},
		{"Wed, 25 Nov 2026 07:59:00 GMT", 0}, {"Fri, 31 Dec 9999 23:59:59 GMT", 24 * time.Hour}, {"Mon, 01 Jan 0001 00:00:00 GMT", 0},
	}
	for _, tt := range tests {
		t.Run(tt.value, func(t *testing.T) {
			if got := RetryAfter(tt.value, now); got != tt.want {
				t.Errorf("RetryAfter(%q) = %v; want %v", tt.value, got, tt.want)
			}
		})
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"120", "99999999999999999999", "Wed, 25 Nov 2026 08:01:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "-1"} {
		f.Add(seed, int64(1_795_000_000))
	}
	f.Fuzz(func(t *testing.T, value string, now int64) {
		if got := RetryAfter(value, time.Unix(now, 0)); got < 0 || got > 24*time.Hour {
			t.Errorf("RetryAfter(%q) = %v", value, got)
		}
	})
}

func TestNetworkFailures(t *testing.T) {
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	raw := func(answer string) string {
		return serve(t, func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			fmt.Fprint(conn, answer)
			conn.Close()
		}).URL
	}
	secure, _ := serveTLS(t, func(http.ResponseWriter, *http.Request) {})
	big := strings.Repeat("x", 70<<10)
	tests := []struct {
		name, url string
	}{
		{"nobody listens", "http://" + closed.Addr().String()},
		{"no answer", raw("")},
		{"no HTTP", raw("220 mail.example ESMTP\r\n")},
		{"header cut off", raw("HTTP/1.1 200 OK\r\nContent-Type: te")},
		{"header over 64 KB", raw("HTTP/1.1 200 OK\r\nX-Big: " + big + "\r\n\r\n")},
		{"header of many lines", raw("HTTP/1.1 200 OK\r\n" + strings.Repeat("X-A: b\r\n", 20000) + "\r\n")},
		{"body shorter than announced", raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")},
		{"chunked body cut off", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n")},
		{"chunk of absurd length", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n")},
		{"two lengths", raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nshort!")},
		{"part of the content", raw("HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\nContent-Range: bytes 0-4/10\r\n\r\nshort")},
		{"certificate of nobody we know", secure.URL},
	}
	c := client(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := wantFailure(t, c, Request{URL: tt.url}, Network)
			if !e.Temporary() {
				t.Errorf("Temporary() = false for %v", e)
			}
			if !strings.Contains(e.Error(), tt.url) {
				t.Errorf("error %q does not name the address", e)
			}
		})
	}
}

func BenchmarkGet(b *testing.B) {
	page := []byte(strings.Repeat("<p>The quick brown fox jumps over the lazy dog, and the news is read.</p>\n", 1500))
	packed := gzipped(b, page)
	handler := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(packed)
	}
	plain := serve(b, handler)
	secure, ca := serveTLS(b, handler)
	for name, url := range map[string]string{"plain": plain.URL, "TLS": secure.URL} {
		b.Run(name, func(b *testing.B) {
			c := client(b, func(o *Options) { o.CAFile = ca })
			b.ReportAllocs()
			b.SetBytes(int64(len(page)))
			for b.Loop() {
				if _, err := c.Get(b.Context(), Request{URL: url, Kind: Page}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
