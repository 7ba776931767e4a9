package app

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/config"
	"github.com/parallax-news/parallax/internal/news"
)

func TestPublic(t *testing.T) {
	for site, want := range map[string]bool{
		"https://news.example.org": true, "http://news.example.org:8080": true, "https://news.example.org.": true, "https://198.51.100.7": true,
		"https://[2606:4700::1]": true, "http://127.0.0.1:8080": false, "http://localhost:8080": false, "http://a.localhost": false, "http://0.0.0.0:8080": false,
		"http://:8080": false, "http://192.168.1.4": false, "http://10.0.0.1": false, "http://[::1]:80": false, "http://[fe80::1]": false, "http://[fd00::1]": false,
		"http://169.254.1.1": false, "http://printer.local": false, "http://parallax:8080": false, "http://a.internal": false, "http://a.home.arpa": false, "": false, "http://%zz": false,
	} {
		if got := public(site); got != want {
			t.Errorf("%q is public: %v, want %v", site, got, want)
		}
	}
}

// TestWebSub runs the whole program with a feed that names a hub: it subscribes, under its own name, confirms, and polls when it is told to.
func TestWebSub(t *testing.T) {
	const site = "https://parallax.example"
	polls, asked := make(chan struct{}, 10), make(chan *http.Request, 10)
	hub := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		w.WriteHeader(http.StatusAccepted)
		asked <- r
	}))
	defer hub.Close()
	publisher := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/feed" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Link", "<"+hub.URL+`>; rel="hub"`)
		fmt.Fprint(w, `<rss version="2.0"><channel><title>News</title><item><title>First</title><link>https://news.example/1</link></item></channel></rss>`)
		polls <- struct{}{}
	}))
	defer publisher.Close()

	conf, c := config.Default(), &clock{}
	conf.Addr, conf.Data, conf.Site.URL = "127.0.0.1:0", t.TempDir(), site
	conf.Fetch.HostDelay, conf.Fetch.AllowNetworks = time.Millisecond, []string{"127.0.0.0/8"}
	if err := conf.Validate(); err != nil {
		t.Fatal(err)
	}
	base := startFollowing(t, conf, Options{Version: "test", Now: c.now, Log: slog.New(slog.DiscardHandler)}, publisher.URL+"/feed")
	receive(t, "the first poll", polls)
	r := receive(t, "the request for a subscription", asked)
	if agent := r.UserAgent(); !strings.HasPrefix(agent, "Parallax/test (+"+site) {
		t.Errorf("the hub is asked by %q", agent)
	}
	callback := base + strings.TrimPrefix(r.PostForm.Get("hub.callback"), site)
	q := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {publisher.URL + "/feed"}, "hub.challenge": {"c-1"}, "hub.lease_seconds": {"86400"}}
	if status, said := send(t, http.MethodGet, callback+"?"+q.Encode(), ""); status != http.StatusOK || said != "c-1" {
		t.Fatalf("the hub's question is answered %d %q", status, said)
	}
	c.forward(10 * time.Minute)
	mac := hmac.New(sha256.New, []byte(r.PostForm.Get("hub.secret")))
	if status, said := send(t, http.MethodPost, callback, "sha256="+hex.EncodeToString(mac.Sum(nil))); status != http.StatusAccepted {
		t.Fatalf("the hub's word is answered %d %q", status, said)
	}
	receive(t, "the poll that the hub asked for", polls)
}

// startFollowing runs an instance that follows one feed and returns its address.
func startFollowing(t *testing.T, conf config.Config, o Options, feed string) string {
	t.Helper()
	s, err := openStore(t.Context(), conf, news.DefaultScale, o)
	if err != nil {
		t.Fatal(err)
	}
	f := news.Feed{ID: news.NewIDs(o.Now).Next(), Outlet: "news.example", URL: feed}
	for _, err := range []error{s.Migrate(t.Context()), s.SaveFeeds(t.Context(), []news.Feed{f}), s.Close()} {
		if err != nil {
			t.Fatal(err)
		}
	}
	a, err := Build(t.Context(), conf, o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	addr, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- a.Run(ctx, func(a string) { addr <- a }) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return "http://" + receive(t, "the instance to listen", addr)
}

func receive[T any](t *testing.T, what string, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(30 * time.Second):
		t.Fatalf("after 30 s still not: %s", what)
		panic("unreachable")
	}
}

func send(t *testing.T, method, address, signature string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Hub-Signature", signature)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(said)
}
