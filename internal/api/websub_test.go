package api

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/feed"
	"github.com/parallax-news/parallax/internal/news"
)

// fakeSubscriptions holds one subscription.
type fakeSubscriptions struct {
	h      news.HubSubscription
	pushed int
	err    error // of every method, when set
}

func (s *fakeSubscriptions) HubSubscription(_ context.Context, id news.ID) (news.HubSubscription, error) {
	if s.err == nil && id != s.h.Feed {
		return news.HubSubscription{}, news.ErrNotFound
	}
	return s.h, s.err
}

func (s *fakeSubscriptions) LeaseHub(_ context.Context, _ news.HubSubscription, until, next time.Time) error {
	s.h.Until, s.h.Next = until, next
	return s.err
}

func (s *fakeSubscriptions) HubPushed(context.Context, news.ID, time.Time) error {
	s.pushed++
	return s.err
}

var callbacks = feed.Callbacks{Base: "https://news.example" + CallbackPath, Key: []byte("0123456789abcdef")}

// hubs returns a Callback with one subscription, leased for an hour, and what a hub knows of it.
func hubs() (*Callback, *fakeSubscriptions, feed.Subscription) {
	s := &fakeSubscriptions{h: news.HubSubscription{
		Feed: 7 << 40, Hub: "https://hub.example/", Topic: "https://a.example/feed", Until: noon.Add(time.Hour), Next: noon.Add(time.Minute),
	}}
	return NewCallback(s, callbacks, func() time.Time { return noon }, slog.New(slog.DiscardHandler)), s, callbacks.Subscription(s.h)
}

func hubAsks(h http.Handler, method, address, signature string, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, address, body)
	if signature != "" {
		r.Header.Set("X-Hub-Signature", signature)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestVerify(t *testing.T) {
	good := url.Values{
		"hub.mode": {"subscribe"}, "hub.topic": {"https://a.example/feed"}, "hub.challenge": {"<b>c</b>"}, "hub.lease_seconds": {"86400"},
	}
	for _, tt := range []struct {
		name, key, value string
		status           int
		lease            time.Duration // afterwards
	}{
		{"wanted", "", "", http.StatusOK, 24 * time.Hour},
		{"denied", "hub.mode", "denied", http.StatusOK, 0},
		{"not asked for", "hub.mode", "unsubscribe", http.StatusNotFound, time.Hour},
		{"another feed", "hub.topic", "https://b.example/feed", http.StatusNotFound, time.Hour},
		{"no challenge", "hub.challenge", "", http.StatusNotFound, time.Hour},
		{"no lease", "hub.lease_seconds", "", http.StatusNotFound, time.Hour},
		{"a lease of years", "hub.lease_seconds", "999999999", http.StatusOK, 30 * 24 * time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, s, sub := hubs()
			q, _ := url.ParseQuery(good.Encode())
			if tt.key != "" {
				q.Set(tt.key, tt.value)
			}
			w := hubAsks(h, http.MethodGet, sub.Callback+"?"+q.Encode(), "", nil)
			if w.Code != tt.status {
				t.Errorf("answer %d, want %d", w.Code, tt.status)
			}
			if got := w.Body.String(); (got == "<b>c</b>") != (tt.status == http.StatusOK && tt.lease > 0) {
				t.Errorf("it says %q", got)
			}
			if kind := w.Header().Get("Content-Type"); kind != "text/plain; charset=utf-8" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("a browser might take the challenge for a page: %v", w.Header())
			}
			if got := max(s.h.Until.Sub(noon), 0); got != tt.lease {
				t.Errorf("a lease of %v, want %v", got, tt.lease)
			}
			if tt.status == http.StatusOK && (!s.h.Next.After(noon) || tt.lease > 0 && !s.h.Next.Before(s.h.Until)) {
				t.Errorf("it is asked again at %v, the lease ends at %v", s.h.Next, s.h.Until)
			}
		})
	}
}

func TestDeliver(t *testing.T) {
	const body = "<rss>not read</rss>"
	_, _, sub := hubs()
	sign := func(secret, body string) string {
		mac := hmac.New(sha256.New, []byte(secret))
		io.WriteString(mac, body)
		return "sha256=" + hex.EncodeToString(mac.Sum(nil))
	}
	big := strings.Repeat("x", maxPush+1)
	for _, tt := range []struct {
		name, signature, body string
		late                  time.Duration
		status, pushed        int
	}{
		{"signed", sign(sub.Secret, body), body, 0, http.StatusAccepted, 1},
		{"signed, of another secret", sign("guess", body), body, 0, http.StatusAccepted, 0},
		{"signed, another body", sign(sub.Secret, body+" "), body, 0, http.StatusAccepted, 0},
		{"not signed", "", body, 0, http.StatusAccepted, 0},
		{"signed, with nothing in it", sign(sub.Secret, ""), "", 0, http.StatusAccepted, 1},
		{"too much to read", sign(sub.Secret, big), big, 0, http.StatusAccepted, 0},
		{"after the lease", sign(sub.Secret, body), body, time.Hour, http.StatusGone, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h, s, sub := hubs()
			h.now = func() time.Time { return noon.Add(tt.late) }
			w := hubAsks(h, http.MethodPost, sub.Callback, tt.signature, strings.NewReader(tt.body))
			if w.Code != tt.status || s.pushed != tt.pushed {
				t.Errorf("answer %d, %d words taken; want %d and %d", w.Code, s.pushed, tt.status, tt.pushed)
			}
		})
	}
}

// TestCallbackUnknown: nobody without the token learns whether a feed is there, and nothing is changed.
func TestCallbackUnknown(t *testing.T) {
	_, _, sub := hubs()
	token := strings.TrimPrefix(sub.Callback, callbacks.Base)
	id, mac, _ := strings.Cut(token, "-")
	for _, token := range []string{
		"x", "-", id, id + "-", id + "-" + mac[1:], id + "-" + strings.Repeat("0", len(mac)), news.ID(8<<40).String() + "-" + mac, token + "/more",
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			h, s, _ := hubs()
			before := s.h
			w := hubAsks(h, method, callbacks.Base+token+"?hub.mode=denied&hub.topic="+sub.Topic, "", nil)
			if w.Code != http.StatusNotFound || s.h != before || s.pushed > 0 {
				t.Errorf("%s %s: answer %d, %+v", method, token, w.Code, s.h)
			}
		}
	}
	h, _, _ := hubs()
	if w := hubAsks(h, http.MethodPut, sub.Callback, "", nil); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("PUT: answer %d", w.Code)
	}
}

// TestCallbackFails: a hub is told that it is our fault, so that it tries again.
func TestCallbackFails(t *testing.T) {
	h, s, sub := hubs()
	s.err = errors.New("disk full")
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		if w := hubAsks(h, method, sub.Callback, "", nil); w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "disk") {
			t.Errorf("%s: answer %d %s", method, w.Code, w.Body)
		}
	}
}
