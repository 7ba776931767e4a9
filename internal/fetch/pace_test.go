package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

// TestPace: the caller is asked before each redirect, and may end the request; a circle ends at its first repetition.
func TestPace(t *testing.T) {
	asked := 0
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		switch r.URL.Path {
		case "/circle":
			http.Redirect(w, r, "/circle", http.StatusFound)
		case "/from":
			http.Redirect(w, r, "/to", http.StatusFound)
		}
	}))
	defer srv.Close()
	c, err := New(Options{UserAgent: "Test/1 (+https://parallax.example/)", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	host := strings.TrimPrefix(srv.URL, "http://")

	var hops []string
	pace := func(_ context.Context, h string) error { hops = append(hops, h); return nil }
	if resp, err := c.Get(t.Context(), Request{URL: srv.URL + "/from", Pace: pace}); err != nil || resp.Status != http.StatusOK {
		t.Errorf("got %v, %v", resp, err)
	}
	if len(hops) != 1 || hops[0] != host {
		t.Errorf("asked before hops to %q, want one to %q", hops, host)
	}

	busy := errors.New("busy")
	asked = 0
	if _, err := c.Get(t.Context(), Request{URL: srv.URL + "/from", Pace: func(context.Context, string) error { return busy }}); !errors.Is(err, busy) || asked != 1 {
		t.Errorf("got %v after %d requests, want busy after 1", err, asked)
	}

	asked = 0
	var failed *Error
	if _, err := c.Get(t.Context(), Request{URL: srv.URL + "/circle"}); !errors.As(err, &failed) || failed.Kind != Redirects || asked != 1 {
		t.Errorf("got %v after %d requests, want redirects after 1", err, asked)
	}
}
