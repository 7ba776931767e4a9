package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
)

const agent = "Parallax/test (+https://news.example/about)"

// loopback is the one address that stands for the public web in these tests: all others of 127.0.0.0/8 stay refused.
var loopback = netip.MustParsePrefix("127.0.0.1/32")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// client returns a Client for which loopback is public.
func client(t testing.TB, change ...func(*Options)) *Client {
	t.Helper()
	o := Options{UserAgent: agent, Allow: []netip.Prefix{loopback}, Timeout: 20 * time.Second}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// serve starts a server on 127.0.0.1.
func serve(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// serveTLS starts a TLS server on 127.0.0.1 and returns the file of its certificate.
func serveTLS(t testing.TB, h http.HandlerFunc) (s *httptest.Server, caFile string) {
	t.Helper()
	s = httptest.NewUnstartedServer(h)
	s.EnableHTTP2 = true
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // clients that refuse its certificate
	s.StartTLS()
	t.Cleanup(s.Close)
	caFile = filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(caFile, block, 0o600); err != nil {
		t.Fatal(err)
	}
	return s, caFile
}

// proxy starts an HTTP proxy that answers itself for every host, and returns a client that uses it and allows nothing.
func proxy(t testing.TB, h http.HandlerFunc) (*Client, *atomic.Int32) {
	t.Helper()
	var requests atomic.Int32
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		h(w, r)
	})
	return client(t, func(o *Options) {
		o.Allow = nil
		o.HTTPProxy, o.HTTPSProxy = s.URL, s.URL
	}), &requests
}

// canary listens on an address that nothing may connect to, and counts the connections.
func canary(t testing.TB, address string) (port string, connections *atomic.Int32) {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	connections = new(atomic.Int32)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			connections.Add(1)
			conn.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	_, port, err = net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port, connections
}

// get asks for a feed and fails the test when there is no answer.
func get(t testing.TB, c *Client, url string) *Response {
	t.Helper()
	resp, err := c.Get(context.Background(), Request{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	return resp
}

// wantFailure asks for r and checks the kind of the error.
func wantFailure(t testing.TB, c *Client, r Request, want Failure) *Error {
	t.Helper()
	resp, err := c.Get(context.Background(), r)
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("Get(%q) = %+v, %v; want an *Error, %v", r.URL, resp, err, want)
	}
	if e.Kind != want {
		t.Errorf("Get(%q): %v; want kind %v", r.URL, err, want)
	}
	return e
}

func gzipped(t testing.TB, plain []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// drain reads and closes a body.
func drain(t testing.TB, body io.ReadCloser) {
	t.Helper()
	if _, err := io.Copy(io.Discard, body); err != nil {
		t.Error(err)
	}
	body.Close()
}
