package feed

import (
	"strings"
	"testing"
	"time"

	"github.com/parallax-news/parallax/internal/news"
)

func TestCallbacks(t *testing.T) {
	c := Callbacks{Base: "https://p.example/websub/", Key: []byte("0123456789abcdef")}
	h := news.HubSubscription{Feed: 1 << 40, Hub: "https://hub.example/", Topic: "https://n.example/feed"}
	s := c.Subscription(h)
	token, ok := strings.CutPrefix(s.Callback, c.Base)
	if !ok || len(token) < 32 || s.Secret == "" || strings.Contains(token, s.Secret) {
		t.Fatalf("callback %q, secret %q", s.Callback, s.Secret)
	}
	if id, err := TokenFeed(token); id != h.Feed || err != nil {
		t.Errorf("the token names feed %v, %v", id, err)
	}
	if !c.Right(token, h) {
		t.Error("its own token is wrong")
	}
	other := func(change func(*Callbacks, *news.HubSubscription)) (Callbacks, news.HubSubscription) {
		c, h := c, h
		change(&c, &h)
		return c, h
	}
	for name, change := range map[string]func(*Callbacks, *news.HubSubscription){
		"feed":     func(_ *Callbacks, h *news.HubSubscription) { h.Feed++ },
		"hub":      func(_ *Callbacks, h *news.HubSubscription) { h.Hub = "https://hub2.example/" },
		"topic":    func(_ *Callbacks, h *news.HubSubscription) { h.Topic += "2" },
		"instance": func(c *Callbacks, _ *news.HubSubscription) { c.Key = []byte("fedcba9876543210") },
	} {
		if c, h := other(change); c.Right(token, h) || c.Subscription(h).Secret == s.Secret {
			t.Errorf("another %s has the same token or secret", name)
		}
	}
	for _, bad := range []string{"", "-", token[:len(token)-1], token + "0", strings.ToUpper(token), "x" + token} {
		if c.Right(bad, h) {
			t.Errorf("%q is taken for the token", bad)
		}
	}
	for _, bad := range []string{"", "-", "feed-token", strings.Repeat("z", 13) + "-1"} {
		if id, err := TokenFeed(bad); err == nil {
			t.Errorf("%q names feed %v", bad, id)
		}
	}
}

func TestAskAgain(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	for tries, want := range map[int]time.Duration{0: time.Hour, 1: time.Hour, 2: 2 * time.Hour, 4: 8 * time.Hour, 8: 128 * time.Hour, 9: 7 * day, 1000: 7 * day} {
		if got := AskAgain(now, tries).Sub(now); got != want {
			t.Errorf("after %d tries: %v, want %v", tries, got, want)
		}
	}
	for lease, want := range map[time.Duration]time.Duration{0: 7 * day, time.Second: time.Hour, 8 * time.Hour: 6 * time.Hour, 4 * day: 3 * day} {
		if got := Renew(now, lease).Sub(now); got != want {
			t.Errorf("lease of %v: asked after %v, want %v", lease, got, want)
		}
	}
}

func TestRely(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	const never, usual, long = -1, 20 * time.Minute, 6 * time.Hour
	for _, tt := range []struct {
		name    string
		pushed  time.Duration // before the poll; the poll before was an hour ago
		lease   time.Duration
		brought bool
		next    time.Duration
		trusted bool
	}{
		{"told, and it was so", time.Second, 24 * time.Hour, true, long, true},
		{"told of nothing, and it was so", 3 * time.Hour, 24 * time.Hour, false, long, true},
		{"told of what has not come yet", time.Second, 24 * time.Hour, false, usual, true},
		{"kept quiet", 3 * time.Hour, 24 * time.Hour, true, usual, false},
		{"never told of anything", never, 24 * time.Hour, false, usual, false},
		{"never told of anything, and there was", never, 24 * time.Hour, true, usual, false},
		{"the lease ends before", time.Second, 5 * time.Hour, true, usual, true},
		{"the lease has ended", time.Second, -time.Hour, true, usual, true},
		{"told during the poll", -2 * time.Second, 24 * time.Hour, true, time.Minute, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := news.HubSubscription{Until: now.Add(tt.lease), Pushed: now.Add(-tt.pushed)}
			if tt.pushed == never {
				h.Pushed = time.Time{}
			}
			next, trusted := Rely(h, HubPoll{Before: now.Add(-time.Hour), At: now, Brought: tt.brought, Next: now.Add(usual)})
			if next.Sub(now) != tt.next || trusted != tt.trusted {
				t.Errorf("next poll after %v, trusted %v; want %v, %v", next.Sub(now), trusted, tt.next, tt.trusted)
			}
		})
	}
	h := news.HubSubscription{Until: now.Add(24 * time.Hour), Pushed: now}
	if next, _ := Rely(h, HubPoll{Before: now.Add(-time.Hour), At: now.Add(time.Second), Brought: true, Next: now.Add(10 * time.Hour)}); !next.Equal(now.Add(10 * time.Hour)) {
		t.Errorf("a feed that is polled every 10 hours is polled at %v", next)
	}
}
